"""First drafts: what they say, and what a copy keeps of its original."""

from datetime import date

import pytest

from acuerdo.documents import Written, read_agreement
from acuerdo.documents.beginnings import Beginning, begin, copy

ORIGINAL = """acuerdo: 1
id: sur-2026
title: {es: Servicios}  # as they say
language: es
time_zone: Europe/Madrid
parties: {provider: {id: norte, name: Norte}, customer: {id: sur, name: Sur}}
term: {from: 2026-04-01, to: 2026-12-31}
calendars: {office: {week: {mon-fri: [09:00-18:00]}}}
"""


def beginning(kind: str = "sla", title: str = "", level: str = "") -> Beginning:
    return Beginning(
        key="volga-2026",
        kind=kind,
        language="ru",
        time_zone="Europe/Moscow",
        provider=("norte", "Norte"),
        customer=("volga", "Волга"),
        from_on=date(2026, 1, 1),
        title=title,
        level=level,
    )


@pytest.mark.parametrize(("title", "said"), [("", "volga-2026"), ("Услуги: связь", "Услуги: связь")])
def test_a_first_draft_is_read_as_it_was_meant(title: str, said: str) -> None:
    document = read_agreement(Written(begin(beginning(title=title))))
    assert (document.id, document.titles, document.customer) == ("volga-2026", {"ru": said}, "Волга")
    assert "based_on: gold" in begin(beginning(level="gold"))


@pytest.mark.parametrize(
    ("title", "said"), [("", {"es": "Servicios"}), ("Услуги", {"es": "Servicios", "ru": "Услуги"})]
)
def test_a_copy_keeps_all_but_whose_it_is(title: str, said: dict[str, str]) -> None:
    text = copy(ORIGINAL, beginning(title=title))
    document = read_agreement(Written(text))
    assert (document.id, document.titles, document.shape.parties.customer.id) == ("volga-2026", said, "volga")
    assert "# as they say" in text
    assert "type:" not in text


@pytest.mark.parametrize("original", [ORIGINAL, ORIGINAL + "type: sla\n"])
def test_a_copy_for_a_team_says_its_kind(original: str) -> None:
    assert read_agreement(Written(copy(original, beginning("ola")))).shape.type == "ola"
