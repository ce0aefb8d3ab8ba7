"""Rows that are events: our own columns, other people's words, and replies told from notes."""

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acuerdo.connectors.columnwise import facts_table
from acuerdo.connectors.imported import Imported, ImportReport
from acuerdo.connectors.importing import import_facts
from acuerdo.connectors.profile_files import parse_profile
from acuerdo.connectors.refusals import ImportRefused
from acuerdo.connectors.tables import table_of, table_schema
from acuerdo.core.clock.facts import FACT_COLUMNS
from acuerdo.core.terms.measures import Stage
from tests.connectors.files import written

COMMENTS = """
profile: 1
id: comments
rows: events
time_zone: UTC
columns: {ticket: Case, at: When, event: Kind, by: Author, status: Status}
key: [Comment]
events:
  Created: opened
  Comment:
    - {when: {Role: [agent, admin], Private: ["no"]}, becomes: replied}
    - {when: {Role: [agent, admin]}, becomes: replied, public: "false"}
    - {when: {Role: [bot]}, becomes: replied, by: system}
    - {when: {Role: [requester]}, becomes: asked}
  View: ignored
"""
TOLD = """Case,When,Kind,Author,Role,Private,Comment,Status
C1,2026-03-02 09:00:00,Created,Eva,requester,no,1,new
C1,2026-03-02 09:01:00,Comment,Robot,bot,no,2,
C1,2026-03-02 09:02:00,Comment,Ana,agent,yes,3,
C1,2026-03-02 09:03:00,View,Ana,agent,no,,
C1,2026-03-02 09:05:00,Comment,Ana,admin,no,4,open
C1,2026-03-02 09:09:00,Comment,Eva,requester,no,5,
C1,2026-03-02 09:10:00,Comment,Nobody,stranger,no,6,
"""


def same(path: Path, found: Imported, **options: object) -> None:
    """Columns give the same facts, refusals and counts."""
    table = facts_table(path, found.profile if found.profile.id != "acuerdo" else None, **options)  # type: ignore[arg-type]  # passed on
    assert table_of(found.facts, found.profile.fields).equals(table.table)
    for part in fields(ImportReport):
        assert getattr(found, part.name) == getattr(table, part.name), part.name


def test_a_reply_is_told_from_a_note_a_question_and_a_machine(tmp_path: Path) -> None:
    path = written(tmp_path, TOLD)
    found = import_facts(path, parse_profile(COMMENTS, "p.yaml"))
    opened, robot, note, reply, question = found.facts
    assert opened.event == "opened"
    assert [fact.is_reply for fact in (robot, note, reply)] == [False, False, True]
    assert (robot.by_system, note.public, question.is_customer_message) == (True, False, True)
    assert reply.stage is Stage.OPEN
    assert [fact.key for fact in found.facts] == ["1", "2", "3", "4", "5"]
    assert [(row.code, row.line, row.ticket) for row in found.refused] == [("unmatched_event", 8, "C1")]
    assert (found.counts.ignored, found.counts.rows) == (1, 7)
    assert found.events == {"Comment": 5, "Created": 1, "View": 1}
    same(path, found)


def test_a_retraction_of_nothing_is_refused_by_rows_and_by_columns(tmp_path: Path) -> None:
    lines = (
        "ticket,at,event,status,key,corrects",
        "T1,2026-03-02T09:00:00Z,opened,,k1,",
        "T1,2026-03-02T09:10:00Z,asked,,k2,",
        "T1,2026-03-02T09:20:00Z,retracted,,k3,k2",
        "T1,2026-03-02T09:30:00Z,retracted,,k4,",
    )
    path = written(tmp_path, "\n".join(lines) + "\n")
    found = import_facts(path)
    assert [(row.code, row.line, row.column) for row in found.refused] == [("missing_value", 5, "corrects")]
    same(path, found)


SHARED = """ticket,at,event,source,key,recorded_at
A,2026-03-02T09:00:00Z,opened,,k1,
B,2026-03-02T08:00:00Z,opened,,k2,2026-03-02T10:00:00Z
B,2026-03-02T09:30:00Z,asked,,k1,
C,2026-03-02T09:40:00Z,opened,other,k1,
D,2026-03-02T09:50:00Z,opened,,k2,
D,2026-03-02T09:51:00Z,asked,,k5,
D,2026-03-02T09:51:00Z,asked,,k5,
D,2026-03-02T12:00:00Z,asked,,k6,2026-03-02T09:00:00Z
E,2026-03-02T12:00:00Z,opened,,k6,
E,2026-03-02T12:01:00Z,asked,,,
A,2026-03-02T12:01:00Z,asked,,,
"""


