"""The worked histories of ``docs/laws/histories`` are computed anew and compared in every field."""

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import write_histories
from acuerdo.core.clock.fold import Judge
from acuerdo.core.clock.history import admit
from acuerdo.core.clock.intake import FactRefused, read_fact
from acuerdo.core.clock.timeline import unfold
from acuerdo.core.clock.verdict import Mark, Verdict
from acuerdo.core.hours import WorkingCalendar, to_datetime
from tests import cast

CASES: list[Any] = [case for theme in write_histories.themes() for case in theme["histories"]]
ABSENT = dict.fromkeys(("reason", "stopped", "target", "due", "breaches", "breached", "late", "priority", "group"))
NOTHING = dict.fromkeys(("consumed", "paused", "outside", "excluded"), "0")
EMPTY: dict[str, list[str]] = {name: [] for name in ("marks", "warnings", "changes")}
LENGTHS = ("target", "consumed", "paused", "outside", "excluded", "late")
INSTANTS = ("started", "stopped", "due", "breaches", "breached")


def listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def local(instant: int | None) -> datetime | None:
    return None if instant is None else to_datetime(instant).astimezone(ZoneInfo(cast.ZONE))


def expected(row: Mapping[str, Any], opened_us: int) -> dict[str, object]:
    """What a table says, with what it leaves out."""
    said: dict[str, Any] = {"started": None, **ABSENT, **NOTHING, **EMPTY, **row}
    for name in INSTANTS:
        if said[name] is not None and said[name] != "null":
            said[name] = local(cast.us(said[name]))
    said["started"] = None if said["started"] == "null" else said["started"] or local(opened_us)
    for name in LENGTHS:
        said[name] = None if said[name] is None else cast.length_us(said[name])
    said["warnings"] = [local(cast.us(text)) for text in said["warnings"]]
    return said


def computed(verdict: Verdict, row: Mapping[str, Any]) -> dict[str, object]:
    """A verdict in the words of a table; changes only where the table tells them."""
    found: dict[str, object] = {
        "verdict": str(verdict.verdict),
        "reason": verdict.reason,
        "started": local(verdict.started_us),
        "stopped": local(verdict.stopped_us),
        "target": verdict.target_us,
        "consumed": verdict.consumed_us,
        "paused": verdict.paused_us,
        "outside": verdict.outside_us,
        "excluded": verdict.excluded_us,
        "due": local(verdict.due_us),
        "breaches": local(verdict.breaches_us),
        "breached": local(verdict.breached_us),
        "late": verdict.late_us,
        "priority": verdict.priority,
        "group": verdict.group,
        "marks": [str(mark) for mark in verdict.marks],
        "warnings": [local(warning.at_us) for warning in verdict.warnings],
        "changes": [],
    }
    if "changes" in row:
        found["changes"] = [
            f"{local(change.at_us):%a %H:%M} row {change.row} to {(change.target_us or 0) // cast.HOUR_US}h"
            for change in verdict.changes
        ]
    return found


class Case:
    """A worked history, read."""

    def __init__(self, spec: Mapping[str, Any]) -> None:
        calendars = {
            name: WorkingCalendar.from_spec(each, name=name) for name, each in spec.get("calendars", {}).items()
        }
        measures = spec.get("measures", {})
        events = {event for each in measures.values() for event in listed(each["stops_when"].get("event", []))}
        self.agreement = cast.agreement(*listed(spec["promise"]), calendars=calendars, measures=measures)
        self.exclusions = [
            cast.exclusion(
                each.get("span", ""),
                scope=each.get("scope", "ticket:T1"),
                accepted=each.get("accepted") != "no",
                disputed=each.get("disputed") == "yes",
                commitments=each.get("commitments", ()),
            )
            for each in spec.get("exclusions", [])
        ]
        self.refused: list[str] = []
        facts = []
        day = cast.MONDAY
        for number, line in enumerate(spec["facts"], start=1):
            row, day = cast.cells(line, day, cast.ZONE)
            try:
                facts.append(read_fact({"ticket": "T1", **row}, number=number, own_events=frozenset(events)))
            except FactRefused as refused:
                self.refused.append(f"{refused.code} row {number}")
        self.marks = (Mark.INCOMPLETE_HISTORY,) if self.refused else ()
        self.as_of_us = cast.us(spec["as_of"])
        known_at_us = cast.us(spec["known_at"]) if "known_at" in spec else None
        self.history = admit(facts, as_of_us=self.as_of_us, known_at_us=known_at_us)
        self.refused += [f"{one.code} row {one.fact.row}" for one in self.history.refused]
        timeline = unfold(self.history, self.agreement)
        assert timeline is not None
        self.timeline = timeline
        self.verdicts = Judge(self.agreement, self.exclusions).verdicts(
            timeline, as_of_us=self.as_of_us, marks=self.marks
        )


@pytest.mark.parametrize("spec", CASES, ids=[case["title"] for case in CASES])
def test_a_worked_history_comes_to_what_its_table_says(spec: Mapping[str, Any]) -> None:
    case = Case(spec)
    rows = spec["expect"]
    found = [computed(verdict, row) for verdict, row in zip(case.verdicts, rows, strict=True)]
    assert found == [expected(row, case.timeline.opened_us) for row in rows]
    several = isinstance(spec["promise"], list)
    assert [verdict.cycle for verdict in case.verdicts] == ([1] * len(rows) if several else [*range(1, len(rows) + 1)])
    assert case.refused == spec.get("refused", [])
    assert [f"row {fact.row}" for fact in case.history.quarantined] == spec.get("quarantined", [])
    assert [f"{one.code} row {one.fact.row}" for one in case.timeline.findings] == spec.get("findings", [])


@pytest.mark.parametrize("spec", CASES, ids=[case["title"] for case in CASES])
def test_the_spans_of_a_worked_history_add_up(spec: Mapping[str, Any]) -> None:
    for verdict in Case(spec).verdicts:
        spans = verdict.derivation
        assert all(one.until_us == next_.from_us for one, next_ in pairwise(spans))
        sums = {
            kind: sum(span.length_us for span in spans if span.kind == kind)
            for kind in ("counted", "paused", "outside_hours", "excluded")
        }
        assert list(sums.values()) == [verdict.consumed_us, verdict.paused_us, verdict.outside_us, verdict.excluded_us]
        if verdict.started_us is not None and verdict.end_us is not None:
            assert sum(sums.values()) == verdict.end_us - verdict.started_us


def test_the_page_of_the_histories_is_made_of_them() -> None:
    assert (write_histories.LAWS / "histories.md").read_text("utf-8") == write_histories.page()


def test_there_are_enough_histories_and_no_two_are_called_the_same() -> None:
    titles = [case["title"] for case in CASES]
    assert len(titles) == len(set(titles)) > 100
