"""Drafted profiles: what a file shows is filled in, what it does not is asked."""

from pathlib import Path

import pytest

from acuerdo.connectors.importing import import_facts
from acuerdo.connectors.profile_files import parse_profile
from acuerdo.connectors.suggesting import Suggestion, quoted, suggest_profile
from acuerdo.texts.composing import compose_yaml
from acuerdo.texts.nodes import make_plain
from tests.connectors.files import LOG, written

SPANISH = (
    "Número;Creado el;Estado;Prioridad;Asignado a;Fecha de resolución\n"
    "INC-1;02/03/2026 09:00;Resuelto;Alta;Ana;02/03/2026 12:00\n"
    "INC-2;13/03/2026 09:00;En curso;Baja;N/A;N/A\n"
    "INC-3;14/03/2026 09:00;Fantasma;Baja;Eva;N/A\n"
)
RUSSIAN = (
    "Номер заявки;Дата изменения;Дата создания;Статус;Исполнитель\n"
    "З-1;02.03.2026 09:10;02.03.2026 09:00;Новая;-\n"
    "З-1;02.03.2026 09:30;02.03.2026 09:00;В работе;Аня\n"
    "З-2;02.03.2026 10:00;02.03.2026 10:00;Закрыта;Ева\n"
)


def asked(found: Suggestion, part: str) -> bool:
    return any(part in question for question in found.open_questions)


def test_a_spanish_list_of_tickets_is_drafted_and_then_imported(tmp_path: Path) -> None:
    path = written(tmp_path, SPANISH.encode("cp1252"))
    found = suggest_profile(path)
    draft = parse_profile(found.text, "draft.yaml")
    assert (draft.rows, draft.file.delimiter, draft.file.encoding) == ("tickets", ";", "cp1252")
    assert draft.columns == {
        "ticket": "Número",
        "opened_at": "Creado el",
        "status": "Estado",
        "priority": "Prioridad",
        "owner": "Asignado a",
    }
    assert draft.dates == ("%d/%m/%Y %H:%M",)
    assert draft.missing == ("N/A",)
    assert {word: target.means for word, target in draft.statuses.items()} == {
        "Resuelto": "resolved",
        "En curso": "open",
    }
    assert "Fantasma" in found.text
    assert asked(found, "cp1252 is a guess")
    assert asked(found, "1 status is not known")
    done = import_facts(path, draft, time_zone="Europe/Madrid")
    assert [row.code for row in done.refused] == ["unmapped_status"]
    assert [fact.event for fact in done.facts] == ["opened", "changed", "resolved", "opened"]


def test_a_russian_history_is_drafted_as_snapshots(tmp_path: Path) -> None:
    path = written(tmp_path, RUSSIAN.encode("cp1251"))
    found = suggest_profile(path)
    draft = parse_profile(found.text, "draft.yaml")
    assert (draft.rows, draft.file.encoding, draft.missing) == ("snapshots", "cp1251", ("-",))
    assert draft.columns["at"] == "Дата изменения"
    assert draft.dates == ("%d.%m.%Y %H:%M",)
    assert asked(found, "whole state")
    done = import_facts(path, draft, time_zone="Europe/Moscow")
    assert [fact.status for fact in done.facts] == ["Новая", "В работе", "Закрыта"]


def test_what_spanish_and_russian_desks_call_the_opening_and_the_change_is_known(tmp_path: Path) -> None:
    spanish = "Número;Fecha de alta;Última modificación;Estado\n1;02/03/2026 09:00;14/03/2026 09:00;Esperando cliente\n"
    listed = parse_profile(suggest_profile(written(tmp_path, spanish)).text, "draft.yaml")
    assert (listed.rows, listed.columns["opened_at"]) == ("tickets", "Fecha de alta")
    assert {word: target.means for word, target in listed.statuses.items()} == {"Esperando cliente": "waiting_customer"}
    russian = "Номер;Изменено;Создано;Статус\nЗ;2.3.2026 9:10;2.3.2026 9:00;Ожидание ответа заказчика\n" * 2
    told = parse_profile(suggest_profile(written(tmp_path, russian)).text, "draft.yaml")
    assert (told.rows, told.columns["at"], told.columns["opened_at"]) == ("snapshots", "Изменено", "Создано")
    assert {word: target.means for word, target in told.statuses.items()} == {
        "Ожидание ответа заказчика": "waiting_customer"
    }


