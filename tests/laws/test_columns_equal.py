"""The columns and the scalar core are the same law: every field of every verdict, on histories made at random."""

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acuerdo.columns.compiling import COMPILED
from acuerdo.core.clock.exclusions import Exclusion
from acuerdo.core.terms.agreement import Agreement
from tests.cast import agreement as promise
from tests.columns.comparing import differences, judge_table, judged_by_core
from tests.columns.histories import BEGIN, HOUR, agreements, exclusions, facts_of, histories, raw_table, told_table

ENGINE = "numba" if COMPILED else "numpy"
_OFTEN = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
as_ofs = st.integers(0, 9 * 24).map(lambda hours: BEGIN + hours * HOUR)


@_OFTEN
@given(agreements(), histories(), as_ofs)
def test_compiled_verdicts_are_those_of_the_scalar_core(
    agreement: Agreement, rows: list[dict[str, str]], as_of: int
) -> None:
    found = judge_table(agreement, raw_table(rows), as_of, engine=ENGINE)
    judgement, expected = judged_by_core(agreement, facts_of(rows), as_of)
    assert differences(found.table, expected) == []
    assert found.account.judged == judgement.judged
    assert found.account.not_yet_open == judgement.not_yet_open


@_OFTEN
@given(agreements(), histories(), as_ofs)
def test_facts_that_an_importer_has_told_give_the_same_verdicts(
    agreement: Agreement, rows: list[dict[str, str]], as_of: int
) -> None:
    found = judge_table(agreement, told_table(rows), as_of, engine=ENGINE)
    _, expected = judged_by_core(agreement, facts_of(rows), as_of)
    assert differences(found.table, expected) == []


@_OFTEN
@given(agreements(), histories(), as_ofs, exclusions())
def test_what_both_sides_left_out_changes_the_same(
    agreement: Agreement, rows: list[dict[str, str]], as_of: int, excluded: tuple[Exclusion, ...]
) -> None:
    found = judge_table(agreement, told_table(rows), as_of, engine=ENGINE, exclusions=excluded)
    _, expected = judged_by_core(agreement, facts_of(rows), as_of, excluded)
    assert differences(found.table, expected) == []


@_OFTEN
@given(agreements(), histories(), as_ofs, st.randoms(use_true_random=False))
def test_tickets_whose_rows_are_scattered_over_a_table_are_put_together(
    agreement: Agreement, rows: list[dict[str, str]], as_of: int, chance: Random
) -> None:
    chance.shuffle(rows)
    found = judge_table(agreement, told_table(rows), as_of, engine=ENGINE)
    _, expected = judged_by_core(agreement, facts_of(rows), as_of)
    assert differences(found.table, expected) == []


def test_a_wait_that_two_messages_began_at_a_reopening_does_not_come_back() -> None:
    told = ["09:00 opened", "10:00 resolved", "10:05 asked", "11:00 reopened", "11:00 asked", "12:00 resolved"]
    rows = [
        {"ticket": "T1", "at": f"2026-03-02T{at}:00Z", "event": event, "seq": str(number)}
        for number, (at, event) in enumerate(one.split() for one in (*told, "13:00 reopened"))
    ]
    promised = promise({"measure": "next_response", "within": "2h", "calendar": "always"})
    as_of = BEGIN + 9 * 24 * HOUR
    found = judge_table(promised, raw_table(rows), as_of, engine=ENGINE).table
    _, expected = judged_by_core(promised, facts_of(rows), as_of)
    assert differences(found, expected) == []
    assert found["reason"].to_list() == ["resolved_without"]
