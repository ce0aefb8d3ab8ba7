"""Changing agreements: one fact each, inside the transaction of a flow."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max

from acuerdo.apps.acts.commands import begin_act
from acuerdo.apps.agreements.models import Agreement, Draft, Offer, Version
from acuerdo.apps.agreements.queries import find_agreement
from acuerdo.apps.journal.commands import record
from acuerdo.apps.parties.models import Party
from acuerdo.apps.parties.roles import SIGNING, PartyKind, Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.core.acts import Signer, State
from acuerdo.documents import AgreementDocument

ACT_SUBJECT = "agreement_version"


class AgreementRefused(ValueError):
    """Something that cannot be done to an agreement.

    `code` is stable: `key_taken`, `other_id`, `other_party`, `changed_meanwhile`, `no_draft`, `no_change`,
    `already_open`.
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
    """What an agreement begins with; `customer` is the key of the party."""

    key: str
    kind: str
    customer: str
    text: str


def open_agreement(viewer: Viewer, wanted: NewAgreement, at: datetime) -> Agreement:
    """Begin an agreement with a customer, with a first draft. Raises `NotThere`, `NotAllowed`, `AgreementRefused`."""
    customer = Party.objects.filter(key=wanted.customer, kind=PartyKind.CUSTOMER).first()
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
    viewer.require(Permission.NEGOTIATE, agreement.customer_id)
    values = {
        "text": change.text,
        "reason": change.reason,
        "origin": change.origin,
        "changed_at": at,
        "changed_by_id": viewer.person,
    }
    mine = Draft.objects.filter(agreement=agreement, side=str(viewer.side))
    if change.revision == 0:
        _, fresh = Draft.objects.get_or_create(agreement=agreement, side=str(viewer.side), defaults=values)
        done = int(fresh)
    else:
        done = mine.filter(revision=change.revision).update(revision=F("revision") + 1, **values)
    if not done:
        found = mine.values_list("revision", flat=True).first()
        raise AgreementRefused("changed_meanwhile", f"revision {found or 'none'}", f"revision {change.revision}")
    return change.revision + 1


def drop_draft(viewer: Viewer, agreement: Agreement) -> None:
    """Forget the draft of the viewer's side: it has become an offer."""
    Draft.objects.filter(agreement=agreement, side=str(viewer.side)).delete()


def open_version(agreement: Agreement) -> Version:
    """Return the version that is being negotiated; a new one where none is."""
    last = Version.objects.filter(agreement=agreement).select_related("act").order_by("-number").first()
    if last is not None and last.offer_id is None and last.act.state not in (State.AGREED, State.REGISTERED):
        return last
    number = (Version.objects.filter(agreement=agreement).aggregate(last=Max("number"))["last"] or 0) + 1
    act_id = begin_act(
        subject=ACT_SUBJECT,
        key=f"{agreement.key}:{number}",
        customer=agreement.customer_id,
        chain=agreement.chain,
        signers=[Signer(side=side, role=role) for side, role in SIGNING.items()],
    )
    return Version.objects.create(agreement=agreement, number=number, act_id=act_id)


def put_offer(viewer: Viewer, version: Version, document: AgreementDocument, text: str, at: datetime) -> Offer:
    """Keep a text that is being offered. Raises `AgreementRefused` where it is not about this agreement."""
    agreement = version.agreement
    if document.id != agreement.key:
        raise AgreementRefused("other_id", document.id, agreement.key)
    customer = document.shape.parties.customer.id
    if customer != agreement.customer.key:
        raise AgreementRefused("other_party", customer, agreement.customer.key)
    offer, _ = Offer.objects.get_or_create(
        version=version,
        content=document.content_hash,
        defaults={"text": text, "canonical": document.canonical, "made_by_id": viewer.person, "made_at": at},
    )
    return offer


def put_in_force(version: Version, offer: Offer, document: AgreementDocument) -> None:
    """Bind a version to the offer that was agreed; from then on the database keeps it as it is."""
    version.offer = offer
    version.from_on, version.to_on = document.from_on, document.to_on
    version.save(update_fields=["offer", "from_on", "to_on"])
