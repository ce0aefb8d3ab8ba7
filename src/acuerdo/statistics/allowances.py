"""How many misses a promised share leaves: whole numbers, exactly, because one ticket decides a month."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from acuerdo.statistics.counts import Counts, check_counts, check_some
from acuerdo.statistics.refusals import NumbersRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

Share: TypeAlias = Fraction | Decimal | int


class ShareRefused(NumbersRefused):
    """A share that is not an exact number between 0 and 1."""

    code: ClassVar[str] = "share_refused"


def exact_share(share: Share) -> Fraction:
    """The share as a fraction within 0..1; 95 % is `Decimal("0.95")`, never the float 0.95, which is another number.

    >>> exact_share(Decimal("0.95"))
    Fraction(19, 20)

    Raises:
        ShareRefused: a float, or outside 0..1.

    """
    if isinstance(share, float):  # what the type says is not what a caller without a type checker does
        raise ShareRefused(f"share {share!r} is a float: expected Decimal or Fraction, as Decimal('0.95')")
    if isinstance(share, Decimal) and not share.is_finite():
        raise ShareRefused(f"share {share}: expected a number from 0 to 1")
    exact = Fraction(share)
    if not 0 <= exact <= 1:
        raise ShareRefused(f"share {share}: expected from 0 to 1; 95 % is Decimal('0.95')")
    return exact


def allowed_misses(n: int, target: Share) -> int:
    """The most misses among `n` clocks that still attain `target`.

    >>> allowed_misses(51, Decimal("0.95"))
    2

    Raises:
        ImpossibleCounts: n < 0.
        ShareRefused: target is a float, or outside 0..1.

    """
    check_counts(0, n)
    return int(n * (1 - exact_share(target)))


def attains(met: int, n: int, target: Share) -> bool:
    """Whether `met / n >= target`, exactly; equality attains.

    >>> attains(19, 20, Decimal("0.95"))
    True

    Raises:
        ImpossibleCounts: not 0 <= met <= n.
        NoCases: n = 0: neither attained nor missed.
        ShareRefused: target is a float, or outside 0..1.

    """
    check_some(met, n)
    return met >= n * exact_share(target)


def misses_left(met: int, n: int, target: Share, expected_n: int | None = None) -> int:
    """Misses that may still come if the period ends with `expected_n` clocks; negative: that many too many already.

    Without `expected_n`, or when the period already holds more, `n` itself is taken.

    >>> misses_left(49, 51, Decimal("0.95"), expected_n=60)
    1

    Raises:
        ImpossibleCounts: not 0 <= met <= n, or a negative expected_n.
        ShareRefused: target is a float, or outside 0..1.

    """
    check_counts(met, n)
    expected = n if expected_n is None else expected_n
    check_counts(0, expected)
    return allowed_misses(max(n, expected), target) - (n - met)


def missed_periods(history: Sequence[Counts], target: Share) -> tuple[int, ...]:
    """Positions in `history` of the periods that `target` would have missed; a period without clocks misses nothing.

    >>> missed_periods([Counts(met=9, n=10), Counts(met=10, n=10), Counts(met=0, n=0)], Decimal("0.95"))
    (0,)

    Raises:
        ShareRefused: target is a float, or outside 0..1.

    """
    exact = exact_share(target)
    return tuple(at for at, counts in enumerate(history) if counts.met < counts.n * exact)
