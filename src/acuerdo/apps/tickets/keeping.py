"""Facts as rows: what a row holds of a fact, and the fact again out of a row."""

import json
from collections.abc import Mapping
from hashlib import sha256
from json.encoder import encode_basestring as _quoted
from typing import NamedTuple

from acuerdo.apps.tickets.models import Fact as FactRow
from acuerdo.core.chains.canonical import Json, write_canonical
from acuerdo.core.clock.facts import SYSTEM, Fact
from acuerdo.core.terms.measures import Stage


class KeptFact(NamedTuple):
    """What the row of a fact holds, as far as the fact is read from it."""

    id: int
    ticket_id: int
    at_us: int
    recorded_us: int
    event: str
    key: str | None
    body: str


PERSONAL = ("owner",)
"""The fields of a ticket that name a person."""


def body_of(fact: Fact) -> str:
    """Return what a fact says beside the columns of its row, as canonical JSON; what it does not say is left out."""
    said: dict[str, Json] = {
        "status": fact.status,
        "stage": None if fact.stage is None else str(fact.stage),
        "reason": fact.reason,
        "until_us": fact.until_us,
        "fields": dict(fact.fields) or None,
        "by": fact.by,
        "public": None if fact.public else False,
        "into": fact.into,
        "seq": fact.seq,
        "corrects": fact.corrects,
    }
    return write_canonical({name: value for name, value in said.items() if value is not None})


def content_of(fact: Fact, body: str) -> str:
    """Return the hash of all that a fact says, apart from when it was recorded and where it was written down."""
    return hash_content(fact.source, fact.ticket, fact.key, fact.at_us, fact.event, body)


def hash_content(source: str, ticket: str, key: str | None, at_us: int, event: str, body: str) -> str:  # noqa: PLR0913, PLR0917 - all that a fact says
    """Return the hash of canonical JSON that holds these, which is written out: it is made for every fact."""
    own = "null" if key is None else _quoted(key)
    said = (
        f'{{"at_us":{at_us:d},"body":{_quoted(body)},"event":{_quoted(event)},"key":{own},'
        f'"source":{_quoted(source)},"ticket":{_quoted(ticket)}}}'
    )
    return sha256(said.encode()).hexdigest()


def fact_of(row: FactRow | KeptFact, source: str, ticket: str) -> Fact:
    """Return the fact that a row holds."""
    body = json.loads(row.body)
    stage = body.get("stage")
    return Fact(
        ticket=ticket,
        at_us=row.at_us,
        event=row.event,
        recorded_us=row.recorded_us,
        status=body.get("status"),
        stage=None if stage is None else Stage(stage),
        reason=body.get("reason"),
        until_us=body.get("until_us"),
        fields=tuple(sorted(body.get("fields", {}).items())),
        by=body.get("by"),
        public=body.get("public", True),
        into=body.get("into"),
        source=source,
        seq=body.get("seq"),
        key=row.key,
        corrects=body.get("corrects"),
        row=row.id,
    )


def people_in(fact: Fact) -> set[str]:
    """Return the names of people that a fact says; a machine is nobody."""
    named = {value for name, value in fact.fields if name in PERSONAL}
    return {name for name in (*named, fact.by or "") if name and name != SYSTEM}


def without_names(fact: Fact, idents: Mapping[str, str]) -> tuple[tuple[tuple[str, str], ...], str | None]:
    """Return the fields of a fact, and who acts, with people by ids: `idents` says the id of each name."""
    fields = tuple((name, idents.get(value, value) if name in PERSONAL else value) for name, value in fact.fields)
    return fields, None if fact.by is None else idents.get(fact.by, fact.by)