def test_a_key_of_another_tickets_fact_is_refused_by_rows_and_by_columns(tmp_path: Path) -> None:
    path = written(tmp_path, SHARED)
    found = import_facts(path)
    told = [(row.code, row.line, row.ticket, row.column, row.found) for row in found.refused]
    assert told == [
        ("duplicate_key", 3, "B", "key", "k2"),  # recorded after D's
        ("duplicate_key", 4, "B", "key", "k1"),
        ("duplicate_key", 9, "D", "key", "k6"),  # ahead of its recording
    ]
    assert found.refused[0].expected == "a key of its own: ticket D has this one"
    assert found.incomplete == {"B", "D"}
    assert (found.counts.facts, found.counts.refused, found.counts.tickets) == (8, 3, 4)
    same(path, found)


def test_our_own_columns_need_no_profile(tmp_path: Path) -> None:
    header = ",".join(FACT_COLUMNS)
    row = (
        "T1,2026-03-02T09:00:00Z,changed,on_hold,supplier,2026-03-05T09:00:00+01:00,P1,high,low,incident,desk,moves,Sur,"
        "mail,Lima,eu,srv1,net,2,-,Ana,false,T0,erp,7,k1,k0,2026-03-02T09:00:05Z"
    )
    found = import_facts(written(tmp_path, f"{header}\n{row}\n"))
    fact = found.facts[0]
    assert (fact.stage, fact.reason, fact.until_us) == (Stage.WAITING, "supplier", 1_772_697_600_000_000)
    assert dict(fact.fields)["owner"] == ""
    assert (fact.seq, fact.key, fact.corrects, fact.into, fact.source) == (7, "k1", "k0", "T0", "erp")
    assert fact.recorded_us == fact.at_us + 5_000_000
    same(written(tmp_path, f"{header}\n{row}\n"), found)


def test_a_column_that_is_none_of_ours_refuses_the_file_by_name(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as caught:
        import_facts(written(tmp_path, "ticket,at,event,prority\n"))
    assert (caught.value.code, caught.value.hint) == ("unknown_column", "did you mean priority?")


def test_a_column_that_the_agreement_declares_is_ours_too(tmp_path: Path) -> None:
    path = written(
        tmp_path, "ticket,at,event,vip\nT1,2026-03-02T09:00:00Z,opened,yes\nT2,2026-03-02T09:00:00Z,opened,x\n"
    )
    own = {"vip": frozenset({"yes", "no"})}
    found = import_facts(path, own_fields=own)
    assert [fact.fields for fact in found.facts] == [(("vip", "yes"),)]
    assert [row.code for row in found.refused] == ["unknown_value"]
    same(path, found, own_fields=own)
    assert "vip" in table_schema(own)


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("T1,,opened,,", "missing_value", "at"),
        (",2026-03-02T09:00:00Z,opened,,", "missing_value", "ticket"),
        ("T1,2026-03-02T09:00:00Z,,,", "missing_value", "event"),
        ("T1,2026-03-02T09:00:00,opened,,", "naive_instant", "at"),
        ("T1,2026-02-30T09:00:00Z,opened,,", "bad_instant", "at"),
        ("T1,1950-02-03T09:00:00Z,opened,,", "beyond_years", "at"),
        ("T1,2026-03-02T09:00:00Z,exploded,,", "unknown_event", "event"),
        ("T1,2026-03-02T09:00:00Z,changed,in progress,", "unmapped_status", "status"),
        ("T1,2026-03-02T09:00:00Z,resolved,open,", "contradicting_status", "status"),
        ("T1,2026-03-02T09:00:00Z,replied,,perhaps", "bad_flag", "public"),
    ],
)
def test_a_bad_row_is_refused_with_its_line_column_and_reason(tmp_path: Path, row: str, code: str, column: str) -> None:
    good = "T9,2026-03-02T09:00:00Z,opened,new,yes"
    path = written(tmp_path, f"ticket,at,event,status,public\n{good}\n{row}\n{good}\n")
    found = import_facts(path)
    assert len(found.facts) == 2
    refused = found.refused[0]
    assert (refused.code, refused.column, refused.line, refused.row) == (code, column, 3, 2)
    assert refused.expected
    same(path, found)


