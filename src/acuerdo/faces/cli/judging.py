"""`acuerdo judge AGREEMENT FACTS...`: every clock's verdict, then what was attained."""

import argparse
import sys
from pathlib import Path

from acuerdo.faces.cli.accounts import account_lines
from acuerdo.faces.cli.options import add_evidence, evidence_of, row_count
from acuerdo.faces.cli.outputs import say
from acuerdo.faces.cli.progress import progress_bar
from acuerdo.faces.cli.refused_told import write_refused
from acuerdo.faces.cli.shown import show_attained, show_verdicts
from acuerdo.faces.cli.speaking import add_language
from acuerdo.studies.answers import Answer, judge_case
from acuerdo.studies.inputs import load_case
from acuerdo.studies.whole_file import faults_named, written_aside
from acuerdo.studies.writing import FORMATS, write_verdicts
from acuerdo.words import phrase, speak

_SHOWN = 40
_WRITTEN = phrase("{n} verdict written to {file}", plural="{n} verdicts written to {file}")


class EndingUnknown(ValueError):
    """A file to write whose name does not tell its format; `code` is `unknown_ending`."""

    code = "unknown_ending"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add_evidence(parser)
    add_language(parser)
    parser.add_argument(
        "--format", choices=["table", *FORMATS], help="of the verdicts (default: from --out, else table)"
    )
    parser.add_argument("--out", type=Path, help="write the verdicts to this file")
    parser.add_argument("--refused", type=Path, help="write every refused row, ticket and fact to this file (CSV)")
    parser.add_argument("--strict", action="store_true", help="exit 1 when anything was refused")
    parser.add_argument(
        "--rows", type=row_count, default=_SHOWN, help=f"verdicts shown on the screen (default {_SHOWN})"
    )


def run(options: argparse.Namespace) -> int:
    """Judge, write or show the verdicts, and account for everything that was not judged."""
    form = _format_of(options.format, options.out)
    with progress_bar() as tell:
        case = load_case(options.agreement, evidence_of(options), tell)
        answer = judge_case(case, tell)
    if options.out is not None:
        with written_aside(options.out) as aside:
            write_verdicts(answer.table, aside, form)
        say(speak(options.lang, _WRITTEN, n=answer.table.height, file=str(options.out)))
    elif form != "table":
        with faults_named("standard output"):
            write_verdicts(answer.table, sys.stdout.buffer, form)
    else:
        show_verdicts(answer, options.lang, options.rows)
    if options.out is not None or form == "table":
        show_attained(answer, options.lang)
    if options.refused is not None:
        with written_aside(options.refused) as aside:
            write_refused(answer, aside, options.lang)
    for line in account_lines(answer, options.lang, options.refused):
        say(line)
    return 1 if options.strict and _refused(answer) else 0


def _format_of(named: str | None, out: Path | None) -> str:
    """Return the format that is named, else that of the file's ending: a table is for the screen alone."""
    if out is None:
        return named or "table"
    form = out.suffix.removeprefix(".") if named in (None, "table") else named
    if form not in FORMATS:
        endings = ", ".join(f".{known}" for known in FORMATS)
        raise EndingUnknown(f"--out {out}: found no known ending, expected one of {endings}, or --format with it")
    return str(form)


def _refused(answer: Answer) -> bool:
    return bool(answer.case.refused or answer.judgement.refused_tickets or answer.judgement.refused_facts)
