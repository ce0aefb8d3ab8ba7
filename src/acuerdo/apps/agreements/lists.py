"""Agreements in lists: which ones, where each stands, and what has to be decided by when.

Each function asks the database a fixed number of times, however many agreements there are.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q, QuerySet

from acuerdo.apps.agreements.life import governing
from acuerdo.apps.agreements.models import Agreement, AgreementKind, Version
from acuerdo.apps.agreements.queries import is_on_table, life_of, span_of, term_of
from acuerdo.apps.agreements.shapes import AgreementFilter, AgreementLine, AgreementPage, DecisionLine, LifeState
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer, seen_by
from acuerdo.core.acts import State
from acuerdo.core.terms.term import Decision, coming_decisions, decisions

PER_PAGE = 50


def list_agreements(viewer: Viewer, at: datetime, on: date, customer: str = "") -> list[AgreementLine]:
    """Return the agreements that the viewer may see, each by the version that governs, else by its newest.

    With a `customer` (the key of a party), those with that customer.
    """
    rows = _seen(viewer)
    return _lines(rows.filter(customer__key=customer) if customer else rows, at, on)


def find_page(viewer: Viewer, wanted: AgreementFilter, at: datetime, on: date) -> AgreementPage:
    """Return one page of the agreements that are wanted, in the order of their ids; the last where there are fewer."""
    rows = _chosen(_seen(viewer), wanted)
    if not wanted.needs_life:
        total = rows.count()
        page, pages = _place(wanted.page, total)
        lines = _lines(rows[(page - 1) * PER_PAGE : page * PER_PAGE], at, on)
        return AgreementPage(lines=tuple(lines), total=total, page=page, pages=pages)
    found = [line for line in _lines(rows, at, on) if _fits(line, wanted)]
    page, pages = _place(wanted.page, len(found))
    shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    return AgreementPage(lines=tuple(shown), total=len(found), page=page, pages=pages)


def find_part(  # noqa: PLR0913, PLR0917 - where the part begins and how long it is, beside what every list takes
    viewer: Viewer, wanted: AgreementFilter, after: str, most: int, at: datetime, on: date
) -> list[AgreementLine]:
    """Return at most so many of the agreements that are wanted, those that follow an id; for reading part by part."""
    rows = _chosen(_seen(viewer), wanted).filter(key__gt=after)
    if not wanted.needs_life:
        return _lines(rows[:most], at, on)
    return [line for line in _lines(rows, at, on) if _fits(line, wanted)][:most]


def list_waiting(viewer: Viewer, at: datetime) -> list[AgreementLine]:
    """Return the agreements about which an offer, or a registered paper, waits for an answer of the viewer's side."""
    if viewer.side is None:
        return []
    rows = seen_by(viewer, Version.objects.all(), Permission.NEGOTIATE, "agreement__customer").filter(
        Q(act__open_until__isnull=True) | Q(act__open_until__gte=at),
        act__state__in=[State.OFFERED, State.REGISTERED],
        act__waits_for__contains=str(viewer.side),
    )
    waiting = rows.select_related("act", "agreement__customer").order_by("agreement__key", "number")
    return [_line(row.agreement, [row], at, at.date()) for row in waiting]


def list_decisions(viewer: Viewer, on: date, until: date) -> list[DecisionLine]:
    """Return the decisions about terms that are due by a date and can still be taken on another, the first due first.

    Nothing is to be decided about an agreement to which notice was given.
    """
    return decisions_about(_seen(viewer), on, until)


def decisions_about(rows: QuerySet[Agreement], on: date, until: date) -> list[DecisionLine]:
    """Return the decisions about the terms of some agreements; see `list_decisions`, which asks for a viewer's."""
    rows = rows.filter(terminated_on__isnull=True)
    found: list[DecisionLine] = []
    for version in _newest_binding(rows, on, until):
        agreement = version.agreement
        term = term_of(agreement, version)
        if term is None:
            continue
        found += [
            DecisionLine(
                key=agreement.key,
                customer=agreement.customer.name,
                customer_id=agreement.customer_id,
                kind=agreement.kind,
                number=version.number,
                decision=decision,
            )
            for decision in decisions(term, on, until, agreement.buffer_days)
        ]
    return sorted(found, key=lambda line: (line.decision.decide_by, line.key))


def _seen(viewer: Viewer) -> QuerySet[Agreement]:
    rows = Agreement.objects.select_related("customer")
    return seen_by(viewer, rows, Permission.SEE_AGREEMENTS).order_by("key")


def _chosen(rows: QuerySet[Agreement], wanted: AgreementFilter) -> QuerySet[Agreement]:
    if wanted.text:
        rows = rows.filter(Q(key__icontains=wanted.text) | Q(customer__name__icontains=wanted.text))
    if wanted.customer:
        rows = rows.filter(customer__key=wanted.customer)
    if wanted.kind in AgreementKind.values:
        rows = rows.filter(kind=wanted.kind)
    return rows


def _place(page: int, total: int) -> tuple[int, int]:
    """Return the page that is shown, and how many there are."""
    pages = max(1, -(-total // PER_PAGE))
    return min(max(page, 1), pages), pages


def _fits(line: AgreementLine, wanted: AgreementFilter) -> bool:
    if wanted.states and line.state not in wanted.states:
        return False
    return wanted.decide_by is None or (line.decision is not None and line.decision.decide_by <= wanted.decide_by)


def _lines(rows: QuerySet[Agreement], at: datetime, on: date) -> list[AgreementLine]:
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


def _newest_binding(rows: QuerySet[Agreement], on: date, until: date) -> list[Version]:
    """Return the newest version that binds of each agreement, where its term can have something to decide."""
    bound = Version.objects.filter(agreement__in=rows.values("pk"), offer__isnull=False)
    newest: dict[int, Version] = {}
    for version in bound.select_related("agreement__customer").order_by("number"):
        newest[version.agreement_id] = version
    return [
        version
        for version in newest.values()
        if version.to_on is not None and version.from_on is not None and version.from_on <= max(on, until)
    ]


def _line(agreement: Agreement, versions: Sequence[Version], at: datetime, on: date) -> AgreementLine:
    spans = [span_of(agreement, row, _standing(row, at), row.act.offers_made) for row in versions]
    number = governing(spans, on, agreement.terminated_on) or (spans[-1].number if spans else 0)
    shown = next((row for row in versions if row.number == number), None)
    span = next((item for item in spans if item.number == number), None)
    return AgreementLine(
        key=agreement.key,
        customer=agreement.customer.name,
        customer_key=agreement.customer.key,
        state=LifeState.DRAFT if span is None else life_of(agreement, span, spans, on),
        number=number,
        from_on=None if shown is None else shown.from_on,
        to_on=None if shown is None else shown.to_on,
        kind=agreement.kind,
        decision=next_decision(agreement, versions, on),
    )


def next_decision(agreement: Agreement, versions: Sequence[Version], on: date) -> Decision | None:
    """Return the next decision about the term of the newest version that binds; None after a notice."""
    bound = [row for row in versions if row.from_on is not None]
    term = term_of(agreement, max(bound, key=lambda row: row.number)) if bound else None
    if term is None or agreement.terminated_on is not None:
        return None
    return next(coming_decisions(term, on, agreement.buffer_days), None)


def _standing(version: Version, at: datetime) -> State:
    """Return how a version's act stands, from its row alone."""
    state = State(version.act.state)
    late = state is State.OFFERED and not is_on_table(state, version.act.open_until, at)
    return State.EXPIRED if late else state
