"""`acuerdo outbox`: how full it is, what was given up and why; `again` puts one back, or all."""

import argparse
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from acuerdo.faces.cli.application import set_up
from acuerdo.faces.cli.speaking import add_language
from acuerdo.words import phrase, say_instant, speak

_DEPTH = phrase("{n} notice is due and waits.", plural="{n} notices are due and wait.")
_FAILED = phrase(
    "{key}: given up on {instant} after {n} attempt: {fault}",
    plural="{key}: given up on {instant} after {n} attempts: {fault}",
)
_BACK = phrase("{n} notice was put back.", plural="{n} notices were put back.")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("act", nargs="?", choices=["list", "again"], default="list")
    parser.add_argument("key", nargs="?", help="the notice to put back (default: all that were given up)")
    add_language(parser)


def run(options: argparse.Namespace) -> int:
    """Show the outbox, or put back what was given up; exit 1 when something is given up, or was not to be put back."""
    set_up()
    from acuerdo.apps.notices.commands import try_again  # noqa: PLC0415 - rows, once the application is set up
    from acuerdo.apps.notices.queries import depth, list_failed  # noqa: PLC0415 - as above

    at = datetime.now(UTC)
    failed = list_failed()
    if options.act == "again":
        keys = [options.key] if options.key else [notice.key for notice in failed]
        back = sum(try_again(key, at) for key in keys)
        sys.stdout.write(speak(options.lang, _BACK, n=back) + "\n")
        return 0 if back == len(keys) else 1
    sys.stdout.write(speak(options.lang, _DEPTH, n=depth(at).waiting) + "\n")
    for notice in failed:
        told = {
            "key": notice.key,
            "fault": notice.fault,
            "instant": say_instant(options.lang, notice.failed_at, zone=ZoneInfo("UTC")),
        }
        sys.stdout.write(speak(options.lang, _FAILED, n=notice.attempts, **told) + "\n")
    return 1 if failed else 0
