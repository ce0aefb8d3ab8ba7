"""Which programs outside are told about what happened to an agreement: each endpoint that wants to know.

Every function is called by a flow inside its transaction, right after what it tells; ids and hashes only.
"""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from acuerdo.apps.acts.shapes import ActRecord, EvidenceRecord
from acuerdo.apps.agreements.models import Agreement, Version
from acuerdo.apps.exclusions.models import Exclusion
from acuerdo.apps.journal.queries import head
from acuerdo.apps.journal.shapes import Receipt
from acuerdo.apps.life.models import Comment, Renewal, Termination
from acuerdo.apps.matters.models import Matter, MatterKind
from acuerdo.apps.periods.models import StatedPeriod
from acuerdo.apps.webhooks.commands import tell
from acuerdo.apps.webhooks.shapes import Event
from acuerdo.apps.years.models import CalendarYear
from acuerdo.core.acts import MoveKind, Side, State
from acuerdo.core.chains.canonical import Json

_EVENTS: Mapping[MoveKind, Event] = MappingProxyType(
    {
        MoveKind.PROPOSE: Event.PROPOSED,
        MoveKind.COUNTER: Event.COUNTERED,
        MoveKind.ACCEPT: Event.ACCEPTED,
        MoveKind.REJECT: Event.REJECTED,
        MoveKind.WITHDRAW: Event.WITHDRAWN,
        MoveKind.REGISTER: Event.REGISTERED,
    }
)
_RENEWALS: Mapping[MoveKind, Event] = MappingProxyType(
    {
        MoveKind.PROPOSE: Event.RENEWAL_PROPOSED,
        MoveKind.ACCEPT: Event.RENEWAL_ACCEPTED,
        MoveKind.REJECT: Event.RENEWAL_REJECTED,
        MoveKind.WITHDRAW: Event.RENEWAL_WITHDRAWN,
    }
)
_TAKING_BACK: Mapping[MoveKind, Event] = MappingProxyType(
    {
        MoveKind.PROPOSE: Event.TAKING_BACK_PROPOSED,
        MoveKind.ACCEPT: Event.TAKING_BACK_ACCEPTED,
        MoveKind.REJECT: Event.TAKING_BACK_REJECTED,
        MoveKind.WITHDRAW: Event.TAKING_BACK_WITHDRAWN,
    }
)
_MATTERS: Mapping[MatterKind, tuple[Event, Event]] = MappingProxyType(
    {
        MatterKind.PRIORITY: (Event.PRIORITY_MOVED, Event.PRIORITY_AGREED),
        MatterKind.ROUTE: (Event.ROUTE_MOVED, Event.ROUTE_AGREED),
    }
)


def tell_programs(version: Version, act: ActRecord, at: datetime) -> None:
    """Put the events that follow from the last move about a version."""
    events = [_EVENTS[act.steps[-1].kind], *([Event.AGREED] if act.standing.state is State.AGREED else [])]
    _tell_move(events, version.agreement, act, {"version": version.number}, at)


def tell_of_renewal(renewal: Renewal, act: ActRecord, at: datetime) -> None:
    """Put the events that follow from the last move about an express renewal."""
    version = renewal.version
    events = [_RENEWALS[act.steps[-1].kind], *([Event.RENEWED] if act.standing.binds else [])]
    about: dict[str, Json] = {"version": version.number, "until_on": renewal.until_on.isoformat()}
    _tell_move(events, version.agreement, act, about, at)


def tell_of_year(row: CalendarYear, act: ActRecord, at: datetime) -> None:
    """Put the events that follow from the last move about a year of a calendar."""
    events = [Event.YEAR_MOVED, *([Event.YEAR_AGREED] if act.standing.binds else [])]
    _tell_move(events, row.agreement, act, {"calendar": row.calendar, "year": row.year}, at)


def tell_of_exclusion(row: Exclusion, act: ActRecord, at: datetime) -> None:
    """Put the events that follow from the last move about a claim that something does not count."""
    events = [Event.EXCLUSION_MOVED, *([Event.EXCLUSION_AGREED] if act.standing.binds else [])]
    _tell_move(events, row.agreement, act, {"exclusion": row.number}, at)


