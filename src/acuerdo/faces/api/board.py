"""Open clocks as the board has them: what is late, at risk and waiting, what is due next, the load of a shift."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from acuerdo.apps.clocks.finding import (
    ClockFilter,
    Standing,
    count_loads,
    name_owners,
    next_due,
    open_clocks,
    place_of,
    standing_of,
    versions_of,
)
from acuerdo.apps.clocks.loads import Counts, count_all, count_by, count_by_holder, count_free
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.clocks.queries import ClockRecord, clocks_now
from acuerdo.apps.clocks.shifts import Shift, find_shift
from acuerdo.apps.parties.roles import PartyKind
from acuerdo.core.hours import to_datetime, to_us
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.paging import Cursor, Limit, cursor_after, start_after
from acuerdo.faces.api.shapes import Page, Said, Told
from acuerdo.faces.api.tickets import Name, Seconds

router = Router(tags=["tickets"])

_Words = Annotated[str, Field(max_length=100)]
_SOUGHT = "letters of the ticket, of its title, of its service or of the customer's name"
_Count = Annotated[int, Field(ge=0)]


class WhichClocks(Said):
    """Which open clocks; what is left out filters nothing. `holder` and `team` are the provider's matter alone."""

    q: Annotated[_Words, Field(description=_SOUGHT)] = ""
    customer: _Words = ""
    service: _Words = ""
    priority: _Words = ""
    commitment: _Words = ""
    agreement: _Words = ""
    group: _Words = ""
    holder: Annotated[_Words, Field(description="`me`, `nobody`, or a person's id")] = ""
    team: _Words = ""

    def wanted(self, state: Standing | None = None) -> ClockFilter:
        """Return it as the filter of the board."""
        said = self.model_dump()
        return ClockFilter(text=said.pop("q"), state="" if state is None else str(state), **said)


class OpenClockTold(Told):
    """An open clock as of now. `left_s` is what is left of its target, null once it is late; `owner` holds the ticket.

    `holder` is the person's id where one of the provider's people is known by that name. Team and holder are told to
    the provider's people alone.
    """

    source: str = Field(examples=["desk"])
    ticket: Name
    title: str | None = Field(examples=["Printer on the third floor is off"], description="the ticket's")
    customer: str | None
    service: str | None
    team: str | None
    owner: str | None
    holder: str | None
    priority: str | None = Field(examples=["P1"])
    agreement: str
    commitment: str = Field(examples=["first-response"])
    measure: str = Field(examples=["first_response"])
    cycle: int = Field(ge=1)
    group: str | None
    standing: Standing
    reason: str | None = Field(examples=["customer"], description="what it waits for")
    due_at: datetime | None
    breaches_at: datetime | None
    target_s: Seconds | None
    consumed_s: Seconds
    left_s: Seconds | None
    late_s: Seconds | None

    @classmethod
    def of(
        cls, row: Clock, record: ClockRecord | None, owners: Mapping[str, tuple[str, str]] | None, at_us: int
    ) -> "OpenClockTold":
        """Tell a clock; without `owners` as the customer sees it. Without `record` its row says what is known."""
        ticket, standing, known = row.ticket, standing_of(row, at_us), row if record is None else record.verdict
        holder, owner = (owners or {}).get(ticket.owner, ("", ticket.owner if owners is not None else ""))
        late, target_us = standing is Standing.LATE, row.target_us
        return cls(
            source=ticket.source.key,
            ticket=ticket.name,
            title=ticket.title or None,
            customer=None if ticket.customer is None else ticket.customer.key,
            service=ticket.service or None,
            team=(ticket.team or None) if owners is not None else None,
            owner=owner or None,
            holder=holder or None,
            priority=row.priority or None,
            agreement=row.agreement.key,
            commitment=row.commitment,
            measure=row.measure,
            cycle=row.cycle,
            group=row.group or None,
            standing=standing,
            reason=row.reason or None if standing is Standing.WAITING else None,
            due_at=_at(row.due_us),
            breaches_at=_at(row.breaches_us),
            target_s=_seconds(target_us),
            consumed_s=known.consumed_us / 1_000_000,
            left_s=None if late or target_us is None else max(0, target_us - known.consumed_us) / 1_000_000,
            late_s=_seconds(known.late_us) if late else None,
        )


