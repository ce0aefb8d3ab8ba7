"""Arguments that several commands share."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from acuerdo.core.clock.intake import FactRefused, instant_us, read_instant
from acuerdo.studies.inputs import Engine, Evidence


def add_evidence(parser: argparse.ArgumentParser) -> None:
    """Declare an agreement and the evidence to judge it by."""
    parser.add_argument("agreement", type=Path, help="the agreement document (YAML or JSON)")
    parser.add_argument(
        "facts", type=Path, nargs="+", help="exports or facts: csv xlsx jsonl parquet xes, also gz xz zip"
    )
    parser.add_argument("--profile", help="how the export becomes facts: a shipped profile's name, or a file")
    parser.add_argument("--time-zone", help="the zone of times without an offset, like Europe/Madrid")
    parser.add_argument("--exclusions", type=Path, help="a file of exclusions")
    parser.add_argument("--marks", type=Path, help="a file that says of tickets what is wrong with their evidence")
    parser.add_argument("--as-of", type=_instant, help="judge as of this instant (default: the last known fact)")
    parser.add_argument(
        "--engine", type=Engine, choices=list(Engine), default=Engine.AUTO, help="who judges (default: by the amount)"
    )
    parser.add_argument("--known-at", type=_instant, help="only what was recorded until this instant")


def evidence_of(options: argparse.Namespace, extras: tuple[str, ...] = ()) -> Evidence:
    """Return the evidence that the arguments name."""
    return Evidence(
        facts=tuple(options.facts),
        now_us=instant_us(datetime.now(UTC)),
        profile=options.profile,
        time_zone=options.time_zone,
        exclusions=options.exclusions,
        marks=options.marks,
        as_of_us=options.as_of,
        known_at_us=options.known_at,
        extras=extras,
        engine=options.engine,
    )


def row_count(text: str) -> int:
    """Read how many rows to show.

    >>> row_count("40")
    40
    """
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a whole number from 0 on")
    return int(text)


def _instant(text: str) -> int:
    try:
        return read_instant(text)
    except FactRefused as refusal:
        raise argparse.ArgumentTypeError(f"found {text!r}, expected {refusal.expected}") from None
