"""Changing agreements: one fact each, inside the transaction of a flow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from django.db.models import F, Max

from acuerdo.apps.acts.commands import begin_act
from acuerdo.apps.agreements.models import Agreement, AgreementKind, Draft, Offer, Support, Version
from acuerdo.apps.agreements.queries import find_agreement, may_negotiate, on_the_way, side_of, signers_for, span_of
from acuerdo.apps.journal.commands import record
from acuerdo.apps.parties.models import Party
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer
from acuerdo.core.acts import State
from acuerdo.documents import AgreementDocument

ACT_SUBJECT = "agreement_version"
LONGEST_REASON = 4_000
LONGEST_ORIGIN = 200
LONGEST_TITLE = 300
"""How much of a title is kept for lists, in characters; the text itself has the whole."""
FACING: Mapping[str, PartyKind] = MappingProxyType(
    {
        AgreementKind.SLA: PartyKind.CUSTOMER,
        AgreementKind.OLA: PartyKind.PROVIDER,
        AgreementKind.UNDERPINNING: PartyKind.SUPPLIER,
    }
)
"""The kind of party with which the provider makes each kind of agreement; an OLA is made with a team of its own."""


class AgreementRefused(ValueError):
    """Something that cannot be done to an agreement.

    `code` is stable: `key_taken`, `other_id`, `other_kind`, `other_party`, `changed_meanwhile`, `no_draft`,
    `long_reason`, `agreed_here`, `term_over`, `agreement_ended`, `not_copied`.
    """

    def __init__(self, code: str, found: str, expected: str) -> None:
        self.code = code
        self.found = found
        self.expected = expected
        super().__init__(f"{code}: found {found}, expected {expected}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftChange:
    """A changed draft; `revision` is the one that the author saw."""

    text: str
    revision: int
    reason: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAgreement:
    """What an agreement begins with; `customer` is the key of the party that faces the provider (see `FACING`)."""

    key: str
    kind: str
    customer: str
    text: str


def open_agreement(viewer: Viewer, wanted: NewAgreement, at: datetime) -> Agreement:
    """Begin an agreement with a customer, with a first draft. Raises `NotThere`, `NotAllowed`, `AgreementRefused`."""
    facing = FACING.get(wanted.kind)
    customer = Party.objects.filter(key=wanted.customer, kind=facing).first()
    if customer is None or not viewer.may(Permission.SEE_AGREEMENTS, customer.pk):
        raise NotThere("customer")
    viewer.require(Permission.EDIT_DRAFTS, customer.pk)
    agreement, fresh = Agreement.objects.get_or_create(
        key=wanted.key,
        defaults={"kind": wanted.kind, "customer": customer, "created_at": at, "created_by_id": viewer.person},
    )
    if not fresh:
        raise AgreementRefused("key_taken", wanted.key, "an id that no agreement has yet")
    Draft.objects.create(
        agreement=agreement, side=str(viewer.side), text=wanted.text, changed_at=at, changed_by_id=viewer.person
    )
    record(agreement.chain, at=at, actor=viewer.ident, kind="agreement_opened", body={"agreement": wanted.key})
    return agreement


def change_draft(viewer: Viewer, key: str, change: DraftChange, at: datetime) -> int:
    """Change the draft of the viewer's side and return its new revision; revision 0 begins one.

    Raises `NotThere`, `NotAllowed`, `AgreementRefused` (`changed_meanwhile`).
    """
    agreement = find_agreement(viewer, key)
    if not may_negotiate(viewer, agreement):
        raise NotAllowed(Permission.NEGOTIATE)
    if len(change.reason) > LONGEST_REASON or len(change.origin) > LONGEST_ORIGIN:
        raise AgreementRefused("long_reason", f"{len(change.reason)} characters", f"at most {LONGEST_REASON}")
    side = str(side_of(viewer, agreement))
    values = {
        "text": change.text,
        "reason": change.reason,
        "origin": change.origin,
        "changed_at": at,
        "changed_by_id": viewer.person,
    }
    mine = Draft.objects.filter(agreement=agreement, side=side)
    if change.revision == 0:
        _, fresh = Draft.objects.get_or_create(agreement=agreement, side=side, defaults=values)
        done = int(fresh)
    else:
        done = mine.filter(revision=change.revision).update(revision=F("revision") + 1, **values)
    if not done:
        found = mine.values_list("revision", flat=True).first()
        raise AgreementRefused("changed_meanwhile", f"revision {found or 'none'}", f"revision {change.revision}")
    return change.revision + 1


def drop_draft(viewer: Viewer, agreement: Agreement) -> None:
    """Forget the draft of the viewer's side: it has become an offer."""
    Draft.objects.filter(agreement=agreement, side=str(side_of(viewer, agreement))).delete()


