"""`acuerdo replay AGREEMENT FACTS --against OTHER`: what would have been under the other agreement."""

import argparse
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import polars as pl

from acuerdo.core.clock.verdict import Outcome
from acuerdo.documents import read_agreement
from acuerdo.faces.cli.options import add_evidence, evidence_of, row_count
from acuerdo.faces.cli.outputs import say, show_table
from acuerdo.faces.cli.progress import progress_bar
from acuerdo.faces.cli.shown import say_target, say_value
from acuerdo.faces.cli.speaking import add_language
from acuerdo.studies.answers import judge_case
from acuerdo.studies.inputs import load_case
from acuerdo.studies.replay import SideBySide, moves, side_by_side
from acuerdo.studies.standings import Attained
from acuerdo.studies.vocabulary import CAUSES, OUTCOMES, STANDINGS
from acuerdo.studies.whole_file import faults_named
from acuerdo.words import Language, phrase, say_list, speak

_SHOWN = 40
_SUMMARY = phrase("{n} verdict would be another:", plural="{n} verdicts would be others:")
_MOVED = phrase("{n} from {before} to {after}", plural="{n} from {before} to {after}")
_NONE = phrase("No verdict would be another.")
_NOWHERE = phrase("absent", context="a verdict that one of two agreements does not give")
_MOVES = phrase("Verdicts that move")
_SIDES = phrase("Attained, side by side")
_MOVES_HEADER = (
    phrase("Ticket", context="column"),
    phrase("Commitment", context="column"),
    phrase("Clock", context="column"),
    phrase("Now", context="column: under the agreement as it is"),
    phrase("Then", context="column: under the other agreement"),
    phrase("Because of", context="column"),
)
_SIDES_HEADER = (
    phrase("Commitment", context="column"),
    phrase("Group", context="column"),
    phrase("Period", context="column"),
    phrase("Now", context="column: under the agreement as it is"),
    phrase("Target", context="column"),
    phrase("Judgement", context="column"),
    phrase("Then", context="column: under the other agreement"),
    phrase("Target", context="column"),
    phrase("Judgement", context="column"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add_evidence(parser)
    add_language(parser)
    parser.add_argument("--against", type=Path, required=True, help="the other agreement")
    parser.add_argument("--json", action="store_true", help="the verdicts that move as JSON Lines")
    parser.add_argument("--rows", type=row_count, default=_SHOWN, help=f"moves shown on the screen (default {_SHOWN})")


def run(options: argparse.Namespace) -> int:
    """Judge the same history twice and show the difference."""
    with progress_bar() as tell:
        case = load_case(options.agreement, evidence_of(options), tell)
        other = replace(case, document=read_agreement(options.against))
        before, after = judge_case(case, tell), judge_case(other, tell)
    found = moves(before.table, after.table)
    if options.json:
        with faults_named("standard output"):
            found.write_ndjson(sys.stdout.buffer)
        return 0
    _show_summary(found, options.lang)
    _show_moves(found.head(options.rows), options.lang)
    _show_sides(side_by_side(before.attained, after.attained), options.lang)
    return 0


def _word(verdict: object, language: Language) -> str:
    return speak(language, _NOWHERE if verdict is None else OUTCOMES[Outcome(str(verdict))])


def _show_summary(found: pl.DataFrame, language: Language) -> None:
    if found.is_empty():
        say(speak(language, _NONE))
        return
    kinds = Counter(zip(found["verdict_before"], found["verdict_after"], strict=True))
    parts = [
        speak(language, _MOVED, n=n, before=_word(before, language), after=_word(after, language))
        for (before, after), n in kinds.most_common()
    ]
    sys.stdout.write(f"{speak(language, _SUMMARY, n=found.height)} {say_list(language, parts)}.\n\n")


def _show_moves(found: pl.DataFrame, language: Language) -> None:
    rows = [
        [
            str(row["ticket"]),
            str(row["commitment"]),
            str(row["cycle"]),
            _word(row["verdict_before"], language),
            _word(row["verdict_after"], language),
            ", ".join(speak(language, CAUSES[cause]) for cause in row["causes"]),
        ]
        for row in found.iter_rows(named=True)
    ]
    show_table(speak(language, _MOVES), [speak(language, name) for name in _MOVES_HEADER], rows, numbers=frozenset({2}))


def _show_sides(pairs: list[SideBySide], language: Language) -> None:
    rows = [
        [pair.commitment, pair.group or "", pair.period, *_side(pair.before, language), *_side(pair.after, language)]
        for pair in pairs
    ]
    show_table(
        speak(language, _SIDES),
        [speak(language, name) for name in _SIDES_HEADER],
        rows,
        numbers=frozenset({3, 4, 6, 7}),
    )


def _side(row: Attained | None, language: Language) -> list[str]:
    if row is None:
        return ["", "", ""]
    said = say_value(row, language)
    if row.value is None and row.share is not None:
        said = f"{said} ({row.met}/{row.n})"
    return [said, say_target(row, language), speak(language, STANDINGS[row.standing])]
