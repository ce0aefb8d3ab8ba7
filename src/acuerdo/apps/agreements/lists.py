"""Agreements in lists: which ones, where each stands, and what has to be decided by when.

Each function asks the database a fixed number of times, however many agreements there are.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from acuerdo.apps.agreements.days import Days, On, days_at, days_of
from acuerdo.apps.agreements.life import governing
from acuerdo.apps.agreements.models import Agreement, AgreementKind, Version
from acuerdo.apps.agreements.queries import is_on_table, life_of, read_stretch, span_of, term_of
from acuerdo.apps.agreements.shapes import AgreementFilter, AgreementLine, AgreementPage, DecisionLine, LifeState
from acuerdo.apps.agreements.standing import BINDING, standing_in
from acuerdo.apps.catalogue.shapes import Texts
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer, seen_by
from acuerdo.core.acts import State
from acuerdo.core.terms.term import Decision, Renewal, Term, coming_decisions, decisions

PER_PAGE = 50
MOST_WORDS = 10
_OF_TERM = (
    *("from_on", "to_on", "renewal", "notice", "time_zone", "number"),
    *("agreement_id", "agreement__key", "agreement__kind", "agreement__titles"),
    *("agreement__renewed_version", "agreement__renewed_until", "agreement__buffer_days"),
    *("agreement__customer_id", "agreement__customer__name"),
)
Found = TypeVar("Found")


def list_agreements(viewer: Viewer, at: datetime, on: On, customer: str = "") -> list[AgreementLine]:
    """Return the agreements that the viewer may see, each by the version that governs, else by its newest.

    With a `customer` (the key of a party), those with that customer.
    """
    rows = _seen(viewer)
    return _lines(rows.filter(customer__key=customer) if customer else rows, at, on)


def find_page(viewer: Viewer, wanted: AgreementFilter, at: datetime, on: On) -> AgreementPage:
    """Return one page of the agreements that are wanted, in the order of their ids; the last where there are fewer."""
    on = days_of(on)
    rows = _chosen(viewer, wanted, at, on)
    if wanted.decide_by is not None:
        due = _due_by(rows, on, wanted.decide_by)
        page, pages = place_of(wanted.page, len(due))
        shown = Agreement.objects.select_related("customer").filter(pk__in=part_of(due, page)).order_by("key")
        return AgreementPage(lines=tuple(_lines(shown, at, on)), total=len(due), page=page, pages=pages)
    total = rows.count()
    page, pages = place_of(wanted.page, total)
    lines = _lines(rows[(page - 1) * PER_PAGE : page * PER_PAGE], at, on)
    return AgreementPage(lines=tuple(lines), total=total, page=page, pages=pages)


def find_part(  # noqa: PLR0913, PLR0917 - where the part begins and how long it is, beside what every list takes
    viewer: Viewer, wanted: AgreementFilter, after: str, most: int, at: datetime, on: On
) -> list[AgreementLine]:
    """Return at most so many of the agreements that are wanted, those that follow an id; for reading part by part."""
    on = days_of(on)
    rows = _chosen(viewer, wanted, at, on).filter(key__gt=after)
    if wanted.decide_by is not None:
        rows = Agreement.objects.select_related("customer").filter(pk__in=_due_by(rows, on, wanted.decide_by)[:most])
    return _lines(rows.order_by("key")[:most], at, on)


def list_waiting(
    viewer: Viewer, at: datetime, after: tuple[str, int] = ("", 0), most: int | None = None
) -> list[AgreementLine]:
    """Return the agreements about which an offer, or a registered paper, waits for an answer of the viewer's side.

    In the order of their ids and versions, those that follow such a pair; with `most` no more than so many.
    """
    key, number = after
    follows = Q(agreement__key__gt=key) | Q(agreement__key=key, number__gt=number)
    rows = _waiting(viewer, at).filter(follows).select_related("act", "agreement__customer")
    waiting = rows.order_by("agreement__key", "number")[:most]
    on = days_at(at)
    return [_line(row.agreement, [row], at, on) for row in waiting]


def find_waiting(viewer: Viewer, at: datetime, most: int, on: On | None = None) -> tuple[list[AgreementLine], int]:
    """Return the first of what waits for the viewer's side, that which lapses soonest first, and how much waits."""
    waiting, on = _waiting(viewer, at), days_at(at) if on is None else on
    soonest = waiting.order_by(F("act__open_until").asc(nulls_last=True), "agreement__key", "number")
    shown = soonest.select_related("act", "agreement__customer")[:most]
    return [_line(row.agreement, [row], at, on) for row in shown], waiting.count()


