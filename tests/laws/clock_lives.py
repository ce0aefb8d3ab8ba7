"""Random lives of tickets and random promises, for the laws of the clocks."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from acuerdo.core.clock.exclusions import Exclusion, Scope
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.intake import read_fact
from acuerdo.core.hours import to_datetime
from acuerdo.core.terms.agreement import Agreement
from acuerdo.core.terms.measures import PRESETS
from tests.cast import CALENDARS, HOUR_US, MINUTE_US, agreement, us

OPENINGS = [us("Mon 09:00"), us("2026-03-28 20:00"), us("2026-10-24 20:00")]
TEAMS = ["desk", "network"]
PEOPLE = ["ana", "boris", "system"]
MEASURES: Mapping[str, Mapping[str, Any]] = {
    "report": {"starts_when": {"stage": ["resolved", "closed"]}, "stops_when": {"event": "confirmed"}},
    "triage": {"stops_when": {"given": "priority"}, "cancels_when": {"event": "dispatched"}},
    "fix": {
        "starts_when": {"matched": "yes"},
        "stops_when": {"stage": "resolved"},
        "pauses_while": {"waiting": ["customer"]},
    },
}

gaps = st.one_of(
    st.sampled_from([0, 0, 1, MINUTE_US, 15 * MINUTE_US, HOUR_US, 8 * HOUR_US]),
    st.integers(0, 4 * HOUR_US),
    st.integers(0, 60 * HOUR_US),
)
statuses = st.sampled_from(["open", "pending", "waiting_supplier", "on_hold", "resolved", "closed"])
changes = st.one_of(
    st.fixed_dictionaries({"event": st.just("changed"), "priority": st.sampled_from(["P1", "P2", "P3", "P4"])}),
    st.fixed_dictionaries({"event": st.just("changed"), "status": statuses}),
    st.fixed_dictionaries({"event": st.just("changed"), "team": st.sampled_from([*TEAMS, "-"])}),
    st.fixed_dictionaries({"event": st.just("changed"), "owner": st.sampled_from([*PEOPLE, "-"])}),
)
messages = st.one_of(
    st.fixed_dictionaries({"event": st.just("replied")}, optional={"by": st.just("system"), "public": st.just("no")}),
    st.fixed_dictionaries({"event": st.just("asked")}),
    st.fixed_dictionaries({"event": st.sampled_from(["acknowledged", "diagnosed", "arrived", "planned", "restored"])}),
    st.fixed_dictionaries({"event": st.sampled_from(["confirmed", "dispatched"])}),
)
turns = st.fixed_dictionaries(
    {"event": st.sampled_from(["resolved", "resolved", "reopened", "reopened", "closed", "cancelled", "merged"])}
)
dates = st.fixed_dictionaries({"event": st.just("agreed"), "until": st.integers(0, 60 * HOUR_US)})


@st.composite
def histories(draw: st.DrawFn, *, only: st.SearchStrategy[Mapping[str, Any]] | None = None) -> list[Fact]:
    """The facts of one ticket, each with its key and its place; `only` limits what happens after the opening."""
    happening = only if only is not None else st.one_of(changes, changes, messages, turns, dates)
    at_us = draw(st.sampled_from(OPENINGS)) + draw(gaps)
    first = {"event": "opened", "team": draw(st.sampled_from(TEAMS)), "priority": draw(st.sampled_from(["P1", "P2"]))}
    if only is None and draw(st.booleans()):
        del first["priority"]
    rows: list[tuple[int, Mapping[str, Any]]] = [(at_us, first)]
    for gap, cells in draw(st.lists(st.tuples(gaps, happening), max_size=9)):
        at_us += gap
        rows.append((at_us, cells))
    return [as_fact(at, cells, row) for row, (at, cells) in enumerate(rows)]


def as_fact(at_us: int, cells: Mapping[str, Any], row: int, ticket: str = "T1") -> Fact:
    """Make a fact of cells; `until` is told as a distance from it."""
    told = {name: to_datetime(at_us + value) if name == "until" else value for name, value in cells.items()}
    return read_fact({"ticket": ticket, "at": to_datetime(at_us), "key": f"k{row}", "seq": row, **told}, number=row)


lengths = st.one_of(st.integers(0, 6 * HOUR_US), st.sampled_from([0, 1, HOUR_US, 8 * HOUR_US]))
durations = lengths.map(lambda length: f"{length}us")
targets = st.one_of(durations, st.sampled_from(["0bd end", "1bd", "2bd end", "1cd", "agreed", "none"]))
calendars = st.sampled_from(sorted(CALENDARS))


@st.composite
def promises(draw: st.DrawFn, fixed: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    """One commitment; some keys may be fixed."""
    found: dict[str, Any] = {
        "measure": draw(st.sampled_from([*PRESETS, *MEASURES])),
        "calendar": {"P1": draw(calendars), "default": draw(calendars)},
        "within": {"P1": draw(targets), "P2": draw(targets)},
        "on_change": draw(st.sampled_from(["carry", "retroactive", "restart"])),
        "on_reopen": draw(st.sampled_from(["continue", "count", "first", "new_cycle"])),
        "warn_at": ["50%", "-10m", "+1h"],
    }
    if draw(st.booleans()):
        found["within"]["default"] = draw(targets)
    if draw(st.booleans()):
        found["pauses_in"] = draw(st.sampled_from(["any", "customer", "supplier"]))
    return {**found, **(fixed or {})}


@st.composite
def agreements(draw: st.DrawFn) -> Agreement:
    """An agreement of a few commitments."""
    specs = draw(st.lists(promises(), min_size=1, max_size=3))
    return agreement(*({**spec, "id": f"c{number}"} for number, spec in enumerate(specs)), measures=MEASURES)


@st.composite
def exclusions(draw: st.DrawFn) -> list[Exclusion]:
    """A few accepted spans."""
    found = []
    for number in range(draw(st.sampled_from([0, 0, 1, 2]))):
        start = draw(st.sampled_from(OPENINGS)) + draw(gaps)
        found.append(
            Exclusion(
                id=f"x{number}",
                scope=draw(st.sampled_from([Scope.AGREEMENT, Scope.TICKET])),
                scope_id="T1",
                from_us=start,
                until_us=start + 1 + draw(gaps),
                accepted_by="Ana",
            )
        )
    return found


laters = st.one_of(st.integers(0, 12 * HOUR_US), st.integers(0, 200 * HOUR_US), st.just(0))
