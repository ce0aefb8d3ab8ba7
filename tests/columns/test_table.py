import polars as pl
import pytest

from acuerdo.columns import TableRefused, judge_columns
from acuerdo.core.clock.exclusions import Exclusion, Scope
from acuerdo.core.clock.verdict import Mark
from acuerdo.core.terms.agreement import Agreement, Commitment, OnChange, OnReopen
from acuerdo.core.terms.conditions import Case, Cases, Condition
from acuerdo.core.terms.measures import PRESETS
from acuerdo.core.terms.targets import BusinessDays, Duration
from tests.columns.comparing import differences, judge_table, judged_by_core, plain_words
from tests.columns.histories import BEGIN, CALENDARS, HOUR, facts_of, raw_table, text_of

URGENT = Condition(fields=(("priority", frozenset({"P1"})),))
AS_OF = BEGIN + 400 * HOUR


def _commitment(measure: str, on_change: OnChange = OnChange.CARRY) -> Commitment:
    return Commitment(
        id=measure,
        measure=PRESETS[measure],
        calendar=Cases((Case(when=URGENT, value="always"), Case(value="office"))),
        within=Cases((Case(when=URGENT, value=Duration(4 * HOUR)), Case(value=BusinessDays(days=1)))),
        on_change=on_change,
        on_reopen=OnReopen.CONTINUE,
    )


AGREEMENT = Agreement(
    id="usual",
    version_hash="1" * 64,
    time_zone="Europe/Madrid",
    calendars=CALENDARS,
    commitments=tuple(_commitment(name) for name in ("first_response", "next_response", "resolution", "ownership")),
)


def _row(ticket: str, hours: float, event: str, **words: str) -> dict[str, str]:
    return {"ticket": ticket, "at": text_of(BEGIN + int(hours * HOUR)), "event": event, **words}


def _usual(ticket: str) -> list[dict[str, str]]:
    return [
        _row(ticket, 1, "opened", priority="P2", service="erp"),
        _row(ticket, 2, "changed", owner="ana"),
        _row(ticket, 3, "replied", by="ana"),
        _row(ticket, 4, "changed", status="pending"),
        _row(ticket, 30, "asked"),
        _row(ticket, 30, "changed", status="open", priority="P1"),
        _row(ticket, 31, "resolved"),
        _row(ticket, 50, "reopened"),
        _row(ticket, 52, "resolved"),
        _row(ticket, 90, "closed"),
    ]


def _same(rows: list[dict[str, str]], exclusions: tuple[Exclusion, ...] = ()) -> int:
    """Compare the engines on some rows; return how many tickets went to the scalar core."""
    found = judge_table(AGREEMENT, raw_table(rows), AS_OF, engine="numba", exclusions=exclusions)
    judgement, expected = judged_by_core(AGREEMENT, facts_of(rows), AS_OF, exclusions)
    assert differences(found.table, expected) == []
    assert found.account.judged == judgement.judged
    assert [item.ticket for item in found.account.refused_tickets] == [
        item.ticket for item in judgement.refused_tickets
    ]
    return found.account.by_core


def test_the_usual_ticket_is_compiled_from_end_to_end() -> None:
    assert _same([*_usual("T1"), *_usual("T2")]) == 0


def test_a_fact_that_is_said_twice_leaves_its_ticket_to_the_scalar_core() -> None:
    rows = _usual("T1")
    assert _same([*rows, dict(rows[2]), *_usual("T2")]) == 1


@pytest.mark.parametrize("again", [{"tier": ""}, {"team": "  "}, {"public": "true"}, {"public": "yes", "tier": " "}])
def test_a_fact_is_said_twice_where_one_says_nothing_in_so_many_words(again: dict[str, str]) -> None:
    rows = _usual("T1")
    assert _same([*rows, {**rows[0], **again}, *_usual("T2")]) == 1


