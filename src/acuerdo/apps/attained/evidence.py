"""The evidence of an agreement's figures: what a viewer's tickets say, in the files that the judge reads."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from acuerdo.apps.agreements.queries import find_agreement
from acuerdo.apps.attained.promises import newest_at, versions_that_bind
from acuerdo.apps.clocks.governing import Governing
from acuerdo.apps.clocks.models import Clock, Part
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer, seen_by
from acuerdo.apps.tickets.models import Ticket
from acuerdo.apps.tickets.reading import facts_of
from acuerdo.apps.years.queries import with_agreed_years
from acuerdo.core.clock.exclusions import Exclusion, Scope
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.verdict import Mark
from acuerdo.core.hours import to_datetime
from acuerdo.core.terms.agreement import Agreement as Terms
from acuerdo.studies.testimony import Testimony, share_facts

_AT_ONCE = 500


def testimony_of(viewer: Viewer, key: str, number: int | None, as_of_us: int) -> Testimony:
    """Return what the viewer's tickets say, by a version of an agreement (None: the one that began last).

    What was recorded after the instant, or left out or agreed on of a year, is not in it. Raises `NotThere` and
    `NothingPromised`.
    """
    agreement = find_agreement(viewer, key)
    versions = versions_that_bind(agreement)
    wanted = newest_at(versions, as_of_us) if number is None else number
    rules = next((one for one in versions if one.version.number == wanted), None)
    if rules is None or rules.version.offer is None:
        raise NotThere("version")
    judged = {"agreement": agreement, "version": rules.version}
    clocks, parts = (one.objects.filter(**judged).values("ticket") for one in (Clock, Part))
    by_it = Ticket.objects.filter(Q(pk__in=clocks) | Q(pk__in=parts))
    rows = seen_by(viewer, by_it, Permission.SEE_TICKETS).select_related("source").order_by("pk")
    names = _Names(several=rows.order_by().values("source").distinct().count() > 1)
    return Testimony(
        version=wanted,
        text=with_agreed_years(agreement.pk, rules.version.offer.canonical, to_datetime(as_of_us)),
        terms=rules.terms,
        facts=_facts(rows, rules.terms, names, as_of_us),
        exclusions=tuple(_excluded(rules, rows, names, as_of_us)),
        marks=_marks(rows, names),
        several=names.several,
    )


def name_of(source: str, ticket: str, *, several: bool) -> str:
    """Name a ticket: as its source does, with the source before it where there are several."""
    return f"{source}/{ticket}" if several else ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """Names tickets: as their source does, with the source before it where there are several."""

    several: bool

    def name(self, source: str, ticket: str) -> str:
        return name_of(source, ticket, several=self.several)


def _facts(rows: QuerySet[Ticket], terms: Terms, names: _Names, as_of_us: int) -> Iterator[Fact]:
    batch: list[Ticket] = []
    for ticket in rows.iterator(chunk_size=_AT_ONCE):
        batch.append(ticket)
        if len(batch) == _AT_ONCE:
            yield from _told(batch, terms, names, as_of_us)
            batch = []
    yield from _told(batch, terms, names, as_of_us)


def _told(tickets: list[Ticket], terms: Terms, names: _Names, as_of_us: int) -> Iterator[Fact]:
    found = facts_of(tickets)
    for ticket in tickets:
        known = [fact for fact in found[ticket.pk] if fact.known_us <= as_of_us]
        name = names.name(ticket.source.key, ticket.name)
        yield from (fact._replace(ticket=name) for fact in share_facts(known, terms))


def _excluded(rules: Governing, rows: QuerySet[Ticket], names: _Names, as_of_us: int) -> Iterator[Exclusion]:
    """Yield what both sides had left out by an instant; of what is about one ticket, what is about one of these."""
    agreed = [one for one in rules.agreed if one.agreed_us is not None and one.agreed_us <= as_of_us]
    own = [one for one in agreed if one.exclusion.scope is Scope.TICKET]
    asked = Q(pk__in=())
    for one in own:
        asked |= Q(source__key=one.source, name=one.exclusion.scope_id)
    there = set(rows.order_by().filter(asked).values_list("source__key", "name")) if own else set()
    for one in agreed:
        if one.exclusion.scope is not Scope.TICKET:
            yield one.exclusion
        elif (one.source, one.exclusion.scope_id) in there:
            yield replace(one.exclusion, scope_id=names.name(one.source, one.exclusion.scope_id))


def _marks(rows: QuerySet[Ticket], names: _Names) -> dict[str, tuple[Mark, ...]]:
    odd = rows.order_by().filter(Q(refused__gt=0) | Q(pauses_unknown=True))
    told = odd.values_list("source__key", "name", "refused", "pauses_unknown")
    found: dict[str, tuple[Mark, ...]] = {}
    for source, name, refused, unknown in told:
        known = {Mark.INCOMPLETE_HISTORY: refused > 0, Mark.PAUSES_UNKNOWN: unknown}
        found[names.name(source, name)] = tuple(mark for mark, holds in known.items() if holds)
    return found
