"""Parts in ratios and findings over columns: what each says, and which tickets are left to the scalar core."""

from dataclasses import replace

import pytest

from acuerdo.connectors.tables import table_of
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.verdict import Mark
from acuerdo.core.terms.agreement import Agreement, FirstContact, Metric, RatioCommitment
from acuerdo.core.terms.conditions import Condition
from acuerdo.core.terms.priorities import PriorityScale
from tests.cast import agreement, exclusion, history, us
from tests.columns.comparing import judge_table
from tests.columns.histories import HOUR, facts_of, raw_table, text_of
from tests.columns.shares import examined_by_columns, examined_by_core

AS_OF = us("2026-06-01 00:00")
LIVES = {
    "two replies": ("09:00 opened team=desk tier=1 owner=ana", "10:00 replied", "11:00 replied", "11:00 resolved"),
    "handed on": ("09:00 opened team=desk tier=1 owner=ana", "10:00 changed tier=2", "10:30 replied", "11:00 resolved"),
    "another team": ("09:00 opened team=desk", "10:00 changed team=net", "11:00 resolved"),
    "handed back": ("09:00 opened tier=1", "10:00 changed tier=-", "10:30 changed tier=1", "11:00 resolved"),
    "left to nobody": ("09:00 opened tier=1", "10:00 changed tier=-", "11:00 resolved"),
    "from a machine": ("09:00 opened owner=system", "10:00 changed owner=ana", "10:30 replied", "11:00 resolved"),
    "of two people": (
        "09:00 opened owner=ana",
        "10:00 changed owner=system",
        "10:30 changed owner=bo",
        "11:00 resolved",
    ),
    "handed on later": ("09:00 opened tier=1", "11:00 resolved", "11:00 replied", "12:00 changed tier=2"),
    "reopened": ("09:00 opened team=desk", "10:00 resolved", "11:00 reopened", "12:00 resolved"),
    "at once": ("09:00 opened tier=1", "10:00 replied", "10:00 resolved"),
    "told before": ("08:00 replied", "08:30 replied", "09:00 opened tier=1", "10:00 replied", "10:00 resolved"),
    "at the opening": ("09:00 opened", "09:00 resolved"),
    "not yet": ("09:00 opened", "10:00 replied"),
    "merged": ("09:00 opened", "10:00 merged", "11:00 reopened", "12:00 resolved"),
    "cancelled": ("09:00 opened", "10:00 cancelled", "11:00 reopened", "12:00 closed"),
}
DEFINITIONS: dict[FirstContact, list[str]] = {
    FirstContact.SINGLE_REPLY: [
        "handed on",
        "another team",
        "handed back",
        "left to nobody",
        "from a machine",
        "of two people",
        "handed on later",
        "at once",
        "told before",
        "at the opening",
        "cancelled",
    ],
    FirstContact.NO_HANDOVER: [
        "two replies",
        "handed back",
        "left to nobody",
        "from a machine",
        "handed on later",
        "at once",
        "told before",
        "at the opening",
        "cancelled",
    ],
    FirstContact.FIRST_TIER: [
        "two replies",
        "another team",
        "from a machine",
        "of two people",
        "handed on later",
        "at once",
        "told before",
        "at the opening",
        "cancelled",
    ],
    FirstContact.SAME_CONTACT: ["handed on later", "at once", "told before", "at the opening"],
}


def _facts() -> list[Fact]:
    told = [fact for name, lines in LIVES.items() for fact in history(*lines, ticket=name)]
    return [fact._replace(row=row) for row, fact in enumerate(told, start=1)]


def _terms(*ratios: RatioCommitment) -> Agreement:
    return replace(agreement(), ratios=ratios)


def _holding(metric: Metric, definition: FirstContact | None = None) -> list[str]:
    terms = _terms(RatioCommitment(id="ratio", metric=metric, definition=definition))
    found = examined_by_columns(terms, table_of(_facts()), AS_OF).shares
    assert found.equals(examined_by_core(terms, _facts(), AS_OF).shares)
    return found.filter("holds")["ticket"].to_list()


@pytest.mark.parametrize("definition", list(FirstContact))
def test_first_contact_has_four_definitions_over_columns_too(definition: FirstContact) -> None:
    assert _holding(Metric.FIRST_CONTACT_RESOLUTION, definition) == DEFINITIONS[definition]


def test_escalations_and_reopenings_are_found_over_columns_too() -> None:
    assert _holding(Metric.ESCALATION) == ["handed on"]
    assert _holding(Metric.REOPEN_RATE) == ["reopened"]


