"""`acuerdo simulate SCENARIO --out FILE`: a realistic history from a scenario and a seed."""

import argparse
import json
import math
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from acuerdo.faces.cli.outputs import say, show_table
from acuerdo.faces.cli.progress import Tell, progress_bar
from acuerdo.studies.simulate import (
    Changes,
    Scenario,
    capacity,
    expect_tickets,
    read_scenario,
    simulate,
    span_scenario,
    write_facts,
)

_SEEDS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("scenario", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from", dest="from_on", type=_date, help="the first date, like 2026-01-01")
    parser.add_argument("--to", dest="to_on", type=_date, help="the last date")
    parser.add_argument("--out", type=Path, help=".csv or .jsonl (also .gz), or .parquet; absent: JSON Lines")
    parser.add_argument(
        "--away",
        action="append",
        type=_absence,
        metavar="PERSON:FROM..TO",
        default=[],
        help="instead of writing facts, compare waiting with and without this person away (may be repeated)",
    )
    parser.add_argument("--volume", type=_volume, default=1.0, help="with --away: this many times the tickets")
    parser.add_argument("--calendar", help="with --away: the calendar in whose time waiting is measured")


def run(options: argparse.Namespace) -> int:
    """Write a history, or answer a question of capacity."""
    scenario = span_scenario(read_scenario(options.scenario), options.from_on, options.to_on)
    if options.away or options.volume != 1.0:
        _compare(scenario, options)
        return 0
    with progress_bar() as tell:
        rows = _told(simulate(scenario, options.seed), expect_tickets(scenario), tell)
        if options.out is None:
            for row in rows:
                sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
            return 0
        count = write_facts(rows, options.out)
    say(f"{count} facts written to {options.out} (seed {options.seed}, {scenario.from_on} to {scenario.to_on})")
    return 0


def _told(rows: Iterator[dict[str, str]], expected: float, tell: Tell) -> Iterator[dict[str, str]]:
    tickets = 0
    for row in rows:
        tickets += row["event"] == "opened"
        tell("simulating", min(tickets / max(expected, 1.0), 1.0))
        yield row


def _compare(scenario: Scenario, options: argparse.Namespace) -> None:
    absent: dict[str, list[tuple[date, date]]] = {}
    for person, days in options.away:
        absent.setdefault(person, []).append(days)
    seeds = range(options.seed, options.seed + _SEEDS)
    found = capacity(scenario, Changes(absent=absent, volume=options.volume), seeds, calendar=options.calendar)
    rows = [
        [
            str(waiting.seed),
            waiting.priority,
            "changed" if waiting.changed else "as it is",
            str(waiting.tickets),
            f"{waiting.mean_s / 60:.0f}",
            f"{waiting.p90_s / 60:.0f}",
            str(waiting.waiting),
        ]
        for waiting in found
    ]
    header = ["Seed", "Priority", "Scenario", "Tickets", "Mean wait, min", "p90 wait, min", "Still waiting"]
    show_table("Waiting until somebody takes a ticket", header, rows, numbers=frozenset({0, 3, 4, 5, 6}))


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a date like 2026-01-31") from None


def _volume(text: str) -> float:
    try:
        volume = float(text)
    except ValueError:
        volume = math.nan
    if not 0 < volume < math.inf:
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a number over 0, like 1.3")
    return volume


def _absence(text: str) -> tuple[str, tuple[date, date]]:
    person, _, days = text.rpartition(":")
    first, _, last = days.partition("..")
    if not person or not last:
        raise argparse.ArgumentTypeError(f"found {text!r}, expected PERSON:2026-08-01..2026-08-15")
    return person, (_date(first), _date(last))
