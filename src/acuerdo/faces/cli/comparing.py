"""`acuerdo diff A B`: what changed between two agreements, in words; exit 0 the same, 1 changed, 2 unusable."""

import argparse
import json
import sys
from itertools import groupby
from pathlib import Path

from acuerdo.documents import read_agreement
from acuerdo.faces.cli.outputs import plain_lines
from acuerdo.faces.cli.speaking import add_language
from acuerdo.studies.changes import Change, compare_agreements, say_weight
from acuerdo.words import Language, phrase, speak

_NOTHING = phrase("Nothing changed: both say the same.")
_COUNT = phrase("{n} change", plural="{n} changes", context="between two agreements")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("before", type=Path, help="the agreement as it was (YAML or JSON)")
    parser.add_argument("after", type=Path, help="the agreement as it is to be")
    parser.add_argument("--json", action="store_true", help="changes as JSON Lines")
    add_language(parser)


def run(options: argparse.Namespace) -> int:
    """Say what changed."""
    changes = compare_agreements(read_agreement(options.before), read_agreement(options.after), options.lang)
    lines = map(_json, changes) if options.json else _lines(changes, options.lang)
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 1 if changes else 0


def _lines(changes: tuple[Change, ...], language: Language) -> list[str]:
    if not changes:
        return [speak(language, _NOTHING)]
    lines = [speak(language, _COUNT, n=len(changes))]
    for section, found in groupby(changes, key=lambda change: change.section):
        lines += ["", section]
        for change in found:
            weight = say_weight(change, language)
            lines.append(plain_lines(f"  {change.sentence}" + (f"  [{weight}]" if weight else "")))
    return lines


def _json(change: Change) -> str:
    said = {
        "kind": change.kind,
        "path": list(change.path),
        "section": change.section,
        "subject": change.subject,
        "what": change.what,
        "before": change.before,
        "after": change.after,
        "sentence": change.sentence,
        "weight": change.weight,
        "side": change.side,
    }
    return json.dumps(said, ensure_ascii=False)
