"""What Request Tracker says of tickets, and what its words mean to a source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

SYSTEM_USER = 1
"""The id of the user `RT_System`, as whom Request Tracker itself acts."""


class DeskFault(RuntimeError):
    """A help desk that could not be read. `code` is stable; `passing` says that the very next try may go better.

    `code` is `unreachable`, `slow`, `cut_off`, `too_large`, `moved`, `login`, `forbidden`, `not_found`, `server_error`,
    `garbage`, `clock_ahead` (its clock is more than five minutes ahead of ours) or `went_back` (what was read last is
    not there any more).
    """

    def __init__(self, code: str, found: str = "", *, passing: bool = False) -> None:
        self.code = code
        self.found = found
        self.passing = passing
        super().__init__(f"{code}: {found}" if found else code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """Something that happened to a ticket: `kind` is RT's `Type`, `at` when it was written down, `by` a user's id."""

    id: int
    ticket: int
    kind: str
    field: str
    old: str
    new: str
    at: datetime
    by: int
    by_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A ticket as it stands now. `opened_at` may be back-dated; `fields` are the first values of custom fields by id.

    `requestors` are ids of users with their e-mail addresses; `owner` is the id of a user, of `Nobody` too.
    """

    id: int
    kind: str
    opened_at: datetime
    queue: str
    status: str
    priority: str
    owner: int
    requestors: tuple[tuple[int, str], ...]
    fields: Mapping[str, str]
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody at the help desk: `agent` where RT calls the user privileged, `nobody` where it stands for nobody."""

    id: int
    name: str
    agent: bool = False
    nobody: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What one has to know to understand transactions: tickets as they stand, what changed in them, users, names.

    `histories` hold, for each ticket, all that changed its particulars, in the order in which it was written down. A
    ticket that is not among `standings` is gone. `queues` and `field_names` are by id.
    """

    standings: Mapping[int, Standing] = field(default_factory=lambda: MappingProxyType({}))
    histories: Mapping[int, Sequence[Transaction]] = field(default_factory=lambda: MappingProxyType({}))
    users: Mapping[int, User] = field(default_factory=lambda: MappingProxyType({}))
    queues: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    field_names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What else a source says about its tickets; what its words stand for is the source's own matter.

    `fields` maps custom fields to our columns. `customer_by` says by what a ticket carries its customer's word: by its
    `queue`, the `domain` of the requestor's address, or `field:NAME`; empty where all tickets are one customer's.
    Priorities are numbers, 0 where nobody chose one: they are told only where the source says what they stand for
    (`priorities`).
    """

    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    customer_by: str = ""
    priorities: bool = False
