"""A worker carries an import: the file is read, looked at, and when somebody confirmed it recorded, part by part.

Each part is one transaction, and where the import stands moves in it: killed anywhere, it goes on from there. It loads
what reads tables, so nothing that answers requests imports it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from acuerdo.apps.clocks.telling import own_words
from acuerdo.apps.imports.commands import leave_off, note_done, note_failed, note_read, note_share, try_to_read
from acuerdo.apps.imports.models import Import
from acuerdo.apps.imports.shapes import ReadFile, Stand
from acuerdo.apps.imports.spool import carrying, drop_files
from acuerdo.apps.imports.staging import OwnWords, count_refused, parts_of, refused_part, stage_file
from acuerdo.apps.parties.viewers import NotThere, Viewer, view_as
from acuerdo.apps.rejudging.intake import fold_told, record_told
from acuerdo.apps.tickets.recording import Brought, foresee_told
from acuerdo.apps.tickets.shapes import Answer, Taken, Telling
from acuerdo.apps.tickets.sources import SourceRefused, open_source
from acuerdo.connectors.refusals import ImportRefused
from acuerdo.core.hours import to_us

AT_ONCE = 2_000
"""How many facts are recorded in one transaction."""
_READING_SHARE = 0.5
_MOST_TRIES = 3
"""How often a file is read before it is given up: a damaged one can end the process that reads it."""
_STEP = 0.02


class _Stopped(Exception):
    """Raised out of the reading of a file when it is not to be read on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """Whoever carries imports: its clock, whether it was told to leave, and who hears how much is done (0..1)."""

    clock: Callable[[], datetime]
    stopped: Callable[[], bool]
    tell: Callable[[float], None] = lambda _: None


def carry(ident: UUID, carrier: Carrier) -> bool:
    """Do what there is to do for an import until it waits for somebody or is done; False where another carries it."""
    with carrying(ident) as mine:
        if mine:
            _carry(ident, carrier)
    return mine


def _carry(ident: UUID, carrier: Carrier) -> None:
    try:
        row = Import.objects.select_related("source__customer", "confirmed_by__party").get(ident=ident)
        if row.stand == Stand.READING:
            if try_to_read(ident) >= _MOST_TRIES:  # what reads it did not live to say why
                note_failed(ident, "import_deadly", "", carrier.clock())
                return
            _read(row, carrier)
        elif row.stand == Stand.RECORDING:
            _record(row, carrier)
    except _Stopped:
        leave_off(ident)
    except ImportRefused as refused:
        note_failed(ident, refused.code, str(refused).replace(refused.file, "", 1).lstrip(":, "), carrier.clock())
    except (NotThere, SourceRefused) as refused:
        note_failed(ident, refused.code, "", carrier.clock())
    except FileNotFoundError:
        note_failed(ident, "import_gone", "", carrier.clock())


def _read(row: Import, carrier: Carrier) -> None:
    """Read the file, then look which of its facts are there already, or would be refused."""
    told = [0.0]

    def tell(_: str, share: float) -> None:
        if share - told[0] >= _STEP or carrier.stopped():
            told[0] = share
            carrier.tell(share)
            if carrier.stopped() or not note_share(row.ident, share):
                raise _Stopped

    events, fields = own_words(row.source)
    found = stage_file(row, OwnWords(events=events, fields=fields), lambda what, share: tell(what, share / 2))
    row.facts = found.facts
    counts = dict.fromkeys(Taken, 0)
    at_us = to_us(carrier.clock())
    for end, facts in parts_of(row, 0, AT_ONCE):
        for answer in foresee_told(row.source, facts, received_us=at_us):
            counts[answer.taken] += 1
        tell("", _READING_SHARE + end / row.facts / 2)
    note_read(row.ident, _with(found, counts))


def _with(found: ReadFile, counts: dict[Taken, int]) -> ReadFile:
    fresh, there, clashing = (counts[taken] for taken in Taken)
    return replace(found, fresh=fresh, there=there, clashing=clashing)


def _record(row: Import, carrier: Carrier) -> None:
    """Record refused rows and facts from where it stands, until all are, somebody stops it, or it has to leave."""
    refused = _count_to_keep(row)
    while row.kept_refused < refused:
        rows = refused_part(row, row.kept_refused, AT_ONCE)
        if carrier.stopped() or not _take(row, _Part(told=rows, refused=len(rows)), carrier.clock()):
            return
    for end, facts in parts_of(row, row.position, AT_ONCE):
        if carrier.stopped() or not _take(row, _Part(told=facts, facts=end - row.position), carrier.clock()):
            return
        carrier.tell(end / row.facts)
    with transaction.atomic():
        if _hold(row):
            note_done(row, carrier.clock())
    if row.stand == Stand.DONE:
        drop_files(row.ident)


def _count_to_keep(row: Import) -> int:
    """Return how many refused rows are to be kept: none where this very file was imported so before."""
    before = Import.objects.filter(source=row.source, sha256=row.sha256, profile=row.profile, stand=Stand.DONE)
    same = before.filter(own_profile=row.own_profile, time_zone=row.time_zone)
    return 0 if same.exists() else count_refused(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What is recorded in one transaction: so many facts of the file, or so many of its refused rows."""

    told: Sequence[Telling]
    facts: int = 0
    refused: int = 0


def _take(row: Import, part: _Part, at: datetime) -> bool:
    """Record a part and note where the import stands then; False where it is not this carrier's to go on."""
    for last in (False, True):
        try:
            with transaction.atomic():
                moved = _take_held(row, part, at) if _hold(row) else {}
            row.__dict__.update(moved)
            return bool(moved)
        except IntegrityError:  # somebody else tells one of these keys at this very moment; now it is there to be seen
            if last:
                raise
    return False


def _take_held(row: Import, part: _Part, at: datetime) -> dict[str, int]:
    source = open_source(_teller(row), row.source.key)
    actor = "" if row.confirmed_by is None else str(row.confirmed_by.ident)
    brought = Brought(told=part.told, actor=actor, received_us=to_us(at), pauses_unknown=row.pauses_unknown)
    done = record_told(source, brought)
    fold_told(done, to_us(at))
    moved = {
        "position": row.position + part.facts,
        "kept_refused": row.kept_refused + part.refused,
        "recorded": row.recorded + _count(done.answers, Taken.RECORDED),
        "duplicates": row.duplicates + _count(done.answers, Taken.DUPLICATE),
        "not_taken": row.not_taken + (_count(done.answers, Taken.REFUSED) if part.facts else 0),
    }
    Import.objects.filter(pk=row.pk).update(**moved)
    return moved


def _hold(row: Import) -> bool:
    """Lock the row of an import; False where somebody stopped it, or it stands elsewhere than this carrier knows."""
    held = Import.objects.select_for_update().filter(pk=row.pk).values_list("stand", "position", "kept_refused").first()
    return held == (Stand.RECORDING, row.position, row.kept_refused)


def _teller(row: Import) -> Viewer:
    """Return whoever confirmed the import, with what they may do now. Raises `NotThere`."""
    if row.confirmed_by is None:
        raise NotThere("person")
    return view_as(row.confirmed_by)


def _count(answers: Sequence[Answer], taken: Taken) -> int:
    return sum(answer.taken is taken for answer in answers)
