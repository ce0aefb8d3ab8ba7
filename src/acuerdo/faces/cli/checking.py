"""`acuerdo check AGREEMENT`: findings to standard output; exit 0 clean, 1 errors found, 2 unusable."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from acuerdo.documents import Completeness, DocumentRefused, examine, examine_level, say_line
from acuerdo.faces.cli.speaking import add_language
from acuerdo.words import Language, phrase, speak

UNUSABLE = 2
_CLEAN = phrase("{file}: nothing found against it.")
_SCORE = phrase("{filled} of {total} points of a complete agreement; empty: {empty}.")
_CARRIED = phrase("Kept and shown, not judged from tickets: {sections}.")
_FULL = phrase("{filled} of {total} points of a complete agreement.")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("agreement", type=Path)
    parser.add_argument("--strict", action="store_true", help="also name each of the twenty points that is empty")
    parser.add_argument("--level", action="store_true", help="the file is a level: a part of an agreement")
    parser.add_argument("--json", action="store_true", help="findings as JSON Lines")
    add_language(parser)


def run(options: argparse.Namespace) -> int:
    """Check an agreement, or a level."""
    try:
        checked = examine_level(options.agreement) if options.level else examine(options.agreement)
    except DocumentRefused as refused:
        lines = (say_line(finding, options.lang) for finding in refused.findings)
        sys.stderr.write("acuerdo check: " + "\n".join(lines) + "\n")
        return UNUSABLE
    findings = checked.strict_findings if options.strict else checked.findings
    for finding in findings:
        line = json.dumps(asdict(finding), ensure_ascii=False) if options.json else say_line(finding, options.lang)
        sys.stdout.write(line + "\n")
    if not options.json:
        if not findings:
            sys.stdout.write(speak(options.lang, _CLEAN, file=str(options.agreement)) + "\n")
        if checked.document is not None and checked.document.carried:
            sections = ", ".join(checked.document.carried)
            sys.stdout.write(speak(options.lang, _CARRIED, sections=sections) + "\n")
        if checked.completeness is not None:
            sys.stdout.write(_score(checked.completeness, options.lang) + "\n")
    return 1 if checked.has_errors else 0


def _score(completeness: Completeness, language: Language) -> str:
    empty = "; ".join(speak(language, point.title) for point in completeness.empty)
    words = _SCORE if empty else _FULL
    values = {"empty": empty} if empty else {}
    return speak(language, words, filled=completeness.filled, total=completeness.total, **values)
