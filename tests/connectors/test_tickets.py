"""Rows that are tickets: dates in columns, an end that must be known, and nothing said that is not."""

from pathlib import Path

import pytest

from acuerdo.connectors.columnwise import facts_table
from acuerdo.connectors.imported import Imported
from acuerdo.connectors.importing import import_facts
from acuerdo.connectors.profile_files import parse_profile
from acuerdo.connectors.tables import table_of
from tests.connectors.files import written

PROFILE = """
profile: 1
id: tickets
rows: tickets
time_zone: Europe/Madrid
dates: ["%d/%m/%Y %H:%M"]
decimal: comma
columns: {ticket: id, opened_at: creado, status: estado, priority: prio, owner: técnico, team: grupo}
moments:
  assigned: asignado
  replied: {after_opening: respuesta, unit: hours}
  resolved: resuelto
  closed: cerrado
statuses: {Abierto: open, En espera: pending, Resuelto: resolved, Cerrado: closed, Anulado: cancelled}
optional: [asignado]
constants: {source: glpi}
"""
HEADER = "id;creado;estado;prio;técnico;grupo;asignado;respuesta;resuelto;cerrado\n"


def read(folder: Path, *rows: str) -> Imported:
    path = written(folder, HEADER + "".join(row + "\n" for row in rows))
    found = import_facts(path, parse_profile(PROFILE, "p.yaml"))
    table = facts_table(path, parse_profile(PROFILE, "p.yaml"))
    assert table.table.equals(table_of(found.facts))
    assert (table.refused, table.counts) == (found.refused, found.counts)
    return found


def told(found: Imported) -> list[tuple[str, int, dict[str, str]]]:
    base = found.facts[0].at_us
    return [(str(fact.event), (fact.at_us - base) // 60_000_000, dict(fact.fields)) for fact in found.facts]


def test_each_date_becomes_a_fact_in_order(tmp_path: Path) -> None:
    found = read(tmp_path, "1;2/3/2026 9:00;Cerrado;P1;Ana;Redes;2/3/2026 9:10;0,5;2/3/2026 12:00;3/3/2026 9:00")
    assert told(found) == [
        ("opened", 0, {"priority": "P1"}),
        ("changed", 10, {"owner": "Ana", "team": "Redes"}),
        ("replied", 30, {}),
        ("resolved", 180, {}),
        ("closed", 1440, {}),
    ]
    assert [fact.seq for fact in found.facts] == [0, 1, 2, 3, 4]
    assert {fact.source for fact in found.facts} == {"glpi"}
    assert found.marks_of("1") == {"pauses_unknown"}


def test_an_owner_nobody_dated_is_given_where_somebody_is_known_to_have_acted(tmp_path: Path) -> None:
    found = read(tmp_path, "1;2/3/2026 9:00;Resuelto;P1;Ana;;;;2/3/2026 12:00;")
    assert told(found) == [("opened", 0, {"priority": "P1"}), ("changed", 180, {"owner": "Ana"}), ("resolved", 180, {})]
    waiting = read(tmp_path, "1;2/3/2026 9:00;Abierto;P1;Ana;;;;;")
    assert told(waiting) == [("opened", 0, {"priority": "P1"})]


def test_a_ticket_open_again_has_no_end_whatever_its_old_dates_say(tmp_path: Path) -> None:
    found = read(tmp_path, "1;2/3/2026 9:00;En espera;P1;;;;1;2/3/2026 12:00;")
    assert [fact.event for fact in found.facts] == ["opened", "replied"]
    assert found.counts.stale_ends == 1


def test_an_end_is_taken_from_the_date_that_there_is(tmp_path: Path) -> None:
    cancelled = read(tmp_path, "1;2/3/2026 9:00;Anulado;P1;;;;;;2/3/2026 12:00")
    assert [fact.event for fact in cancelled.facts] == ["opened", "cancelled"]
    solved = read(tmp_path, "1;2/3/2026 9:00;Resuelto;P1;;;;;;2/3/2026 12:00")
    assert [fact.event for fact in solved.facts] == ["opened", "resolved"]


def test_dates_speak_for_themselves_without_a_status(tmp_path: Path) -> None:
    found = read(tmp_path, "1;2/3/2026 9:00;;P1;;;;;2/3/2026 12:00;")
    assert [fact.event for fact in found.facts] == ["opened", "resolved"]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("1;2/3/2026 9:00;Resuelto;P1;;;;;;", "end_unknown", "estado"),
        ("1;;Abierto;P1;;;;;;", "missing_value", "creado"),
        ("1;2/3/2026 9:00;Resuelto;P1;;;;;1/3/2026 12:00;", "before_opening", "resuelto"),
        ("1;2/3/2026 9:00;Perdido;P1;;;;;;", "unmapped_status", "estado"),
        ("1;2/3/2026 9:00;Abierto;P1;;;;0.5;;", "bad_number", "respuesta"),
        ("1;2/3/2026 9:00;Abierto;P1;;;;;31/2/2026 9:00;", "bad_instant", "resuelto"),
        (";2/3/2026 9:00;Abierto;P1;;;;;;", "missing_value", "id"),
    ],
)
def test_a_row_that_cannot_be_a_history_is_refused(tmp_path: Path, row: str, code: str, column: str) -> None:
    found = read(tmp_path, row, "2;2/3/2026 9:00;Abierto;P1;;;;;;")
    assert [fact.ticket for fact in found.facts] == ["2"]
    assert [(refused.code, refused.column, refused.line) for refused in found.refused] == [(code, column, 2)]
    assert found.incomplete == ({"1"} if row.startswith("1") else set())


def test_the_same_ticket_again_is_a_duplicate_or_refused(tmp_path: Path) -> None:
    row = "1;2/3/2026 9:00;Abierto;P1;;;;;;"
    found = read(tmp_path, row, row, row.replace("P1", "P2"))
    assert (len(found.facts), found.counts.duplicate) == (1, 1)
    assert [refused.code for refused in found.refused] == ["duplicate_ticket"]
    assert found.marks_of("1") == {"incomplete_history", "pauses_unknown"}


def test_the_skipped_hour_of_spring_is_counted(tmp_path: Path) -> None:
    found = read(tmp_path, "1;29/3/2026 2:30;Resuelto;P1;;;;;25/10/2026 2:30;")
    assert (found.counts.skipped_times, found.counts.ambiguous_times) == (1, 1)
