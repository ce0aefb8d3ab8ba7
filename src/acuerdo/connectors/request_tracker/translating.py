"""Transactions of Request Tracker as rows of facts, each under the id of its transaction.

A row is a function of the transaction and of what RT itself keeps of that moment: what a ticket was when it was opened
follows from how it stands now and from everything that changed it since, so that it does not matter when it is read.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from acuerdo.connectors.request_tracker.shapes import SYSTEM_USER, Standing, Surroundings, Transaction, Words
from acuerdo.core.clock.facts import CLEARED, SYSTEM, TITLE, Event
from acuerdo.core.terms.measures import ENDED, Stage

Row = dict[str, str | bool | int]
Statuses = Mapping[str, tuple[Stage, str | None]]

STATUSES: Mapping[str, tuple[str, str | None]] = MappingProxyType(
    {
        "new": ("open", None),
        "open": ("open", None),
        "stalled": ("waiting", "customer"),
        "resolved": ("resolved", None),
        "rejected": ("cancelled", None),
        "deleted": ("cancelled", None),
    }
)
"""What the statuses mean with which Request Tracker comes."""

TICKET = "ticket"
"""The kind of a ticket that is one; reminders and approvals are tickets of other kinds."""

_OWNING = frozenset({"Set", "Take", "Untake", "Steal", "Give", "Force"})
_ENDINGS: Mapping[Stage, Event] = MappingProxyType(
    {Stage.RESOLVED: Event.RESOLVED, Stage.CLOSED: Event.CLOSED, Stage.CANCELLED: Event.CANCELLED}
)
_FIRST_YEAR = 1971


def key_of(transaction: int) -> str:
    """Return the key under which the fact of a transaction is told.

    >>> key_of(35)
    'rt-35'
    """
    return f"rt-{transaction}"


def translate(told: Iterable[Transaction], around: Surroundings, words: Words, statuses: Statuses) -> list[Row]:
    """Return a row for each transaction that is a fact; the others say nothing about service levels."""
    desk = _Desk(around=around, words=words, statuses=statuses)
    rows = []
    for one in told:
        standing = around.standings.get(one.ticket)
        said = None if standing is not None and standing.kind != TICKET else desk.say(one)
        if said is not None:
            rows.append({**_ground(one), **desk.author(one), **said})
    return rows


def _ground(one: Transaction) -> Row:
    return {
        "ticket": str(one.ticket),
        "at": one.at.isoformat(),
        "recorded_at": one.at.isoformat(),
        "key": key_of(one.id),
        "seq": one.id,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """A help desk at the moment of a transaction."""

    around: Surroundings
    words: Words
    statuses: Statuses

    def say(self, one: Transaction) -> Row | None:
        """Return what a transaction says beside whose it is and when; None where that is nothing."""
        if one.kind == "Create":
            return self._opening(one)
        if one.kind == "Correspond":
            return {"event": Event.REPLIED if self._by_provider(one) else Event.ASKED}
        if one.kind == "Comment":
            return {"event": Event.REPLIED, "public": False}
        if one.kind == "Status":
            return {"event": self._turn(one), "status": one.new}
        if one.kind == "AddLink" and one.field == "MergedInto":
            into = one.new.rpartition("/")[2]
            return None if not into.isdecimal() or int(into) == one.ticket else {"event": Event.MERGED, "into": into}
        particulars = self._particulars(one)
        return {"event": Event.CHANGED, **particulars} if particulars else None

    def author(self, one: Transaction) -> Row:
        """Return who did it."""
        if one.by == SYSTEM_USER:
            return {"by": SYSTEM}
        user = self.around.users.get(one.by)
        name = user.name if user is not None else one.by_name
        return {"by": name} if name else {}

    def _by_provider(self, one: Transaction) -> bool:
        """Say whether a message is the provider's: of an agent who is not, at that moment, the one who asks."""
        user = self.around.users.get(one.by)
        return user is not None and user.agent and one.by not in self._requestors(one)

    def _requestors(self, one: Transaction) -> set[int]:
        """Return who asked as of a transaction: those of now, and what changed since taken back."""
        standing = self.around.standings.get(one.ticket)
        found = {ident for ident, _ in standing.requestors} if standing is not None else set[int]()
        for later in reversed(self.around.histories.get(one.ticket, ())):
            if later.id <= one.id:
                break
            if later.field == "Requestor" and later.kind == "AddWatcher" and later.new.isdecimal():
                found.discard(int(later.new))
            if later.field == "Requestor" and later.kind == "DelWatcher" and later.old.isdecimal():
                found.add(int(later.old))
        return found

    def _turn(self, one: Transaction) -> Event:
        stage, before = self._stage(one.new), self._stage(one.old)
        if stage is not None and stage in _ENDINGS:
            return _ENDINGS[stage]
        if before in ENDED:
            return Event.REOPENED
        turns = (each.id for each in self.around.histories.get(one.ticket, ()) if each.kind == "Status")
        user = self.around.users.get(one.by)
        first = before is Stage.OPEN and next(turns, None) == one.id
        return Event.ACKNOWLEDGED if first and user is not None and user.agent else Event.CHANGED

    def _stage(self, word: str) -> Stage | None:
        return self.statuses[word][0] if word in self.statuses else None

    def _particulars(self, one: Transaction) -> Row:
        """Return the particulars that a transaction changes, in our columns."""
        if one.field == "Owner" and one.kind in _OWNING:
            return {"owner": self._name(one.new)}
        if one.kind == "Set" and one.field == "Queue":
            return self._queue(self.around.queues.get(one.new, one.new))
        if one.kind == "Set" and one.field == "Priority":
            return self._priority(one.new)
        if one.kind == "Set" and one.field == "Subject":
            return {TITLE: one.new or CLEARED}
        return self._field(one.field, one.new) if one.kind == "CustomField" else {}

    def _opening(self, one: Transaction) -> Row:
        """Return what a ticket was when it was opened."""
        row: Row = {"event": Event.OPENED}
        standing = self.around.standings.get(one.ticket)
        if standing is None:  # gone since; that it was there stays
            return row
        first = _First(standing, self.around)
        row["at"] = _opened_at(standing, one).isoformat()
        row |= {"status": first.status, **self._queue(first.queue), **self._priority(first.priority)}
        row |= {TITLE: first.subject} if first.subject else {}
        row |= {"owner": self._name(first.owner)} if self._name(first.owner) != CLEARED else {}
        for ident in sorted(standing.fields):
            value = first.field(ident)
            row |= self._field(ident, value) if value else {}
        if self.words.customer_by == "domain":
            row |= self._domain(one)
        return row

    def _domain(self, one: Transaction) -> Row:
        standing = self.around.standings[one.ticket]
        asking = self._requestors(one)
        known = {ident: address for ident, address in standing.requestors if ident in asking}
        domains = [address.rpartition("@")[2].casefold() for _, address in sorted(known.items()) if "@" in address]
        return {"customer": domains[0]} if domains else {}

    def _queue(self, name: str) -> Row:
        row: Row = {"team": name, "service": name}
        return row | ({"customer": name} if self.words.customer_by == "queue" else {})

    def _priority(self, said: str) -> Row:
        return {"priority": said} if said and self.words.priorities else {}

    def _field(self, ident: str, value: str) -> Row:
        name = self.around.field_names.get(ident, "")
        row: Row = {"customer": value or CLEARED} if name and self.words.customer_by == f"field:{name}" else {}
        column = self.words.fields.get(name, "")
        return row | ({column: value or CLEARED} if column else {})

    def _name(self, ident: str) -> str:
        user = self.around.users.get(int(ident)) if ident.isdecimal() else None
        return CLEARED if user is None or user.nobody else user.name


