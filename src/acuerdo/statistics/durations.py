"""What a promised time would have done: the periods it would have missed, and the smallest honest one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from acuerdo.statistics.allowances import Share, exact_share
from acuerdo.statistics.chances import Chance, beta_binomial_chance, binomial_chance
from acuerdo.statistics.counts import Counts, NoCases
from acuerdo.statistics.promises import Outlook, is_honest, miss_chances, resample
from acuerdo.statistics.refusals import NumbersRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from acuerdo.statistics.times import ConsumedTimes


class WithinOutside(NumbersRefused):
    """A promised time or a step between promised times that makes no sense."""

    code: ClassVar[str] = "within_outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedPeriods:
    """Positions of the periods that a promise would have missed, of `periods` that hold clocks.

    `undecided` are those where clocks that still run within the promised time will decide.
    """

    missed: tuple[int, ...]
    undecided: tuple[int, ...]
    periods: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HonestWithin:
    """The smallest honest time in microseconds, and its chances by every method.

    `within_us` is None when no time seen would do (running clocks outlast it); `chances` are then those of the longest.
    """

    within_us: int | None
    chances: tuple[Chance, ...]


def count_within(times: ConsumedTimes, within_us: int) -> Counts:
    """Clocks met had `within_us` been the promise, at equality too; one that still runs is not met.

    >>> from acuerdo.statistics import ConsumedTimes
    >>> count_within(ConsumedTimes(ended_us=(10, 20, 30), running_us=(5,)), 20)
    Counts(met=2, n=4)

    Raises:
        WithinOutside: within_us < 0.

    """
    if within_us < 0:
        raise WithinOutside(f"within {within_us} microseconds: expected 0 or more")
    return Counts(met=bisect_right(times.ended_us, within_us), n=times.n)


def would_have_missed(periods: Sequence[ConsumedTimes], *, within_us: int, share: Share) -> MissedPeriods:
    """Which of `periods` would have missed "`share` of the clocks within `within_us`".

    A clock that runs longer than `within_us` is a miss; one that still runs within it leaves its period undecided
    where it matters.

    >>> from fractions import Fraction
    >>> from acuerdo.statistics import ConsumedTimes
    >>> months = [ConsumedTimes(ended_us=(10, 10, 10, 90)), ConsumedTimes(ended_us=(10, 10)), ConsumedTimes()]
    >>> would_have_missed(months, within_us=15, share=Fraction(9, 10))
    MissedPeriods(missed=(0,), undecided=(), periods=2)

    Raises:
        WithinOutside: within_us < 0.
        ShareRefused: share is a float, or outside 0..1.

    """
    exact = exact_share(share)
    missed, undecided = [], []
    for at, times in enumerate(periods):
        sure = count_within(times, within_us)
        needed = sure.n * exact
        if sure.met + bisect_right(times.running_us, within_us) < needed:
            missed.append(at)
        elif sure.met < needed:
            undecided.append(at)
    filled = sum(1 for times in periods if times.n)
    return MissedPeriods(missed=tuple(missed), undecided=tuple(undecided), periods=filled)


def smallest_honest_within(
    periods: Sequence[ConsumedTimes],
    *,
    share: Share,
    outlook: Outlook,
    weeks: Sequence[ConsumedTimes] = (),
    step_us: int = 1,
) -> HonestWithin:
    """The smallest multiple of `step_us` that keeps `share` with a chance of a miss in twelve periods below 10 %.

    By every method, as `largest_honest_target`. Clocks that still run count as misses whatever the promised time: they
    may yet outlast it. Only times that some ended clock needed are tried: between two of them nothing changes.

    >>> from fractions import Fraction
    >>> from acuerdo.statistics import ConsumedTimes
    >>> months = [ConsumedTimes(ended_us=(*range(1, 100), 500))] * 6
    >>> found = smallest_honest_within(
    ...     months, share=Fraction(9, 10), outlook=Outlook(n_expected=100, seed=1), step_us=10)
    >>> found.within_us
    100

    Raises:
        NoCases: no ended clock in `periods`.
        WithinOutside: step_us < 1.
        NumbersRefused: what `miss_chances` refuses.

    """
    exact = exact_share(share)
    tried = _candidates(periods, step_us)

    def judge(within_us: int) -> tuple[Chance, ...]:
        return miss_chances(
            _count_all(periods, within_us),
            target=exact,
            outlook=outlook,
            weeks=_count_all(weeks, within_us),
        )

    def is_steady(within_us: int) -> bool:
        simple = binomial_chance(_count_all(periods, within_us), target=exact, n_expected=outlook.n_expected)
        drawn = (resample(_count_all(weeks, within_us), exact, outlook),) if weeks else ()
        return is_honest((simple, *drawn))

    def is_even(within_us: int) -> bool:
        chance = beta_binomial_chance(_count_all(periods, within_us), target=exact, n_expected=outlook.n_expected)
        return is_honest((chance,))

    found = _first_honest(tried, is_steady, is_even)
    return HonestWithin(within_us=found, chances=judge(tried[-1] if found is None else found))


def _first_honest(tried: Sequence[int], is_steady: Callable[[int], bool], is_even: Callable[[int], bool]) -> int | None:
    # Binomial and bootstrap chances only fall as the time grows, so halving finds where they turn honest. The spread
    # between periods may rise and fall on the way: from there the beta-binomial is asked time by time.
    first = bisect_left(tried, True, key=is_steady)  # noqa: FBT003 - the value looked for, not a switch
    return next((within_us for within_us in tried[first:] if is_even(within_us)), None)


def _candidates(periods: Sequence[ConsumedTimes], step_us: int) -> list[int]:
    if step_us < 1:
        raise WithinOutside(f"step {step_us} microseconds: expected 1 or more")
    tried = sorted({-(-time_us // step_us) * step_us for times in periods for time_us in times.ended_us})
    if not tried:
        raise NoCases("no ended clock in any period: no time to promise; give periods with ended clocks")
    return tried


def _count_all(periods: Sequence[ConsumedTimes], within_us: int) -> list[Counts]:
    return [count_within(times, within_us) for times in periods]