def test_spaces_around_a_word_do_not_count_and_an_empty_one_says_nothing() -> None:
    rows = [
        {"ticket": "A", "at": text_of(AS_OF - 4 * HOUR), "event": "opened", "tier": "1"},
        {"ticket": "A", "at": text_of(AS_OF - 3 * HOUR), "event": "changed", "tier": ""},
        {"ticket": "A", "at": text_of(AS_OF - 2 * HOUR), "event": "changed", "tier": " 1 "},
        {"ticket": "A", "at": text_of(AS_OF - HOUR), "event": "resolved", "tier": "  "},
    ]
    terms = _terms(RatioCommitment(id="up", metric=Metric.ESCALATION))
    found = examined_by_columns(terms, raw_table(rows), AS_OF).shares
    assert found.rows() == examined_by_core(terms, facts_of(rows), AS_OF).shares.rows()
    assert found["holds"].to_list() == [False]


def test_an_agreement_of_ratios_alone_is_judged_by_columns_without_any_line() -> None:
    terms = replace(_terms(RatioCommitment(id="up", metric=Metric.ESCALATION)), commitments=())
    answer = judge_table(terms, table_of(_facts()), AS_OF, engine="numba")
    assert (len(answer.table), answer.account.tickets, answer.account.judged) == (0, len(LIVES), len(LIVES))


def test_the_backlog_has_a_row_for_each_span_in_which_a_ticket_was_open() -> None:
    terms = _terms(RatioCommitment(id="old", metric=Metric.BACKLOG_AGE))
    found = examined_by_columns(terms, table_of(_facts()), AS_OF).shares
    assert found.equals(examined_by_core(terms, _facts(), AS_OF).shares)
    spans = {name: found.filter(ticket=name).select("open_from_us", "open_until_us").rows() for name in LIVES}
    nine, ten, eleven, noon = (us(at) for at in ("09:00", "10:00", "11:00", "12:00"))
    assert spans["reopened"] == [(nine, ten), (eleven, noon)]
    assert spans["not yet"] == [(nine, None)]
    assert spans["merged"] == [(nine, ten)]
    assert spans["at the opening"] == [(None, None)]


def test_an_agreement_without_ratios_has_no_parts_and_one_without_a_scale_no_differences() -> None:
    found = examined_by_columns(_terms(), table_of(_facts()), AS_OF)
    assert len(found.shares) == 0
    assert set(found.findings["code"]) == {"fact_before_opening"}


SCALE = PriorityScale(levels=("P1", "P2"), by_type={"request": "P2"})
BY_PRIORITY = {
    "given": "09:00 opened P1 type=request",
    "derived": "09:00 opened P1 type=request by=system",
    "of a machine": "09:00 opened P1 by=system",
    "of the service's own scale": "09:00 opened type=request service=erp",
    "none": "09:00 opened",
    "by night": "22:00 opened P1",
}


def test_the_scope_of_a_ratio_asks_for_the_priority_in_force_and_the_hours_of_the_opening() -> None:
    scope = Condition(fields=(("priority", frozenset({"P1"})),), opened_in=frozenset({"office"}))
    ratio = RatioCommitment(id="again", metric=Metric.REOPEN_RATE, applies_to=scope)
    own = PriorityScale(levels=("P1", "P2"), by_type={"request": "P1"})
    terms = replace(_terms(ratio), scale=SCALE, scales={"erp": own})
    facts = [fact for name, line in BY_PRIORITY.items() for fact in history(line, "23:00 resolved", ticket=name)]
    found = examined_by_columns(terms, table_of(facts), AS_OF).shares
    assert found.rows() == examined_by_core(terms, facts, AS_OF).shares.rows()
    assert found["ticket"].to_list() == ["given", "of a machine", "of the service's own scale"]


DOUBTFUL = (
    "08:00 changed type=request P1",  # before the opening, and other than the type says
    "09:00 opened",
    "10:00 replied",  # says nothing about a field
    "11:00 opened team=desk",
    "12:00 changed P2",
    "13:00 changed P1 by=system",
)


def test_findings_are_those_of_the_scalar_core_in_their_order() -> None:
    terms = replace(agreement(), scale=SCALE)
    facts = [fact._replace(row=row) for row, fact in enumerate(history(*DOUBTFUL, ticket="A"), start=1)]
    found = examined_by_columns(terms, table_of(facts), AS_OF).findings
    assert found.rows() == examined_by_core(terms, facts, AS_OF).findings.rows()
    assert found.select("code", "row", "expected").rows() == [
        ("fact_before_opening", 1, ""),
        ("priority_differs", 1, "P2"),
        ("second_opening", 4, ""),
        ("priority_differs", 4, "P2"),
    ]


