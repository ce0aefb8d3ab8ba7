"""A person is erased: name, address and texts go, ids stay, and everything that was proved can still be."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from acuerdo.apps.acts import erasing as in_acts
from acuerdo.apps.agreements import erasing as in_agreements
from acuerdo.apps.alerts.wishes import forget_wishes
from acuerdo.apps.journal.commands import record
from acuerdo.apps.life import erasing as in_life
from acuerdo.apps.notices.commands import count_waiting, forget
from acuerdo.apps.parties.erasing import Belongings, count_belongings, erase, find_to_erase, leaves_nobody
from acuerdo.apps.parties.models import Person, chain_of
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.requirements import erasing as in_requirements
from acuerdo.apps.scope import erasing as in_scope
from acuerdo.apps.tickets import erasing as in_tickets
from acuerdo.apps.tokens import erasing as in_tokens
from acuerdo.apps.views import erasing as in_views


class Ground(StrEnum):
    """Why somebody is erased, as the journal says it."""

    ASKED = "asked"
    NOT_NEEDED = "not_needed"
    LAW = "law"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What goes when a person is erased, and what stays: how many of each.

    `letters` wait to leave, `texts` were written by the person, `named` agreements name the person as a signer; `moves`
    stay, by id. `is_last`: nobody would be left who looks after the people of that party.
    """

    name: str
    email: str
    party: str
    belongings: Belongings
    tokens: int
    letters: int
    texts: int
    named: int
    moves: int
    is_last: bool


def weigh(viewer: Viewer, ident: UUID) -> Weighed:
    """Say what erasing somebody would do. Raises `NotThere`, `NotAllowed`, `PartyRefused`."""
    person = find_to_erase(viewer, ident, lock=False)
    row = person.pk
    texts = in_acts.count_texts(row) + in_life.count_texts(row) + in_scope.count_texts(row)
    return Weighed(
        name=person.name,
        email=person.email,
        party=person.party.key,
        belongings=count_belongings(person),
        tokens=in_tokens.count_tokens(row),
        letters=count_waiting(row),
        texts=texts
        + in_requirements.count_texts(row, person.name)
        + in_tickets.count_names(row, {person.name, person.email}),
        named=in_agreements.count_named(row),
        moves=in_acts.count_moves(row),
        is_last=leaves_nobody(person),
    )


def erase_person(viewer: Viewer | None, ident: UUID, at: datetime, ground: Ground = Ground.ASKED) -> None:
    """Erase somebody for good. Raises `NotThere`, `NotAllowed`, `PartyRefused`.

    Without a viewer whoever runs the installation asks, at the command line.
    """
    with transaction.atomic():
        person = find_to_erase(viewer, ident)
        actor, party = "" if viewer is None else viewer.ident, person.party.key
        forget(person.pk, person.email, person.name, at)
        forget_wishes(person.pk)
        in_tokens.drop_tokens(person.pk)
        in_tokens.forget_in_answers({person.name, person.email})
        in_views.drop_views(person.pk)
        texts = _empty_texts(person, at)
        body: dict[str, str | int] = {"party": party, "person": str(ident), "texts": texts, "ground": str(ground)}
        for agreement, side, left in in_agreements.drop_signer(person.pk):
            said = {"side": str(side), "signers": left}
            record(agreement.chain, at=at, actor=actor, kind="signers_chosen", body=said)
        erase(person, at)
        record(chain_of(party), at=at, actor=actor, kind="person_erased", body=body)


def _empty_texts(person: Person, at: datetime) -> int:
    row = person.pk
    texts = in_acts.empty_texts(row) + in_life.empty_texts(row, at) + in_scope.empty_texts(row)
    named = in_tickets.empty_names(row, {person.name, person.email}, at)
    return texts + in_requirements.empty_texts(row, person.name, at) + named
