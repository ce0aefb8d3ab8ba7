"""Who has to accept an agreement on each side."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from acuerdo.apps.agreements.commands import AgreementRefused
from acuerdo.apps.agreements.models import Agreement, AgreementKind, AgreementSigner, Version
from acuerdo.apps.agreements.queries import find_agreement, is_on_table, side_of, signers_for
from acuerdo.apps.journal.commands import record
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.roles import ALLOWED, PartyKind, Permission, Role
from acuerdo.apps.parties.viewers import NotAllowed, Viewer
from acuerdo.core.acts import Side

MOST_SIGNERS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerRecord:
    """Somebody who has to accept: a role, or a person by ident and name."""

    side: Side
    role: str
    person: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Who can be made a signer of a side: roles, and people as pairs of ident and name."""

    roles: tuple[Role, ...]
    people: tuple[tuple[str, str], ...]


def list_signers(viewer: Viewer, key: str) -> list[SignerRecord]:
    """Return whose acceptance the next offer needs. Raises `NotThere`."""
    signers = signers_for(find_agreement(viewer, key))
    names = names_of({one.person for one in signers if one.person is not None})
    return [
        SignerRecord(side=one.side, role=one.role, person=one.person or "", name=names.get(one.person or "", ""))
        for one in signers
    ]


def names_of(idents: Iterable[str]) -> dict[str, str]:
    """Return the names of people by their idents; of somebody erased, what is left of it."""
    found = Person.objects.filter(ident__in=set(idents)).values_list("ident", "name")
    return {str(ident): name for ident, name in found}


def list_candidates(viewer: Viewer, key: str, side: Side) -> Candidates:
    """Return who can sign for a side. Raises `NotThere`, `NotAllowed` where the viewer does not choose for it."""
    agreement = find_agreement(viewer, key)
    _require_choice(viewer, agreement, side)
    kind = _kind_of(agreement, side)
    roles = tuple(role for role, allowed in ALLOWED[kind].items() if Permission.NEGOTIATE in allowed)
    found = _people(agreement, side).order_by("name", "pk").values_list("ident", "name")
    return Candidates(roles=roles, people=tuple((str(ident), name) for ident, name in found))


def may_choose(viewer: Viewer, agreement: Agreement, side: Side) -> bool:
    """Say whether a viewer chooses who signs for a side: for its own, and for the team's of an OLA."""
    if not viewer.may(Permission.NEGOTIATE, agreement.customer_id):
        return False
    return side_of(viewer, agreement) is side or agreement.kind == AgreementKind.OLA


def choose_signers(viewer: Viewer, key: str, side: Side, chosen: Iterable[str], at: datetime) -> None:
    """Choose who signs for a side: roles, and people as `@ident`; nobody brings the usual role back.

    Raises `NotThere`, `NotAllowed` and `AgreementRefused` (`offer_open`, `unknown_signer`, `many_signers`).
    """
    agreement = find_agreement(viewer, key, lock=True)
    _require_choice(viewer, agreement, side)
    last = Version.objects.filter(agreement=agreement).select_related("act").order_by("-number").first()
    if last is not None and is_on_table(last.act.state, last.act.open_until, at):
        raise AgreementRefused("offer_open", "an offer that waits for an answer", "an answer, or to withdraw it")
    rows = [_row(agreement, side, word) for word in dict.fromkeys(chosen)]
    if len(rows) > MOST_SIGNERS:
        raise AgreementRefused("many_signers", str(len(rows)), f"at most {MOST_SIGNERS}")
    AgreementSigner.objects.filter(agreement=agreement, side=str(side)).delete()
    AgreementSigner.objects.bulk_create(rows)
    said = sorted(f"@{row.person.ident}" if row.person else row.role for row in rows)
    body = {"side": str(side), "signers": said}
    record(agreement.chain, at=at, actor=viewer.ident, kind="signers_chosen", body=body)


def _require_choice(viewer: Viewer, agreement: Agreement, side: Side) -> None:
    if not may_choose(viewer, agreement, side):
        raise NotAllowed(Permission.NEGOTIATE)


def _kind_of(agreement: Agreement, side: Side) -> PartyKind:
    return PartyKind.PROVIDER if side is Side.PROVIDER else PartyKind(agreement.customer.kind)


def _people(agreement: Agreement, side: Side) -> QuerySet[Person]:
    party = Q(party__kind=PartyKind.PROVIDER) if side is Side.PROVIDER else Q(party=agreement.customer_id)
    return Person.objects.filter(party, is_active=True)


def _row(agreement: Agreement, side: Side, word: str) -> AgreementSigner:
    if word.startswith("@"):
        person = next((one for one in _people(agreement, side) if str(one.ident) == word[1:]), None)
        if person is not None:
            return AgreementSigner(agreement=agreement, side=str(side), person=person)
    elif word in set(Role) and Permission.NEGOTIATE in ALLOWED[_kind_of(agreement, side)].get(Role(word), ()):
        return AgreementSigner(agreement=agreement, side=str(side), role=word)
    raise AgreementRefused("unknown_signer", word, "a role that signs for this side, or one of its people")
