"""Putting notices into the outbox, and taking them out one by one.

A flow puts what has to leave the system in its own transaction, so that it leaves if and only if the flow happened::

    with transaction.atomic():
        ...
        put(Notice(key=f"invited:{ident}", kind="invitation", channel=Channel.MAIL, person=person.pk,
                   body={"path": "/..."}), at)

`put` returns False where the key is there already; nothing is ever put twice. The rest is the worker's: `claim` gives a
notice to one worker alone, for `LEASE` at most; `deliver`, `postpone` or `give_up` say how it ended, and count only for
the worker that still holds the claim. A worker that is killed leaves its claim behind, which lapses.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from acuerdo.apps.journal.rows import insert_new
from acuerdo.apps.notices.models import Heartbeat, Outgoing, Trial
from acuerdo.apps.notices.shapes import Channel, Delivery, Notice
from acuerdo.apps.parties.erasing import without
from acuerdo.apps.parties.models import Person

LEASE = timedelta(minutes=2)
"""How long a worker may take for one delivery before another may try."""

MOST_AHEAD = timedelta(minutes=5)
"""How far clocks of machines may differ; a sign of life that lies further ahead says that this one was set back."""

PATIENCE_MS = 2_000
"""How long a trial waits for somebody else who writes."""

MOST_ATTEMPTS = 12
_TAKES_ROOM = (
    "CREATE TEMPORARY TABLE acuerdo_trial ON COMMIT DROP AS"
    " SELECT repeat('x', 1000) AS filling FROM generate_series(1, 64)"
)
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)
_LONGEST_FAULT = 200
_READ_BY_PEOPLE = frozenset({Channel.MAIL, Channel.MESSENGER})


class NoticeRefused(ValueError):
    """A notice that cannot be put. `code` is `no_recipient`, `no_language` or `no_transaction`."""

    def __init__(self, code: str, key: str, expected: str) -> None:
        self.code = code
        super().__init__(f"{key}: expected {expected}")


def put(notice: Notice, at: datetime) -> bool:
    """Put a notice, inside the transaction of a flow; False where its key was put before. Raises `NoticeRefused`."""
    _refuse_odd(notice)
    _refuse_outside(notice)
    _, fresh = Outgoing.objects.get_or_create(key=notice.key, defaults=_columns(notice, at))
    return fresh


def put_all(notices: Sequence[Notice], at: datetime) -> None:
    """Put many notices as `put` does each; a key that was put before stays as it is. Raises `NoticeRefused`."""
    for notice in notices:
        _refuse_odd(notice)
    if notices:
        _refuse_outside(notices[0])
    insert_new(Outgoing, [{"key": notice.key, **_columns(notice, at)} for notice in notices])


def _refuse_odd(notice: Notice) -> None:
    if (notice.person is None) == (not notice.address):
        raise NoticeRefused("no_recipient", notice.key, "a person or an address, one of them")
    if notice.channel is Channel.MAIL and notice.person is None and not notice.language:
        raise NoticeRefused("no_language", notice.key, "a language for an address that is nobody's here")


def _refuse_outside(notice: Notice) -> None:
    if not connection.in_atomic_block:
        raise NoticeRefused("no_transaction", notice.key, "the transaction of the flow that it belongs to")


def _columns(notice: Notice, at: datetime) -> dict[str, Any]:  # what its row is made of
    return {
        "kind": notice.kind,
        "channel": notice.channel,
        "person_id": notice.person,
        "address": notice.address,
        "customer_id": notice.customer,
        "language": notice.language,
        "about": notice.about,
        "body": dict(notice.body),
        "put_at": at,
        "next_try_at": notice.due_at or at,
    }


def claim(channels: Collection[Channel], at: datetime) -> Delivery | None:
    """Take the notice that has been due longest, for this worker alone; None where nothing is due."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)
    due = Outgoing.objects.filter(
        free, channel__in=channels, delivered_at__isnull=True, failed_at__isnull=True, next_try_at__lte=at
    )
    if not due.exists():  # without a lock: this is asked every few seconds
        return None
    with transaction.atomic():
        locked = due.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        row = locked.order_by("next_try_at", "pk").first()
        if row is None:
            return None
        token = uuid4().hex
        Outgoing.objects.filter(pk=row.pk).update(claim=token, claimed_until=at + LEASE, attempts=F("attempts") + 1)
    return _delivery(row, token)


def deliver(delivery: Delivery, at: datetime) -> bool:
    """Say that it was delivered. What people read has done its work: body and address are emptied."""
    emptied = {"body": {}, "address": ""} if delivery.channel in _READ_BY_PEOPLE else {}
    return _end(delivery, delivered_at=at, fault="", **emptied)


def postpone(delivery: Delivery, fault: str, at: datetime) -> bool:
    """Say that it failed for now: it is tried again, later each time; after `MOST_ATTEMPTS` it has failed for good."""
    if delivery.attempt >= MOST_ATTEMPTS:
        return give_up(delivery, fault, at)
    return _end(delivery, next_try_at=at + wait_after(delivery.attempt), fault=fault[:_LONGEST_FAULT])


def give_up(delivery: Delivery, fault: str, at: datetime) -> bool:
    """Say that it will never succeed; it stays, to be seen and put back."""
    return _end(delivery, failed_at=at, fault=fault[:_LONGEST_FAULT])


