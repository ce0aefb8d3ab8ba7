"""`acuerdo sources`: how help desks are read; `read` reads what is due now, or one source; `import` takes a file."""

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from acuerdo.faces.cli import bringing
from acuerdo.faces.cli.application import set_up
from acuerdo.faces.cli.speaking import add_language
from acuerdo.faces.logs import start_logs
from acuerdo.words import Language, phrase, say_instant, speak

if TYPE_CHECKING:
    from acuerdo.apps.readings.shapes import ReadingRecord

_NONE = phrase("No source is read out of a help desk.")
_READ = phrase(
    "{source}: read up to date on {instant}; {n} fact", plural="{source}: read up to date on {instant}; {n} facts"
)
_NEVER = phrase("{source}: not read up to date yet; {n} fact", plural="{source}: not read up to date yet; {n} facts")
_FAULT = phrase("{source}: {n} try failed: {fault} {found}", plural="{source}: {n} tries failed: {fault} {found}")
_BUSY = phrase("{source}: not to be read now: it is paused, closed, read by somebody else, or not connected.")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("act", nargs="?", choices=["list", "read", "import"], default="list")
    parser.add_argument("source", nargs="?", default="", help="the key of the source (of read: default what is due)")
    bringing.add_arguments(parser)
    add_language(parser)


def run(options: argparse.Namespace) -> int:
    """Show how sources are read, or read them; exit 1 where one could not be read."""
    set_up()
    if options.act == "import":
        return bringing.run(options)
    start_logs("")
    if options.act == "read" and not _read(options.source):
        sys.stdout.write(speak(options.lang, _BUSY, source=options.source) + "\n")
        return 1
    from acuerdo.apps.readings.queries import list_readings  # noqa: PLC0415 - rows, once the application is set up

    shown = [one for one in list_readings() if options.source in ("", one.source)]
    for one in shown:
        _show(options.lang, one)
    if not shown:
        sys.stdout.write(speak(options.lang, _NONE) + "\n")
    return 1 if any(one.fault for one in shown) else 0


def _read(source: str) -> bool:
    """Read what is due, or one source; False where that cannot be read now."""
    from acuerdo.apps.readings.commands import claim_due  # noqa: PLC0415 - rows, once the application is set up
    from acuerdo.faces.worker.help_desks import read_claimed, read_due  # noqa: PLC0415 - as above

    def clock() -> datetime:
        return datetime.now(UTC)

    if not source:
        read_due(clock)
        return True
    claimed = claim_due(clock(), source)
    if claimed is not None:
        read_claimed(claimed, clock)
    return claimed is not None


def _show(language: Language, one: "ReadingRecord") -> None:
    if one.read_at is None:
        line = speak(language, _NEVER, source=one.source, n=one.told)
    else:
        instant = say_instant(language, one.read_at, zone=ZoneInfo("UTC"))
        line = speak(language, _READ, source=one.source, instant=instant, n=one.told)
    sys.stdout.write(line + "\n")
    if one.fault:
        said = speak(language, _FAULT, n=one.faults, source=one.source, fault=one.fault, found=one.found)
        sys.stdout.write(said.rstrip() + "\n")
