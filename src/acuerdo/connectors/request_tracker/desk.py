"""Which questions lead to everything that happened at a Request Tracker.

Transactions are asked for by their ids, upwards: a page of them is full of what comes next, however many there are and
whatever vanished. Only comments and custom fields that the account may not see are taken out of a page after it was
counted, so that an empty page is not yet the end.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from acuerdo.connectors.request_tracker.answers import (
    NOBODY,
    items_of,
    number_in,
    objects_in,
    read_standing,
    read_transaction,
    shown_name,
    text_in,
)
from acuerdo.connectors.request_tracker.asking import Asking, Params
from acuerdo.connectors.request_tracker.shapes import DeskFault, Standing, Surroundings, Transaction, User

PAGE = 100
"""How many items RT puts into a page at most."""

_CERTAIN = ("Create", "Correspond", "Status", "Set", "Take", "Untake", "Steal", "Give", "Force", "AddLink")
_HIDDEN = ("Comment", "CustomField")
_PARTICULARS = (*_CERTAIN[2:], "CustomField", "AddWatcher", "DelWatcher")
_TOLD: Params = {
    "fields": "Type,Field,OldValue,NewValue,ObjectId,Creator,Created",
    "fields[Creator]": "id,Name,RealName",
    "orderby": "id",
}
_STANDING: Params = {
    "fields": "Type,Subject,Status,Queue,Owner,Priority,Created,Requestor,CustomFields",
    "fields[Queue]": "Name",
    "fields[Owner]": "id,Name",
    "fields[Requestor]": "id,EmailAddress",
    "per_page": PAGE,
}


class Desk:
    """A Request Tracker, asked by one account; what it said of users and queues is remembered for this conversation.

    `page` is how many transactions are asked for at once, `PAGE` at most.
    """

    def __init__(self, asking: Asking, page: int = PAGE) -> None:
        self._asking = asking
        self._page = page
        self._users: dict[int, User] = {}
        self._queues: dict[str, str] = {}

    def version(self) -> str:
        """Return the version that it says it is. Raises `DeskFault`."""
        found = text_in(self._asking.get("rt", {}), "Version")
        if not found:
            raise DeskFault("garbage", "no Version")
        return found

    def queues(self) -> list[str]:
        """Return the names of the queues that the account may see, a page of them at most. Raises `DeskFault`."""
        answer = self._asking.get("queues/all", {"fields": "Name", "per_page": PAGE})
        return sorted(text_in(one, "Name") for one in items_of(answer))

    def newest(self) -> Transaction | None:
        """Return the last transaction that is sure to be seen; None where there is none. Raises `DeskFault`."""
        found = self._transactions(_of_kinds(_CERTAIN), 1, most=1, order="DESC")
        return found[0] if found else None

    def page_after(self, last: int) -> tuple[Transaction, ...]:
        """Return the transactions that come next after an id, none at the end. Raises `DeskFault`."""
        wanted = f"id > {last} AND {_of_kinds(_CERTAIN + _HIDDEN)}"
        found = self._transactions(wanted, 1)
        if found:
            return found
        ahead = self._transactions(f"id > {last} AND {_of_kinds(_CERTAIN)}", 1, most=1)
        if not ahead:
            return ()
        for number in count(2):  # whole pages of what may not be seen lie before the next that may
            if (number - 1) * self._page >= ahead[0].id - last:
                break
            found = self._transactions(wanted, number)
            if found:
                return found
        return ahead

    def surroundings(self, told: Sequence[Transaction]) -> Surroundings:
        """Return what one has to know to understand transactions. Raises `DeskFault`.

        Tickets are read before what changed in them: what happens in between stands in their histories.
        """
        tickets = sorted({one.ticket for one in told})
        field_names: dict[str, str] = {}
        standings = self._standings(tickets, field_names)
        needing = sorted({one.ticket for one in told if one.kind in ("Create", "Correspond", "Status")})
        histories = self._histories(needing)
        owners = {standing.owner for standing in standings.values()}
        changes = [each for history in histories.values() for each in history if each.field == "Owner"]
        for each in (*changes, *(one for one in told if one.field == "Owner")):
            owners |= {int(value) for value in (each.old, each.new) if value.isdecimal()}
        authors = {one.by for one in told if one.kind in ("Correspond", "Status")}
        for ident in sorted((owners | authors) - self._users.keys()):
            self._users[ident] = self._user(ident)
        return Surroundings(
            standings=standings,
            histories=histories,
            users=self._users,
            queues=self._queue_names([*told, *(each for history in histories.values() for each in history)]),
            field_names=field_names,
        )

    def _transactions(self, wanted: str, number: int, *, most: int = 0, order: str = "ASC") -> tuple[Transaction, ...]:
        wanted = f"ObjectType = 'RT::Ticket' AND {wanted}"
        asked: Params = {**_TOLD, "query": wanted, "per_page": most or self._page, "page": number, "order": order}
        return tuple(read_transaction(item) for item in items_of(self._asking.get("transactions", asked)))

    def _histories(self, tickets: Sequence[int]) -> dict[int, list[Transaction]]:
        found: dict[int, list[Transaction]] = {ticket: [] for ticket in tickets}
        whose = _any("ObjectId", tickets)
        last = 0
        while tickets:
            wanted = f"id > {last} AND {whose} AND {_of_kinds(_PARTICULARS)}"
            page = self._transactions(wanted, 1)
            for one in page:
                found.setdefault(one.ticket, []).append(one)
            if not page:
                break
            last = page[-1].id
        return found

    def _standings(self, tickets: Sequence[int], field_names: dict[str, str]) -> dict[int, Standing]:
        """Return tickets as they stand, merged ones too: a search leaves those out where it does not name them."""
        asked: Params = {**_STANDING, "query": f"{_any('id', tickets)} AND EffectiveId > 0"}
        found: dict[int, Standing] = {}
        for item in items_of(self._asking.get("tickets", asked)):
            found[number_in(item, "id")] = read_standing(item)
            field_names |= {text_in(one, "id"): text_in(one, "name") for one in objects_in(item, "CustomFields")}
        for ticket in tickets:
            single = None if ticket in found else self._single(ticket)
            if single is not None:
                found[ticket] = single
        return found

    def _single(self, ticket: int) -> Standing | None:
        """Return a ticket that no search finds: one that was deleted, or a reminder; None where it is gone."""
        try:
            item = dict(self._asking.get(f"ticket/{ticket}", {"fields[Queue]": "Name"}))
        except DeskFault as fault:
            if fault.code in ("not_found", "forbidden"):
                return None
            raise
        if text_in(item, "id") != str(ticket):  # another one, into which it was merged
            return None
        item |= {"Queue": self._named("queue", item.get("Queue")), "Owner": self._named("user", item.get("Owner"))}
        return read_standing(
            {**item, "Requestor": [self._named("user", one) for one in _listed(item.get("Requestor"))]}
        )

    def _named(self, kind: str, found: object) -> dict[str, str | int]:
        """Return a record that is only pointed at, with its number and its name."""
        ident = str(found.get("id", "")) if isinstance(found, dict) else ""
        item = self._asking.get(f"{kind}/{ident}", {})
        links = [one for one in objects_in(item, "_hyperlinks") if one.get("ref") == "self"]
        number = number_in(item if "id" in item else next(iter(links), {}), "id")
        return {
            "type": kind,
            "id": number,
            "Name": text_in(item, "Name"),
            "EmailAddress": text_in(item, "EmailAddress"),
        }

    def _user(self, ident: int) -> User:
        try:
            item = self._asking.get(f"user/{ident}", {})
        except DeskFault as fault:
            if fault.code in ("not_found", "forbidden"):
                return User(id=ident, name="")
            raise
        agent = text_in(item, "Privileged") == "1"
        return User(id=ident, name=shown_name(item), agent=agent, nobody=text_in(item, "Name") == NOBODY)

    def _queue_names(self, told: Iterable[Transaction]) -> dict[str, str]:
        moved = {value for one in told if one.field == "Queue" and one.kind == "Set" for value in (one.old, one.new)}
        for ident in sorted(moved - self._queues.keys()):
            self._queues[ident] = self._queue_name(ident)
        return self._queues

    def _queue_name(self, ident: str) -> str:
        try:
            return text_in(self._asking.get(f"queue/{ident}", {}), "Name") or ident
        except DeskFault as fault:
            if fault.code in ("not_found", "forbidden"):
                return ident
            raise


def _listed(found: object) -> Iterator[object]:
    yield from found if isinstance(found, list) else ()


def _of_kinds(kinds: Iterable[str]) -> str:
    return "(" + " OR ".join(f"Type = '{kind}'" for kind in kinds) + ")"


def _any(name: str, numbers: Iterable[int]) -> str:
    return "(" + " OR ".join(f"{name} = {number}" for number in numbers) + ")"