def titles_of(viewer: Viewer, keys: Iterable[str]) -> dict[str, Texts]:
    """Return the titles of agreements that the viewer may see, by their ids."""
    return dict(_seen(viewer).filter(key__in=list(keys)).values_list("key", "titles"))


def list_decisions(viewer: Viewer, on: On, until: date) -> list[DecisionLine]:
    """Return the decisions about terms that are due by a date and can still be taken on another, the first due first.

    Nothing is to be decided about an agreement to which notice was given.
    """
    return decisions_about(_seen(viewer), on, until)


def decisions_about(rows: QuerySet[Agreement], on: On, until: date) -> list[DecisionLine]:
    """Return the decisions about the terms of some agreements; see `list_decisions`, which asks for a viewer's."""
    on = days_of(on)
    found = [
        DecisionLine(
            key=row.agreement__key,
            titles=row.agreement__titles,
            customer=row.agreement__customer__name,
            customer_id=row.agreement__customer_id,
            kind=row.agreement__kind,
            number=row.number,
            today_on=on.in_zone(row.time_zone),
            decision=decision,
        )
        for row in _terms(rows, on, until)
        for decision in _decisions(row, on, until)
    ]
    return sorted(found, key=lambda line: (line.decision.decide_by, line.key, line.decision.end_on))