def withdraw(abouts: Collection[str], people: QuerySet[Person]) -> int:
    """Take back letters about some things that have not left and that no worker holds; return how many."""
    waiting = Outgoing.objects.filter(about__in=abouts, person__in=people, claim="")
    return waiting.filter(delivered_at__isnull=True, failed_at__isnull=True).delete()[0]


def try_again(key: str, at: datetime) -> bool:
    """Put back a notice that has failed for good, as if it had never been tried; False where none has."""
    failed = Outgoing.objects.filter(key=key, failed_at__isnull=False)
    return bool(failed.update(failed_at=None, attempts=0, next_try_at=at, fault=""))


def count_waiting(person: int) -> int:
    """Return how many notices wait to leave for a person (the row's id)."""
    return Outgoing.objects.filter(person=person, delivered_at__isnull=True, failed_at__isnull=True).count()


def forget(person: int, address: str, name: str, at: datetime) -> int:
    """Empty what was put for a person or for a person's address; what has not left never will. Return how many.

    The person's name is emptied in what waits for others.
    """
    theirs = Outgoing.objects.filter(Q(person=person) | Q(address__iexact=address, channel=Channel.MAIL))
    waiting = theirs.filter(delivered_at__isnull=True, failed_at__isnull=True)
    waiting.update(failed_at=at, fault="erased", claim="", claimed_until=None)
    emptied = theirs.update(body={}, address="")
    letters = Outgoing.objects.filter(channel__in=_READ_BY_PEOPLE, delivered_at__isnull=True)
    for row in letters.exclude(body={}).iterator():
        told = without(row.body, {name, address})
        if told != row.body:
            Outgoing.objects.filter(pk=row.pk).update(body=told)
    return emptied


def wait_after(attempt: int) -> timedelta:
    """Return how long to wait after a failed attempt.

    >>> [str(wait_after(attempt)) for attempt in (1, 2, 3, 12)]
    ['0:01:00', '0:02:00', '0:04:00', '6:00:00']
    """
    return min(_FIRST_WAIT * (1 << (attempt - 1)), _LONGEST_WAIT)


def beat(worker: str, at: datetime) -> None:
    """Remember that a worker lives; those that have been silent for a day are forgotten."""
    Heartbeat.objects.filter(beat_at__lt=at - timedelta(days=1)).delete()
    Heartbeat.objects.update_or_create(worker=worker, defaults={"beat_at": at})


def lead_of_beats(at: datetime) -> timedelta | None:
    """Return how far a worker's last sign of life lies ahead of the clock, None where none does by `MOST_AHEAD`."""
    ahead = Heartbeat.objects.filter(beat_at__gt=at + MOST_AHEAD).order_by("-beat_at").first()
    return None if ahead is None else ahead.beat_at - at


def forget_lead(at: datetime) -> None:
    """Let go what was written by a clock that went ahead of this one, inside the transaction of a flow.

    Signs of life are forgotten, claims that nobody can hold so long lapse, and what was to leave at once leaves.
    """
    Heartbeat.objects.filter(beat_at__gt=at).delete()
    waiting = Outgoing.objects.filter(delivered_at__isnull=True, failed_at__isnull=True)
    waiting.filter(claimed_until__gt=at + LEASE).update(claimed_until=at)
    waiting.filter(put_at__gt=at, next_try_at=F("put_at")).update(next_try_at=at)


def write_trial(at: datetime) -> None:
    """Write a row for its own sake, and wait for others who write `PATIENCE_MS` at most. Raises `DatabaseError`."""
    patience, ended = f"PRAGMA busy_timeout = {PATIENCE_MS}", f"PRAGMA busy_timeout = {_usual_patience_ms()}"
    if connection.vendor == "postgresql":
        patience, ended = f"SET lock_timeout = {PATIENCE_MS}", "SET lock_timeout = DEFAULT"
    with connection.cursor() as cursor:
        cursor.execute(patience)
        try:
            with transaction.atomic():
                Trial.objects.update_or_create(pk=1, defaults={"tried_at": at})
                if (
                    connection.vendor == "postgresql"
                ):  # a row finds room where others were; 64 KiB need some of the disk
                    cursor.execute(_TAKES_ROOM)
        finally:
            cursor.execute(ended)


def _usual_patience_ms() -> int:
    return int(1000 * connection.settings_dict["OPTIONS"].get("timeout", 5))


def _end(delivery: Delivery, **decided: object) -> bool:
    """Write how a delivery ended and let it go; False where the claim had lapsed and another worker has it."""
    mine = Outgoing.objects.filter(key=delivery.key, claim=delivery.claim)
    return bool(mine.update(claim="", claimed_until=None, **decided))


def _delivery(row: Outgoing, token: str) -> Delivery:
    person = row.person
    return Delivery(
        key=row.key,
        kind=row.kind,
        channel=Channel(row.channel),
        body=row.body,
        person=row.person_id,
        address=row.address if person is None else "" if person.erased_at else person.email,
        name="" if person is None else person.name,
        language=row.language or ("" if person is None else person.language),
        time_zone="UTC" if person is None else person.time_zone,
        put_at=row.put_at,
        attempt=row.attempts + 1,
        claim=token,
    )
