"""Agreements, tickets and instants of judgement made at random, for the recount of whole tickets."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from random import Random
from typing import Any

from tests.laws.brute_ticket import Commitment, Office, Row, World

MADRID = "Europe/Madrid"
WORKING = ("mon", "tue", "wed", "thu", "fri")
CLOSED = date(2026, 3, 4)
OFFICES = {
    "office": Office(MADRID, {day: [(540, 840), (900, 1080)] for day in WORKING}, frozenset({CLOSED})),
    "night": Office(MADRID, {day: [(1320, 360)] for day in WORKING}, frozenset({CLOSED})),
    "always": Office(MADRID, {day: [(0, 1440)] for day in (*WORKING, "sat", "sun")}),
    "lima": Office("America/Lima", {day: [(480, 1020)] for day in WORKING}),
}
DOCUMENT: dict[str, Any] = {
    "acuerdo": 1,
    "id": "recount",
    "type": "sla",
    "language": "en",
    "time_zone": MADRID,
    "title": {"en": "Recount"},
    "parties": {"provider": {"id": "p", "name": "P"}, "customer": {"id": "c", "name": "C"}},
    "term": {"from": "2026-01-01"},
    "priorities": {"levels": ["P1", "P2", "P3", "P4"]},
    "calendars": {
        "office": {"time_zone": MADRID, "week": {"mon-fri": ["09:00-14:00", "15:00-18:00"]}, "closed": ["2026-03-04"]},
        "night": {"time_zone": MADRID, "week": {"mon-fri": ["22:00-06:00"]}, "closed": ["2026-03-04"]},
        "always": "24x7",
        "lima": {"time_zone": "America/Lima", "week": {"mon-fri": ["08:00-17:00"]}},
    },
}
ORIGINS = [datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC)]
HORIZON = 30
"""Days around a ticket; its own life is a week at most."""
PRIORITIES = ["P1", "P2", "P3", "P4"]
MEASURES = [
    *("first_response", "next_response", "next_response", "ownership", "resolution", "resolution", "resolution"),
    *("update", "acknowledgement", "diagnosis", "workaround", "requester_wait"),
]
REOPENED = ("resolution", "requester_wait")
EVENTS = [
    *("replied", "replied", "replied", "asked", "asked", "asked", "resolved", "resolved", "reopened", "reopened"),
    *("closed", "cancelled", "merged", "acknowledged", "diagnosed", "restored"),
    *["changed"] * 8,
]
STATUSES = ["open", "open", "pending", "waiting_supplier", "waiting_change", "on_hold", "resolved", "closed"]
OWNERS = ["ana", "ana", "luis", "system", "-"]
GAPS = [0, 0, 0, 1, 30, 60, 240, 480, 1440]
TARGETS: list[int | str | None] = [1, 2, 30, 60, 240, 480, 960, "0bd end", "1bd", "1bd end", "2bd", "2bd end", None]


@cache
def world(origin: datetime) -> World:
    return World(origin, OFFICES, {name: one.open_minutes(origin, HORIZON) for name, one in OFFICES.items()})


@dataclass(frozen=True)
class Scene:
    """Everything that a verdict is a function of."""

    origin: datetime
    commitments: list[Commitment]
    rows: list[Row]
    as_of: int
    excluded: list[range]
    known_at: int | None


def commitment(pick: Random) -> Commitment:
    measure = pick.choice(MEASURES)
    covered = PRIORITIES[: pick.choice([2, 3, 4, 4, 4])]
    one = pick.choice([*OFFICES, None])
    acknowledged = measure == "first_response" and pick.random() < 0.2
    return Commitment(
        measure=measure,
        within={name: pick.choice(TARGETS) if pick.random() < 0.7 else pick.randint(1, 900) for name in covered},
        calendars={name: one or pick.choice(list(OFFICES)) for name in covered},
        on_change=pick.choice(["carry", "carry", "retroactive", "restart"]),
        on_reopen=pick.choice(["continue", "count", "first", "new_cycle"]) if measure in REOPENED else "continue",
        pauses_in=frozenset(pick.sample(["customer", "supplier"], pick.randint(0, 2))) if pick.random() < 0.3 else None,
        answered_by=frozenset({"acknowledged"} if acknowledged else {"replied"}),
    )


def gap(pick: Random) -> int:
    return pick.choice(GAPS) if pick.random() < 0.5 else pick.randrange(pick.choice([90, 900]))


def row(pick: Random, minute: int, seq: int) -> Row:
    """Something that happens."""
    event = pick.choice(EVENTS)
    cells = {}
    if event == "changed":
        cells["status"] = pick.choice(STATUSES)
        if pick.random() < 0.6:
            name, values = pick.choice([("priority", PRIORITIES), ("priority", PRIORITIES), ("owner", OWNERS)])
            cells = {name: pick.choice(values)}
    if "priority" not in cells and pick.random() < 0.15:
        cells["by"] = "system"
    if event == "replied" and pick.random() < 0.15:
        cells["public"] = "false"
    return Row(minute, event, seq, cells, key=f"k{seq}", recorded=minute + pick.choice([0, 0, 10, 900]))


def told(pick: Random) -> list[Row]:
    """The rows of a ticket: a life, then what puts it right, twice told, in any order."""
    minute = pick.randrange(100, 2000)
    cells = {}
    if pick.random() < 0.9:
        cells["priority"] = pick.choice(PRIORITIES)
    if pick.random() < 0.1:
        cells["owner"] = pick.choice(OWNERS[:-1])
    rows = [Row(minute, "opened", 0, cells, key="k0", recorded=minute)]
    if pick.random() < 0.1:
        rows.append(
            Row(
                minute - pick.randrange(90),
                "changed",
                -1,
                {"priority": pick.choice(PRIORITIES)},
                key="before",
                recorded=minute,
            )
        )
    for seq in range(1, pick.choice([1, 3, 6, 10]) + 1):
        minute += gap(pick)
        rows.append(row(pick, minute, seq))
    if pick.random() < 0.3:
        rows += amendments(pick, rows, minute)
    if pick.random() < 0.2:
        rows.append(pick.choice(rows))
    if pick.random() < 0.3:
        pick.shuffle(rows)
    return rows


def amendments(pick: Random, rows: list[Row], minute: int) -> list[Row]:
    """Corrections and retractions of what happened, and of one another."""
    found: list[Row] = []
    for seq in range(20, 20 + pick.randint(1, 3)):
        about = pick.choice([one for one in rows if one.event != "opened"] or rows)
        recorded = minute + 1000 + seq
        if found and pick.random() < 0.3:
            about = pick.choice([one for one in found if one.event != "retracted"] or [about])
            one = Row(minute + seq, "retracted", seq)
        elif about.event != "opened" and pick.random() < 0.5:
            one = Row(minute + seq, "retracted", seq)
        else:
            moved = max(0, about.minute + pick.choice([0, -30, 30, 300]))
            one = replace(row(pick, moved, seq), event="opened") if about.event == "opened" else row(pick, moved, seq)
            if one.event == "opened":
                one = replace(one, cells=about.cells)
        found.append(replace(one, key=f"k{seq}", corrects=about.key, recorded=recorded))
    return found


def scene(pick: Random, commitments: int = 3) -> Scene:
    rows = told(pick)
    last = max(row.minute for row in rows)
    opened = next(row.minute for row in rows if row.event == "opened")
    as_of = pick.choice([last, last + pick.randrange(3000), opened + pick.randrange(3000)])
    excluded = [
        range(start := pick.randrange(6000), start + pick.randint(1, 1500)) for _ in range(pick.choice([0, 0, 1, 2]))
    ]
    known_at = max(row.recorded for row in rows) - pick.randrange(900) if pick.random() < 0.1 else None
    if known_at is not None:
        known_at = max(known_at, opened)
    return Scene(pick.choice(ORIGINS), [commitment(pick) for _ in range(commitments)], rows, as_of, excluded, known_at)


def within(value: int | str | None) -> str:
    if value is None:
        return "none"
    return f"{value}m" if isinstance(value, int) else value


def document(commitments: list[Commitment]) -> dict[str, Any]:
    """The agreement document that promises this."""
    return DOCUMENT | {"commitments": [promise(number, one) for number, one in enumerate(commitments)]}


def promise(number: int, one: Commitment) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": f"c{number}",
        "measure": one.measure,
        "applies_to": {"priority": sorted(one.within)},
        "calendar": dict(one.calendars),
        "within": {name: within(value) for name, value in one.within.items()},
        "on_change": one.on_change,
    }
    if one.measure in REOPENED:
        found["on_reopen"] = one.on_reopen
    if one.pauses_in is not None:
        found["pauses_in"] = sorted(one.pauses_in)
    if "acknowledged" in one.answered_by:
        found["answered_by"] = ["acknowledged"]
    return found
