"""Judging a history: what is not judged is listed, also of a ticket that nothing opens."""

import pytest

from acuerdo.connectors.tables import table_of
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.history import HistoryRefused
from acuerdo.core.clock.intake import FactRefused
from acuerdo.studies.judging import judge, judge_facts
from tests.cast import agreement, history, moment, resolution, us
from tests.columns.comparing import judge_table

AS_OF = us("2026-05-01 00:00")
AHEAD = (
    "2026-03-03 09:00 opened recorded_at=2026-03-02_09:00",
    "2026-03-03 10:00 resolved key=a",
    "2026-03-03 11:00 closed key=a",
)


def _ahead() -> list[Fact]:
    told = [*history("2026-03-02 09:00 opened", "10:00 resolved", ticket="A"), *history(*AHEAD, ticket="B")]
    return [fact._replace(row=row) for row, fact in enumerate(told, start=1)]


def test_a_ticket_whose_opening_lies_ahead_lists_what_was_set_aside_and_refused() -> None:
    found = judge_facts(agreement(), _ahead(), as_of_us=AS_OF)
    assert [(one.ticket, one.code, one.facts) for one in found.refused_tickets] == [("B", "no_opened", 3)]
    assert [fact.row for fact in found.quarantined] == [3]
    assert [(one.ticket, one.row, one.code, one.key) for one in found.refused_facts] == [("B", 5, "duplicate_key", "a")]
    assert ["lies later than its own recording" in str(refusal) for refusal in found.refusals] == [True]


@pytest.mark.parametrize("engine", ["core", "numpy"])
def test_the_columns_list_the_same_of_a_ticket_that_nothing_opens(engine: str) -> None:
    account = judge_table(agreement(), table_of(_ahead()), AS_OF, engine=engine).account
    assert [(one.ticket, one.code, one.facts) for one in account.refused_tickets] == [("B", "no_opened", 3)]
    assert [(one.ticket, one.row, one.code) for one in account.refused_rows] == [("B", 5, "duplicate_key")]


def test_judging_by_the_public_name_says_why_a_ticket_has_no_opening() -> None:
    rows = [
        {"ticket": "B", "at": moment("Tue 09:00"), "event": "opened", "recorded_at": moment("Mon 09:00")},
        {"ticket": "B", "at": moment("Tue 10:00"), "event": "resolved"},
    ]
    with pytest.raises(HistoryRefused, match=r"ticket B: its opening \(row 1\) lies later"):
        judge(agreement(), rows, as_of=moment("Fri 10:00"))


def test_judging_by_the_public_name_refuses_a_key_that_another_ticket_has() -> None:
    rows = [
        {"ticket": "A", "at": moment("Mon 09:00"), "event": "opened", "key": "k1"},
        {"ticket": "B", "at": moment("Mon 10:00"), "event": "opened", "key": "k1"},
    ]
    with pytest.raises(
        FactRefused, match=r"^key: found 'k1', expected a key of its own: ticket A has this one"
    ) as shared:
        judge(agreement(), rows, as_of=moment("Fri 10:00"))
    assert shared.value.code == "duplicate_key"
    apart = [{**row, "source": row["ticket"]} for row in rows]
    assert {one.ticket for one in judge(agreement(resolution()), apart, as_of=moment("Fri 10:00"))} == {"A", "B"}
