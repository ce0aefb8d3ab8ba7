"""What a help desk claims, held against our verdicts: where they differ, why, and which clock it ran."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from acuerdo.connectors.claims import ClaimRow, claims_said, read_claims
from acuerdo.connectors.refusals import ImportRefused
from acuerdo.core.clock.exclusions import Exclusion, Scope
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.intake import read_fact
from acuerdo.core.hours import to_us
from acuerdo.core.terms.agreement import Agreement
from acuerdo.documents import read_agreement
from acuerdo.studies.claims.assumptions import ALWAYS, PromiseUnknown, alone, assumptions_of, hours_of, promise_of
from acuerdo.studies.claims.looking import looked_at, ours_of, worst_of
from acuerdo.studies.claims.reconciling import agrees, reconcile, thresholds_of
from acuerdo.studies.claims.shapes import Claim, Difference, Judged, Looking, Ours
from acuerdo.studies.claims.wording import say_assumption
from acuerdo.studies.judging import judge_facts
from acuerdo.words import Language

TEXT = """acuerdo: 1
id: a
title: {en: A}
language: en
time_zone: UTC
parties: {provider: {id: norte, name: Norte}, customer: {id: sur, name: Sur}}
term: {from: 2026-01-01, to: 2026-12-31}
calendars: {office: {week: {mon-fri: [09:00-17:00]}}}
priorities: {levels: [P1, P2]}
commitments:
  - {id: first, measure: first_response, calendar: office, within: {P1: 1h, default: 2h}}
  - {id: fix, measure: resolution, calendar: office, within: {P1: 4h, default: 8h}}
