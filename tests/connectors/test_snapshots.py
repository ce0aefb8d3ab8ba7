"""Snapshots: what happened between them, and that columns tell it as rows do."""

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acuerdo.connectors.columnwise import facts_table
from acuerdo.connectors.imported import Imported, ImportedTable, ImportReport
from acuerdo.connectors.importing import import_facts
from acuerdo.connectors.tables import table_of
from acuerdo.core.clock.facts import Fact
from tests.connectors.files import snapshots, written

HEADER = "id;n;opened;updated;state;prio;agent\n"


def facts_of(folder: Path, rows: str, more: str = "", **options: frozenset[str]) -> list[Fact]:
    path = written(folder, HEADER + rows)
    found = import_facts(path, snapshots(more), **options)  # type: ignore[arg-type]  # only `only` is given
    assert not found.refused
    same(found, facts_table(path, snapshots(more), **options))  # type: ignore[arg-type]  # only `only` is given
    return list(found.facts)


def same(rows: Imported, columns: ImportedTable) -> None:
    """Both ways give the same facts, refusals and counts."""
    table = table_of(rows.facts)
    assert table.equals(columns.table), (table, columns.table)
    for part in fields(ImportReport):
        assert getattr(rows, part.name) == getattr(columns, part.name), part.name


def told(facts: list[Fact]) -> list[tuple[str, str, str | None, dict[str, str]]]:
    minute = 60_000_000
    base = 1_772_442_000_000_000
    return [(f"{(fact.at_us - base) // minute:+}", str(fact.event), fact.status, dict(fact.fields)) for fact in facts]


def test_the_first_snapshot_opens_and_each_later_one_tells_what_changed(tmp_path: Path) -> None:
    rows = (
        "T1;0;2/3/2026 09:00;2/3/2026 09:00;new;P2;?\n"
        "T1;1;2/3/2026 09:00;2/3/2026 09:10;open;P2;Ana\n"
        "T1;2;2/3/2026 09:00;2/3/2026 09:15;open;P2;Ana\n"
        "T1;3;2/3/2026 09:00;2/3/2026 09:20;pending;P1;?\n"
        "T1;4;2/3/2026 09:00;2/3/2026 10:00;closed;P1;?\n"
    )
    assert told(facts_of(tmp_path, rows)) == [
        ("+0", "opened", "new", {"priority": "P2"}),
        ("+10", "changed", "open", {"owner": "Ana"}),
        ("+20", "changed", "pending", {"owner": "", "priority": "P1"}),
        ("+60", "changed", "closed", {}),
    ]


def test_what_somebody_did_holds_from_the_first_snapshots_own_time(tmp_path: Path) -> None:
    rows = "T1;0;2/3/2026 09:00;2/3/2026 09:06;resolved;P2;Ana\n"
    assert told(facts_of(tmp_path, rows)) == [
        ("+0", "opened", None, {"priority": "P2"}),
        ("+6", "changed", "resolved", {"owner": "Ana"}),
    ]


def test_an_open_status_holds_from_the_opening(tmp_path: Path) -> None:
    rows = "T1;0;2/3/2026 09:00;2/3/2026 09:06;open;P2;?\n"
    assert told(facts_of(tmp_path, rows)) == [("+0", "opened", "open", {"priority": "P2"})]


def test_without_an_opening_time_the_first_snapshot_is_the_opening(tmp_path: Path) -> None:
    rows = "T1;0;?;2/3/2026 09:06;pending;P2;Ana\n"
    assert told(facts_of(tmp_path, rows)) == [("+6", "opened", "pending", {"owner": "Ana", "priority": "P2"})]


def test_updates_written_before_the_opening_count_at_the_opening(tmp_path: Path) -> None:
    rows = (
        "T1;2;2/3/2026 09:41;2/3/2026 07:27;new;P3;?\n"
        "T1;3;2/3/2026 09:41;2/3/2026 07:30;open;P2;Ana\n"
        "T1;1;2/3/2026 09:41;2/3/2026 09:59;closed;P2;Ana\n"
    )
    assert told(facts_of(tmp_path, rows)) == [
        ("+41", "opened", "new", {"priority": "P3"}),
        ("+41", "changed", "open", {"owner": "Ana", "priority": "P2"}),
        ("+59", "changed", "closed", {}),
    ]
    path = written(tmp_path, HEADER + rows)
    assert import_facts(path, snapshots()).counts.before_opening == 2


def test_rows_of_one_minute_are_ordered_by_number_then_by_place(tmp_path: Path) -> None:
    rows = (
        "T1;10;2/3/2026 09:00;2/3/2026 09:00;closed;P2;?\n"
        "T1;9;2/3/2026 09:00;2/3/2026 09:00;open;P2;?\n"
        "T1;2;2/3/2026 09:00;2/3/2026 09:00;new;P2;?\n"
        "T1;9;2/3/2026 09:00;2/3/2026 09:00;pending;P2;?\n"
    )
    facts = facts_of(tmp_path, rows)
    assert [fact.status for fact in facts] == ["new", "open", "pending", "closed"]
    assert [fact.seq for fact in facts] == [0, 1, 2, 3]
    assert facts == sorted(facts, key=lambda fact: fact.order)


def test_distinct_rows_never_collapse(tmp_path: Path) -> None:
    rows = "".join(f"T1;0;?;2/3/2026 09:00;{word};P2;?\n" for word in ("new", "open", "new", "open"))
    facts = facts_of(tmp_path, rows)
    assert [fact.status for fact in facts] == ["new", "open", "new", "open"]
    assert len({fact.key for fact in facts}) == 4


