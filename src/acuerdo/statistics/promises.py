"""Is a promised share realistic: all methods side by side, the most pessimistic one, and the largest honest target."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Final

from acuerdo.statistics.allowances import Share, exact_share
from acuerdo.statistics.bootstrap import WEEKS_PER_MONTH, block_bootstrap_chance
from acuerdo.statistics.chances import Chance, beta_binomial_chance, binomial_chance
from acuerdo.statistics.refusals import NumbersRefused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from acuerdo.statistics.counts import Counts

HALF_POINT: Final = Fraction(1, 200)
HONEST_LIMIT: Final = Fraction(1, 10)


class StepOutside(NumbersRefused):
    """A step between targets that leads nowhere."""

    code: ClassVar[str] = "step_outside"


class NoChances(NumbersRefused):
    """The worst of nothing was asked for."""

    code: ClassVar[str] = "no_chances"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What the periods ahead are like: clocks in each (1..10,000,000), and its length in weeks (1..522).

    `seed` (>= 0) and `draws` (100..1,000,000) are those of the bootstrap.
    """

    n_expected: int
    seed: int
    weeks_per_period: Fraction | Decimal | int = WEEKS_PER_MONTH
    draws: int = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class HonestTarget:
    """The largest honest target (0..1), and its chances by every method.

    `target` is None when not even the lowest step is honest; `chances` are then those of that lowest step.
    """

    target: Fraction | None
    chances: tuple[Chance, ...]


def miss_chances(
    history: Sequence[Counts],
    *,
    target: Share,
    outlook: Outlook,
    weeks: Sequence[Counts] = (),
) -> tuple[Chance, ...]:
    """Chances to miss `target` by every method: binomial, beta-binomial, and the bootstrap when `weeks` are given.

    `history` holds the periods, `weeks` the weeks of the same clocks.

    Raises:
        NumbersRefused: what `binomial_chance`, `beta_binomial_chance` or `block_bootstrap_chance` refuse.

    """
    closed = (
        binomial_chance(history, target=target, n_expected=outlook.n_expected),
        beta_binomial_chance(history, target=target, n_expected=outlook.n_expected),
    )
    return (*closed, resample(weeks, target, outlook)) if weeks else closed


def resample(weeks: Sequence[Counts], target: Share, outlook: Outlook) -> Chance:
    """`block_bootstrap_chance`, drawn as `outlook` says."""
    return block_bootstrap_chance(
        weeks,
        target=target,
        seed=outlook.seed,
        weeks_per_period=outlook.weeks_per_period,
        draws=outlook.draws,
    )


def most_pessimistic(chances: Sequence[Chance]) -> Chance:
    """The chance with the highest risk in twelve periods; of equal ones the first.

    Raises:
        NoChances: there is none.

    """
    if not chances:
        raise NoChances("no chances: expected at least one, as `miss_chances` gives them")
    return max(chances, key=lambda chance: chance.p_miss_any_of_12)


def largest_honest_target(
    history: Sequence[Counts],
    *,
    outlook: Outlook,
    weeks: Sequence[Counts] = (),
    step: Share = HALF_POINT,
) -> HonestTarget:
    """The largest multiple of `step` whose chance of a miss in twelve periods is below 10 % by every method.

    >>> from acuerdo.statistics import Counts
    >>> months = [Counts(met=97, n=100), Counts(met=98, n=100), Counts(met=99, n=100)]
    >>> found = largest_honest_target(months, outlook=Outlook(n_expected=100, seed=1))
    >>> found.target
    Fraction(47, 50)

    Raises:
        StepOutside: step is 0.
        NumbersRefused: what `miss_chances` refuses.

    """
    spacing = exact_share(step)
    if spacing == 0:
        raise StepOutside("step 0 between targets: expected above 0, as Decimal('0.005') for half a point")

    def judge(steps: int) -> tuple[Chance, ...]:
        return miss_chances(history, target=steps * spacing, outlook=outlook, weeks=weeks)

    # Every method's chance grows with the target, so halving finds the last honest one.
    honest, beyond = 0, int(1 / spacing) + 1
    while beyond - honest > 1:
        middle = (honest + beyond) // 2
        if is_honest(judge(middle)):
            honest = middle
        else:
            beyond = middle
    if honest == 0:
        return HonestTarget(target=None, chances=judge(1))
    return HonestTarget(target=honest * spacing, chances=judge(honest))


def is_honest(chances: Sequence[Chance]) -> bool:
    """Whether even the most pessimistic of `chances` is below 10 % in twelve periods.

    Raises:
        NoChances: there is none.

    """
    return most_pessimistic(chances).p_miss_any_of_12 < HONEST_LIMIT