class CountsTold(Told):
    """Open clocks by where they stand; `in_shift` are due until the end of the shift, the late ones among them."""

    late: _Count
    at_risk: _Count
    running: _Count
    waiting: _Count
    in_shift: _Count

    @classmethod
    def of(cls, counts: Counts) -> "CountsTold":
        """Tell counts."""
        return cls(**{name: getattr(counts, name) for name in cls.model_fields})


class LoadTold(Told):
    """The open clocks of a person, a team or a service. `key` is what a filter calls it; null: only the name is known.

    Nobody goes by the key `nobody`; no team, and no service, have neither.
    """

    name: str | None
    key: str | None
    clocks: CountsTold


class ShiftTold(Told):
    """Today's service hours: until when, and how much is left. Without a calendar: until midnight in `time_zone`."""

    until_at: datetime
    left_s: Seconds
    calendar: str | None = Field(examples=["office"])
    time_zone: str

    @classmethod
    def of(cls, shift: Shift) -> "ShiftTold":
        """Tell a shift."""
        return cls(
            until_at=to_datetime(shift.until_us),
            left_s=shift.left_us / 1_000_000,
            calendar=shift.calendar or None,
            time_zone=shift.time_zone,
        )


class BoardTold(Told):
    """The open clocks that you may see, as of `at`: how many, in which shift, and whose.

    The provider is told of people and teams, a customer of services; what is not told is null.
    """

    at: datetime
    clocks: CountsTold
    held_by_nobody: _Count | None
    shift: ShiftTold
    people: list[LoadTold] | None
    teams: list[LoadTold] | None
    services: list[LoadTold] | None


@router.get("/clocks", response={200: Page[OpenClockTold], **refusals()}, operation_id="list_open_clocks")
def list_open(
    request: HttpRequest,
    which: Query[WhichClocks],
    state: Standing | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> HttpResponse:
    """Open clocks that you may see as of now, what is due first, first; those that wait last. The board's list."""
    viewer, at_us = viewer_of(request), to_us(timezone.now())
    rows = next_due(open_clocks(viewer, which.wanted(state), at_us), start_after(cursor), limit + 1)
    shown = rows[:limit]
    owners = name_owners([row.ticket.owner for row in shown]) if viewer.kind is PartyKind.PROVIDER else None
    now = clocks_now(shown, at_us)
    told = [OpenClockTold.of(row, now.get(row.pk), owners, at_us) for row in shown]
    more = cursor_after(place_of(shown[-1])) if len(rows) > limit else None
    return answer(Page[OpenClockTold](items=told, next_cursor=more))


@router.get("/board", response={200: BoardTold, **refusals()}, operation_id="read_board")
def read(request: HttpRequest, which: Query[WhichClocks]) -> HttpResponse:
    """How many open clocks are late, at risk, running and waiting, with whom, and what is due in the shift."""
    viewer, now = viewer_of(request), timezone.now()
    at_us = to_us(now)
    rows = open_clocks(viewer, which.wanted(), at_us)
    shift = find_shift(versions_of(rows), at_us, viewer.time_zone)
    loads = count_loads(rows, shift.until_us)
    inside = viewer.kind is PartyKind.PROVIDER
    return answer(
        BoardTold(
            at=now,
            clocks=CountsTold.of(count_all(loads)),
            held_by_nobody=count_free(loads) if inside else None,
            shift=ShiftTold.of(shift),
            people=_loads(count_by_holder(loads)) if inside else None,
            teams=_loads(count_by(loads, lambda load: (load.team, load.team))) if inside else None,
            services=None if inside else _loads(count_by(loads, lambda load: (load.service, load.service))),
        )
    )


def _loads(counted: Mapping[tuple[str, str], Counts]) -> list[LoadTold]:
    """Tell counts by name and key, those with most that is late, first."""
    ordered = sorted(counted.items(), key=lambda one: (-one[1].late, -one[1].at_risk, -one[1].in_shift, one[0]))
    return [
        LoadTold(name=name or None, key=key or None, clocks=CountsTold.of(counts)) for (name, key), counts in ordered
    ]


def _seconds(length_us: int | None) -> float | None:
    return None if length_us is None else length_us / 1_000_000


def _at(us: int | None) -> datetime | None:
    return None if us is None else to_datetime(us)
