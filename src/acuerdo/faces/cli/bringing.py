"""`acuerdo sources import`: bring a file into a source of this installation, after a look at what would come in."""

import argparse
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from acuerdo.faces.cli.progress import progress_bar
from acuerdo.faces.cli.refused_rows import say_refused
from acuerdo.words import Language, Phrase, phrase, say_number, speak

if TYPE_CHECKING:
    from acuerdo.apps.imports.shapes import ImportRecord
    from acuerdo.apps.parties.viewers import Viewer

_NOBODY = phrase("There is nobody with this address or id.")
_NO_FILE = phrase("Choose a file first; an empty one says nothing.")
_NOT_THERE = phrase("There is no such source into which this person may tell facts.")
_NOTHING_LEFT = phrase("Nothing is left of this file to go on with.")
_FILE = phrase("{file}: {rows} rows, {facts} facts of {tickets} tickets")
_RECORDED = phrase(
    "{recorded} recorded, {there} there already, {clashing} contradict what is there, {refused} rows refused"
)
_WOULD_COME = phrase(
    "{fresh} would come in, {there} there already, {clashing} contradict what is there, {refused} rows refused"
)
_UNUSABLE = 2
_AGAIN_S = 0.5
_BLOCK = 1 << 20


class ImportUnusable(ValueError):
    """A file that cannot be read or recorded; `code` says why."""

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        super().__init__(text or code)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `acuerdo sources import` takes beside the source."""
    parser.add_argument("file", nargs="?", type=Path, help="of import: csv xlsx jsonl parquet xes, also gz xz zip")
    parser.add_argument("--as", default="", dest="person", help="of import: who brings it, by e-mail address")
    parser.add_argument("--profile", default="", help="of import: a shipped profile's name, or a file")
    parser.add_argument("--time-zone", default="", help="of import: the zone of times without an offset")
    parser.add_argument("--dry-run", action="store_true", help="of import: say what would come in, and keep nothing")
    parser.add_argument("--resume", action="store_true", help="of import: go on with this file where it was left")


def run(options: argparse.Namespace) -> int:
    """Bring a file and record it; exit 1 when rows were refused, 2 when it cannot be used."""
    if not options.file:
        return _refuse(options, _NO_FILE)
    from acuerdo.apps.imports.shapes import Decision, Stand  # noqa: PLC0415 - rows, once the application is set up
    from acuerdo.apps.parties.models import Person  # noqa: PLC0415 - as above
    from acuerdo.apps.parties.viewers import NotThere, view_as  # noqa: PLC0415 - as above
    from acuerdo.flows import files_imported  # noqa: PLC0415 - as above

    person = Person.objects.select_related("party").filter(email__iexact=options.person, is_active=True).first()
    if person is None:
        return _refuse(options, _NOBODY)
    viewer = view_as(person)
    try:
        ident = _left(options) if options.resume else _bring(viewer, options)
        if ident is None:
            return _refuse(options, _NOTHING_LEFT)
        found = _carry(viewer, options.source, ident)
        if options.dry_run:
            files_imported.decide(viewer, options.source, ident, Decision.FORGET, datetime.now(UTC))
        elif found.stand in (Stand.READ, Stand.STOPPED):
            files_imported.decide(viewer, options.source, ident, Decision.CONFIRM, datetime.now(UTC))
            found = _carry(viewer, options.source, ident)
    except NotThere:
        return _refuse(options, _NOT_THERE)
    sys.stdout.write("".join(f"{line}\n" for line in _lines(found, options.lang)))
    return 1 if found.refused or found.not_taken or found.clashing else 0


def _bring(viewer: "Viewer", options: argparse.Namespace) -> UUID:
    from acuerdo.apps.imports.commands import Brought  # noqa: PLC0415 - as above
    from acuerdo.flows import files_imported  # noqa: PLC0415 - as above

    own = Path(options.profile) if options.profile.endswith((".yaml", ".yml")) else None
    brought = Brought(
        name=options.file.name,
        chunks=_blocks(options.file),
        profile="" if own else options.profile,
        own_profile=own.read_text("utf-8-sig") if own else "",
        time_zone=options.time_zone,
    )
    return files_imported.bring(viewer, options.source, brought, datetime.now(UTC))


def _left(options: argparse.Namespace) -> UUID | None:
    """Return the import of this very file that was left last."""
    from acuerdo.apps.imports.queries import find_left  # noqa: PLC0415 - as above

    digest = sha256()
    for block in _blocks(options.file):
        digest.update(block)
    return find_left(options.source, digest.hexdigest())


def _carry(viewer: "Viewer", source: str, ident: UUID) -> "ImportRecord":
    """Carry an import here, or wait while a worker does; return where it stands then."""
    from acuerdo.apps.imports.queries import UNDER_WAY, find_import  # noqa: PLC0415 - as above
    from acuerdo.apps.imports.shapes import Stand  # noqa: PLC0415 - as above
    from acuerdo.flows.import_carried import Carrier, carry  # noqa: PLC0415 - as above

    with progress_bar() as tell:
        carrier = Carrier(clock=_now, stopped=lambda: False, tell=lambda share: tell(source, share))
        while (found := find_import(viewer, source, ident)).stand in UNDER_WAY:
            if not carry(ident, carrier):
                tell(source, found.share)
                time.sleep(_AGAIN_S)
    if found.stand is Stand.FAILED:
        raise ImportUnusable(found.fault, found.fault_text)
    return found


def _lines(found: "ImportRecord", language: Language) -> Iterator[str]:
    counts = {"rows": found.rows, "facts": found.facts, "tickets": found.tickets}
    yield speak(
        language, _FILE, file=found.name, **{name: say_number(language, number) for name, number in counts.items()}
    )
    yield f"sha256 {found.sha256}"
    if found.position:
        words = _RECORDED
        numbers = {"recorded": found.recorded, "there": found.duplicates, "clashing": found.not_taken}
    else:
        words = _WOULD_COME
        numbers = {"fresh": found.fresh, "there": found.there, "clashing": found.clashing}
    numbers["refused"] = found.refused
    yield speak(language, words, **{name: say_number(language, number) for name, number in numbers.items()})
    for row in found.refused_lines:
        yield say_refused(row, found.name, language)


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while block := opened.read(_BLOCK):
            yield block


def _refuse(options: argparse.Namespace, words: Phrase) -> int:
    sys.stderr.write(speak(options.lang, words) + "\n")
    return _UNUSABLE


def _now() -> datetime:
    return datetime.now(UTC)