def test_a_key_that_comes_again_with_other_content_marks_its_ticket() -> None:
    rows = [*_usual("T1"), *_usual("T2")]
    for place, row in enumerate(rows):
        row["key"] = str(place)
    rows[3]["key"] = rows[2]["key"]
    found = judge_table(AGREEMENT, raw_table(rows), AS_OF, engine="numba")
    assert (found.account.by_core, [item.code for item in found.account.refused_rows]) == (1, ["duplicate_key"])
    marked = found.table.filter(pl.col("marks").list.len() > 0)["ticket"].unique().to_list()
    assert marked == ["T1"]


def test_a_correction_leaves_its_ticket_to_the_scalar_core() -> None:
    rows = [*_usual("T1"), *_usual("T2")]
    for place, row in enumerate(rows):
        row["key"] = str(place)
    rows.append(_row("T1", 200, "retracted", corrects="6", key="x"))
    assert _same(rows) == 1


def test_a_fact_ahead_of_its_receipt_leaves_its_ticket_to_the_scalar_core() -> None:
    rows = [*_usual("T1"), *_usual("T2")]
    rows[2]["recorded_at"] = rows[0]["at"]
    assert _same(rows) == 1


def test_a_ticket_that_no_fact_opens_is_refused_by_name() -> None:
    assert _same([*_usual("T1")[1:], *_usual("T2")]) == 0


def test_what_happens_after_the_instant_of_judgement_does_not_count_yet() -> None:
    rows = [*_usual("T1"), *[_row("T2", 500, "opened"), _row("T2", 501, "resolved")]]
    found = judge_table(AGREEMENT, raw_table(rows), AS_OF, engine="numba")
    assert (found.account.judged, found.account.not_yet_open) == (1, 1)


@pytest.mark.parametrize(
    ("exclusion", "touched"),
    [
        (Exclusion(id="x", scope=Scope.AGREEMENT, from_us=BEGIN + 2 * HOUR, until_us=BEGIN + 3 * HOUR), 0),
        (Exclusion(id="x", scope=Scope.SERVICE, scope_id="erp", from_us=BEGIN, until_us=BEGIN + 40 * HOUR), 0),
        (Exclusion(id="x", scope=Scope.TICKET, scope_id="T1", from_us=BEGIN, until_us=BEGIN + 40 * HOUR), 1),
        (Exclusion(id="x", scope=Scope.TICKET, scope_id="T2"), 1),
        (Exclusion(id="x", scope=Scope.AGREEMENT, from_us=BEGIN + 390 * HOUR, until_us=BEGIN + 399 * HOUR), 0),
    ],
)
def test_only_exclusions_of_single_tickets_leave_them_to_the_scalar_core(exclusion: Exclusion, touched: int) -> None:
    accepted = Exclusion(
        id=exclusion.id,
        scope=exclusion.scope,
        scope_id=exclusion.scope_id,
        from_us=exclusion.from_us,
        until_us=exclusion.until_us,
        accepted_by="sur",
    )
    assert _same([*_usual("T1"), *_usual("T2")], (accepted,)) == touched
    assert _same([*_usual("T1"), *_usual("T2")], (exclusion,)) == 0


def test_a_calendar_that_ends_leaves_its_tickets_to_the_scalar_core() -> None:
    rows = [_row("T1", 1, "opened"), *_usual("T2")]
    late = Duration(40 * 365 * 24 * HOUR)
    resolution = Commitment(
        id="far", measure=PRESETS["resolution"], calendar=Cases.always("office"), within=Cases.always(late)
    )
    agreement = Agreement(id="far", version_hash="", time_zone="UTC", calendars=CALENDARS, commitments=(resolution,))
    found = judge_table(agreement, raw_table(rows), AS_OF, engine="numba")
    _, expected = judged_by_core(agreement, facts_of(rows), AS_OF)
    assert differences(found.table, expected) == []
    assert found.account.by_core > 0


