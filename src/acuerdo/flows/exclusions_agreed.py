"""Both sides agree that some time, or a whole ticket, does not count; what it touches is judged anew."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from acuerdo.apps.acts.commands import Intent, make_move
from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.agreements.models import Agreement, Version
from acuerdo.apps.agreements.standing import BINDING
from acuerdo.apps.clocks.governing import Books, read_versions
from acuerdo.apps.clocks.judging import governing_of, unfold_facts
from acuerdo.apps.exclusions.commands import begin_exclusion, find_same, put_said
from acuerdo.apps.exclusions.models import Exclusion
from acuerdo.apps.exclusions.queries import find_exclusion, said_of
from acuerdo.apps.exclusions.shapes import LONGEST, REASONS, ClaimedAlready, ExclusionClaimRefused, ExclusionSaid
from acuerdo.apps.life.commands import speaking
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.apps.rejudging.commands import Change, ask, judge_waiting
from acuerdo.apps.rejudging.models import Cause
from acuerdo.apps.rejudging.touching import By, Touching
from acuerdo.apps.tickets.models import Ticket
from acuerdo.apps.tickets.queries import find_ticket_row
from acuerdo.apps.tickets.reading import facts_of
from acuerdo.core.acts import MoveKind, State
from acuerdo.core.clock.exclusions import Scope
from acuerdo.core.clock.intake import EARLIEST_US, LATEST_US
from acuerdo.core.hours import to_us
from acuerdo.flows.people_told import ask_for_answers, latest, signing, write_to
from acuerdo.flows.programs_told import tell_of_exclusion

if TYPE_CHECKING:
    from acuerdo.core.chains.canonical import Json

_OFFERS = frozenset({MoveKind.PROPOSE, MoveKind.COUNTER})
_LONGEST_US = timedelta(days=366) // timedelta(microseconds=1)
_DAY_US = timedelta(days=1) // timedelta(microseconds=1)
_EARLIEST_US, _LATEST_US = EARLIEST_US + _DAY_US, LATEST_US - _DAY_US
"""Within the years of working calendars, by the clocks of any zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionIntent:
    """What somebody wants to do about an exclusion; `seen` is the number of the last move that was seen.

    An offer (propose, counter) comes with what is to be left out.
    """

    move: MoveKind
    seen: int
    said: ExclusionSaid | None = None
    note: str = ""


def claim(viewer: Viewer, key: str, said: ExclusionSaid, at: datetime, *, note: str = "") -> tuple[int, ActRecord]:
    """Claim that something does not count; return the claim's number and its act.

    Raises `NotThere`, `NotAllowed`, `ExclusionClaimRefused` and `MoveRefused`.
    """
    with transaction.atomic():
        agreement, _ = speaking(viewer, key)
        ticket = _looked_at(viewer, agreement, said, to_us(at))
        same = find_same(agreement, said)
        if same is not None:
            raise ClaimedAlready(same)
        row = begin_exclusion(agreement, ticket)
        intent = ExclusionIntent(move=MoveKind.PROPOSE, seen=0, said=said, note=note)
        return row.number, _move(viewer, row, intent, at)


def answer(viewer: Viewer, key: str, number: int, intent: ExclusionIntent, at: datetime) -> ActRecord:
    """Counter, accept, reject or withdraw a claim, or claim it again; once agreed, what it touches is judged anew.

    Raises `NotThere`, `NotAllowed`, `ExclusionClaimRefused`, `MovedMeanwhile` and `MoveRefused`.
    """
    with transaction.atomic():
        agreement, _ = speaking(viewer, key)
        row = find_exclusion(key, number)
        if intent.said is not None:
            ticket = _looked_at(viewer, agreement, intent.said, to_us(at))
            if (None if ticket is None else ticket.pk) != row.ticket_id:
                raise ExclusionClaimRefused("other_subject")
        return _move(viewer, row, intent, at)


def _move(viewer: Viewer, row: Exclusion, intent: ExclusionIntent, at: datetime) -> ActRecord:
    if (intent.move in _OFFERS) is (intent.said is None):
        raise NotThere("exclusion")
    content = row.act.content if intent.said is None else put_said(row, intent.said)
    act = make_move(
        viewer, row.act_id, Intent(kind=intent.move, content=content, seen=intent.seen, note=intent.note), at
    )
    _told(row, act, at)
    if act.standing.state is State.AGREED:
        row.refresh_from_db(fields=["act"])
        _follow(row, to_us(at))
    return act


