"""An agreement is offered, answered and agreed: the text, the act about it, and what follows from it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from acuerdo.apps.acts.commands import Intent, make_move
from acuerdo.apps.acts.queries import record_of
from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.agreements.commands import (
    AgreementRefused,
    drop_draft,
    open_version,
    put_in_force,
    put_offer,
    say_why,
)
from acuerdo.apps.agreements.models import Version
from acuerdo.apps.agreements.queries import find_agreement, find_draft, side_of
from acuerdo.apps.agreements.taking_over import require_ahead, takes_over_on
from acuerdo.apps.catalogue.queries import published_level
from acuerdo.apps.journal.commands import record
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.apps.rejudging.models import Cause
from acuerdo.apps.scope.commands import note_scope
from acuerdo.core.acts import MoveKind, State
from acuerdo.core.hours import to_datetime
from acuerdo.documents import Written, read_agreed, read_agreement
from acuerdo.flows.offers_told import tell_about
from acuerdo.flows.programs_told import tell_programs
from acuerdo.flows.terms_changed import judge_anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    """How a draft is offered: `seen` is the number of the last move that its author saw."""

    seen: int
    note: str = ""
    open_until: datetime | None = None


def offer_draft(viewer: Viewer, key: str, offering: Offering, at: datetime) -> ActRecord:
    """Offer the draft of the viewer's side to the other: the first time it proposes, against an offer it counters.

    Raises what the documents, acts and agreements refuse (`DocumentRefused`, `MoveRefused`, `MovedMeanwhile`, ...).
    """
    draft = find_draft(viewer, key)
    if draft is None:
        raise AgreementRefused("no_draft", "nothing", "a draft of your side")
    document = read_agreement(Written(draft.text), name=f"{key}.yaml", level=published_level)
    with transaction.atomic():
        agreement = find_agreement(viewer, key)
        require_ahead(agreement, document, at)
        version = open_version(agreement, at)
        say_why(version, draft.reason, draft.origin)
        offer = put_offer(viewer, version, document, draft.text, at)
        standing = record_of(version.act, at).standing
        against = standing.state is State.OFFERED and standing.offered_by is not side_of(viewer, agreement)
        intent = Intent(
            kind=MoveKind.COUNTER if against else MoveKind.PROPOSE,
            content=offer.content,
            seen=offering.seen,
            note=offering.note,
            open_until=offering.open_until,
            written=offer.written,
        )
        act = make_move(viewer, version.act_id, intent, at)
        drop_draft(viewer, agreement)
        settle(version, act)
        tell_about(version, act, at)
        tell_programs(version, act, at)
    return act


def answer_offer(viewer: Viewer, key: str, number: int, intent: Intent, at: datetime) -> ActRecord:
    """Accept, reject or withdraw what is on the table about a version. Raises `NotThere` and what acts refuse."""
    with transaction.atomic():
        agreement = find_agreement(viewer, key)
        version = Version.objects.select_related("act").filter(agreement=agreement, number=number).first()
        if version is None:
            raise NotThere("version")
        act = make_move(viewer, version.act_id, intent, at)
        settle(version, act)
        if act.standing.state is State.DISPUTED and version.from_on is not None:
            judge_anew(version, Cause.DISPUTED, version.takes_over_on or version.from_on, at)
        tell_about(version, act, at)
        tell_programs(version, act, at)
    return act


def settle(version: Version, act: ActRecord) -> None:
    """Put what was agreed in force."""
    if not act.standing.binds or version.offer_id is not None:
        return
    offer = version.offers.get(content=act.standing.content)
    document = read_agreed(offer.canonical, name=f"{version.agreement.key}.json")
    agreed_us = act.standing.agreed_at_us
    # A paper says itself from when on it governs: it was in force before it was registered.
    takes_over = None if agreed_us is None else takes_over_on(version, document, to_datetime(agreed_us))
    put_in_force(version, offer, document, takes_over)
    if takes_over is not None and agreed_us is not None:
        number, on = version.number, takes_over.isoformat()
        chain, at = version.agreement.chain, to_datetime(agreed_us)
        record(chain, at=at, actor="", kind="version_takes_over", body={"version": number, "on": on})
    note_scope(version, offer, document)
    cause = Cause.REGISTERED if act.standing.state is State.REGISTERED else Cause.AGREED
    judge_anew(version, cause, takes_over or document.from_on, act.steps[-1].at)
