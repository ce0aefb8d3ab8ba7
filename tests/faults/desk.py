"""What every installation of these tests has: people, an agreement in force today, and tickets that live through it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from acuerdo import judge
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.clocks.queries import ClockRecord, clocks_of
from acuerdo.apps.journal.commands import seal_waiting
from acuerdo.apps.tickets.models import Fact, Ticket
from acuerdo.core.chains.canonical import Json
from acuerdo.core.hours import to_us
from acuerdo.flows.journal_held import hold_chain
from tests.faces.api.asking import token_of
from tests.faults.installation import Installation, Part, Teller, until
from tests.flows.telling import TEXT, add_source, in_force
from tests.people import Cast, make_cast

Row = Mapping[str, Json]
_TODAY = datetime.now(UTC).date()
LIVE = TEXT.replace(
    "from: 2026-03-02, to: 2026-12-31", f"from: {_TODAY - timedelta(days=40)}, to: {_TODAY + timedelta(days=400)}"
).replace("P1: 4h, default: 8h}", "P1: 4h, default: 8h}, pauses_in: [customer]")
"""The agreement that every test knows, in force whenever tests run."""


_LOOKED_AT = 12
"""About how many tickets are judged a second time."""


@dataclass(frozen=True)
class Place:
    """An installation with its people; `token` is Ana's."""

    installation: Installation
    cast: Cast
    token: str

    def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}

    def part(self, source: str, rows: Sequence[Row]) -> Part:
        """Return rows as a program sends them, under a key of their own."""
        headers = {**self.headers(), "Idempotency-Key": uuid4().hex}
        keys = tuple(str(row["key"]) for row in rows)
        return Part(path=f"/sources/{source}/facts", body=json.dumps(rows).encode(), headers=lambda: headers, keys=keys)

    def teller(self, parts: Iterable[Part]) -> Teller:
        return Teller(self.installation.address, list(parts))

    def source(self, key: str) -> str:
        """Add a source of Sur and return its key."""
        add_source(self.cast, key)
        return key

    def kept(self, source: str) -> list[str]:
        """Return the keys of the facts that are there."""
        return [str(key) for key in Fact.objects.filter(source__key=source).values_list("key", flat=True)]


def furnish(installation: Installation) -> Place:
    """Let people and an agreement between them be there."""
    cast = make_cast()
    in_force(cast, LIVE, datetime.now(UTC) - timedelta(days=41))
    return Place(installation, cast, token_of(cast.ana))


def lives(name: str, tickets: int, until_at: datetime | None = None) -> list[Row]:
    """Return what happened to some tickets in the hours before now, a few facts each."""
    ended = until_at or datetime.now(UTC)
    return [row for number in range(tickets) for row in _life(f"{name}{number}", ended - timedelta(hours=8), number)]


def _life(ticket: str, opened_at: datetime, number: int) -> Iterator[Row]:
    said: tuple[tuple[int, dict[str, Json]], ...] = (
        (0, {"event": "opened", "priority": f"P{number % 2 + 1}"}),
        (10 + number % 10, {"event": "replied"}),
        (60, {"event": "changed", "status": "waiting_customer"}),
        (120, {"event": "changed", "status": "open"}),
        (300, {"event": "resolved", "status": "resolved"}),
    )
    for place, (minutes, row) in enumerate(said):
        at = opened_at + timedelta(minutes=minutes, seconds=number)
        yield {"ticket": ticket, "at": at.isoformat(), "key": f"{ticket}-{place}", **row}


def settled() -> None:
    """Wait until no clock and no ticket is due any more: a worker has looked at each."""
    until(lambda: not _due())


def _due() -> bool:
    now_us = to_us(datetime.now(UTC))
    return Clock.objects.filter(next_us__lte=now_us).exists() or Ticket.objects.filter(fold_us__lte=now_us).exists()


def hold(place: Place, source: str, rows: Sequence[Row]) -> None:
    """Make sure that each of some facts is there once and no other, and that their clocks are those of the judge."""
    assert sorted(place.kept(source)) == sorted(str(row["key"]) for row in rows)
    seal_waiting()
    assert hold_chain(f"source:{source}").faults == ()
    names = sorted({str(row["ticket"]) for row in rows})
    for name in names[:: len(names) // _LOOKED_AT + 1]:
        hold_ticket(place, source, name, [row for row in rows if row["ticket"] == name])


def hold_ticket(place: Place, source: str, name: str, rows: Sequence[Row]) -> None:
    """Make sure that the clocks of a ticket are those of the judge, on its page and in its rows."""
    at = datetime.now(UTC)
    judged = {(one.commitment, one.cycle): one for one in judge(LIVE, rows, as_of=at)}
    found = {(one.verdict.commitment, one.verdict.cycle): one.verdict for one in _clocks(place, source, name, at)}
    assert {key: _reckoned(one.as_dict()) for key, one in found.items()} == {
        key: _reckoned(one.as_dict()) for key, one in judged.items()
    }
    kept = Clock.objects.filter(ticket__source__key=source, ticket__name=name)
    assert {(one.commitment, one.cycle): (one.started_us, one.stopped_us, one.due_us, one.verdict) for one in kept} == {
        key: (one.started_us, one.stopped_us, one.due_us, one.verdict) for key, one in judged.items()
    }


def _clocks(place: Place, source: str, name: str, at: datetime) -> Sequence[ClockRecord]:
    return clocks_of(place.cast.ana, source, name, to_us(at)).clocks


def _reckoned(line: Mapping[str, object]) -> dict[str, object]:
    """Return a verdict line apart from what names agreement, version and engine."""
    return {name: value for name, value in line.items() if name not in ("agreement", "version_hash", "engine")}