def _looked_at(viewer: Viewer, agreement: Agreement, said: ExclusionSaid, at_us: int) -> Ticket | None:
    """Return the ticket that a claim is about, None for none, after a look at whether it makes sense.

    Raises `NotThere`, `ExclusionClaimRefused`.
    """
    _refuse_odd_span(said)
    if said.reason not in REASONS:
        raise ExclusionClaimRefused("unknown_reason")
    if len(said.evidence) > LONGEST:
        raise ExclusionClaimRefused("long_evidence")
    rows = Version.objects.filter(agreement=agreement, offer__isnull=False, act__state__in=BINDING)
    read = read_versions(list(rows.select_related("agreement", "offer").order_by("-number")[:1]))
    if not read:
        raise ExclusionClaimRefused("nothing_binds")
    if not set(said.commitments) <= {one.id for one in read[0].terms.commitments}:
        raise ExclusionClaimRefused("unknown_commitment")
    if said.scope is Scope.SERVICE and said.service not in read[0].services:
        raise ExclusionClaimRefused("unknown_service")
    if said.scope is not Scope.TICKET:
        return None
    ticket = find_ticket_row(viewer, said.source, said.ticket)
    if agreement.pk not in _governing(ticket, at_us):
        raise ExclusionClaimRefused("not_its_ticket")
    return ticket


def _governing(ticket: Ticket, at_us: int) -> set[int]:
    """Return the agreements (their rows' ids) that govern a ticket."""
    books = Books([] if ticket.customer_id is None else [ticket.customer_id])
    unfolded = unfold_facts(facts_of([ticket])[ticket.pk], at_us)
    return {one.version.agreement_id for one in governing_of(unfolded, books, ticket.customer_id)}


def _refuse_odd_span(said: ExclusionSaid) -> None:
    told = (one for one in (said.from_us, said.until_us, said.announced_us) if one is not None)
    if any(not _EARLIEST_US <= one < _LATEST_US for one in told):
        raise ExclusionClaimRefused("far_instant")
    if (said.from_us is None) is not (said.until_us is None):
        raise ExclusionClaimRefused("half_a_span")
    if said.from_us is None or said.until_us is None:
        if said.scope is not Scope.TICKET:
            raise ExclusionClaimRefused("no_span")
    elif said.until_us <= said.from_us:
        raise ExclusionClaimRefused("backward_span")
    elif said.until_us - said.from_us > _LONGEST_US:
        raise ExclusionClaimRefused("far_span")


def _follow(row: Exclusion, as_of_us: int) -> None:
    """Judge anew what an agreed exclusion touches: a ticket at once, more of them by the worker, one after another."""
    said = said_of(row)
    change = Change(
        cause=Cause.EXCLUSION,
        agreement=row.agreement_id,
        act=row.act_id,
        about=str(row.number),
        from_us=said.from_us,
        until_us=said.until_us,
    )
    if row.ticket_id is not None:
        own = Touching(by=By.NAMED, ids=(row.ticket_id,))
        held = own.tickets().select_for_update(of=("self",)).select_related("source", "customer").get()
        ask(change, own, as_of_us)
        judge_waiting([held], as_of_us)
    else:
        ask(change, Touching(by=By.SPANNED, ids=(row.pk,), since_us=said.from_us, until_us=said.until_us), as_of_us)


def _told(row: Exclusion, act: ActRecord, at: datetime) -> None:
    """Tell those who answer of an offer, and those who sign of what was agreed; the letter says where, not what."""
    agreement, step = row.agreement, act.steps[-1]
    body: dict[str, Json] = {"agreement": agreement.key}
    tell_of_exclusion(row, act, at)
    if act.standing.binds:
        write_to(signing(act.standing.signers, agreement), "exclusion_agreed", latest(agreement), body, at)
    elif step.kind in _OFFERS:
        ask_for_answers(agreement, act, "exclusion_waits", body, at)
