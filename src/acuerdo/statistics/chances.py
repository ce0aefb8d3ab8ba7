"""How likely a promise is to be missed, in closed form: one period, and at least one of the next twelve.

The binomial takes every clock for itself. The beta-binomial lets whole periods be good or bad: each period draws its
own miss rate, and the twelve periods are independent once drawn. Neither knows a trend. The third method is the
bootstrap, in `bootstrap`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import expm1, log1p
from typing import TYPE_CHECKING, ClassVar, Final

from acuerdo.statistics.allowances import Share, allowed_misses, exact_share
from acuerdo.statistics.counts import Counts, NoCases, check_counts, pool
from acuerdo.statistics.refusals import NumbersRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

PERIODS_AHEAD: Final = 12
MOST_EXPECTED: Final = 10_000_000


class ExpectedNumberOutside(NumbersRefused):
    """An expected number of clocks that no period can have."""

    code: ClassVar[str] = "expected_n_outside"


class ChanceOutside(NumbersRefused):
    """A probability or a correlation outside 0..1."""

    code: ClassVar[str] = "chance_outside"


class Method(StrEnum):
    """How a chance was found."""

    BINOMIAL = "binomial"
    BETA_BINOMIAL = "beta_binomial"
    BLOCK_BOOTSTRAP = "block_bootstrap"


class Note(StrEnum):
    """What a reader of a chance must be told."""

    NO_MISSES_SEEN = "no_misses_seen"  # the miss rate is taken as half a miss in n + 1 clocks, not as zero
    NOTHING_MET = "nothing_met"
    ONE_PERIOD = "one_period"  # fell back to the binomial: one period says nothing about differences between periods
    ONE_CLOCK_EACH = "one_clock_each"  # fell back: with one clock a period, clocks and periods cannot be told apart
    NO_OVERDISPERSION = "no_overdispersion"  # fell back: periods differ no more than single clocks explain
    ALL_OR_NOTHING = "all_or_nothing"  # periods differ so much that each is taken as wholly met or wholly missed
    FEW_WEEKS = "few_weeks"  # fewer than a quarter's weeks to draw from: the bootstrap has seen little
    EMPTY_WEEKS = "empty_weeks"  # some weeks held no clock; they are drawn like the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """The chance to miss `target`; probabilities 0..1, errors are standard errors of a simulation (0: closed form).

    `allowed_misses` are those of a period of `n_expected` clocks. `notes` say where a method had to give way.
    """

    method: Method
    target: Fraction
    n_expected: int
    allowed_misses: int
    p_miss_period: float
    p_miss_any_of_12: float
    error_period: float = 0.0
    error_any_of_12: float = 0.0
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispersion:
    """Miss rate over all periods (0..1), and `rho`: how alike two clocks of one period are (0 binomial, 1 the same).

    `notes` say why `rho` is 0 or 1 when it could not be, or need not be, estimated.
    """

    miss_rate: Fraction
    rho: Fraction
    notes: tuple[Note, ...] = ()


def binomial_chance(history: Sequence[Counts], *, target: Share, n_expected: int) -> Chance:
    """Chance to miss `target` if every clock misses independently at the pooled rate of `history`.

    A history without a miss does not prove that none can come: then half a miss in n + 1 clocks is taken (Jeffreys).

    >>> chance = binomial_chance([Counts(met=95, n=100)], target=Fraction(9, 10), n_expected=20)
    >>> chance.allowed_misses, round(chance.p_miss_period, 4), round(chance.p_miss_any_of_12, 4)
    (2, 0.0755, 0.6101)

    Raises:
        NoCases: no clock in the history.
        ExpectedNumberOutside: n_expected outside 1..10,000,000.
        ShareRefused: target is a float, or outside 0..1.

    """
    exact = _check_question(target, n_expected)
    rate, notes = _miss_rate(history)
    allowed = allowed_misses(n_expected, exact)
    missed = binomial_tail(n_expected, allowed, float(rate))
    return _closed(Method.BINOMIAL, exact, n_expected, missed, notes)


def beta_binomial_chance(history: Sequence[Counts], *, target: Share, n_expected: int) -> Chance:
    """Chance to miss `target` when periods have good and bad months: the beta-binomial with moments of `history`.

    Each of the twelve periods draws its own miss rate, independently of the others; given the draws, clocks are
    independent. Where `history` shows no overdispersion, the binomial is taken, and a note says so.

    >>> months = [Counts(met=20, n=20), Counts(met=15, n=20), Counts(met=20, n=20), Counts(met=19, n=20)]
    >>> round(beta_binomial_chance(months, target=Fraction(9, 10), n_expected=20).p_miss_period, 4)
    0.2156
    >>> round(binomial_chance(months, target=Fraction(9, 10), n_expected=20).p_miss_period, 4)
    0.186

    Raises:
        NoCases: no clock in the history.
        ExpectedNumberOutside: n_expected outside 1..10,000,000.
        ShareRefused: target is a float, or outside 0..1.

    """
    exact = _check_question(target, n_expected)
    found = measure_dispersion(history)
    allowed = allowed_misses(n_expected, exact)
    missed = beta_binomial_tail(n_expected, allowed, float(found.miss_rate), float(found.rho))
    return _closed(Method.BETA_BINOMIAL, exact, n_expected, missed, found.notes)


def measure_dispersion(history: Sequence[Counts]) -> Dispersion:
    """Pooled miss rate and intra-period correlation by moments (the weighted sum of squares against its expectation).

    With sizes n_i, N = sum n_i, k periods and pooled rate p, the sum S of n_i (p_i - p)^2 has the expectation
    p (1 - p) ((k - 1)(1 - rho) + rho (N - sum n_i^2 / N)); solved for rho. Exact in fractions; empty periods drop out.

    Raises:
        NoCases: no clock in the history.

    """
    rate, notes = _miss_rate(history)
    periods = [counts for counts in history if counts.n]
    reason = _undispersed(periods, notes)
    if reason is not None:
        return Dispersion(miss_rate=rate, rho=Fraction(0), notes=reason)
    n = sum(counts.n for counts in periods)
    spread = sum((counts.n * (Fraction(counts.missed, counts.n) - rate) ** 2 for counts in periods), Fraction(0))
    freedom = len(periods) - 1
    effective = n - Fraction(sum(counts.n**2 for counts in periods), n)
    rho = (spread / (rate * (1 - rate)) - freedom) / (effective - freedom)
    if rho <= 0:
        return Dispersion(miss_rate=rate, rho=Fraction(0), notes=(Note.NO_OVERDISPERSION,))
    if rho >= 1:
        return Dispersion(miss_rate=rate, rho=Fraction(1), notes=(Note.ALL_OR_NOTHING,))
    return Dispersion(miss_rate=rate, rho=rho)


def binomial_tail(n: int, allowed: int, p_miss: float) -> float:
    """P(more than `allowed` misses among `n` independent clocks), each missing with chance `p_miss` (0..1).

    >>> binomial_tail(2, 1, 0.5)
    0.25

    Raises:
        ImpossibleCounts: not 0 <= allowed <= n.
        ChanceOutside: p_miss outside 0..1.

    """
    check_counts(allowed, n)
    _check_chance(p_miss, "p_miss")
    if allowed == n or p_miss == 0:
        return 0.0
    from scipy.special import betainc  # noqa: PLC0415 - scipy takes a second to load, and few callers need it

    return float(betainc(allowed + 1, n - allowed, p_miss))


def beta_binomial_tail(n: int, allowed: int, p_miss: float, rho: float) -> float:
    """P(more than `allowed` misses among `n` clocks of a period whose miss rate is drawn from a beta distribution).

    The beta has mean `p_miss` and a + b = (1 - rho) / rho; rho = 0 is the binomial, rho = 1 all or nothing.

    >>> round(beta_binomial_tail(2, 0, 0.5, 1 / 3), 12)  # a = b = 1: 0, 1 and 2 misses are equally likely
    0.666666666667

    Raises:
        ImpossibleCounts: not 0 <= allowed <= n.
        ChanceOutside: p_miss or rho outside 0..1.

    """
    check_counts(allowed, n)
    _check_chance(p_miss, "p_miss")
    _check_chance(rho, "rho")
    if allowed == n:
        return 0.0
    if rho == 1:
        return p_miss
    if rho == 0 or p_miss in (0, 1):
        return binomial_tail(n, allowed, p_miss)
    return _beta_binomial_sum(n, allowed, p_miss, rho)


def any_of_twelve(p_miss_period: float) -> float:
    """P(at least one miss in twelve independent periods).

    >>> any_of_twelve(0.5)
    0.999755859375

    Raises:
        ChanceOutside: p_miss_period outside 0..1.

    """
    _check_chance(p_miss_period, "p_miss_period")
    if p_miss_period == 1:
        return 1.0
    return -expm1(PERIODS_AHEAD * log1p(-p_miss_period))


def _beta_binomial_sum(n: int, allowed: int, p_miss: float, rho: float) -> float:
    import numpy as np  # noqa: PLC0415 - numpy takes half a second to load, and few callers need it

    # Neighbouring probabilities have simple ratios. Summing their logarithms stays exact where gamma functions of a
    # huge a + b (rho near 0) would cancel to noise; a and b are divided by their sum for the same reason.
    spread = rho / (1 - rho)
    missed = np.arange(n, dtype=np.float64)
    met = n - 1 - missed
    ratios = np.log((met + 1) / (missed + 1)) + np.log(p_miss + missed * spread) - np.log(1 - p_miss + met * spread)
    logs = np.concatenate((np.zeros(1), np.cumsum(ratios)))
    weights = np.exp(logs - logs.max())
    return min(1.0, float(weights[allowed + 1 :].sum() / weights.sum()))


def _undispersed(periods: Sequence[Counts], notes: tuple[Note, ...]) -> tuple[Note, ...] | None:
    """Why no difference between periods can be measured, or None."""
    if notes:
        return notes
    if len(periods) == 1:
        return (Note.ONE_PERIOD,)
    if all(counts.n == 1 for counts in periods):
        return (Note.ONE_CLOCK_EACH,)
    return None


def _miss_rate(history: Sequence[Counts]) -> tuple[Fraction, tuple[Note, ...]]:
    total = pool(history)
    if total.n == 0:
        raise NoCases("no clock in the history: a chance needs some; give a history with met and breached clocks")
    if total.missed == 0:
        return Fraction(1, 2 * (total.n + 1)), (Note.NO_MISSES_SEEN,)
    if total.met == 0:
        return Fraction(1), (Note.NOTHING_MET,)
    return Fraction(total.missed, total.n), ()


def _closed(method: Method, target: Fraction, n_expected: int, missed: float, notes: tuple[Note, ...]) -> Chance:
    return Chance(
        method=method,
        target=target,
        n_expected=n_expected,
        allowed_misses=allowed_misses(n_expected, target),
        p_miss_period=missed,
        p_miss_any_of_12=any_of_twelve(missed),
        notes=notes,
    )


def _check_question(target: Share, n_expected: int) -> Fraction:
    if not 1 <= n_expected <= MOST_EXPECTED:
        raise ExpectedNumberOutside(f"{n_expected} clocks expected in a period: expected from 1 to {MOST_EXPECTED}")
    return exact_share(target)


def _check_chance(value: float, name: str) -> None:
    # Written so that NaN is refused too.
    if not 0.0 <= value <= 1.0:
        raise ChanceOutside(f"{name} {value}: expected from 0 to 1")
