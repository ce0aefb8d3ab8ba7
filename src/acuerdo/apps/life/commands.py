"""Reviews, notices and renewals: one fact each, inside the transaction of a flow."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from secrets import token_hex
from zoneinfo import ZoneInfo

from acuerdo.apps.acts.commands import begin_act
from acuerdo.apps.agreements.models import Agreement, Version
from acuerdo.apps.agreements.queries import find_agreement, may_negotiate, side_of, signers_for, term_of
from acuerdo.apps.agreements.standing import BINDING
from acuerdo.apps.journal.commands import hand_out, record
from acuerdo.apps.life.models import Renewal, Review, Termination
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer
from acuerdo.core.acts import Side
from acuerdo.core.chains.canonical import Json, write_canonical
from acuerdo.core.terms.term import Renewal as RenewalRule
from acuerdo.core.terms.term import Term, ending

ACT_SUBJECT = "agreement_renewal"
TAKING_BACK = "notice_taking_back"
LONGEST_TEXT = 4_000


class LifeRefused(ValueError):
    """Something that the life of an agreement does not allow.

    `code` is stable: `not_in_force`, `under_review`, `not_under_review`, `notice_stands`, `no_notice`,
    `notice_acknowledged`, `notice_not_acknowledged`, `own_notice`, `other_notice`, `date_past`, `not_renewable`,
    `renewed_shorter`, `long_text`, `no_text`, `comment_settled`.
    """

    def __init__(self, code: str, found: str, expected: str) -> None:
        self.code = code
        self.found = found
        self.expected = expected
        super().__init__(f"{code}: found {found}, expected {expected}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What somebody who ends an agreement says: from which date on, if not the first possible, and why."""

    wanted_on: date | None = None
    reason: str = ""


def require_short(text: str) -> str:
    """Return a text that is kept, or raise `LifeRefused` (`long_text`)."""
    if len(text) > LONGEST_TEXT:
        raise LifeRefused("long_text", f"{len(text)} characters", f"at most {LONGEST_TEXT}")
    return text


def speaking(viewer: Viewer, key: str) -> tuple[Agreement, Side]:
    """Return an agreement, locked, and the side for which the viewer speaks. Raises `NotThere`, `NotAllowed`."""
    agreement = find_agreement(viewer, key, lock=True)
    if not may_negotiate(viewer, agreement):
        raise NotAllowed(Permission.NEGOTIATE)
    side = side_of(viewer, agreement)
    if side is None:
        raise NotThere("agreement")
    return agreement, side


def open_review(viewer: Viewer, key: str, reason: str, at: datetime) -> None:
    """Put an agreement under review. Raises `LifeRefused` (`under_review`, `not_in_force`)."""
    agreement, side = speaking(viewer, key)
    _binding(agreement)
    if agreement.reviewed_since is not None:
        raise LifeRefused("under_review", "an open review", "to close it first")
    require_short(reason)
    Review.objects.create(agreement=agreement, side=str(side), opened_at=at, opened_by_id=viewer.person, reason=reason)
    agreement.reviewed_since = at
    agreement.save(update_fields=["reviewed_since"])
    record(agreement.chain, at=at, actor=viewer.ident, kind="review_opened", body={"side": str(side)})


def close_review(viewer: Viewer, key: str, outcome: str, at: datetime) -> None:
    """End the review of an agreement with what came of it. Raises `LifeRefused` (`not_under_review`)."""
    agreement, side = speaking(viewer, key)
    require_short(outcome)
    closed = Review.objects.filter(agreement=agreement, closed_at__isnull=True).update(
        closed_at=at, closed_by_id=viewer.person, outcome=outcome
    )
    if not closed:
        raise LifeRefused("not_under_review", "no open review", "an open one")
    agreement.reviewed_since = None
    agreement.save(update_fields=["reviewed_since"])
    record(agreement.chain, at=at, actor=viewer.ident, kind="review_closed", body={"side": str(side)})