def place_of(page: int, total: int) -> tuple[int, int]:
    """Return the page that is shown of the one that was asked for, and how many there are."""
    pages = max(1, -(-total // PER_PAGE))
    return min(max(page, 1), pages), pages


def part_of(found: Sequence[Found], page: int) -> Sequence[Found]:
    """Return what stands on a page of a list."""
    return found[(page - 1) * PER_PAGE : page * PER_PAGE]


def _seen(viewer: Viewer) -> QuerySet[Agreement]:
    rows = Agreement.objects.select_related("customer")
    return seen_by(viewer, rows, Permission.SEE_AGREEMENTS).order_by("key")


def _chosen(viewer: Viewer, wanted: AgreementFilter, at: datetime, on: On) -> QuerySet[Agreement]:
    rows = _seen(viewer)
    for word in wanted.text.casefold().split()[:MOST_WORDS]:
        named = Q(key__icontains=word) | Q(words__contains=word) | Q(customer__sought__contains=word)
        rows = rows.filter(named)
    if wanted.customer:
        rows = rows.filter(customer__key=wanted.customer)
    if wanted.kind in AgreementKind.values:
        rows = rows.filter(kind=wanted.kind)
    if wanted.waiting:
        rows = rows.filter(pk__in=_waiting(viewer, at).values("agreement"))
    return standing_in(rows, wanted.states, at, on) if wanted.states else rows


def _waiting(viewer: Viewer, at: datetime) -> QuerySet[Version]:
    speaks_for = viewer.customers(Permission.NEGOTIATE)
    named = Q(act__signers__contains=f"@{viewer.ident}")  # whoever is named signs, whatever the role
    asked = Q() if speaks_for is None else named | Q(agreement__customer__in=speaks_for)
    rows = seen_by(viewer, Version.objects.filter(asked), Permission.SEE_AGREEMENTS, "agreement__customer")
    if viewer.side is None:
        return rows.none()
    return rows.filter(
        Q(act__open_until__isnull=True) | Q(act__open_until__gte=at),
        act__state__in=[State.OFFERED, State.REGISTERED],
        act__waits_for__contains=str(viewer.side),
    )


def _lines(rows: QuerySet[Agreement], at: datetime, on: On) -> list[AgreementLine]:
    agreements = list(rows)
    versions: dict[int, list[Version]] = {}
    for version in _versions_of(agreements, rows):
        versions.setdefault(version.agreement_id, []).append(version)
    return [_line(row, versions.get(row.pk, []), at, on) for row in agreements]


def _versions_of(agreements: Sequence[Agreement], rows: QuerySet[Agreement]) -> Iterable[Version]:
    found = Version.objects.select_related("act").order_by("number")
    if len(agreements) <= PER_PAGE:
        return found.filter(agreement__in=[row.pk for row in agreements])
    return found.filter(agreement__in=rows.values("pk"))


def _terms(rows: QuerySet[Agreement], on: Days, until: date) -> Iterable[Any]:  # rows of the named values
    """Return the terms of the newest versions that bind, where something can be to decide by a date."""
    bound = Version.objects.filter(offer__isnull=False, act__state__in=BINDING)
    later = bound.filter(agreement=OuterRef("agreement"), number__gt=OuterRef("number"))
    ends_later = (
        Q(to_on__gte=on.first) | Q(renewal=Renewal.TACIT) | Q(agreement__renewed_until__gte=on.first)
    )  # what is over in its own zone alone, `decisions` leaves out
    found = bound.filter(~Exists(later), ends_later, to_on__isnull=False, from_on__lte=max(on.last, until))
    going_on = rows.filter(terminated_on__isnull=True).order_by()
    return found.filter(agreement__in=going_on.values("pk")).values_list(*_OF_TERM, named=True)


def _due_by(rows: QuerySet[Agreement], on: Days, until: date) -> list[int]:
    """Return the agreements of which something is to be decided by a date, in the order of their ids."""
    found = sorted(
        (row.agreement__key, row.agreement_id) for row in _terms(rows, on, until) if _decisions(row, on, until)
    )
    return [agreement for _, agreement in found]


def _decisions(row: Any, on: Days, until: date) -> tuple[Decision, ...]:  # noqa: ANN401 - a row of the named values
    renewed_to = row.agreement__renewed_until if row.agreement__renewed_version == row.number else None
    said = (row.from_on, row.to_on, row.renewal, row.notice, renewed_to)
    return _decide(said, row.agreement__buffer_days, on.in_zone(row.time_zone), until)


@lru_cache(maxsize=20_000)
def _decide(
    said: tuple[date, date, str, str, date | None], buffer_days: int, on: date, until: date
) -> tuple[Decision, ...]:
    """Return the decisions about a term as a row says it; remembered, for a day lists ask the same again and again."""
    from_on, to_on, renewal, notice, renewed_to = said
    term = Term(
        from_on=from_on,
        to_on=to_on,
        renewal=Renewal(renewal),
        notice=read_stretch(notice),
        renewed_to=renewed_to,
    )
    return tuple(decisions(term, on, until, buffer_days))


def _line(agreement: Agreement, versions: Sequence[Version], at: datetime, on: On) -> AgreementLine:
    spans = [span_of(agreement, row, _standing(row, at), row.act.offers_made) for row in versions]
    number = governing(spans, on, agreement.terminated_on) or (spans[-1].number if spans else 0)
    shown = next((row for row in versions if row.number == number), None)
    span = next((item for item in spans if item.number == number), None)
    return AgreementLine(
        key=agreement.key,
        titles=agreement.titles,
        customer=agreement.customer.name,
        customer_key=agreement.customer.key,
        state=LifeState.DRAFT if span is None else life_of(agreement, span, spans, on),
        number=number,
        from_on=None if shown is None else shown.takes_over_on or shown.from_on,
        to_on=None if shown is None else shown.to_on,
        kind=agreement.kind,
        decision=next_decision(agreement, versions, on),
    )


def next_decision(agreement: Agreement, versions: Sequence[Version], on: On) -> Decision | None:
    """Return the next decision about the term of the newest version that binds; None after a notice."""
    bound = [row for row in versions if row.from_on is not None and row.act.state in BINDING]
    last = max(bound, key=lambda row: row.number, default=None)
    term = None if last is None else term_of(agreement, last)
    if last is None or term is None or agreement.terminated_on is not None:
        return None
    return next(coming_decisions(term, days_of(on).in_zone(last.time_zone), agreement.buffer_days), None)


def _standing(version: Version, at: datetime) -> State:
    """Return how a version's act stands, from its row alone."""
    state = State(version.act.state)
    late = state is State.OFFERED and not is_on_table(state, version.act.open_until, at)
    return State.EXPIRED if late else state
