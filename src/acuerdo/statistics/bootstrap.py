"""The chance to miss by redrawing whole weeks of the past: tickets of one week share its outages and its absences."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt
from typing import TYPE_CHECKING, ClassVar, Final

from acuerdo.statistics.allowances import Share, allowed_misses, exact_share
from acuerdo.statistics.chances import PERIODS_AHEAD, Chance, Method, Note
from acuerdo.statistics.counts import Counts, NoCases
from acuerdo.statistics.refusals import NumbersRefused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    import numpy as np
    from numpy.typing import NDArray

WEEKS_PER_MONTH: Final = Fraction(52, 12)
ENOUGH_WEEKS: Final = 13
LONGEST_PERIOD: Final = 522  # weeks: ten years
FEWEST_DRAWS, MOST_DRAWS = 100, 1_000_000
DRAWN_AT_ONCE: Final = 1_000_000  # weeks in memory: 8 MB
INT64_ROOM: Final = 2**62


class PeriodLengthOutside(NumbersRefused):
    """A period of less than a week, or of more than ten years."""

    code: ClassVar[str] = "weeks_per_period_outside"


class DrawsOutside(NumbersRefused):
    """A number of draws that says nothing, or never ends; or a negative seed."""

    code: ClassVar[str] = "draws_outside"


def block_bootstrap_chance(
    weeks: Sequence[Counts],
    *,
    target: Share,
    seed: int,
    weeks_per_period: Fraction | Decimal | int = WEEKS_PER_MONTH,
    draws: int = 10_000,
) -> Chance:
    """Chance to miss `target` in periods put together from weeks of the past, drawn with replacement.

    A draw is twelve periods at once: `12 * weeks_per_period` weeks in a row, cut where periods of that length end
    (months take 4, 4 and 5 weeks in turn). Each drawn period is judged by its own number of clocks; one without clocks
    misses nothing. What ties the clocks of one week together is kept; what ties weeks together is not.

    The weeks drawn depend on `seed`, `draws`, the number of weeks and the period alone: with the same ones, a higher
    target or fewer met clocks never lowers the chance. The errors are standard errors of the simulation, never 0.
    `n_expected` is the mean size of a drawn period, halves up.

    >>> block_bootstrap_chance([Counts(met=9, n=10)] * 20, target=Fraction(19, 20), seed=1).p_miss_any_of_12
    1.0

    Raises:
        NoCases: no week, or none with a clock.
        ShareRefused: target is a float, or outside 0..1.
        PeriodLengthOutside: weeks_per_period outside 1..522.
        DrawsOutside: draws outside 100..1,000,000, or seed < 0.

    """
    exact = exact_share(target)
    length = _check_length(weeks_per_period)
    if not FEWEST_DRAWS <= draws <= MOST_DRAWS or seed < 0:
        raise DrawsOutside(f"draws {draws}, seed {seed}: expected {FEWEST_DRAWS}..{MOST_DRAWS} draws and seed >= 0")
    clocks = sum(counts.n for counts in weeks)
    if clocks == 0:
        raise NoCases("no clock in any week: nothing to draw from; give weeks with met and breached clocks")
    missed_once, missed_at_all = _simulate(_excesses(weeks, exact), length, seed, draws)
    n_expected = max(1, int(length * clocks / len(weeks) + Fraction(1, 2)))
    return Chance(
        method=Method.BLOCK_BOOTSTRAP,
        target=exact,
        n_expected=n_expected,
        allowed_misses=allowed_misses(n_expected, exact),
        p_miss_period=missed_once / (draws * PERIODS_AHEAD),
        p_miss_any_of_12=missed_at_all / draws,
        error_period=_standard_error(missed_once, draws * PERIODS_AHEAD),
        error_any_of_12=_standard_error(missed_at_all, draws),
        notes=_notes(weeks),
    )


def _excesses(weeks: Sequence[Counts], target: Fraction) -> list[int]:
    """Misses of each week above its allowance, in parts of a clock: a period misses when its sum is positive."""
    spare = target.denominator - target.numerator
    return [counts.missed * target.denominator - counts.n * spare for counts in weeks]


def _simulate(excesses: Sequence[int], length: Fraction, seed: int, draws: int) -> tuple[int, int]:
    """How many drawn periods were missed, and in how many draws at least one of the twelve was."""
    import numpy as np  # noqa: PLC0415 - numpy takes half a second to load, and few callers need it

    ends = [int(length * (period + 1)) for period in range(PERIODS_AHEAD)]
    starts, drawn = [0, *ends[:-1]], ends[-1]
    fits = max(abs(excess) for excess in excesses) * drawn < INT64_ROOM
    pool = np.array(excesses, dtype=np.int64 if fits else np.object_)
    source = np.random.PCG64(seed)
    missed_once = missed_at_all = 0
    at_once = max(1, DRAWN_AT_ONCE // drawn)
    for done in range(0, draws, at_once):
        chosen = _choose(source, len(excesses), (min(at_once, draws - done), drawn))
        missed = np.add.reduceat(pool[chosen], starts, axis=1) > 0
        missed_once += int(missed.sum())
        missed_at_all += int(missed.any(axis=1).sum())
    return missed_once, missed_at_all


def _choose(source: np.random.PCG64, choices: int, shape: tuple[int, int]) -> NDArray[np.int64]:
    """Positions 0..choices-1, uniformly.

    From the raw bits, which numpy promises never to change; what its distributions draw from them may change.
    """
    import numpy as np  # noqa: PLC0415 - numpy takes half a second to load, and few callers need it

    raw = source.random_raw(shape[0] * shape[1]).reshape(shape)
    return (((raw >> np.uint64(32)) * np.uint64(choices)) >> np.uint64(32)).astype(np.int64)


def _standard_error(hits: int, trials: int) -> float:
    # One hit and one miss more than seen: a simulation that never saw an event has not proved that it cannot happen.
    share = (hits + 1) / (trials + 2)
    return sqrt(share * (1 - share) / trials)


def _notes(weeks: Sequence[Counts]) -> tuple[Note, ...]:
    found = [Note.NO_MISSES_SEEN] if not any(counts.missed for counts in weeks) else []
    if len(weeks) < ENOUGH_WEEKS:
        found.append(Note.FEW_WEEKS)
    if any(counts.n == 0 for counts in weeks):
        found.append(Note.EMPTY_WEEKS)
    return tuple(found)


def _check_length(weeks_per_period: Fraction | Decimal | int) -> Fraction:
    length = Fraction(weeks_per_period)
    if not 1 <= length <= LONGEST_PERIOD:
        raise PeriodLengthOutside(f"{weeks_per_period} weeks in a period: expected from 1 to {LONGEST_PERIOD}")
    return length
