"""What is put into the outbox, and what is taken out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from acuerdo.core.chains.canonical import Json


class Channel(StrEnum):
    """How something leaves the system."""

    MAIL = "mail"
    WEBHOOK = "webhook"
    MESSENGER = "messenger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something to tell somebody outside.

    `key` is said once for ever: what is put again under the same key is the same notice. `kind` decides the words
    (`acuerdo.faces.worker.letters`) or the event of a webhook. The recipient is a `person` (the row's id; the address
    and the language are looked up at delivery) or an `address`: of mail, or whatever names an endpoint to the webhooks;
    then `language` says in which one. `body` holds ids and numbers, and no more of a person than the words need.
    Nothing is delivered before `due_at`; without one, at once. `about` is an id by which it can be found again.
    """

    key: str
    kind: str
    channel: Channel
    body: Mapping[str, Json] = field(default_factory=dict)
    person: int | None = None
    address: str = ""
    language: str = ""
    customer: int | None = None
    due_at: datetime | None = None
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A notice in the hands of a worker; `claim` is its token, `attempt` counts from 1.

    `address`, `name`, `language` and `time_zone` are the recipient's of this moment; `name` is empty where no person is
    known. `person` is the id of their row.
    """

    key: str
    kind: str
    channel: Channel
    body: Mapping[str, Json]
    person: int | None
    address: str
    name: str
    language: str
    time_zone: str
    put_at: datetime
    attempt: int
    claim: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """How full the outbox is: `waiting` and due, `failed` for good, and for how long (s) the oldest has been due."""

    waiting: int
    failed: int
    oldest_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A notice that was given up: what it was, to whose id or address, and why. `again(key)` puts it back."""

    key: str
    kind: str
    channel: Channel
    attempts: int
    failed_at: datetime
    fault: str