def tell_of_matter(row: Matter, act: ActRecord, at: datetime) -> None:
    """Put the events that follow from the last move about a ticket: its priority, or work outside the scope."""
    moved, agreed = _MATTERS[MatterKind(row.kind)]
    about: dict[str, Json] = {"source": row.ticket.source.key, "ticket": row.ticket.name}
    _tell_move([moved, *([agreed] if act.standing.binds else [])], row.agreement, act, about, at)


def tell_of_period(row: StatedPeriod, act: ActRecord, at: datetime) -> None:
    """Put the events that follow from the last move about a period."""
    events = [Event.PERIOD_MOVED, *([Event.PERIOD_FROZEN] if act.standing.binds else [])]
    _tell_move(events, row.agreement, act, {"period": row.label}, at)


def tell_of_taking_back(notice: Termination, act: ActRecord, at: datetime) -> None:
    """Put the events that follow from the last move about taking back an acknowledged notice."""
    step = act.steps[-1]
    _tell_move([_TAKING_BACK[step.kind]], notice.agreement, act, _dates(notice), at)
    if act.standing.binds:
        tell_of_notice(Event.NOTICE_WITHDRAWN, notice, step.side, at)


def tell_of_notice(event: Event, notice: Termination, side: Side, at: datetime) -> None:
    """Put the event that a side gave, acknowledged or took back a notice."""
    _tell(event, notice.agreement, {"side": side, **_dates(notice)}, at)


def tell_of_review(event: Event, agreement: Agreement, side: Side, at: datetime) -> None:
    """Put the event that a side opened or closed a review."""
    _tell(event, agreement, {"side": side}, at)


def tell_of_comment(event: Event, comment: Comment, side: Side, at: datetime) -> None:
    """Put the event that a side wrote or settled a remark; nobody outside is told of a private one."""
    if comment.private:
        return
    about: dict[str, Json] = {"comment": str(comment.ident), "version": comment.number, "path": comment.path}
    _tell(event, comment.agreement, {"side": side, **about}, at)


def tell_of_paper(version: Version, bound: EvidenceRecord, at: datetime) -> None:
    """Put the event that a side bound a signed paper to what was agreed."""
    about: dict[str, Json] = {"version": version.number, "content": bound.content, "sha256": bound.document}
    _tell(Event.PAPER_BOUND, version.agreement, {"side": bound.side, **about}, at)


def last_on(notice: Termination) -> date:
    """Return the last date that follows from a notice."""
    return notice.wanted_on if notice.as_wanted else notice.computed_on


def _dates(notice: Termination) -> dict[str, Json]:
    return {
        "wanted_on": notice.wanted_on.isoformat(),
        "last_on": last_on(notice).isoformat(),
        "in_time": notice.in_time,
    }


def _tell_move(events: list[Event], agreement: Agreement, act: ActRecord, about: dict[str, Json], at: datetime) -> None:
    step = act.steps[-1]
    moved: dict[str, Json] = {
        "move": step.number,
        "side": step.side,
        "content": step.content,
        "state": act.standing.state,
    }
    for event in events:
        _put(event, agreement, step.receipt, {**about, **moved}, at)


def _tell(event: Event, agreement: Agreement, about: dict[str, Json], at: datetime) -> None:
    """Put an event with the receipt of what the flow has just written into the agreement's chain."""
    receipt = head(agreement.chain)
    if receipt is not None:
        _put(event, agreement, receipt, about, at)


def _put(event: Event, agreement: Agreement, receipt: Receipt, about: dict[str, Json], at: datetime) -> None:
    data: dict[str, Json] = {
        "agreement": agreement.key,
        "customer": agreement.customer.key,
        **about,
        "receipt": {"chain": receipt.chain, "number": receipt.number, "head": receipt.head},
    }
    tell(event, customer=agreement.customer_id, receipt=receipt, data=data, at=at)
