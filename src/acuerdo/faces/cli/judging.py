"""`acuerdo judge AGREEMENT FACTS...`: every clock's verdict, then what was attained."""

import argparse
import sys
from pathlib import Path

from acuerdo.faces.cli.accounts import account_lines
from acuerdo.faces.cli.options import add_evidence, add_language, evidence_of
from acuerdo.faces.cli.outputs import say, written_aside
from acuerdo.faces.cli.progress import progress_bar
from acuerdo.faces.cli.shown import show_attained, show_verdicts
from acuerdo.studies.answers import Answer, judge_case
from acuerdo.studies.inputs import load_case
from acuerdo.studies.writing import FORMATS, write_verdicts

_SHOWN = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add_evidence(parser)
    add_language(parser)
    parser.add_argument(
        "--format", choices=["table", *FORMATS], help="of the verdicts (default: from --out, else table)"
    )
    parser.add_argument("--out", type=Path, help="write the verdicts to this file")
    parser.add_argument("--strict", action="store_true", help="exit 1 when anything was refused")
    parser.add_argument("--rows", type=int, default=_SHOWN, help=f"verdicts shown on the screen (default {_SHOWN})")


def run(options: argparse.Namespace) -> int:
    """Judge, write or show the verdicts, and account for everything that was not judged."""
    with progress_bar() as tell:
        case = load_case(options.agreement, evidence_of(options), tell)
        answer = judge_case(case, tell)
    form = options.format or _format_of(options.out)
    if options.out is not None:
        with written_aside(options.out) as aside:
            write_verdicts(answer.table, aside, "csv" if form == "table" else form)
        say(f"{answer.table.height} verdicts written to {options.out}")
    elif form != "table":
        write_verdicts(answer.table, sys.stdout.buffer, form)
    else:
        show_verdicts(answer, options.lang, options.rows)
    if options.out is not None or form == "table":
        show_attained(answer, options.lang)
    for line in account_lines(answer, options.lang):
        say(line)
    return 1 if options.strict and _refused(answer) else 0


def _format_of(out: Path | None) -> str:
    if out is None:
        return "table"
    ending = out.suffix.removeprefix(".")
    return ending if ending in FORMATS else "jsonl"


def _refused(answer: Answer) -> bool:
    return bool(answer.case.refused or answer.judgement.refused_tickets or answer.judgement.refused_facts)