def test_a_row_that_is_no_fact_is_refused_and_its_ticket_marked() -> None:
    rows = [*_usual("T1"), _row("T1", 60, "changed", status="parked"), _row("T1", 61, "teleported"), *_usual("T2")]
    found = judge_table(AGREEMENT, raw_table(rows), AS_OF, engine="numba")
    assert [(item.ticket, item.row, item.code) for item in found.account.refused_rows] == [
        ("T1", 11, "unmapped_status"),
        ("T1", 12, "unknown_event"),
    ]
    marks = dict(found.table.group_by("ticket").agg(pl.col("marks").first()).iter_rows())
    assert marks == {"T1": ["incomplete_history"], "T2": []}


def test_rows_without_a_ticket_are_refused_and_no_ticket() -> None:
    table = raw_table([*_usual("T1"), _row("T9", 5, "opened")])
    table = table.with_columns(pl.when(pl.col("ticket") != "T9").then("ticket"))
    found = judge_table(AGREEMENT, table, AS_OF, engine="numba")
    assert (found.account.tickets, found.account.judged) == (1, 1)
    assert [item.code for item in found.account.refused_rows] == ["missing_value"]


def test_marks_of_tickets_are_carried_into_their_lines() -> None:
    table = raw_table([*_usual("T1"), *_usual("T2")])
    found = judge_table(AGREEMENT, table, AS_OF, engine="numba", marks={"T2": (Mark.PAUSES_UNKNOWN,)})
    marks = dict(found.table.group_by("ticket").agg(pl.col("marks").first()).iter_rows())
    assert marks == {"T1": [], "T2": ["pauses_unknown"]}


def test_what_was_not_yet_recorded_is_not_known() -> None:
    rows = _usual("T1")
    for row in rows:
        row["recorded_at"] = row["at"]
    rows[6]["recorded_at"] = text_of(BEGIN + 300 * HOUR)
    known = BEGIN + 200 * HOUR
    found = judge_table(AGREEMENT, raw_table(rows), AS_OF, engine="numba", known_at_us=known)
    _, expected = judged_by_core(AGREEMENT, facts_of([row for row in rows if row is not rows[6]]), AS_OF)
    assert differences(found.table, expected) == []


def test_an_empty_table_has_the_columns_of_a_verdict_line() -> None:
    found = judge_columns(AGREEMENT, raw_table(_usual("T1")).clear(), AS_OF)
    assert (len(found.table), found.table.columns[0], found.table.columns[-1]) == (0, "ticket", "engine")


def test_little_is_left_to_the_scalar_core_altogether() -> None:
    found = judge_columns(AGREEMENT, raw_table(_usual("T1")), AS_OF)
    assert (found.account.by_core, found.account.lines) == (1, len(found.table))


def test_words_come_as_text_or_as_codes() -> None:
    table = raw_table([*_usual("T1"), *_usual("T2")])
    coded = table.with_columns(pl.col("event", "status", "priority").cast(pl.Categorical))
    found = [judge_table(AGREEMENT, one, AS_OF, engine="numba").table for one in (table, coded)]
    assert plain_words(found[0]).equals(plain_words(found[1]))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (pl.col("at").dt.replace_time_zone(None), "naive_instant"),
        (pl.col("at").cast(pl.String), "bad_column_type"),
        (pl.lit("x").alias("colour"), "unknown_column"),
    ],
)
def test_a_table_that_cannot_hold_facts_is_refused_with_place_and_hint(change: pl.Expr, code: str) -> None:
    table = raw_table(_usual("T1")).with_columns(change)
    with pytest.raises(TableRefused) as refusal:
        judge_columns(AGREEMENT, table, AS_OF)
    assert refusal.value.code == code


def test_a_table_without_a_needed_column_is_refused() -> None:
    with pytest.raises(TableRefused, match="expected a column 'event'"):
        judge_columns(AGREEMENT, raw_table(_usual("T1")).drop("event"), AS_OF)
