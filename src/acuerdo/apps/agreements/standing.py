"""Where agreements stand, asked of the database: what `acuerdo.apps.agreements.life` says of one, for choosing many."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from acuerdo.apps.agreements.days import Days, On, days_of
from acuerdo.apps.agreements.models import Agreement, Version
from acuerdo.apps.agreements.shapes import LifeState
from acuerdo.core.acts import State
from acuerdo.core.terms.term import Renewal

BINDING = (State.AGREED, State.REGISTERED)
"""How the act about a version stands that holds between the sides; one that was disputed holds no more."""
_CLOSED: Mapping[LifeState, State] = MappingProxyType(
    {
        LifeState.REJECTED: State.REJECTED,
        LifeState.WITHDRAWN: State.WITHDRAWN,
        LifeState.DISPUTED: State.DISPUTED,
    }
)
_NOTHING = Q(pk__in=())
_DAY = timedelta(days=1)


def governing_on(on: On) -> QuerySet[Version]:
    """Return the versions that govern a date, at most one of each agreement."""
    on = days_of(on)
    begun = Version.objects.filter(_begun(on), act__state__in=BINDING)
    later = begun.filter(agreement=OuterRef("agreement"), number__gt=OuterRef("number"))
    renewed = Q(agreement__renewed_version=F("number")) & _to_come("agreement__renewed_until", on)
    goes_on = Q(to_on__isnull=True) | _to_come("to_on", on) | Q(renewal=Renewal.TACIT) | renewed
    return begun.filter(goes_on, _not_terminated(on)).filter(~Exists(later))


def standing_in(rows: QuerySet[Agreement], states: Iterable[LifeState], at: datetime, on: On) -> QuerySet[Agreement]:
    """Return those of some agreements that stand in one of the states, each by the version that a list shows."""
    on = days_of(on)
    governing = governing_on(on).filter(agreement=OuterRef("pk"))
    versions = Version.objects.filter(agreement=OuterRef("pk"))
    later = Version.objects.filter(agreement=OuterRef("agreement"), number__gt=OuterRef("number"))
    wanted = frozenset(states)
    chosen = Exists(governing.filter(_in_force(wanted, on)))
    resting = _NOTHING
    for state in wanted:
        resting |= _resting(state, at, on)
    resting_rows = Q(Exists(versions.filter(resting).filter(~Exists(later)))) & ~Q(Exists(governing))
    found = Q(chosen) | resting_rows
    return rows.filter(found | ~Q(Exists(versions)) if LifeState.DRAFT in wanted else found)


def _in_force(wanted: frozenset[LifeState], on: Days) -> Q:
    """Return what a version that governs has to be."""
    in_term = Q(to_on__isnull=True) | _to_come("to_on", on)
    reviewed = Q(agreement__reviewed_since__isnull=False)
    ways = {
        LifeState.UNDER_REVIEW: reviewed,
        LifeState.RENEWED: ~reviewed & ~in_term,
        LifeState.ACTIVE: ~reviewed & in_term,
    }
    found = _NOTHING
    for state, way in ways.items():
        found |= way if state in wanted else _NOTHING
    return found


def _resting(state: LifeState, at: datetime, on: Days) -> Q:
    """Return what the newest version of an agreement has to be of which none governs."""
    bound = Q(act__state__in=BINDING, from_on__isnull=False)
    offered = Q(act__state=State.OFFERED)
    in_time = Q(act__open_until__isnull=True) | Q(act__open_until__gte=at)
    ways = {
        LifeState.AGREED: bound & ~_begun(on),
        LifeState.TERMINATED: bound & _begun(on) & ~_not_terminated(on),
        LifeState.EXPIRED: bound & _begun(on) & _not_terminated(on),
        LifeState.PROPOSED: offered & in_time & Q(act__offers_made__lte=1),
        LifeState.COUNTERED: offered & in_time & Q(act__offers_made__gt=1),
        LifeState.LAPSED: Q(act__state=State.EXPIRED) | (offered & Q(act__open_until__lt=at)),
        LifeState.DRAFT: Q(act__state=State.NOT_BEGUN) | Q(act__state__in=BINDING, from_on__isnull=True),
    }
    if state in _CLOSED:
        return Q(act__state=_CLOSED[state])
    return ways.get(state, _NOTHING)


def _begun(on: Days) -> Q:
    return _come("from_on", on) & (Q(takes_over_on__isnull=True) | _come("takes_over_on", on))


def _not_terminated(on: Days) -> Q:
    return Q(agreement__terminated_on__isnull=True) | _to_come("agreement__terminated_on", on)


def _come(column: str, on: Days) -> Q:
    """Return whether a date of a version's zone has come: it is that one, or behind."""
    found = Q(**{f"{column}__lte": on.on})
    if on.before:
        found = Q(**{f"{column}__lt": on.on}) | (Q(**{column: on.on}) & ~Q(time_zone__in=on.before))
    return found | Q(**{column: on.on + _DAY}, time_zone__in=on.after) if on.after else found


def _to_come(column: str, on: Days) -> Q:
    """Return whether a date of a version's zone is not over: it is that one, or ahead."""
    found = Q(**{f"{column}__gte": on.on})
    if on.after:
        found = Q(**{f"{column}__gt": on.on}) | (Q(**{column: on.on}) & ~Q(time_zone__in=on.after))
    return found | Q(**{column: on.on - _DAY}, time_zone__in=on.before) if on.before else found
