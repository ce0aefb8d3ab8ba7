"""`acuerdo journal verify`: hold the journal to itself, and to receipts that somebody kept."""

import argparse
import sys

from acuerdo.faces.cli.application import set_up_to_read
from acuerdo.faces.cli.speaking import add_language
from acuerdo.words import phrase, speak

_HOLDS = phrase(
    "{chain}: {n} entry, nothing changed; head {head}", plural="{chain}: {n} entries, nothing changed; head {head}"
)
_FAULT = phrase("{chain}: entry {number}: {code}")
_NONE = phrase("The journal is empty.")
_WHOSE = phrase("Say whose receipt it is: name the chain, like agreement:sur-2026, with --anchor.")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("act", choices=["verify"])
    parser.add_argument("chain", nargs="?", help="one chain, like agreement:sur-2026 (default: all)")
    parser.add_argument("--anchor", type=_anchor, action="append", default=[], help="a receipt, as NUMBER:HASH")
    add_language(parser)


def run(options: argparse.Namespace) -> int:
    """Verify; exit 1 when something was changed, 2 for a receipt of no chain."""
    if options.anchor and not options.chain:
        sys.stderr.write(speak(options.lang, _WHOSE) + "\n")
        return 2
    with set_up_to_read():
        return _verify(options)


def _verify(options: argparse.Namespace) -> int:
    from acuerdo.apps.journal.queries import chains  # noqa: PLC0415 - as above
    from acuerdo.flows.journal_held import hold_chain  # noqa: PLC0415 - rows, once the application is set up

    wanted = [options.chain] if options.chain else chains()
    if not wanted:
        sys.stdout.write(speak(options.lang, _NONE) + "\n")
    faults = 0
    for chain in wanted:
        found = hold_chain(chain, options.anchor)
        faults += len(found.faults)
        for fault in found.faults:
            sys.stdout.write(speak(options.lang, _FAULT, chain=chain, number=str(fault.number), code=fault.code) + "\n")
        if not found.faults:
            sys.stdout.write(speak(options.lang, _HOLDS, chain=chain, n=found.length, head=found.head) + "\n")
    return 1 if faults else 0


def _anchor(text: str) -> tuple[int, str]:
    number, mark, head = text.partition(":")
    if not (mark and number.isdecimal()):
        raise argparse.ArgumentTypeError(f"found {text!r}, expected NUMBER:HASH as on a receipt")
    return int(number), head
