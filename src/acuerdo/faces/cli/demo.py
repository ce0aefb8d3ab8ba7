"""`acuerdo demo`: a small provider with three customers and a year of their tickets, to look around in."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from acuerdo.faces.cli.application import bring_up_to_date
from acuerdo.faces.cli.progress import progress_bar
from acuerdo.faces.cli.speaking import add_language
from acuerdo.surroundings import Environment, from_surroundings
from acuerdo.words import phrase, speak

if TYPE_CHECKING:
    from acuerdo.faces.cli.demonstration.stage import Made

_THERE = phrase("There are people here already: the demo only fills an empty installation.")

KEPT = "demo-people.json"
"""The file in the home that says who is in the demo, with their passwords."""

MONTHS = 12
"""How long the history of the demo's tickets is."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--credentials", action="store_true", help="print the people and their passwords as JSON")
    parser.add_argument(
        "--months",
        type=int,
        choices=range(MONTHS + 1),
        default=MONTHS,
        help="how long its tickets go back (default 12)",
    )
    add_language(parser)


def run(options: argparse.Namespace) -> int:
    """Fill an empty installation; exit 1 when it is not empty."""
    kept = from_surroundings().home / KEPT
    if options.credentials and kept.is_file():
        sys.stdout.write(kept.read_text(encoding="utf-8"))
        return 0
    environment = bring_up_to_date()
    people = fill(environment, months=options.months)
    if people is None:
        sys.stderr.write(speak(options.lang, _THERE) + "\n")
        return 1
    _carry(environment)
    sys.stdout.write(people)
    return 0


def fill(environment: Environment, passwords: Mapping[str, str] | None = None, *, months: int = MONTHS) -> str | None:
    """Fill an empty installation and return its people with their passwords as JSON; None where somebody is there.

    Of the tickets of so many months those that are fresh are there then. `passwords`: what `seed` takes, where it was
    made before.
    """
    from acuerdo.apps.parties.models import Person  # noqa: PLC0415 - rows, once the application is set up
    from acuerdo.faces.cli.demonstration.feeding import keep  # noqa: PLC0415 - as above

    if Person.objects.exists():
        return None
    made = seed(datetime.now(UTC), passwords, months=months)
    told = json.dumps(made.people, ensure_ascii=False, indent=2) + "\n"
    kept = environment.home / KEPT
    kept.touch(mode=0o600)
    kept.write_text(told, encoding="utf-8")
    keep(environment.home, made.progress)
    return told


def seed(now: datetime, passwords: Mapping[str, str] | None = None, *, months: int = MONTHS) -> "Made":
    """Make the parties, people, agreements and fresh tickets; return the people with what they sign in with.

    `passwords`: one for each of the people, with its hash; made now where they were not made before.
    """
    from acuerdo.faces.cli.demonstration import stage  # noqa: PLC0415 - rows, once the application is set up

    return stage.seed(now, passwords or hash_ahead()(), months)


def _carry(environment: Environment) -> None:
    """Tell what lies behind, too: no worker is there that would."""
    from acuerdo.faces.cli.demonstration.aftermath import settle  # noqa: PLC0415 - rows, once the application is set up
    from acuerdo.faces.cli.demonstration.feeding import Feeder  # noqa: PLC0415 - as above

    feeder = Feeder(environment.home)
    if not feeder.is_at_home():
        return
    with progress_bar() as tell:
        whole = max(1, feeder.left)
        while feeder.carry(datetime.now(UTC)):
            tell("tickets", 1 - feeder.left / whole)
    settle(feeder.story, datetime.now(UTC))


def hash_ahead() -> Callable[[], Mapping[str, str]]:
    """Return what makes passwords with their hashes for `seed`, in a thread, say: it loads nothing and asks no rows."""
    from acuerdo.faces.cli.demonstration.cast import PEOPLE  # noqa: PLC0415 - once the settings are named
    from acuerdo.faces.cli.demonstration.passwords import make_passwords, quick_hasher  # noqa: PLC0415 - as above

    return partial(make_passwords, 1 + len(PEOPLE), quick_hasher())
