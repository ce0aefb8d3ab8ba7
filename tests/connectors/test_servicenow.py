"""The audit log of a real help desk, read whole, both ways."""

from dataclasses import fields

import pytest

from acuerdo.connectors.columnwise import facts_table
from acuerdo.connectors.imported import Imported, ImportedTable, ImportReport
from acuerdo.connectors.importing import import_facts
from acuerdo.connectors.refusals import ImportRefused
from acuerdo.connectors.tables import table_of
from acuerdo.core.terms.measures import Stage
from tests.connectors.files import LOG, log_by_rows
from tests.connectors.files import LOG_ZONE as ZONE

pytestmark = pytest.mark.skipif(not LOG.exists(), reason="no real log: ../shared is not beside this checkout")


@pytest.fixture(scope="module")
def rows() -> Imported:
    return log_by_rows()


@pytest.fixture(scope="module")
def columns() -> ImportedTable:
    return facts_table(LOG, "servicenow-audit", time_zone=ZONE, extras=["made_sla"])


def test_every_row_and_every_ticket_is_accounted_for(rows: Imported) -> None:
    counts = rows.counts
    assert (counts.rows, counts.tickets, counts.refused, counts.blank) == (141_712, 24_918, 0, 0)
    assert counts.rows == len({fact.row for fact in rows.facts}) + counts.unchanged
    assert (counts.unchanged, counts.facts) == (29_111, 125_682)
    assert (counts.before_opening, counts.ignored_statuses) == (5, 5)
    assert rows.refused == ()
    assert rows.incomplete == frozenset()


def test_columns_and_rows_tell_the_same(rows: Imported, columns: ImportedTable) -> None:
    assert table_of(rows.facts).equals(columns.table)
    for part in fields(ImportReport):
        assert getattr(rows, part.name) == getattr(columns, part.name), part.name


def test_every_history_is_opened_first_ordered_and_ends_closed(rows: Imported) -> None:
    histories: dict[str, list[tuple[int, int, int]]] = {}
    stages: dict[str, Stage | None] = {}
    for fact in rows.facts:
        assert (fact.ticket not in histories) == (fact.event == "opened")
        histories.setdefault(fact.ticket, []).append(fact.order)
        stages[fact.ticket] = fact.stage or stages.get(fact.ticket)
    assert all(history == sorted(history) for history in histories.values())
    assert set(stages.values()) == {Stage.CLOSED}


def test_the_file_is_known_by_its_fingerprint_and_what_was_left_unread(rows: Imported) -> None:
    file = rows.files[0]
    assert file.sha256 == "7e236b7fc1d20347e82481b20925472c985ff3ed751ce450d5b8f262c3a22729"
    assert (file.encoding, file.delimiter, file.kind) == ("utf-8", ",", "csv")
    assert {"resolved_at", "closed_at"} <= set(file.unused)


def test_what_the_help_desk_claimed_is_kept_as_it_stands(rows: Imported) -> None:
    claims = rows.extras["made_sla"]
    assert len(claims) == 24_918
    assert set(claims.values()) == {"true", "false"}


def test_the_words_of_the_file_are_counted(rows: Imported) -> None:
    assert rows.statuses["Awaiting Vendor"] == 707
    assert rows.statuses["-100"] == 5
    assert sum(rows.priorities.values()) == 141_712


def test_the_zone_must_be_given() -> None:
    with pytest.raises(ImportRefused) as caught:
        import_facts(LOG, "servicenow-audit")
    assert caught.value.code == "time_zone_needed"


def test_only_some_fields_give_the_same_history_of_those(rows: Imported) -> None:
    lean = facts_table(LOG, "servicenow-audit", time_zone=ZONE, only=frozenset({"priority"}))
    assert lean.counts.tickets == 24_918
    changes = sum(fact.event != "opened" and "priority" in dict(fact.fields) for fact in rows.facts)
    found = lean.table.filter(lean.table["event"] != "opened")["priority"]
    assert found.len() - found.null_count() == changes
