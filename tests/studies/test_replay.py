"""A replay names the verdicts that move, and why."""

from collections.abc import Sequence
from typing import Any

from acuerdo.core.clock.facts import Fact
from acuerdo.core.terms.agreement import Agreement
from acuerdo.studies.attained import attained
from acuerdo.studies.causes import Cause
from acuerdo.studies.judging import judge_facts
from acuerdo.studies.replay import moves, side_by_side
from acuerdo.studies.tables import verdict_table
from tests.cast import agreement, history, resolution, us

FACTS = [
    *history("2026-03-02 09:00 opened P1", "13:30 resolved", ticket="A"),
    *history("2026-03-02 16:00 opened P1", "2026-03-03 10:00 resolved", ticket="B"),
    *history("2026-03-02 09:00 opened P1", "10:00 changed pending", "12:00 changed open", "13:30 resolved", ticket="C"),
]
AS_OF = us("2026-04-02 00:00")


def _moves(before: Agreement, after: Agreement, facts: Sequence[Fact] = FACTS) -> list[dict[str, Any]]:
    tables = [verdict_table(judge_facts(terms, facts, as_of_us=AS_OF).verdicts) for terms in (before, after)]
    return moves(*tables).to_dicts()


def test_the_same_agreement_moves_nothing() -> None:
    terms = agreement(resolution("4h"))
    assert _moves(terms, terms) == []


def test_another_target_moves_verdicts_because_of_the_target() -> None:
    [moved] = _moves(agreement(resolution("4h")), agreement(resolution("5h")))
    assert (moved["ticket"], moved["verdict_before"], moved["verdict_after"]) == ("A", "breached", "met")
    assert moved["causes"] == [Cause.TARGET]


def test_other_hours_move_verdicts_because_of_the_hours() -> None:
    [moved] = _moves(agreement(resolution("4h")), agreement(resolution("4h", calendar="always")), FACTS[2:4])
    assert (moved["ticket"], moved["verdict_after"], moved["causes"]) == ("B", "breached", [Cause.HOURS])


def test_without_pauses_a_wait_counts() -> None:
    [moved] = _moves(agreement(resolution("4h")), agreement(resolution("4h", pauses_in=["supplier"])), FACTS[4:])
    assert (moved["ticket"], moved["causes"]) == ("C", [Cause.PAUSES])


def test_a_narrower_scope_and_promises_on_one_side_only_are_named() -> None:
    narrow = resolution("4h", applies_to={"priority": ["P2"]})
    assert {tuple(row["causes"]) for row in _moves(agreement(resolution("4h")), agreement(narrow))} == {(Cause.SCOPE,)}
    reply = {"measure": "first_response", "calendar": "always", "within": "1h"}
    added = _moves(agreement(resolution("4h")), agreement(resolution("4h"), reply))
    removed = _moves(agreement(resolution("4h"), reply), agreement(resolution("4h")))
    assert {tuple(row["causes"]) for row in added} == {(Cause.ADDED,)}
    assert {tuple(row["causes"]) for row in removed} == {(Cause.REMOVED,)}


def test_what_was_attained_stands_side_by_side() -> None:
    rows = []
    for terms in (agreement(resolution("4h", at_least="90%")), agreement(resolution("5h", at_least="90%"))):
        table = verdict_table(judge_facts(terms, FACTS, as_of_us=AS_OF).verdicts)
        rows.append(attained(terms, table, as_of_us=AS_OF))
    [pair] = side_by_side(*rows)
    assert pair.before is not None
    assert pair.after is not None
    assert (pair.before.met, pair.after.met) == (2, 3)
    assert [side_by_side(rows[0], [])[0].after, side_by_side([], rows[1])[0].before] == [None, None]
