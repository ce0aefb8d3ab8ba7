"""Whole tickets, judged through the public door, equal an independent reading of the laws."""

from random import Random
from typing import Any

import pytest

from acuerdo.core.clock.exclusions import Exclusion, Scope
from acuerdo.core.clock.intake import instant_us
from acuerdo.core.clock.verdict import Verdict
from acuerdo.studies.judging import judge
from tests.laws.brute_clock import Count
from tests.laws.brute_ticket import MINUTE, Line, as_cells, lines
from tests.laws.ticket_worlds import Scene, document, scene, world

NO_TIME = {"outside": 0, "paused": 0, "excluded": 0, "counted": 0}
BATCH = 40


def judged(made: Scene) -> list[Verdict]:
    exclusions = [
        Exclusion(
            id=f"X{number}",
            scope=Scope.TICKET,
            scope_id="T1",
            from_us=instant_us(made.origin + span.start * MINUTE),
            until_us=instant_us(made.origin + span.stop * MINUTE),
            reason="third_party",
            claimed_by="p",
            accepted_by="c",
        )
        for number, span in enumerate(made.excluded)
    ]
    return judge(
        document(made.commitments),
        [as_cells(row, made.origin) for row in made.rows],
        as_of=made.origin + made.as_of * MINUTE,
        exclusions=exclusions,
        known_at=None if made.known_at is None else made.origin + made.known_at * MINUTE,
    )


def said(made: Scene, verdict: Verdict) -> tuple[Any, ...]:
    """A verdict as the recount says it, in minutes."""
    instants = ("started_at", "stopped_at", "due_at", "breaches_at", "breached_at")
    spans = ("outside_s", "paused_s", "excluded_s", "consumed_s", "late_s")
    line = {name: getattr(verdict, name) for name in (*instants, *spans)}
    minutes = {name: None if line[name] is None else (line[name] - made.origin) / MINUTE for name in instants}
    minutes |= {name: None if line[name] is None else line[name] / 60 for name in spans}
    return (verdict.commitment, verdict.cycle, str(verdict.verdict), verdict.reason or "", minutes)


def recounted(number: int, line: Line) -> tuple[Any, ...]:
    count = line.count
    sums = NO_TIME if count is None else count.sums
    known = Count(0, None) if count is None else count
    minutes = {
        "started_at": None if count is None else count.start,
        "stopped_at": known.stop,
        "due_at": known.due,
        "breaches_at": known.breaches,
        "breached_at": known.breached,
        "outside_s": sums["outside"],
        "paused_s": sums["paused"],
        "excluded_s": sums["excluded"],
        "consumed_s": sums["counted"],
        "late_s": known.late,
    }
    return (f"c{number}", line.cycle, line.verdict, line.reason, minutes)


@pytest.mark.parametrize("first", range(0, 6 * BATCH, BATCH))
def test_the_judge_agrees_with_an_independent_reading_of_the_laws(first: int) -> None:
    for seed in range(first, first + BATCH):
        made = scene(Random(seed))  # noqa: S311 - histories, not secrets
        expected = [
            recounted(number, line)
            for number, one in enumerate(made.commitments)
            for line in lines(one, made.rows, made.as_of, world(made.origin), made.excluded, known_at=made.known_at)
        ]
        assert (seed, [said(made, verdict) for verdict in judged(made)]) == (seed, expected)


def test_the_recounted_histories_come_to_every_kind_of_verdict() -> None:
    """A comparison says nothing about what never comes up."""
    met = set()
    for seed in range(3 * BATCH):
        made = scene(Random(seed))  # noqa: S311 - histories, not secrets
        met |= {(str(one.verdict), one.cycle > 1) for one in judged(made)}
    kinds = {"met", "breached", "running", "paused", "cancelled", "not_applicable"}
    assert {kind for kind, _ in met} == kinds
    assert {kind for kind, later in met if later} >= {"met", "breached", "running"}