def test_priorities_that_no_scale_has_are_found_as_the_scalar_core_finds_them() -> None:
    own = PriorityScale(levels=("S1",))
    terms = replace(agreement(), scale=SCALE, scales={"erp": own})
    lives = {
        "A": ("09:00 opened priority=p1", "10:00 changed team=desk", "11:00 changed P1", "12:00 changed priority=p1"),
        "B": ("09:00 opened type=request priority=p1", "10:00 changed service=erp", "11:00 changed priority=S1"),
        "C": ("08:00 changed priority=p1 by=system", "09:00 opened", "10:00 changed type=request service=mail"),
        "D": ("09:00 opened P1", "09:00 changed priority=p2", "09:00 asked", "10:00 changed priority=-"),
    }
    facts = [fact for name, lines in lives.items() for fact in history(*lines, ticket=name)]
    facts = [fact._replace(row=row) for row, fact in enumerate(facts, start=1)]
    found = examined_by_columns(terms, table_of(facts), AS_OF).findings
    assert found.rows() == examined_by_core(terms, facts, AS_OF).findings.rows()
    unknown = found.filter(code="priority_unknown").select("ticket", "row", "expected")
    levels = ", ".join(SCALE.levels)
    assert unknown.rows() == [
        ("A", 1, levels),
        ("A", 4, levels),
        ("B", 5, levels),
        ("B", 6, "S1"),
        ("C", 8, levels),
        ("D", 13, levels),
    ]


def test_who_is_excluded_whole_incomplete_or_unknown_is_set_apart_as_by_the_scalar_core() -> None:
    ratios = [
        RatioCommitment(id="again", metric=Metric.REOPEN_RATE),
        RatioCommitment(id="old", metric=Metric.BACKLOG_AGE, older_than_us=HOUR),
    ]
    told = [fact for name in "ABCDE" for fact in history("09:00 opened", "11:00 resolved", ticket=name)]
    told += history("10:00 replied key=k", "10:30 asked key=k", ticket="B")
    facts = [fact._replace(row=row) for row, fact in enumerate(told, start=1)]
    exclusions = [exclusion(scope="ticket:A"), exclusion(scope="ticket:C", commitments=["old"], name="X2")]
    marks = {
        "A": (Mark.INCOMPLETE_HISTORY,),
        "D": (Mark.INCOMPLETE_HISTORY, Mark.PAUSES_UNKNOWN),
        "E": (Mark.PAUSES_UNKNOWN,),
    }
    terms = _terms(*ratios)
    found = examined_by_columns(terms, table_of(facts), AS_OF, exclusions=exclusions, marks=marks).shares
    assert found.rows() == examined_by_core(terms, facts, AS_OF, exclusions=exclusions, marks=marks).shares.rows()
    assert found.select("ticket", "commitment", "apart").rows() == [
        ("A", "again", "excluded"),
        ("A", "old", "excluded"),
        ("B", "again", "incomplete"),
        ("B", "old", "incomplete"),
        ("C", "again", None),
        ("C", "old", "excluded"),
        ("D", "again", "incomplete"),
        ("D", "old", "incomplete"),
        ("E", "again", "pauses_unknown"),
        ("E", "old", None),
    ]


def test_corrected_and_repeated_tickets_take_their_place_among_the_others() -> None:
    terms = replace(agreement(), scale=SCALE, ratios=(RatioCommitment(id="again", metric=Metric.REOPEN_RATE),))
    told: list[Fact] = []
    for name in ("A", "B", "C"):
        told += [fact._replace(key=f"{name}{place}") for place, fact in enumerate(history(*DOUBTFUL, ticket=name))]
        told += history("14:00 resolved", "15:00 reopened", ticket=name)
    taken_back = history("16:00 retracted corrects=B3", ticket="B")[0]
    told.append(taken_back._replace(recorded_us=us("17:00")))
    facts = [fact._replace(row=row) for row, fact in enumerate(told, start=1)]
    for known_at in (None, us("16:30")):
        found = examined_by_columns(terms, table_of(facts), AS_OF, known_at)
        expected = examined_by_core(terms, facts, AS_OF, known_at)
        assert found.findings.rows() == expected.findings.rows()
        assert found.shares.rows() == expected.shares.rows()
        assert found.shares["ticket"].to_list() == ["A", "B", "C"]
        assert len(found.findings.filter(ticket="B")) == (2 if known_at is None else 4)