"""
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
AS_OF = to_us(MONDAY + timedelta(days=30))
Row = tuple[float, str, dict[str, str]]


@pytest.fixture(scope="module")
def terms() -> Agreement:
    return read_agreement(TEXT).terms


def life(ticket: str, *rows: Row) -> list[Fact]:
    """Return the facts of a ticket: hours after Monday at nine, the event, and what else is said."""
    return [
        read_fact({"ticket": ticket, "at": (MONDAY + timedelta(hours=after)).isoformat(), "event": event, **more})
        for after, event, more in rows
    ]


def judged_by(facts: list[Fact], exclusions: tuple[Exclusion, ...] = ()) -> Judged:
    def judged(terms: Agreement, looking: Looking, only: frozenset[str] | None) -> Mapping[str, Ours]:
        own = [fact for fact in looked_at(facts, looking) if only is None or fact.ticket in only]
        counted = () if looking.unexcluded else exclusions
        return worst_of(ours_of(judge_facts(terms, own, as_of_us=AS_OF, exclusions=counted).verdicts))

    return judged


def lives(n: int, *rows: Row) -> list[Fact]:
    return [fact for place in range(n) for fact in life(f"T{place}", *rows)]


def claimed_by(terms: Agreement, facts: list[Fact], commitment: str, name: str, *, due: bool) -> dict[str, Claim]:
    """Return the claims of a help desk that runs the clock of a promise under one assumption."""
    promise = promise_of(terms, commitment)
    way = next(one for one in assumptions_of(terms, promise) if one.name == name)
    found = judged_by(facts)(alone(terms, way.change(promise)), way.looking, None)
    return {
        ticket: Claim(met=one.met, due_us=one.due_us if due else None)
        for ticket, one in found.items()
        if one.met is not None
    }


WAITED: tuple[Row, ...] = (
    (0, "opened", {"priority": "P1"}),
    (1, "changed", {"status": "pending"}),
    (4, "changed", {"status": "open"}),
    (6, "resolved", {}),
    (30, "closed", {}),
)


@pytest.mark.parametrize(
    ("commitment", "name", "cause", "rows"),
    [
        ("fix", "pauses_never", Difference.PAUSES, WAITED),
        ("fix", "stops_closed", Difference.STOP, WAITED),
        ("fix", f"calendar:{ALWAYS}", Difference.CALENDAR, ((7, "opened", {"priority": "P1"}), (25, "resolved", {}))),
        (
            "fix",
            "priority:P1",
            Difference.PRIORITY,
            ((0, "opened", {"priority": "P2"}), (6, "resolved", {})),
        ),
        (
            "first",
            "stops_written",
            Difference.STOP,
            ((0, "opened", {"priority": "P1"}), (0.5, "replied", {"public": "false"}), (3, "replied", {})),
        ),
        (
            "first",
            "starts_assigned",
            Difference.START,
            ((0, "opened", {"priority": "P1"}), (2, "changed", {"owner": "ana"}), (2.5, "replied", {})),
        ),
    ],
)
def test_the_assumption_by_which_a_help_desk_differs_is_named(
    terms: Agreement, commitment: str, name: str, cause: Difference, rows: tuple[Row, ...]
) -> None:
    facts = lives(3, *rows)
    claims = claimed_by(terms, facts, commitment, name, due=True)
    found = reconcile(terms, commitment, claims, judged_by(facts))
    assert found.agreed == 0
    assert [line.cause for line in found.lines] == [cause] * 3
    assert all(name in {one.name for one in line.causes} and line.explained for line in found.lines)
    assert [step.assumption.cause for step in found.steps] == [cause]
    assert (found.steps[0].agreed, found.fitted, found.thresholds) == (3, 3, ())
    for language in Language:
        assert say_assumption(language, found.steps[0].assumption)


def test_an_exclusion_that_a_help_desk_does_not_know_is_named(terms: Agreement) -> None:
    facts = lives(2, (0, "opened", {"priority": "P1"}), (6, "resolved", {}))
    span = Exclusion(
        id="e1",
        scope=Scope.AGREEMENT,
        scope_id="",
        from_us=to_us(MONDAY),
        until_us=to_us(MONDAY + timedelta(hours=3)),
        reason="force majeure",
        accepted_by="sur",
    )
    found = reconcile(terms, "fix", dict.fromkeys(("T0", "T1"), Claim(met=False)), judged_by(facts, (span,)))
    assert [line.cause for line in found.lines] == [Difference.EXCLUSIONS] * 2


def test_claims_that_agree_need_no_cause(terms: Agreement) -> None:
    facts = lives(2, (0, "opened", {"priority": "P1"}), (3, "resolved", {}))
    found = reconcile(terms, "fix", dict.fromkeys(("T0", "T1"), Claim(met=True)), judged_by(facts))
    assert (found.agreed, found.steps) == (2, ())
    assert [(line.cause, line.causes) for line in found.lines] == [(None, ())] * 2


def test_what_nothing_explains_and_what_nobody_promised_is_said(terms: Agreement) -> None:
    facts = life("T0", (0, "opened", {"priority": "P1"}), (3, "resolved", {}))
    claims = {"T0": Claim(due_us=to_us(MONDAY + timedelta(days=9, minutes=7))), "T9": Claim(met=True)}
    found = {line.ticket: line for line in reconcile(terms, "fix", claims, judged_by(facts)).lines}
    assert (found["T0"].cause, found["T0"].causes) == (Difference.UNKNOWN, ())
    assert (found["T9"].cause, found["T9"].ours) == (Difference.SCOPE, None)


def test_two_assumptions_together_are_found_step_by_step(terms: Agreement) -> None:
    facts = [
        fact
        for place in range(40)
        for fact in life(
            f"T{place}",
            (0, "opened", {"priority": "P1"}),
            (0.5, "changed", {"status": "pending"}),
            (0.5 + place / 10, "changed", {"status": "open"}),
            (1 + place / 10, "resolved", {}),
            (1 + place / 5, "closed", {}),
        )
    ]
    promise = promise_of(terms, "fix")
    ways = {one.name: one for one in assumptions_of(terms, promise)}
    looking = ways["stops_closed"].looking
    theirs = judged_by(facts)(alone(terms, ways["pauses_never"].change(promise)), looking, None)
    claims = {ticket: Claim(met=one.met) for ticket, one in theirs.items()}
    found = reconcile(terms, "fix", claims, judged_by(facts))
    assert found.fitted == 40
    assert all(line.explained for line in found.lines)


def test_a_plain_week_is_found_where_it_is_searched(terms: Agreement) -> None:
    facts = [
        fact
        for place in range(60)
        for fact in life(f"T{place}", (-1 + place / 4, "opened", {"priority": "P1"}), (12 + place / 2, "resolved", {}))
    ]
    weeks, ways = hours_of(terms)
    theirs = next(one for one in ways if one.detail == "mon-fri 13:00-22:00")
    agreement = alone(terms, theirs.change(promise_of(terms, "fix")))
    asked = judged_by(facts)
    agreement = replace(agreement, calendars={**agreement.calendars, **weeks})
    other = {ticket: Claim(due_us=one.due_us) for ticket, one in asked(agreement, Looking(), None).items()}
    plain = reconcile(terms, "fix", other, asked)
    found = reconcile(terms, "fix", other, asked, search_hours=True)
    assert plain.fitted < 60
    assert (found.fitted, found.steps[-1].assumption.detail) == (60, "mon-fri 13:00-22:00")


def test_the_target_that_fits_lies_between_what_was_kept_and_what_was_not() -> None:
    ours = {str(minutes): Ours(verdict="met", consumed_us=minutes, priority="P1") for minutes in (10, 20, 30, 40)}
    claims = {"10": Claim(met=True), "20": Claim(met=True), "30": Claim(met=False), "40": Claim(met=False)}
    [one] = thresholds_of(claims, ours)
    assert (one.over_us, one.under_us, one.agreed, one.n) == (20, 30, 4, 4)
    [never] = thresholds_of({"10": Claim(met=False)}, ours)
    assert (never.over_us, never.under_us, never.agreed) == (None, 10, 1)
    [always] = thresholds_of({"40": Claim(met=True), "30": Claim(met=True)}, ours)
    assert (always.over_us, always.under_us, always.agreed) == (40, None, 2)


@pytest.mark.parametrize(
    ("claim", "ours", "same"),
    [
        (Claim(met=True), None, False),
        (Claim(met=True), Ours(verdict="running"), True),
        (Claim(met=False), Ours(verdict="running"), False),
        (Claim(met=False), Ours(verdict="breached"), True),
        (Claim(met=True), Ours(verdict="excluded"), False),
        (Claim(due_us=0), Ours(verdict="met"), False),
        (Claim(due_us=0), Ours(verdict="met", due_us=60_000_001), False),
        (Claim(met=True, due_us=0), Ours(verdict="breached", due_us=0), False),
    ],
)
def test_a_claim_agrees_by_its_word_and_its_due(claim: Claim, ours: Ours | None, *, same: bool) -> None:
    assert agrees(claim, ours) is same


def test_a_promise_that_is_not_there_is_named(terms: Agreement) -> None:
    with pytest.raises(PromiseUnknown, match="'onsite', expected one of first, fix"):
        promise_of(terms, "onsite")


def test_claims_are_read_from_a_table(tmp_path: Path) -> None:
    file = tmp_path / "claims.csv"
    file.write_text("ticket;commitment;verdict;due\nT1;fix;Kept;2026-03-02T10:00:00Z\nT2;;no;\n", "utf-8")
    assert list(read_claims(file)) == [
        ClaimRow(ticket="T1", commitment="fix", met=True, due_us=to_us(MONDAY + timedelta(hours=1))),
        ClaimRow(ticket="T2", met=False),
    ]
    assert list(claims_said({"T1": "true", "T2": " "}, "log.csv")) == [ClaimRow(ticket="T1", met=True)]


@pytest.mark.parametrize(
    "text", ["ticket,verdict\n,met\n", "ticket,verdict\nT1,perhaps\n", "ticket,due\nT1,soon\n", "ticket,due\nT1,\n"]
)
def test_a_claim_that_says_nothing_is_refused_by_its_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "claims.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(ImportRefused) as refused:
        list(read_claims(file))
    assert (refused.value.code, refused.value.line) == ("bad_claim", 2)