def test_an_ignored_status_leaves_the_status_and_keeps_the_rest_of_the_row(tmp_path: Path) -> None:
    rows = "T1;0;?;2/3/2026 09:00;open;P2;?\nT1;1;?;2/3/2026 09:01;-100;P1;?\nT1;2;?;2/3/2026 09:02;open;P1;?\n"
    assert told(facts_of(tmp_path, rows, "ignored_statuses: ['-100']\n")) == [
        ("+0", "opened", "open", {"priority": "P2"}),
        ("+1", "changed", None, {"priority": "P1"}),
    ]


def test_a_first_snapshot_without_a_status_is_open_until_one_says_more(tmp_path: Path) -> None:
    rows = "T1;0;2/3/2026 08:00;2/3/2026 09:00;?;P2;?\nT1;1;2/3/2026 08:00;2/3/2026 09:05;pending;P2;?\n"
    assert [fact.status for fact in facts_of(tmp_path, rows)] == [None, "pending"]


def test_fields_that_nobody_asks_for_are_not_read(tmp_path: Path) -> None:
    rows = "T1;0;?;2/3/2026 09:00;open;P2;Ana\nT1;1;?;2/3/2026 09:01;open;P1;Ana\nT1;2;?;2/3/2026 09:02;open;P1;Eva\n"
    facts = facts_of(tmp_path, rows, only=frozenset({"owner"}))
    assert [dict(fact.fields) for fact in facts] == [{"owner": "Ana"}, {"owner": "Eva"}]
    assert {fact.key for fact in facts} == {None}


@pytest.mark.parametrize("reason", ["", "values: {reason: {cust: customer}}\n"])
def test_a_reason_beside_the_status_is_part_of_it(tmp_path: Path, reason: str) -> None:
    reasons = ("cust", "supplier", "?")
    rows = "".join(f"T1;{n};?;2/3/2026 09:0{n};on_hold;P2;{word}\n" for n, word in enumerate(reasons))
    base = (
        "profile: 1\nid: test\nrows: snapshots\ntime_zone: UTC\ndates: ['%d/%m/%Y %H:%M']\nmissing: ['?']\n"
        "columns: {ticket: id, at: updated, status: state, reason: agent}\nsort: [n]\n"
    )
    path = written(tmp_path, HEADER + rows)
    found = import_facts(path, snapshots(reason, base=base))
    same(found, facts_table(path, snapshots(reason, base=base)))
    first = "customer" if reason else "cust"
    assert [fact.reason for fact in found.facts] == [first, "supplier", "agreed_date"]


def test_several_files_are_one_import(tmp_path: Path) -> None:
    one = written(tmp_path, HEADER + "T1;0;?;2/3/2026 09:00;new;P2;?\nT2;0;?;2/3/2026 09:00;new;P2;?\n", "1.csv")
    two = written(tmp_path, HEADER + "T1;1;?;2/3/2026 09:05;open;P2;?\nT1;x;?;bad;open;P2;?\n", "2.csv")
    found = import_facts([one, two], snapshots())
    same(found, facts_table([one, two], snapshots()))
    assert [(fact.ticket, fact.row) for fact in found.facts] == [("T1", 1), ("T1", 3), ("T2", 2)]
    assert [(row.file, row.line, row.row) for row in found.refused] == [(str(two), 3, 2)]
    assert found.incomplete == {"T1"}
    assert found.marks_of("T1") == {"incomplete_history"}
    assert found.marks_of("T2") == frozenset()
    assert found.share_refused == 0.25


STATES = st.sampled_from(
    ["new", "open", "pending", "resolved", "closed", "?", "-100", "frobnicated", " open", "on_hold"]
)
MINUTES = st.integers(0, 6).map(lambda minute: f"29/3/2026 {1 + minute // 4:02}:{minute % 4}{minute}")
ROW = st.tuples(
    st.sampled_from(["T1", "T2", "T3", " T1", ""]),
    st.sampled_from(["0", "1", "2", "10", "01", "x", ""]),
    st.one_of(st.just("29/3/2026 01:11"), MINUTES, st.sampled_from(["", "?", "31/2/2026 1:00"])),
    st.one_of(MINUTES, MINUTES, st.sampled_from(["?", "30/2/2026 1:00", "29/3/2026 2:30", "25/10/2026 2:30"])),
    STATES,
    st.sampled_from(["P1", "P2", "?", "-", "very " * 250]),
    st.sampled_from(["Ana", "Eva", "?", "\u00a0Ana", "Ana\x1c"]),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(ROW, max_size=14), zone=st.sampled_from(["UTC", "Europe/Madrid"]))
def test_columns_and_rows_give_the_same_facts_and_refusals(
    tmp_path: Path, rows: list[tuple[str, ...]], zone: str
) -> None:
    path = written(tmp_path, HEADER + "".join(";".join(row) + "\n" for row in rows))
    profile = snapshots("ignored_statuses: ['-100']\nvalues: {owner: {Eva: Eve}}\nconstants: {type: incident}\n")
    found = import_facts(path, profile, time_zone=zone)
    same(found, facts_table(path, profile, time_zone=zone))
    counts = found.counts
    assert counts.rows == len(rows)
    assert counts.refused == len(found.refused)
    assert len({fact.row for fact in found.facts}) + counts.unchanged + counts.refused == counts.rows
    check_histories(found.facts)


def check_histories(facts: Sequence[Fact]) -> None:
    """Each ticket is opened once, first, and its facts stand in order."""
    tickets: dict[str, list[Fact]] = {}
    for fact in facts:
        tickets.setdefault(fact.ticket, []).append(fact)
    for history in tickets.values():
        assert [fact.event == "opened" for fact in history] == [True] + [False] * (len(history) - 1)
        assert history == sorted(history, key=lambda fact: fact.order)
        assert len({fact.key for fact in history}) == len(history)