def test_a_list_without_a_known_opening_is_not_said_to_repeat_its_tickets(tmp_path: Path) -> None:
    found = suggest_profile(written(tmp_path, "id,born,status\n1,2026-03-02 10:00,new\n2,2026-03-03 10:00,new\n"))
    assert asked(found, "No ticket stands twice")
    assert asked(found, "which column says when it was opened")
    assert not asked(found, "Rows repeat their ticket")


def test_events_with_offsets_need_no_zone(tmp_path: Path) -> None:
    path = written(tmp_path, '{"ticket": 1, "timestamp": "2026-03-02T09:00:00Z", "activity": "opened"}\n', "log.jsonl")
    found = suggest_profile(path)
    draft = parse_profile(found.text, "draft.yaml")
    assert (draft.rows, draft.time_zone, draft.dates) == ("events", None, ("iso",))
    assert [fact.event for fact in import_facts(path, draft).facts] == ["opened"]


def test_day_and_month_that_cannot_be_told_apart_are_asked(tmp_path: Path) -> None:
    found = suggest_profile(written(tmp_path, "id,created,status\n1,2/3/2026 10:00,new\n2,4/5/2026 10:00,new\n"))
    assert asked(found, "Day and month of created cannot be told apart")


def test_month_first_is_told_from_a_day_over_twelve(tmp_path: Path) -> None:
    found = suggest_profile(written(tmp_path, "id,created,status\n1,2/13/2026 10:00,new\n2,4/5/2026 10:00,new\n"))
    assert 'dates: ["%m/%d/%Y %H:%M"]' in found.text
    assert not asked(found, "told apart")


def test_columns_that_nobody_knows_are_asked_for(tmp_path: Path) -> None:
    found = suggest_profile(written(tmp_path, "foo,bar\n1,hello\n1,world\n"))
    assert asked(found, "No column is called like a ticket")
    assert asked(found, "Which column says when")
    assert asked(found, "No known date format")
    assert parse_profile(found.text, "draft.yaml").columns == {"ticket": "foo", "at": "bar"}


@pytest.mark.parametrize("word", ['say "yes"', "back\\slash", "tab\tand\nline", "a: b # c", "no", "[x]"])
def test_any_word_survives_the_draft(word: str) -> None:
    assert make_plain(compose_yaml(f"key: {quoted(word)}", "x")) == {"key": word}


@pytest.mark.skipif(not LOG.exists(), reason="the real log is not there: no folder ../shared beside this checkout")
def test_the_real_log_is_drafted_nearly_as_its_profile() -> None:
    draft = parse_profile(suggest_profile(LOG).text, "draft.yaml")
    assert (draft.rows, draft.missing, draft.dates) == ("snapshots", ("?",), ("%d/%m/%Y %H:%M",))
    assert (draft.columns["at"], draft.columns["opened_at"]) == ("sys_updated_at", "opened_at")
    assert "-100" not in draft.statuses


def test_columns_that_are_not_understood_are_listed_in_a_comment(tmp_path: Path) -> None:
    path = written(tmp_path, SPANISH.encode("cp1252"))
    assert "not understood" not in suggest_profile(path).text
    odd = SPANISH.replace("Asignado a", "Planta # 3: norte").encode("cp1252")
    found = suggest_profile(written(tmp_path, odd))
    lines = found.text.splitlines()
    place = lines.index("  # These columns are not understood, and not read:")
    assert lines[place + 1].startswith("  # ")
    assert "Planta # 3" in lines[place + 1]
    assert "owner" not in parse_profile(found.text, "draft.yaml").columns
