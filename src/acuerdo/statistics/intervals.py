"""Intervals for a share: Wilson for every ratio shown, Clopper-Pearson where a promise is disputed."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, expm1, log, sqrt
from statistics import NormalDist
from typing import ClassVar, Literal

from acuerdo.statistics.counts import check_some
from acuerdo.statistics.refusals import NumbersRefused

Side = Literal["two", "lower", "upper"]


class ConfidenceOutside(NumbersRefused):
    """A confidence outside (0, 1)."""

    code: ClassVar[str] = "confidence_outside"


class UnknownSide(NumbersRefused):
    """A side that is none of two, lower, upper."""

    code: ClassVar[str] = "side_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """The shares between `low` and `high`, both within 0..1."""

    low: float
    high: float


def wilson(met: int, n: int, confidence: float = 0.95) -> Interval:
    """Wilson's score interval for the share `met / n`, two-sided, without continuity correction.

    It always holds `met / n`; its low end is exactly 0 when nothing was met, its high end exactly 1 when all were.

    >>> interval = wilson(49, 51)
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.8678, 0.9892)

    Raises:
        ImpossibleCounts: not 0 <= met <= n.
        NoCases: n = 0.
        ConfidenceOutside: not 0 < confidence < 1.

    """
    check_some(met, n)
    _check_confidence(confidence)
    z = -NormalDist().inv_cdf((1 - confidence) / 2)
    # The high end mirrors the low end of the misses, so that both ends are exact in the same way.
    low, high = _wilson_low(met, n, z), 1.0 - _wilson_low(n - met, n, z)
    return Interval(low=min(low, met / n), high=max(high, met / n))


def clopper_pearson(met: int, n: int, confidence: float = 0.95, side: Side = "two") -> Interval:
    """Clopper and Pearson's exact interval: whatever the true share, it misses it at most `1 - confidence` of the time.

    `side="lower"` spends the whole error below, so its high end is 1; `side="upper"` mirrors it.

    >>> clopper_pearson(0, 20, side="upper").low
    0.0
    >>> round(clopper_pearson(0, 20, side="upper").high, 4)
    0.1391

    Raises:
        ImpossibleCounts: not 0 <= met <= n.
        NoCases: n = 0.
        ConfidenceOutside: not 0 < confidence < 1.
        UnknownSide: another side than two, lower, upper.

    """
    check_some(met, n)
    _check_confidence(confidence)
    if side not in ("two", "lower", "upper"):
        raise UnknownSide(f"side {side!r}: expected 'two', 'lower' or 'upper'")
    error = (1 - confidence) / 2 if side == "two" else 1 - confidence
    low = 0.0 if side == "upper" else _exact_low(met, n, error)
    high = 1.0 if side == "lower" else _exact_high(met, n, error)
    return Interval(low=low, high=high)


def _check_confidence(confidence: float) -> None:
    # Written so that NaN is refused too.
    if not 0.0 < confidence < 1.0:
        raise ConfidenceOutside(f"confidence {confidence}: expected above 0 and below 1, such as 0.95 for 95 %")


def _wilson_low(met: int, n: int, z: float) -> float:
    if met == 0:
        return 0.0
    return (2 * met + z * z - z * sqrt(z * z + 4 * met * (n - met) / n)) / (2 * (n + z * z))


def _exact_low(met: int, n: int, error: float) -> float:
    if met == 0:
        return 0.0
    if met == n:
        return exp(log(error) / n)
    from scipy.special import betaincinv  # noqa: PLC0415 - scipy takes a second to load, and few callers need it

    return float(betaincinv(met, n - met + 1, error))


def _exact_high(met: int, n: int, error: float) -> float:
    if met == n:
        return 1.0
    if met == 0:
        return -expm1(log(error) / n)
    from scipy.special import betainccinv  # noqa: PLC0415 - scipy takes a second to load, and few callers need it

    return float(betainccinv(met + 1, n - met, error))
