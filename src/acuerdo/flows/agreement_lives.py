"""An agreement lives: it is reviewed, renewed, ended with notice, remarked upon, and its signers are chosen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from acuerdo.apps.acts.commands import Intent, make_move
from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.agreements import signers
from acuerdo.apps.life import commands, comments
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.rejudging.models import Cause
from acuerdo.apps.webhooks.shapes import Event
from acuerdo.core.acts import MoveKind, Side
from acuerdo.flows.life_told import comment_told, notice_told, renewal_told, taking_back_told
from acuerdo.flows.people_told import opposite
from acuerdo.flows.programs_told import tell_of_review
from acuerdo.flows.terms_changed import judge_anew


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalIntent:
    """What somebody wants to do about a renewal until a date; `seen` is the number of the last move that was seen."""

    kind: MoveKind
    until_on: date
    seen: int
    note: str = ""


def open_review(viewer: Viewer, key: str, reason: str, at: datetime) -> None:
    """Put an agreement under review."""
    with transaction.atomic():
        agreement, side = commands.speaking(viewer, key)
        commands.open_review(viewer, key, reason, at)
        tell_of_review(Event.REVIEW_OPENED, agreement, side, at)


def close_review(viewer: Viewer, key: str, outcome: str, at: datetime) -> None:
    """End a review with what came of it."""
    with transaction.atomic():
        agreement, side = commands.speaking(viewer, key)
        commands.close_review(viewer, key, outcome, at)
        tell_of_review(Event.REVIEW_CLOSED, agreement, side, at)


def give_notice(viewer: Viewer, key: str, notice: commands.Notice, at: datetime) -> None:
    """End an agreement with notice."""
    with transaction.atomic():
        given = commands.give_notice(viewer, key, notice, at)
        notice_told(Event.NOTICE_GIVEN, given, Side(given.side), at)


def acknowledge_notice(viewer: Viewer, key: str, at: datetime, *, as_wanted: bool = False) -> None:
    """Acknowledge the other side's notice."""
    with transaction.atomic():
        notice = commands.acknowledge_notice(viewer, key, at, as_wanted=as_wanted)
        notice_told(Event.NOTICE_ACKNOWLEDGED, notice, opposite(Side(notice.side)), at)


def withdraw_notice(viewer: Viewer, key: str, at: datetime) -> None:
    """Take one's own notice back."""
    with transaction.atomic():
        notice = commands.withdraw_notice(viewer, key, at)
        notice_told(Event.NOTICE_WITHDRAWN, notice, Side(notice.side), at)


def renew(viewer: Viewer, key: str, intent: RenewalIntent, at: datetime) -> ActRecord:
    """Propose, accept, reject or withdraw an express renewal; agreed by both sides, the version governs until then."""
    with transaction.atomic():
        agreement, _ = commands.speaking(viewer, key)
        if intent.kind is MoveKind.PROPOSE:
            renewal = commands.put_renewal(agreement, intent.until_on)
        else:
            renewal = commands.find_renewal(agreement, intent.until_on)
        if intent.kind is MoveKind.ACCEPT:
            commands.require_open(agreement, renewal)
        move = Intent(kind=intent.kind, content=renewal.content, seen=intent.seen, note=intent.note)
        act = make_move(viewer, renewal.act_id, move, at)
        if act.standing.binds:
            commands.put_renewed(renewal)
            judge_anew(renewal.version, Cause.RENEWED, renewal.version.to_on or renewal.until_on, at, renewal.act_id)
        renewal_told(renewal, act, at)
    return act


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingBack:
    """What somebody wants to do about taking back an acknowledged notice; `seen` is the last move that was seen."""

    kind: MoveKind
    seen: int
    note: str = ""


def take_back_notice(viewer: Viewer, key: str, intent: TakingBack, at: datetime) -> ActRecord:
    """Propose, accept, reject or withdraw that an acknowledged notice is taken back; agreed, the agreement goes on."""
    with transaction.atomic():
        agreement, _ = commands.speaking(viewer, key)
        notice = commands.put_taking_back(agreement, at)
        move = Intent(kind=intent.kind, content=commands.content_of(notice), seen=intent.seen, note=intent.note)
        act = make_move(viewer, notice.taking_back_id or 0, move, at)
        if act.standing.binds:
            commands.put_taken_back(notice, at)
        taking_back_told(notice, act, at)
    return act


def choose_signers(viewer: Viewer, key: str, side: Side, chosen: Iterable[str], at: datetime) -> None:
    """Choose who signs for a side, before an offer is open."""
    with transaction.atomic():
        signers.choose_signers(viewer, key, side, chosen, at)


def choose_buffer(viewer: Viewer, key: str, days: int, at: datetime) -> None:
    """Choose the days between a decision and the last date for a notice."""
    with transaction.atomic():
        commands.choose_buffer(viewer, key, days, at)


def write_comment(viewer: Viewer, key: str, remark: comments.Remark, at: datetime) -> str:
    """Keep a remark about a clause and return its ident."""
    with transaction.atomic():
        comment = comments.write_comment(viewer, key, remark, at)
        comment_told(Event.COMMENT_WRITTEN, comment, Side(comment.side), at)
    return str(comment.ident)


def settle_comment(viewer: Viewer, key: str, ident: str, at: datetime) -> None:
    """Settle a remark."""
    with transaction.atomic():
        comment, side = comments.settle_comment(viewer, key, ident, at)
        comment_told(Event.COMMENT_SETTLED, comment, side, at)
