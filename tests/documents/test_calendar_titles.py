"""What people call a calendar: said in the document, kept in its one content, and nothing of it in what is judged."""

import json

import pytest

from acuerdo.documents import AgreementDocument, DocumentRefused, Written, read_agreement
from acuerdo.documents.agreed_years import dates_of, provisional_years, with_year
from acuerdo.studies.agreement_text.composing import compose_agreement
from acuerdo.studies.changes import compare_agreements
from acuerdo.words import Language

PLAIN = """acuerdo: 1
id: sur-2026
title: {es: Servicios, ru: Услуги}
language: es
time_zone: Europe/Madrid
parties: {provider: {id: norte, name: Norte}, customer: {id: sur, name: Sur}}
term: {from: 2026-03-02, to: 2026-12-31}
calendars:
  office: {week: {mon-fri: [09:00-18:00]}}
  nights: {week: {mon-fri: [22:00-06:00]}}
  both: {any_of: [office, nights], working_days: [mon-fri]}
services: [{id: desk, name: {es: Mesa}, calendar: office}]
priorities: {levels: [P1, P2]}
commitments:
  - {id: fix, measure: resolution, calendar: {P1: both, default: office}, within: {P1: 4h, default: 8h}}
"""
TITLED = PLAIN.replace("office: {week", "office: {title: {es: Horario de oficina, ru: Рабочие часы}, week").replace(
    "both: {any_of", "both: {title: {es: Con turno de noche, ru: С ночной сменой}, any_of"
)


def read(text: str) -> AgreementDocument:
    return read_agreement(Written(text), name="sur.yaml")


def test_a_title_is_said_in_the_readers_language_and_an_id_where_there_is_none() -> None:
    document = read(TITLED)
    assert str(document.calendar_title("office", "ru")) == "Рабочие часы"
    english = document.calendar_title("office", "en")
    assert (english.text, english.language, english.is_fallback) == ("Horario de oficina", "es", True)
    assert [str(document.calendar_title(name, "es")) for name in ("nights", "24x7", "none")] == [
        "nights",
        "24x7",
        "none",
    ]
    assert str(
        read(TITLED.replace("{es: Horario de oficina, ru: Рабочие часы}", "Oficina")).calendar_title("office", "es")
    )


def test_a_title_is_part_of_the_one_content_and_of_nothing_that_is_judged() -> None:
    plain, titled = read(PLAIN), read(TITLED)
    assert plain.content_hash != titled.content_hash
    assert json.loads(titled.canonical)["calendars"]["office"]["title"]["ru"] == "Рабочие часы"
    assert "title" not in json.dumps(json.loads(plain.canonical)["calendars"])
    again = read_agreement(Written(titled.canonical), name="sur.json")
    assert (again.canonical, again.titles) == (titled.canonical, titled.titles)
    assert str(again.calendar_title("both", "ru")) == "С ночной сменой"
    assert {name: one.freeze() for name, one in plain.terms.calendars.items()} == {
        name: one.freeze() for name, one in titled.terms.calendars.items()
    }
    assert plain.terms.commitments == titled.terms.commitments


def test_a_title_stays_where_both_sides_agree_on_a_year() -> None:
    open_term = TITLED.replace("to: 2026-12-31", "renewal: tacit").replace(
        "week: {mon-fri: [09:00-18:00]}", "week: {mon-fri: [09:00-18:00]}, holidays: [{country: ES, subdivision: MD}]"
    )
    canonical = read(open_term).canonical
    year = max(provisional_years(canonical)["office"])
    agreed = with_year(canonical, "office", year, dates_of(canonical, "office", year))
    assert year not in provisional_years(agreed)["office"]
    assert str(read_agreement(Written(agreed), name="a.json").calendar_title("office", "es")) == "Horario de oficina"


@pytest.mark.parametrize("odd", ["{fr: Bureau}", "[a]"])
def test_a_title_that_is_no_text_is_refused(odd: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        read(TITLED.replace("{es: Horario de oficina, ru: Рабочие часы}", odd))
    assert any(one.path.startswith("calendars.office.title") for one in refused.value.findings)


def test_the_readable_text_names_calendars_by_their_titles() -> None:
    said = repr(compose_agreement(read(TITLED), Language.RU))
    assert "Рабочие часы" in said
    assert "С ночной сменой" in said
    assert "nights" in said
    assert "office" not in said
    assert "both" not in said


def test_another_title_is_a_change_of_words_alone() -> None:
    changes = compare_agreements(read(PLAIN), read(TITLED), Language.ES)
    assert {one.side for one in changes} == {None}
    assert any("Horario de oficina" in one.sentence for one in changes)
    hours = compare_agreements(read(TITLED), read(TITLED.replace("09:00-18:00", "09:00-19:00")), Language.ES)
    assert {one.subject for one in hours if one.side is not None} == {"Horario de oficina", "Con turno de noche"}
