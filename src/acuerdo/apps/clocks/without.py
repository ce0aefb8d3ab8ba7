"""What an exclusion does to verdicts: those of the tickets that it touches, with it and without it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from acuerdo.apps.clocks.governing import Books
from acuerdo.apps.clocks.judging import governing_of, judge_unfolded, unfold_facts
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.exclusions.models import Exclusion
from acuerdo.apps.exclusions.queries import agreed_of
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer, seen_by
from acuerdo.apps.tickets.models import Ticket
from acuerdo.apps.tickets.reading import facts_of
from acuerdo.core.clock.verdict import Verdict

MOST = 200
"""How many of the tickets that an exclusion touches are judged both ways, those that changed last first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A clock whose verdict line differs: without the exclusion, and with it."""

    source: str
    ticket: str
    without: Verdict
    within: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What an exclusion does: how many tickets it touches, how many of them were judged both ways, what differs."""

    touched: int
    judged: int
    moved: Sequence[Moved]


def touched_by(row: Exclusion, from_us: int | None, until_us: int | None) -> Q:
    """Return what tickets have to be so that an exclusion with such a span can concern them."""
    if row.ticket_id is not None:
        return Q(pk=row.ticket_id)
    clocks = lasting(row.agreement_id, from_us or 0).filter(started_us__lt=until_us or 0)
    return Q(pk__in=clocks.values("ticket"))


def lasting(agreement: int, since_us: int) -> QuerySet[Clock]:
    """Return the clocks of an agreement (its row's id) that run, or that lasted or were due since an instant."""
    lasted = Q(stopped_us__isnull=True) | Q(stopped_us__gte=since_us)
    lasted |= Q(due_us__gte=since_us) | Q(breaches_us__gte=since_us)  # of a stopped one: what it would have had
    return Clock.objects.filter(lasted, agreement=agreement)


def effect_of(viewer: Viewer, row: Exclusion, as_of_us: int) -> Effect:
    """Return what a claim (with its agreement and act) does or would do to verdicts that the viewer may see."""
    claimed = agreed_of(row)
    span = claimed.exclusion
    rows = Ticket.objects.filter(touched_by(row, span.from_us, span.until_us)).select_related("source", "customer")
    seen = seen_by(viewer, rows, Permission.SEE_TICKETS).order_by("-changed_us", "pk")
    tickets = list(seen[:MOST])
    told = facts_of(tickets)
    books = Books({one.customer_id for one in tickets if one.customer_id is not None})
    moved: list[Moved] = []
    for ticket in tickets:
        unfolded = unfold_facts(told[ticket.pk], as_of_us)
        rules = [
            one
            for one in governing_of(unfolded, books, ticket.customer_id)
            if one.version.agreement_id == row.agreement_id
        ]
        plain = [replace(one, agreed=tuple(held for held in one.agreed if held != claimed)) for one in rules]
        taken = [replace(one, agreed=(*one.agreed, claimed)) for one in plain]
        without = judge_unfolded(unfolded, plain, row=ticket, as_of_us=as_of_us).verdicts
        within = judge_unfolded(unfolded, taken, row=ticket, as_of_us=as_of_us).verdicts
        moved += [
            Moved(source=ticket.source.key, ticket=ticket.name, without=before, within=after)
            for (_, before), (_, after) in zip(without, within, strict=True)
            if before != after
        ]
    return Effect(touched=seen.count(), judged=len(tickets), moved=moved)
