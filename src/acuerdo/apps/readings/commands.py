"""Readings: begun, changed, paused, gone on, begun anew by people; taken, carried on and ended by a worker.

A worker claims a reading by a condition, so that one alone reads a source, and asks the help desk outside every
transaction. Facts and how far reading has come are kept in one transaction, which holds the reading's row and looks
whether the claim still stands: whoever was too slow, or is killed, leaves nothing half done.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from acuerdo.apps.journal.commands import record
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.apps.readings.models import Program, Reading
from acuerdo.apps.readings.shapes import Claimed, ReadingIntent, Step
from acuerdo.apps.tickets.models import Source, SourceKind
from acuerdo.apps.tickets.sources import keep_source, statuses_of
from acuerdo.apps.webhooks.addresses import Network, check_url
from acuerdo.connectors.request_tracker.translating import STATUSES
from acuerdo.surroundings.sealing import seal, unseal

if TYPE_CHECKING:
    from acuerdo.core.chains.canonical import Json

LEASE = timedelta(minutes=5)
"""How long a worker may take from one page to the next before another may take over."""

SHORTEST_S, LONGEST_S = 10, 86_400
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(minutes=30)
_LONGEST_FOUND = 200
_LONGEST_SECRET = 1_000
_LONGEST_ACCOUNT = 200
_PURPOSE = "reading"


class ReadingRefused(ValueError):
    """A reading that cannot be so. `code` is `no_secret`, `odd_account`, `odd_pace` or `unknown_program`."""

    def __init__(self, code: str, found: str, expected: str) -> None:
        self.code = code
        super().__init__(f"found {found}, expected {expected}")


class ClaimLost(RuntimeError):
    """Another worker reads this source by now, or somebody changed or paused the reading."""


def put_reading(viewer: Viewer, wanted: ReadingIntent, networks: tuple[Network, ...], at: datetime) -> None:
    """Begin to read a source, or read it otherwise from now on, at once.

    `networks` are the private ones that may be asked. What was read stays. Raises `NotThere`, `ReadingRefused` and
    `AddressRefused`.
    """
    source = keep_source(viewer, wanted.source)
    row = Reading.objects.select_for_update().filter(source=source).first()
    _refuse_odd(wanted, row)
    check_url(wanted.address, networks)
    values: dict[str, object] = {
        "program": wanted.program,
        "address": wanted.address.rstrip("/"),
        "account": wanted.account,
        "words": dict(wanted.words),
        "every_s": wanted.every_s,
        **({"secret": seal(wanted.secret, key=settings.SECRET_KEY, purpose=_PURPOSE)} if wanted.secret else {}),
        **_AT_ONCE,
        "next_at": at,
    }
    if row is None:
        Reading.objects.create(source=source, begun_by_id=viewer.person, begun_at=at, **values)
        source.kind, source.statuses = SourceKind.HELP_DESK, {**_known_statuses(), **source.statuses}
        source.save(update_fields=["kind", "statuses"])
    else:
        Reading.objects.filter(pk=row.pk).update(**values)
    _write(viewer, source, "reading_begun" if row is None else "reading_changed", at)


def pause_reading(viewer: Viewer, source: str, at: datetime, *, paused: bool = True) -> None:
    """Read a source no more for now, or where it is not to be `paused`, read on. Raises `NotThere`."""
    row = _kept(viewer, source)
    Reading.objects.filter(pk=row.pk).update(paused_at=at if paused else None, **_AT_ONCE, next_at=at)
    _write(viewer, row.source, "reading_paused" if paused else "reading_resumed", at)


def read_soon(viewer: Viewer, source: str, at: datetime) -> None:
    """Let the next worker that looks read a source. Raises `NotThere`."""
    row = _kept(viewer, source)
    Reading.objects.filter(pk=row.pk).update(next_at=at)


def begin_anew(viewer: Viewer, source: str, at: datetime) -> None:
    """Read a source from its beginning; what is kept already stays as it is. Raises `NotThere`."""
    row = _kept(viewer, source)
    Reading.objects.filter(pk=row.pk).update(last=0, since=0, **_AT_ONCE, next_at=at)
    _write(viewer, row.source, "reading_restarted", at)


def is_due(at: datetime) -> bool:
    """Say whether a reading is due that nobody holds."""
    return _claimable(at).filter(next_at__lte=at).exists()


def claim_due(at: datetime, source: str = "") -> Claimed | None:
    """Take the reading that is due longest, for this worker alone; None where none is.

    With the key of a `source` its reading, due or not. A source that was closed is not read.
    """
    rows = _claimable(at)
    rows = rows.filter(source__key=source) if source else rows.filter(next_at__lte=at)
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        row = (
            rows.select_for_update(of=("self",), skip_locked=skip).select_related("source").order_by("next_at").first()
        )
        if row is None:
            return None
        token = uuid4().hex
        Reading.objects.filter(pk=row.pk).update(claim=token, claimed_until=at + LEASE)
    return Claimed(
        id=row.pk,
        claim=token,
        source=row.source.key,
        program=row.program,
        address=row.address,
        account=row.account,
        secret=row.secret,
        words=row.words,
        statuses=statuses_of(row.source),
        priorities=bool(row.source.values.get("priority")),
        last=row.last,
        since=row.since,
    )


def open_secret(sealed: str) -> str:
    """Return a secret as it was given. Raises `Unsealable`."""
    return unseal(sealed, key=settings.SECRET_KEY, purpose=_PURPOSE)


def _claimable(at: datetime) -> QuerySet[Reading]:
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)
    return Reading.objects.filter(free, paused_at__isnull=True, source__closed_at__isnull=True)


def hold_claim(claimed: Claimed) -> Source:
    """Return the source of a reading, with the reading locked inside the transaction of a flow. Raises `ClaimLost`."""
    mine = Reading.objects.select_for_update(of=("self",)).select_related("source")
    row = mine.filter(pk=claimed.id, claim=claimed.claim, paused_at__isnull=True).first()
    if row is None or row.source.closed_at is not None:
        raise ClaimLost
    return row.source


def carry_on(claimed: Claimed, step: Step, *, told: int, at: datetime) -> None:
    """Keep how far a reading has come, inside the transaction that keeps the facts, and hold the claim for longer."""
    row = Reading.objects.get(pk=claimed.id)
    Reading.objects.filter(pk=claimed.id).update(
        last=max(row.last, step.last),
        since=max(row.since, step.since),
        told=row.told + told,
        claimed_until=at + LEASE,
    )


def end_reading(claimed: Claimed, step: Step, at: datetime) -> bool:
    """Say that everything there was has been read; False where the claim had lapsed."""
    row = Reading.objects.filter(pk=claimed.id, claim=claimed.claim).first()
    if row is None:
        return False
    mine = Reading.objects.filter(pk=claimed.id, claim=claimed.claim)
    ended = {**_AT_ONCE, "read_at": at, "next_at": at + timedelta(seconds=row.every_s)}
    return bool(mine.update(**ended, since=min(max(row.since, step.since), row.last)))


def fail_reading(claimed: Claimed, code: str, found: str, at: datetime) -> bool:
    """Say what went wrong: it is tried again, later each time, from where it stands; False where the claim lapsed."""
    row = Reading.objects.filter(pk=claimed.id, claim=claimed.claim).first()
    if row is None:
        return False
    faults = row.faults + 1
    failed = {"faults": faults, "fault": code, "found": found[:_LONGEST_FOUND], "fault_at": at}
    mine = Reading.objects.filter(pk=claimed.id, claim=claimed.claim)
    return bool(mine.update(**failed, next_at=at + wait_after(faults), claim="", claimed_until=None))


def let_go(claimed: Claimed) -> None:
    """Leave a reading where it stands, for any worker to go on with it."""
    Reading.objects.filter(pk=claimed.id, claim=claimed.claim).update(claim="", claimed_until=None)


def forget_lead(at: datetime) -> None:
    """Let go what was written by a clock that went ahead of this one: every help desk is due, and for anybody."""
    Reading.objects.filter(next_at__gt=at).update(next_at=at)
    Reading.objects.filter(claimed_until__gt=at + LEASE).update(claimed_until=at)


def wait_after(faults: int) -> timedelta:
    """Return how long to wait after so many faults in a row.

    >>> [str(wait_after(faults)) for faults in (1, 2, 3, 9)]
    ['0:01:00', '0:02:00', '0:04:00', '0:30:00']
    """
    return min(_FIRST_WAIT * (1 << min(faults - 1, 10)), _LONGEST_WAIT)


_AT_ONCE: dict[str, object] = {
    "faults": 0,
    "fault": "",
    "found": "",
    "fault_at": None,
    "claim": "",
    "claimed_until": None,
}


def _known_statuses() -> dict[str, list[str | None]]:
    """Return what the statuses mean with which the program comes; what the source said itself goes before."""
    return {word: [stage, reason] for word, (stage, reason) in STATUSES.items()}


def _kept(viewer: Viewer, key: str) -> Reading:
    source = keep_source(viewer, key)
    row = Reading.objects.select_for_update(of=("self",)).select_related("source").filter(source=source).first()
    if row is None:
        raise NotThere("reading")
    return row


def _refuse_odd(wanted: ReadingIntent, row: Reading | None) -> None:
    if wanted.program not in Program.values:
        raise ReadingRefused("unknown_program", repr(wanted.program[:40]), "one of " + ", ".join(Program.values))
    if len(wanted.account) > _LONGEST_ACCOUNT or ":" in wanted.account:
        raise ReadingRefused("odd_account", repr(wanted.account[:40]), f"at most {_LONGEST_ACCOUNT} letters, no colon")
    moved = row is not None and (wanted.address.rstrip("/"), wanted.account) != (row.address, row.account)
    if (not wanted.secret and (row is None or moved)) or len(wanted.secret) > _LONGEST_SECRET:
        raise ReadingRefused("no_secret", "nothing", "the password, or the token where there is no account")
    if not SHORTEST_S <= wanted.every_s <= LONGEST_S:
        raise ReadingRefused("odd_pace", f"{wanted.every_s} s", f"from {SHORTEST_S} s to {LONGEST_S} s")


def _write(viewer: Viewer, source: Source, kind: str, at: datetime) -> None:
    reading = Reading.objects.get(source=source)
    body: dict[str, Json] = {
        "program": reading.program,
        "address": reading.address,
        "words": reading.words,
        "statuses": source.statuses,
    }
    record(source.chain, at=at, actor=viewer.ident, kind=kind, body=body)
