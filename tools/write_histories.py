"""Writes ``docs/laws/histories.md``, the page of the worked histories in ``docs/laws/histories``."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

LAWS = Path(__file__).parent.parent / "docs" / "laws"

HEAD = """# Worked histories

What the [laws of the clocks](clocks.md) come to, case by case, with the arithmetic in words. Every case is a test: its
verdicts are computed anew from the facts and compared in every field, also in those that a table leaves out (they are
null, or nothing). The cases for programs are the files in [histories](histories); this page is made of them.

Unless a case says otherwise: the zone is Europe/Madrid; the calendar `office` is open Monday to Friday from 09:00 to
17:00, `night` from 22:00 to 06:00 of those days, `always` round the clock; the days are those of the week of Monday,
2 March 2026; a clock starts at the opening; a promise pauses, reopens and takes changes as its measure does by default.
"""

COLUMNS = (
    "verdict",
    "reason",
    "started",
    "stopped",
    "target",
    "consumed",
    "paused",
    "outside",
    "excluded",
    "due",
    "breaches",
    "breached",
    "late",
    "priority",
    "group",
    "marks",
    "warnings",
    "changes",
)


def themes() -> list[Mapping[str, Any]]:
    """The files of histories, in order, all scalars as text."""
    paths = sorted((LAWS / "histories").glob("*.yaml"))
    return [yaml.load(path.read_text("utf-8"), yaml.BaseLoader) for path in paths]  # noqa: S506 - text alone


def page() -> str:
    """The text of the page."""
    lines = [HEAD]
    number = 0
    for theme in themes():
        lines.append(f"## {theme['theme']}\n")
        for case in theme["histories"]:
            number += 1
            lines += _case(number, case)
    return "\n".join(lines)


def _case(number: int, case: Mapping[str, Any]) -> Iterator[str]:
    yield f"### {number}. {case['title']}\n"
    promises = case["promise"]
    for promise in promises if isinstance(promises, list) else [promises]:
        yield f"- Promise: {_told(promise)}"
    for name, measure in case.get("measures", {}).items():
        yield f"- Measure `{name}`: {_told(measure)}"
    for name, calendar in case.get("calendars", {}).items():
        yield f"- Calendar `{name}`: {_told(calendar)}"
    for exclusion in case.get("exclusions", []):
        yield f"- Exclusion: {_told(exclusion) or 'the whole ticket'}"
    yield "- Facts: " + "; ".join(f"`{fact}`" for fact in case["facts"])
    known = f", as known at {case['known_at']}" if "known_at" in case else ""
    yield f"- Judged as of {case['as_of']}{known}"
    for shown in ("refused", "quarantined", "findings"):
        if shown in case:
            yield f"- {shown.capitalize()}: {', '.join(case[shown])}"
    yield f"\n{case['words']}\n"
    used = [name for name in COLUMNS if any(name in row for row in case["expect"])]
    yield "| cycle | " + " | ".join(used) + " |" if _cycles(case) else "| " + " | ".join(used) + " |"
    yield "|" + "---|" * (len(used) + _cycles(case))
    for place, row in enumerate(case["expect"], start=1):
        cells = [_cell(row.get(name, "")) for name in used]
        yield "| " + " | ".join([str(place), *cells] if _cycles(case) else cells) + " |"
    yield ""


def _cycles(case: Mapping[str, Any]) -> bool:
    return len(case["expect"]) > 1


def _told(spec: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} `{_cell(value)}`" for name, value in spec.items())


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_cell(one) for one in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_cell(one)}" for name, one in value.items())
    return str(value)


if __name__ == "__main__":
    (LAWS / "histories.md").write_text(page(), "utf-8")
    sys.stdout.write("docs/laws/histories.md is written\n")