def test_the_file_calls_its_columns_by_its_own_names(tmp_path: Path) -> None:
    path = written(tmp_path, TOLD.replace("2026-03-02 09:05:00", "soon"))
    refused = import_facts(path, parse_profile(COMMENTS, "p.yaml")).refused
    assert [row.column for row in refused] == ["When", "Kind"]


def test_events_that_the_agreement_names_are_known(tmp_path: Path) -> None:
    path = written(tmp_path, "ticket,at,event\nT1,2026-03-02T09:00:00Z,root_cause_sent\n")
    assert [row.code for row in import_facts(path).refused] == ["unknown_event"]
    found = import_facts(path, own_events=frozenset({"root_cause_sent"}))
    assert found.facts[0].event == "root_cause_sent"
    same(path, found, own_events=frozenset({"root_cause_sent"}))


def test_repeated_rows_count_once_by_the_columns_that_the_profile_names(tmp_path: Path) -> None:
    profile = parse_profile(
        "profile: 1\nid: x\nrows: events\ncolumns: {ticket: ticket, at: at, event: event}\n"
        "dedupe: [ticket, at, event]\n",
        "p",
    )
    row = "T1,2026-03-02T09:00:00Z,opened\n"
    path = written(tmp_path, f"ticket,at,event\n{row}{row}{row.replace('T1', 'T2')}")
    found = import_facts(path, profile)
    assert ([fact.ticket for fact in found.facts], found.counts.duplicate) == (["T1", "T2"], 1)
    same(path, found)


def test_lines_below_the_table_are_ignored_by_how_they_begin(tmp_path: Path) -> None:
    profile = parse_profile(
        "profile: 1\nid: x\nrows: events\ncolumns: {ticket: ticket, at: at, event: event}\nfooters: ['Total:']\n", "p"
    )
    path = written(tmp_path, "ticket,at,event\nT1,2026-03-02T09:00:00Z,opened\nTotal: 1,,\n")
    found = import_facts(path, profile)
    assert (len(found.facts), found.counts.ignored, found.refused) == (1, 1, ())


def test_extra_columns_are_kept_as_text_by_ticket(tmp_path: Path) -> None:
    path = written(tmp_path, "ticket,at,event,sla\nT1,2026-03-02T09:00Z,opened,no\nT1,2026-03-02T10:00Z,closed,yes\n")
    profile = parse_profile("profile: 1\nid: x\nrows: events\ncolumns: {ticket: ticket, at: at, event: event}\n", "p")
    found = import_facts(path, profile, extras=["sla"])
    assert found.extras == {"sla": {"T1": "yes"}}
    same(path, found, extras=["sla"])


def test_long_work_says_how_far_it_is(tmp_path: Path) -> None:
    heard: list[tuple[str, float]] = []
    path = written(tmp_path, "ticket,at,event\nT1,2026-03-02T09:00:00Z,opened\n")
    import_facts(path, progress=lambda what, share: heard.append((what, share)))
    assert heard == [(str(path), 0.0), ("", 0.0)]


CELLS = st.tuples(
    st.sampled_from(["T1", "T2", " T1 ", "", "T" * 1_001]),
    st.sampled_from(["2026-03-02T09:00:00Z", "2026-03-02T09:00:00.5+01:00", "2026-03-29 02:30:00", "x", ""]),
    st.sampled_from(["opened", "changed", "resolved", "cancelled", "merged", "replied", "boom", ""]),
    st.sampled_from(["new", "resolved", "closed", "pending", "wörk", "", "-"]),
    st.sampled_from(["customer", "", "-"]),
    st.sampled_from(["true", "No", "1", "perhaps", ""]),
    st.sampled_from(["3", "-1", "1_0", "3.5", "", "+2"]),
    st.sampled_from(["P1", "-", "", "P2"]),
    st.sampled_from(["2026-03-02T09:00:05Z", "", "never"]),
)
HEADER = "ticket,at,event,status,reason,public,seq,priority,recorded_at\n"


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(CELLS, max_size=10), zone=st.sampled_from([None, "Europe/Madrid"]))
def test_columns_and_rows_give_the_same_facts_and_refusals(
    tmp_path: Path, rows: list[tuple[str, ...]], zone: str | None
) -> None:
    path = written(tmp_path, HEADER + "".join(",".join(row) + "\n" for row in rows))
    found = import_facts(path, time_zone=zone)
    same(path, found, time_zone=zone)
    assert len(found.facts) + len(found.refused) + found.counts.blank == len(rows)
