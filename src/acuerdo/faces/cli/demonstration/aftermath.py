"""What comes after the demo's year was told: what a help desk claims, a file of another program, frozen months."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from acuerdo.apps.claims.commands import MOST, SaidClaim
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.imports.commands import Brought
from acuerdo.apps.imports.models import Import
from acuerdo.apps.imports.shapes import Decision, Stand
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.models import Source
from acuerdo.core.clock.verdict import Outcome
from acuerdo.faces.cli.demonstration.feeding import find_teller
from acuerdo.faces.cli.demonstration.freezing import freeze_months
from acuerdo.faces.cli.demonstration.story import HELP_DESKS, Row, Story
from acuerdo.faces.cli.demonstration.tickets import link_people, open_source
from acuerdo.flows import claims_told, files_imported
from acuerdo.studies.simulate import write_facts

ARCHIVE = "archivo"
_NAME = "Archivo de la centralita"
_FILE = "centralita.csv"
_CLAIMED = ("resolution", "first-response")
_OVER = (Outcome.MET, Outcome.BREACHED)


def settle(story: Story, at: datetime) -> bool:
    """Do what is to do next; say whether nothing is left, as far as nobody else has to do something first."""
    lucia = find_teller()
    found = Import.objects.filter(source__key=ARCHIVE).order_by("-pk").first()
    if found is None:
        for desk in HELP_DESKS:
            link_people(lucia, desk.source, at)
        claims_told.tell(lucia, HELP_DESKS[0].source, list(_claims())[:MOST], at)
        if not Source.objects.filter(key=ARCHIVE).exists():
            open_source(lucia, HELP_DESKS[0], at, key=ARCHIVE, name=_NAME)
        _bring(lucia, story, at)
        freeze_months(at)
        return False
    if found.stand == Stand.READ:
        files_imported.decide(lucia, ARCHIVE, found.ident, Decision.CONFIRM, at)
    return found.stand not in (Stand.READING, Stand.READ) and freeze_months(at)


def _claims() -> Iterator[SaidClaim]:
    """Yield what Sur's help desk says of its promises: its own clock does not pause."""
    rows = Clock.objects.filter(ticket__source__key=HELP_DESKS[0].source, commitment__in=_CLAIMED, verdict__in=_OVER)
    columns = ("ticket__name", "commitment", "target_us", "consumed_us", "paused_us")
    for ticket, commitment, target_us, consumed_us, paused_us in rows.order_by("-pk").values_list(*columns):
        if target_us is not None:
            met = consumed_us + paused_us <= target_us
            yield SaidClaim(ticket=ticket, commitment=commitment, met=met, due_at=None)


def _bring(lucia: Viewer, story: Story, at: datetime) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / _FILE
        write_facts(_archived(story), file)
        files_imported.bring(lucia, ARCHIVE, Brought(name=_FILE, chunks=[file.read_bytes()]), at)


def _archived(story: Story) -> Iterator[Row]:
    """Yield the rows of the file; of one of them nobody can say when it happened."""
    for number, row in enumerate(story.archived(HELP_DESKS[0])):
        yield {**row, "at": row["at"].removesuffix("Z")} if number == _DOUBTFUL else row


_DOUBTFUL = 40
