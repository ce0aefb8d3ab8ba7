"""What parties and people answer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from acuerdo.apps.parties.roles import PartyKind, Role


class Presence(StrEnum):
    """How a person stands to this installation."""

    INVITED = "invited"
    PRESENT = "present"
    INACTIVE = "inactive"
    ERASED = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyLine:
    """A party in a list, with how many open sites and people it has."""

    id: int
    key: str
    name: str
    language: str
    time_zone: str
    sites: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a list: its lines, its number from 1, how many pages and lines there are."""

    lines: tuple[PartyLine, ...]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRecord:
    """A role that somebody holds; `customer` is a party's key and name, None where it holds for all."""

    id: int
    role: Role
    customer: str | None
    customer_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord:
    """A person with roles. `email` is empty for viewers who do not look after the people of that party."""

    ident: str
    name: str
    email: str
    party: str
    party_name: str
    kind: PartyKind
    presence: Presence
    grants: tuple[GrantRecord, ...]
    invited_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRecord:
    """A team with its people, those who lead it first; each as (ident, name, leads)."""

    key: str
    name: str
    members: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """What somebody who holds a link is told: who is invited, by whom, for which party.

    `by` is None where whoever runs the installation invites.
    """

    person: int
    email: str
    name: str
    language: str
    time_zone: str
    party_name: str
    by: str | None
    expires_at: datetime
