"""Letters about an agreement to people of a side: who gets them, and how they are put so that nobody gets one twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.agreements.models import Agreement, AgreementKind
from acuerdo.apps.agreements.queries import signers_for
from acuerdo.apps.journal.queries import head
from acuerdo.apps.notices.commands import put
from acuerdo.apps.notices.shapes import Channel, Notice
from acuerdo.apps.parties.roles import ALLOWED, PartyKind, Permission
from acuerdo.apps.parties.viewers import holders
from acuerdo.core.acts import Side, Signer
from acuerdo.core.chains.canonical import Json

People = Mapping[int, str]
"""People by the ids of their rows, with their idents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a letter is about: an agreement, and which of the things that happened to it, said once for ever."""

    agreement: Agreement
    said: str


def latest(agreement: Agreement) -> About:
    """Return what a flow has just written into the chain of an agreement, by its number there."""
    receipt = head(agreement.chain)
    return About(agreement=agreement, said=str(0 if receipt is None else receipt.number))


def opposite(side: Side) -> Side:
    """Return the other side.

    >>> opposite(Side.PROVIDER)
    <Side.CUSTOMER: 'customer'>
    """
    return Side.CUSTOMER if side is Side.PROVIDER else Side.PROVIDER


def people_of(agreement: Agreement, side: Side) -> People:
    """Return those who may act for a side of an agreement: by role, or named as its signers.

    In an agreement between teams of the provider, those who sign for the side.
    """
    signers = [signer for signer in signers_for(agreement) if signer.side is side]
    if agreement.kind != AgreementKind.OLA:
        kind = PartyKind.PROVIDER if side is Side.PROVIDER else PartyKind(agreement.customer.kind)
        speaking = (role for role, allowed in ALLOWED[kind].items() if Permission.NEGOTIATE in allowed)
        signers += [Signer(side=side, role=role) for role in speaking]
    return signing(signers, agreement)


def signing(signers: Iterable[Signer], agreement: Agreement) -> People:
    """Return those who may now sign as some signers."""
    return {person: ident for signer in signers for person, ident in holders(signer, agreement.customer_id)}


def write_to(people: People, kind: str, about: About, body: Mapping[str, Json], at: datetime) -> int:
    """Put a letter for each of some people, once, and return how many are new; inside the transaction of a flow.

    Beside what is said, each letter names the title of the agreement.
    """
    agreement = about.agreement
    named = {**body, "titles": agreement.titles}
    return sum(
        put(
            Notice(
                key=f"{kind}:{agreement.key}:{about.said}:{ident}",
                kind=kind,
                channel=Channel.MAIL,
                person=person,
                customer=agreement.customer_id,
                body=named,
            ),
            at,
        )
        for person, ident in people.items()
    )


def ask_for_answers(agreement: Agreement, act: ActRecord, kind: str, body: Mapping[str, Json], at: datetime) -> None:
    """Tell of the offer just made whoever may answer for the other side, and whoever of the own side has yet to accept.

    The latter get the letter `{kind}_own`: whoever may offer something is not always who signs.
    """
    side, about = act.steps[-1].side, latest(agreement)
    others = people_of(agreement, opposite(side))
    write_to(others, kind, about, body, at)
    own = signing((signer for signer in act.standing.missing if signer.side is side), agreement)
    write_to({person: ident for person, ident in own.items() if person not in others}, f"{kind}_own", about, body, at)
