"""Reading agreements."""

from collections.abc import Sequence
from datetime import date, datetime

from acuerdo.apps.acts.queries import record_of
from acuerdo.apps.agreements.life import Span, governing, state_of
from acuerdo.apps.agreements.models import Agreement, Draft, Version
from acuerdo.apps.agreements.shapes import AgreementLine, DraftRecord, LifeState, VersionRecord
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer, seen_by
from acuerdo.core.acts import State


def find_agreement(viewer: Viewer, key: str) -> Agreement:
    """Return the row of an agreement that the viewer may see. Raises `NotThere`."""
    rows = seen_by(viewer, Agreement.objects.select_related("customer"), Permission.SEE_AGREEMENTS)
    agreement = rows.filter(key=key).first()
    if agreement is None:
        raise NotThere("agreement")
    return agreement


def find_draft(viewer: Viewer, key: str) -> DraftRecord | None:
    """Return the draft of the viewer's own side, None where there is none. Raises `NotThere`."""
    agreement = find_agreement(viewer, key)
    draft = Draft.objects.filter(agreement=agreement, side=str(viewer.side)).select_related("changed_by").first()
    if draft is None or not viewer.may(Permission.NEGOTIATE, agreement.customer_id):
        return None
    return DraftRecord(
        text=draft.text,
        revision=draft.revision,
        reason=draft.reason,
        origin=draft.origin,
        changed_at=draft.changed_at,
        changed_by=draft.changed_by.name,
    )


def find_versions(viewer: Viewer, key: str, at: datetime, on: date) -> list[VersionRecord]:
    """Return every version of an agreement, the newest first, as it stands at an instant and a date."""
    agreement = find_agreement(viewer, key)
    rows = list(Version.objects.filter(agreement=agreement).select_related("act", "offer").order_by("number"))
    records = [(row, record_of(row.act, at)) for row in rows]
    spans = [_span(row, record.standing.state, record.standing.round) for row, record in records]
    found: list[VersionRecord] = []
    for (row, record), span in zip(records, spans, strict=True):
        offer = row.offer or row.offers.filter(content=record.standing.content or "").first()
        found.append(
            VersionRecord(
                number=row.number,
                state=_state(agreement, span, spans, on),
                content="" if offer is None else offer.content,
                text="" if offer is None else offer.text,
                canonical="" if offer is None else offer.canonical,
                reason=row.reason,
                origin=row.origin,
                from_on=row.from_on,
                to_on=row.to_on,
                act=record,
            )
        )
    return found[::-1]


def list_agreements(viewer: Viewer, at: datetime, on: date) -> list[AgreementLine]:
    """Return the agreements that the viewer may see, each by the version that governs, else by its newest."""
    rows = seen_by(viewer, Agreement.objects.select_related("customer"), Permission.SEE_AGREEMENTS).order_by("key")
    versions: dict[int, list[Version]] = {}
    for version in Version.objects.filter(agreement__in=rows).select_related("act").order_by("number"):
        versions.setdefault(version.agreement_id, []).append(version)
    return [_line(row, versions.get(row.pk, []), at, on) for row in rows]


def list_waiting(viewer: Viewer, at: datetime) -> list[AgreementLine]:
    """Return the agreements about which an offer waits for an answer of the viewer's side."""
    rows = seen_by(viewer, Version.objects.filter(offer__isnull=True), Permission.NEGOTIATE, "agreement__customer")
    open_ = (
        rows.filter(act__state=State.OFFERED).select_related("act", "agreement__customer").order_by("agreement__key")
    )
    waiting = [row for row in open_ if viewer.side in record_of(row.act, at).standing.turn]
    return [_line(row.agreement, [row], at, at.date()) for row in waiting]


def _line(agreement: Agreement, versions: Sequence[Version], at: datetime, on: date) -> AgreementLine:
    spans = [_span(row, _standing(row, at), row.act.moves_made) for row in versions]
    number = governing(spans, on, agreement.terminated_on) or (spans[-1].number if spans else 0)
    shown = next((row for row in versions if row.number == number), None)
    span = next((item for item in spans if item.number == number), None)
    return AgreementLine(
        key=agreement.key,
        customer=agreement.customer.name,
        customer_key=agreement.customer.key,
        state=LifeState.DRAFT if span is None else _state(agreement, span, spans, on),
        number=number,
        from_on=None if shown is None else shown.from_on,
        to_on=None if shown is None else shown.to_on,
    )


def _standing(version: Version, at: datetime) -> State:
    """Return how a version's act stands, from its row alone."""
    state = State(version.act.state)
    open_until = version.act.open_until
    late = state is State.OFFERED and open_until is not None and at > open_until
    return State.EXPIRED if late else state


def _span(row: Version, state: State, offers: int) -> Span:
    return Span(number=row.number, act=state, offers=offers, from_on=row.from_on, to_on=row.to_on)


def _state(agreement: Agreement, span: Span, spans: Sequence[Span], on: date) -> LifeState:
    return state_of(
        span,
        spans,
        on,
        terminated_on=agreement.terminated_on,
        under_review=agreement.reviewed_since is not None,
    )