def _opened_at(standing: Standing, one: Transaction) -> datetime:
    """Return when a ticket was opened: `Created` can be back-dated, and lies in 1970 where it is not set."""
    dated = standing.opened_at
    return dated if dated.year >= _FIRST_YEAR and dated < one.at else one.at


@dataclass(frozen=True, slots=True)
class _First:
    """What a ticket was at first: before the first change of a particular, else as it stands."""

    standing: Standing
    around: Surroundings

    @property
    def status(self) -> str:
        return self._before(self._changes("Status", kinds={"Status"}), self.standing.status)

    @property
    def queue(self) -> str:
        old = self._before(self._changes("Queue", kinds={"Set"}), "")
        return self.around.queues.get(old, old) if old else self.standing.queue

    @property
    def subject(self) -> str:
        return self._before(self._changes("Subject", kinds={"Set"}), self.standing.subject)

    @property
    def priority(self) -> str:
        return self._before(self._changes("Priority", kinds={"Set"}), self.standing.priority)

    @property
    def owner(self) -> str:
        return self._before(self._changes("Owner", kinds=_OWNING), str(self.standing.owner))

    def field(self, ident: str) -> str:
        """Return the first value of a custom field, by its id."""
        return self._before(self._changes(ident, kinds={"CustomField"}), self.standing.fields[ident])

    def _changes(self, name: str, kinds: Iterable[str]) -> Iterator[Transaction]:
        wanted = frozenset(kinds)
        told = self.around.histories.get(self.standing.id, ())
        return (one for one in told if one.field == name and one.kind in wanted)

    def _before(self, changes: Iterator[Transaction], now: str) -> str:
        first = next(changes, None)
        return now if first is None else first.old
