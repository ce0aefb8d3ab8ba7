"""The life of an agreement as a function of its versions and a date, or of the dates that it is in their zones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from acuerdo.apps.agreements.days import On, days_of
from acuerdo.apps.agreements.shapes import LifeState
from acuerdo.core.acts import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What a version's state depends on: how its act stands, the offers made, and the dates on which it governs.

    With `renews` it goes on after its last date; `renewed_until` is the last date of a renewal that was agreed on. All
    dates are those of the zone.
    """

    number: int
    act: State
    offers: int
    from_on: date | None = None
    to_on: date | None = None
    renews: bool = False
    renewed_until: date | None = None
    zone: str = ""

    @property
    def last_on(self) -> date | None:
        """The last date on which it governs by its own term and the renewals agreed on; None without an end."""
        if self.to_on is None or self.renews:
            return None
        return self.to_on if self.renewed_until is None else max(self.to_on, self.renewed_until)

    @property
    def binds(self) -> bool:
        """Say whether both sides, or a paper, stand behind it."""
        return self.act in {State.AGREED, State.REGISTERED} and self.from_on is not None


_OPEN: Mapping[State, LifeState] = MappingProxyType(
    {
        State.NOT_BEGUN: LifeState.DRAFT,
        State.REJECTED: LifeState.REJECTED,
        State.WITHDRAWN: LifeState.WITHDRAWN,
        State.EXPIRED: LifeState.LAPSED,
        State.DISPUTED: LifeState.DISPUTED,
    }
)


def governing(versions: Sequence[Span], on: On, terminated_on: date | None = None) -> int | None:
    """Return the number of the version that governs a date: of those in force then, the one agreed on last.

    A version governs from its first date until its last, until the day before a later one begins, or until the date of
    termination. One that renews by itself, or was renewed by both sides, goes on after its last date.

    >>> one = Span(number=1, act=State.AGREED, offers=1, from_on=date(2026, 1, 1), to_on=date(2026, 12, 31))
    >>> two = Span(number=2, act=State.AGREED, offers=1, from_on=date(2026, 7, 1), to_on=date(2026, 12, 31))
    >>> [governing([one, two], day) for day in (date(2026, 6, 30), date(2026, 7, 1), date(2027, 1, 1))]
    [1, 2, None]
    """
    begun = [one for one in versions if one.binds and _began(one, on)]
    if not begun:
        return None
    last = max(begun, key=lambda one: one.number)
    ended = _is_over(last, last.last_on, on) or _is_over(last, terminated_on, on)
    return None if ended else last.number


def state_of(
    version: Span,
    versions: Sequence[Span],
    on: On,
    *,
    terminated_on: date | None = None,
    under_review: bool = False,
) -> LifeState:
    """Return where a version stands on a date."""
    if not version.binds:
        return _not_binding(version)
    if governing(versions, on, terminated_on) == version.number:
        in_force = LifeState.RENEWED if _is_over(version, version.to_on, on) else LifeState.ACTIVE
        return LifeState.UNDER_REVIEW if under_review else in_force
    if not _began(version, on):
        return LifeState.AGREED
    if any(one.binds and one.number > version.number and _began(one, on) for one in versions):
        return LifeState.SUPERSEDED
    return LifeState.TERMINATED if _is_over(version, terminated_on, on) else LifeState.EXPIRED


def _not_binding(version: Span) -> LifeState:
    if version.act is State.OFFERED:
        return LifeState.PROPOSED if version.offers <= 1 else LifeState.COUNTERED
    return _OPEN.get(version.act, LifeState.DRAFT)


def _began(version: Span, on: On) -> bool:
    return version.from_on is not None and version.from_on <= days_of(on).in_zone(version.zone)


def _is_over(version: Span, last_on: date | None, on: On) -> bool:
    """Say whether a date of a version is behind; none never is."""
    return last_on is not None and days_of(on).in_zone(version.zone) > last_on