def give_notice(viewer: Viewer, key: str, notice: Notice, at: datetime) -> Termination:
    """End an agreement with notice: its last date follows from its term.

    Raises `LifeRefused` (`not_in_force`, `notice_stands`, `date_past`, `long_text`).
    """
    agreement, side = speaking(viewer, key)
    version, term = _binding(agreement)
    if agreement.terminated_on is not None:
        raise LifeRefused("notice_stands", "a notice given before", "one notice")
    given_on = at.astimezone(ZoneInfo(version.time_zone)).date()
    if notice.wanted_on is not None and notice.wanted_on < given_on:
        raise LifeRefused("date_past", notice.wanted_on.isoformat(), f"{given_on.isoformat()} or later")
    follows = ending(term, given_on, notice.wanted_on)
    if follows.last_on < given_on:
        raise LifeRefused("not_in_force", f"a term that ended on {follows.last_on}", "one that runs")
    reason, salt = require_short(notice.reason), token_hex(16) if notice.reason else ""
    body: Json = {
        "reason": sha256((salt + reason).encode()).hexdigest() if reason else None,
        "side": str(side),
        "given_on": given_on.isoformat(),
        "wanted_on": follows.wanted_on.isoformat(),
        "earliest_on": follows.earliest_on.isoformat(),
        "last_on": follows.last_on.isoformat(),
        "in_time": follows.in_time,
    }
    receipt = record(agreement.chain, at=at, actor=viewer.ident, kind="notice_given", body=body)
    hand_out(receipt, to=viewer.ident, by="receipt", at=at)
    agreement.terminated_on = follows.last_on
    agreement.save(update_fields=["terminated_on"])
    return Termination.objects.create(
        agreement=agreement,
        side=str(side),
        given_by_id=viewer.person,
        given_at=at,
        given_on=given_on,
        wanted_on=follows.wanted_on,
        earliest_on=follows.earliest_on,
        computed_on=follows.last_on,
        in_time=follows.in_time,
        reason=reason,
        reason_salt=salt,
        receipt_number=receipt.number,
        receipt_head=receipt.head,
    )


def acknowledge_notice(viewer: Viewer, key: str, at: datetime, *, as_wanted: bool = False) -> Termination:
    """Say that the other side's notice has arrived; `as_wanted` agrees to the date that it asked for.

    Raises `LifeRefused` (`no_notice`, `own_notice`, `notice_acknowledged`, `date_past`: nothing ends in the past).
    """
    agreement, side = speaking(viewer, key)
    notice = _standing_notice(agreement)
    if notice.side == side:
        raise LifeRefused("own_notice", "a notice of your side", "one of the other side")
    agreed = as_wanted and notice.wanted_on != notice.computed_on
    if agreed:
        _require_to_come(agreement, notice.wanted_on, at)
    notice.acknowledged_at, notice.acknowledged_by_id, notice.as_wanted = at, viewer.person, agreed
    notice.save(update_fields=["acknowledged_at", "acknowledged_by", "as_wanted"])
    if agreed:
        agreement.terminated_on = notice.wanted_on
        agreement.save(update_fields=["terminated_on"])
    last_on = notice.wanted_on if agreed else notice.computed_on
    body: Json = {"side": str(side), "last_on": last_on.isoformat(), "as_wanted": agreed}
    receipt = record(agreement.chain, at=at, actor=viewer.ident, kind="notice_acknowledged", body=body)
    hand_out(receipt, to=viewer.ident, by="receipt", at=at)
    return notice


def withdraw_notice(viewer: Viewer, key: str, at: datetime) -> Termination:
    """Take one's own notice back while the other side has not acknowledged it, and the last date has not passed.

    Raises `LifeRefused` (`no_notice`, `other_notice`, `notice_acknowledged`, `date_past`).
    """
    agreement, side = speaking(viewer, key)
    notice = _standing_notice(agreement)
    if notice.side != side:
        raise LifeRefused("other_notice", "a notice of the other side", "one of your side")
    _require_to_come(agreement, notice.computed_on, at)
    notice.withdrawn_at = at
    notice.save(update_fields=["withdrawn_at"])
    agreement.terminated_on = None
    agreement.save(update_fields=["terminated_on"])
    record(agreement.chain, at=at, actor=viewer.ident, kind="notice_withdrawn", body={"side": str(side)})
    return notice


def put_taking_back(agreement: Agreement, at: datetime) -> Termination:
    """Make room for the act by which both sides take back a notice that was acknowledged.

    Raises `LifeRefused` (`no_notice`, `notice_not_acknowledged`, `date_past`).
    """
    notice = Termination.objects.filter(agreement=agreement, withdrawn_at__isnull=True).first()
    if notice is None:
        raise LifeRefused("no_notice", "nothing", "a notice that stands")
    if notice.acknowledged_at is None:
        raise LifeRefused(
            "notice_not_acknowledged", "one that nobody acknowledged", "to withdraw it, which one side can"
        )
    _require_to_come(agreement, notice.wanted_on if notice.as_wanted else notice.computed_on, at)
    if notice.taking_back_id is None:
        notice.taking_back_id = begin_act(
            subject=TAKING_BACK,
            key=f"{agreement.key}:{notice.receipt_number}",
            customer=agreement.customer_id,
            chain=agreement.chain,
            signers=signers_for(agreement),
        )
        notice.save(update_fields=["taking_back"])
    return notice


def content_of(notice: Termination) -> str:
    """Return the hash over which both sides take a notice back: which notice it is, by its receipt."""
    said: Json = {"agreement": notice.agreement.key, "notice": notice.receipt_head, "taken_back": True}
    return sha256(write_canonical(said).encode()).hexdigest()


