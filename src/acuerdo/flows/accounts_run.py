"""Whoever runs the installation lets people in and out where nobody else can; the journal says so, by ids."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from acuerdo.apps.journal.commands import record
from acuerdo.apps.parties import operating
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.people import Letter, Wanted
from acuerdo.core.chains.canonical import Json
from acuerdo.flows.tokens_kept import end_tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """The provider of an empty installation: the key of its company, its name, and the language of its letters."""

    key: str
    name: str
    language: str


def begin(beginning: Beginning, wanted: Wanted, at: datetime) -> Letter:
    """Make the provider of an empty installation, and invite its first person. Raises `PartyRefused`."""
    with transaction.atomic():
        party = operating.begin(beginning.key, beginning.name, beginning.language, at)
        record(party.chain, at=at, actor="", kind="party_added", body={"party": party.key, "kind": party.kind})
        return let_in(beginning.key, wanted, at)


def let_in(party_key: str, wanted: Wanted, at: datetime) -> Letter:
    """Invite somebody to a party that has nobody left who looks after its people. Raises `NotThere`, `PartyRefused`."""
    with transaction.atomic():
        letter = operating.let_in(party_key, wanted, at)
        _note(letter.person, "way_back_opened", {"role": str(wanted.role), "for": ""}, at)
    return letter


def end_access(email: str, at: datetime) -> Person:
    """End somebody's access, and every token with it. Raises `NotThere`."""
    with transaction.atomic():
        person = operating.end_access(email)
        _note(person, "person_deactivated", {}, at)
        end_tokens(person, at, actor="")
    return person


def reset_second_factor(email: str, at: datetime) -> Person:
    """Drop every second factor of somebody who lost them. Raises `NotThere`."""
    with transaction.atomic():
        person = operating.reset_second_factor(email)
        _note(person, "second_factor_reset", {}, at)
    return person


def _note(person: Person, kind: str, body: dict[str, Json], at: datetime) -> None:
    party = person.party
    told = {"party": party.key, "person": str(person.ident), **body}
    record(party.chain, at=at, actor="", kind=kind, body=told)