def open_version(agreement: Agreement, at: datetime, *, untouched: bool = False) -> Version:
    """Return the version that is being negotiated, and begin one where none is (see `on_the_way`)."""
    found = on_the_way(agreement, at, untouched=untouched)
    if found is not None:
        return found
    number = (Version.objects.filter(agreement=agreement).aggregate(last=Max("number"))["last"] or 0) + 1
    act_id = begin_act(
        subject=ACT_SUBJECT,
        key=f"{agreement.key}:{number}",
        customer=agreement.customer_id,
        chain=agreement.chain,
        signers=signers_for(agreement),
    )
    return Version.objects.create(agreement=agreement, number=number, act_id=act_id)


def require_paper(agreement: Agreement, from_on: date) -> None:
    """Refuse to register a paper that would begin while a version governs on which both sides agreed here.

    Raises `AgreementRefused` (`agreed_here`).
    """
    if agreement.terminated_on is not None and agreement.terminated_on < from_on:
        return
    for row in Version.objects.filter(agreement=agreement, act__state=State.AGREED).select_related("act"):
        last_on = span_of(agreement, row, State.AGREED, row.act.offers_made).last_on
        if last_on is None or last_on >= from_on:
            raise AgreementRefused("agreed_here", f"version {row.number}, agreed on by both sides", "an offer")


def put_offer(viewer: Viewer, version: Version, document: AgreementDocument, text: str, at: datetime) -> Offer:
    """Keep a text that is being offered; from now on the agreement has its title, see `Agreement`.

    Raises `AgreementRefused` where it is not about this agreement.
    """
    agreement = version.agreement
    if document.id != agreement.key:
        raise AgreementRefused("other_id", document.id, agreement.key)
    if document.shape.type != agreement.kind:
        raise AgreementRefused("other_kind", document.shape.type, agreement.kind)
    _require_party(agreement, document)
    offer, _ = Offer.objects.get_or_create(
        version=version,
        content=document.content_hash,
        defaults={"text": text, "canonical": document.canonical, "made_by_id": viewer.person, "made_at": at},
    )
    _entitle(agreement, document)
    return offer


def say_why(version: Version, reason: str, origin: str) -> None:
    """Keep why the version that is being negotiated is made, and where it comes from; nothing is said with nothing."""
    if reason or origin:
        version.reason, version.origin = reason or version.reason, origin or version.origin
        version.save(update_fields=["reason", "origin"])


def put_in_force(version: Version, offer: Offer, document: AgreementDocument, takes_over: date | None) -> None:
    """Bind a version to the offer that was agreed; from then on the database keeps it as it is."""
    term = document.shape.term
    version.offer = offer
    version.from_on, version.to_on = document.from_on, document.to_on
    version.renewal, version.notice = term.renewal, "" if term.notice is None else str(term.notice)
    version.time_zone, version.takes_over_on = document.time_zone, takes_over
    version.save(update_fields=["offer", "from_on", "to_on", "renewal", "notice", "time_zone", "takes_over_on"])
    backed = {(one.agreement, name) for one in document.shape.underpins for name in (one.commitments or ("",))}
    Support.objects.bulk_create(
        Support(version=version, agreement_key=key, commitment=name) for key, name in sorted(backed)
    )


def _entitle(agreement: Agreement, document: AgreementDocument) -> None:
    """Keep the title of a text that is being offered, each as one line without characters that cannot be seen."""
    said = {language: _one_line(text) for language, text in document.titles.items()}
    agreement.titles = {language: text for language, text in said.items() if text}
    agreement.words = "\n".join(text.casefold() for text in agreement.titles.values())
    agreement.save(update_fields=["titles", "words"])


def _one_line(text: str) -> str:
    line = " ".join("".join(letter for letter in text if letter.isprintable() or letter.isspace()).split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1].rstrip() + "…"


def _require_party(agreement: Agreement, document: AgreementDocument) -> None:
    """Refuse a text between others: of an SLA its customer is named, of a supplier's contract who supplies.

    An OLA names the provider as the one who is served; the team that serves has an id of its own.
    """
    parties = document.shape.parties
    named = parties.provider.id if agreement.kind == AgreementKind.UNDERPINNING else parties.customer.id
    if named != agreement.customer.key:
        raise AgreementRefused("other_party", named, agreement.customer.key)