def put_taken_back(notice: Termination, at: datetime) -> None:
    """Let an agreement go on as if no notice had been given, since both sides agreed on it."""
    notice.withdrawn_at = at
    notice.save(update_fields=["withdrawn_at"])
    notice.agreement.terminated_on = None
    notice.agreement.save(update_fields=["terminated_on"])


def put_renewal(agreement: Agreement, until_on: date) -> Renewal:
    """Make room for the act by which both sides renew the binding version until a date.

    Raises `LifeRefused` (`not_in_force`, `not_renewable`, `renewed_shorter`, `notice_stands`).
    """
    version = _renewable(agreement, until_on)
    act_id = begin_act(
        subject=ACT_SUBJECT,
        key=f"{agreement.key}:{version.number}:{until_on.isoformat()}",
        customer=agreement.customer_id,
        chain=agreement.chain,
        signers=signers_for(agreement),
    )
    renewal, _ = Renewal.objects.get_or_create(
        version=version,
        until_on=until_on,
        defaults={"content": content_to_renew(agreement, version.number, until_on), "act_id": act_id},
    )
    return renewal


def content_to_renew(agreement: Agreement, number: int, until_on: date) -> str:
    """Return the hash over which both sides renew a version until a date."""
    said: Json = {"agreement": agreement.key, "version": number, "until": until_on.isoformat()}
    return sha256(write_canonical(said).encode()).hexdigest()


def find_renewal(agreement: Agreement, until_on: date) -> Renewal:
    """Return the renewal until a date that was proposed last. Raises `NotThere`."""
    rows = Renewal.objects.filter(version__agreement=agreement, until_on=until_on)
    found = rows.select_related("version").order_by("-version__number").first()
    if found is None:
        raise NotThere("renewal")
    return found


def require_open(agreement: Agreement, renewal: Renewal) -> None:
    """Refuse to accept a renewal that was overtaken: by a notice, a later renewal, or another version that binds now.

    Raises `LifeRefused` (`not_in_force`, `not_renewable`, `renewed_shorter`, `notice_stands`).
    """
    version = _renewable(agreement, renewal.until_on)
    if version.pk != renewal.version_id:
        raise LifeRefused("not_in_force", "an earlier version", f"version {version.number}, which binds now")


def _renewable(agreement: Agreement, until_on: date) -> Version:
    version, term = _binding(agreement)
    if agreement.terminated_on is not None:
        raise LifeRefused("notice_stands", "a notice", "an agreement to which no notice was given")
    if term.renewal is not RenewalRule.EXPRESS or term.own_end_on is None:
        raise LifeRefused("not_renewable", str(term.renewal), "a term with an end and express renewal")
    if until_on <= term.own_end_on:
        raise LifeRefused("renewed_shorter", until_on.isoformat(), f"later than {term.own_end_on.isoformat()}")
    return version


def put_renewed(renewal: Renewal) -> None:
    """Let a version govern until the date of a renewal that both sides agreed on."""
    agreement = renewal.version.agreement
    agreement.renewed_version, agreement.renewed_until = renewal.version.number, renewal.until_on
    agreement.save(update_fields=["renewed_version", "renewed_until"])


def choose_buffer(viewer: Viewer, key: str, days: int, at: datetime) -> None:
    """Choose how many days lie between a decision and the last date for a notice, 0 to 365."""
    agreement = find_agreement(viewer, key, lock=True)
    viewer.require(Permission.EDIT_DRAFTS, agreement.customer_id)
    agreement.buffer_days = min(max(days, 0), 365)
    agreement.save(update_fields=["buffer_days"])
    record(agreement.chain, at=at, actor=viewer.ident, kind="buffer_chosen", body={"days": agreement.buffer_days})


def _binding(agreement: Agreement) -> tuple[Version, Term]:
    """Return the newest version that binds, with its term. Raises `LifeRefused` (`not_in_force`)."""
    rows = Version.objects.filter(agreement=agreement, offer__isnull=False, act__state__in=BINDING)
    version = rows.select_related("act").order_by("-number").first()
    term = None if version is None else term_of(agreement, version)
    if version is None or term is None:
        raise LifeRefused("not_in_force", "no version that binds", "one that both sides accepted")
    return version, term


def _require_to_come(agreement: Agreement, last_on: date, at: datetime) -> None:
    version, _ = _binding(agreement)
    if at.astimezone(ZoneInfo(version.time_zone)).date() > last_on:
        raise LifeRefused("date_past", last_on.isoformat(), "a last date that is still to come")


def _standing_notice(agreement: Agreement) -> Termination:
    notice = Termination.objects.filter(agreement=agreement, withdrawn_at__isnull=True).first()
    if notice is None:
        raise LifeRefused("no_notice", "nothing", "a notice that stands")
    if notice.acknowledged_at is not None:
        raise LifeRefused("notice_acknowledged", "a notice that was acknowledged", "one that was not yet")
    return notice
