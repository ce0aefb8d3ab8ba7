"""Green, amber or red: one word for the chance to miss a promise in the next twelve periods."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from acuerdo.statistics.chances import ChanceOutside
from acuerdo.statistics.counts import check_counts
from acuerdo.statistics.promises import HONEST_LIMIT

RED_ABOVE: Final = Fraction(1, 2)
FEWEST_TICKETS: Final = 30
FEWEST_PERIODS: Final = 3


class Colour(StrEnum):
    """How a promise looks for the next twelve periods."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NONE = "none"


class ColourReason(StrEnum):
    """Why a promise gets no colour."""

    UNDER_30_TICKETS = "under_30_tickets"
    UNDER_3_PERIODS = "under_3_periods"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourVerdict:
    """A colour, or none with its reasons."""

    colour: Colour
    reasons: tuple[ColourReason, ...] = ()


def verdict_colour(p_miss_any_of_12: float, *, tickets: int, periods: int) -> ColourVerdict:
    """Green below 10 %, amber from 10 % to 50 %, red above; none under 30 tickets or 3 periods of history.

    >>> verdict_colour(0.5, tickets=30, periods=3).colour.value
    'amber'

    Raises:
        ChanceOutside: p_miss_any_of_12 outside 0..1.
        ImpossibleCounts: a negative number of tickets or periods.

    """
    check_counts(0, tickets)
    check_counts(0, periods)
    # Written so that NaN is refused too.
    if not 0.0 <= p_miss_any_of_12 <= 1.0:
        raise ChanceOutside(f"p_miss_any_of_12 {p_miss_any_of_12}: expected from 0 to 1")
    reasons = (
        *((ColourReason.UNDER_30_TICKETS,) if tickets < FEWEST_TICKETS else ()),
        *((ColourReason.UNDER_3_PERIODS,) if periods < FEWEST_PERIODS else ()),
    )
    if reasons:
        return ColourVerdict(colour=Colour.NONE, reasons=reasons)
    if p_miss_any_of_12 < HONEST_LIMIT:
        return ColourVerdict(colour=Colour.GREEN)
    return ColourVerdict(colour=Colour.AMBER if p_miss_any_of_12 <= RED_ABOVE else Colour.RED)
