"""Reading help desks: what is due is asked for page by page and kept; what goes wrong is written down, and tried again.

Nothing is asked inside a transaction. A reading begins a little before where the last one ended (`OVERLAP`): a help
desk numbers what happens when it begins to write it down, and what takes longer is there later than its successors.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile

import structlog
from django.db import connections

from acuerdo.apps.readings.commands import ClaimLost, claim_due, end_reading, fail_reading, is_due, let_go, open_secret
from acuerdo.apps.readings.queries import keys_known
from acuerdo.apps.readings.shapes import Claimed, Step
from acuerdo.apps.webhooks.addresses import AddressRefused, check_url, look_up
from acuerdo.connectors.request_tracker.asking import Asking, Way
from acuerdo.connectors.request_tracker.desk import Desk
from acuerdo.connectors.request_tracker.shapes import DeskFault, Transaction, Words
from acuerdo.connectors.request_tracker.translating import Row, key_of, translate
from acuerdo.core.clock.history import MOST_AHEAD_US
from acuerdo.faces.logs import places_of
from acuerdo.flows.source_read import keep_rows
from acuerdo.surroundings import from_surroundings
from acuerdo.surroundings.sealing import Unsealable

OVERLAP = timedelta(minutes=10)
_MOST_AHEAD = timedelta(microseconds=MOST_AHEAD_US)
_PATIENCE_S = 30.0
_SHORT_PATIENCE_S = 8.0
_log = structlog.get_logger("worker")

Clock = Callable[[], datetime]
Stopped = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """What a help desk says to somebody who tries whether it can be read."""

    version: str
    queues: tuple[str, ...]
    newest_at: datetime | None


@dataclass(slots=True)
class _Window:
    """Where the next reading begins: after the last transaction that is older than `OVERLAP`."""

    since: int
    last: int = 0
    newest: datetime | None = None
    _recent: deque[tuple[int, datetime]] = field(default_factory=deque)

    def see(self, page: Sequence[Transaction]) -> Step:
        """Return how far a reading has come with a page."""
        for one in page:
            self.last = max(self.last, one.id)
            self.newest = one.at if self.newest is None else max(self.newest, one.at)
            self._recent.append((one.id, one.at))
        return self.as_of(self.newest)

    def as_of(self, at: datetime | None) -> Step:
        """Return how far it has come, where it is this late at the help desk."""
        while at is not None and self._recent and self._recent[0][1] < at - OVERLAP:
            self.since = max(self.since, self._recent.popleft()[0])
        return Step(last=self.last, since=min(self.since, self.last))


def read_due(clock: Clock, stopped: Stopped = lambda: False) -> int:
    """Read every source that is due, and return how many facts came."""
    told = 0
    while not stopped() and (claimed := claim_due(clock())) is not None:
        told += read_claimed(claimed, clock, stopped)
    return told


def read_claimed(claimed: Claimed, clock: Clock, stopped: Stopped = lambda: False) -> int:
    """Read a source that was claimed until there is nothing more, and return how many facts came.

    What goes wrong is written into its reading; a claim that was lost is another worker's matter.
    """
    try:
        with Asking(_way(claimed)) as asking:
            return _read(claimed, asking, clock, stopped)
    except ClaimLost:
        return 0
    except (DeskFault, AddressRefused, Unsealable) as fault:
        found = fault.found if isinstance(fault, DeskFault) else ""
        fail_reading(claimed, fault.code, found, clock())
        _log.warning("source_not_read", source=claimed.source, fault=fault.code)
    except Exception as fault:
        fail_reading(claimed, "defect", type(fault).__name__, clock())
        raise
    return 0


def greet(address: str, account: str, secret: str) -> Greeting:
    """Try whether a help desk can be read. Raises `DeskFault` and `AddressRefused`."""
    with Asking(_way_to(address, account, secret, _SHORT_PATIENCE_S)) as asking:
        desk = Desk(asking)
        version, newest = desk.version(), desk.newest()
        return Greeting(version=version, queues=tuple(desk.queues()), newest_at=None if newest is None else newest.at)


def start_reading(clock: Clock, stopped: Stopped) -> int:
    """Begin to read what is due beside everything else, unless that is under way; a slow help desk delays nobody.

    Returns 1 where it begins, else 0.
    """
    if (_RUNNING and _RUNNING[-1].is_alive()) or not is_due(clock()):
        return 0
    _RUNNING[:] = [threading.Thread(target=_read_beside, args=(clock, stopped), name="help desks", daemon=True)]
    _RUNNING[-1].start()
    return 1


_RUNNING: list[threading.Thread] = []


def _read_beside(clock: Clock, stopped: Stopped) -> None:
    try:
        told = read_due(clock, stopped)
        if told:
            _log.info("sources_read", facts=told)
    except Exception as fault:  # noqa: BLE001 - a thread of its own: nobody else would tell of it
        _log.error("step_failed", step="sources", fault=type(fault).__name__, places=places_of(fault))
    finally:
        connections.close_all()


def _read(claimed: Claimed, asking: Asking, clock: Clock, stopped: Stopped) -> int:
    desk, told = Desk(asking), 0
    window = _Window(since=claimed.since)
    after = min(claimed.since, max(claimed.last - 1, 0))
    while page := desk.page_after(after):
        sound = _until(page, clock() + _MOST_AHEAD)
        told += keep_rows(claimed, _rows(claimed, desk, sound), window.see(sound), clock())
        if len(sound) < len(page):
            raise DeskFault("clock_ahead", page[len(sound)].at.isoformat())
        after = page[-1].id
        if stopped():
            let_go(claimed)
            break
    else:
        if window.last < claimed.last:
            raise DeskFault("went_back", f"{window.last} < {claimed.last}")
        end_reading(claimed, window.as_of(asking.server_at), clock())
    return told


def _until(page: Sequence[Transaction], latest: datetime) -> list[Transaction]:
    return list(takewhile(lambda one: one.at <= latest, page))


def _rows(claimed: Claimed, desk: Desk, page: Sequence[Transaction]) -> list[Row]:
    """Return rows for what of a page is not known yet."""
    known = keys_known(claimed, [key_of(one.id) for one in page])
    fresh = [one for one in page if key_of(one.id) not in known]
    return translate(fresh, desk.surroundings(fresh), _words(claimed), claimed.statuses) if fresh else []


def _words(claimed: Claimed) -> Words:
    fields = claimed.words.get("fields")
    return Words(
        fields={str(name): str(column) for name, column in fields.items()} if isinstance(fields, dict) else {},
        customer_by=str(claimed.words.get("customer_by") or ""),
        priorities=claimed.priorities,
    )


def _way(claimed: Claimed) -> Way:
    return _way_to(claimed.address, claimed.account, open_secret(claimed.secret), _PATIENCE_S)


def _way_to(address: str, account: str, secret: str, patience_s: float) -> Way:
    networks = from_surroundings().source_networks

    def locate(url: str) -> str:
        check_url(url.partition("?")[0], networks)
        return str(look_up(url, networks))

    return Way(
        address=address, account=account, secret=secret, locate=locate, clock=time.monotonic, patience_s=patience_s
    )
