"""Levels held against each other, and agreements held against levels."""

import pytest

from acuerdo.documents import AgreementDocument, LevelDocument, Written, read_agreement, read_level, shipped_level
from acuerdo.studies.levels import Distance, Gap, Mark, find_distance, set_side_by_side
from acuerdo.words import Language

HEAD = """acuerdo: 1
id: a
title: {en: Services}
language: en
time_zone: Europe/Madrid
currency: EUR
parties: {provider: {id: norte, name: Norte}, customer: {id: sur, name: Sur}}
term: {from: 2026-04-01, to: 2026-12-31}
"""


def level(name: str) -> LevelDocument:
    return read_level(shipped_level(name))


def agreement(body: str) -> AgreementDocument:
    return read_agreement(Written(HEAD + body))


def gaps(body: str, name: str = "gold") -> tuple[Gap, ...]:
    return find_distance(agreement(body), level(name), Language.EN)


@pytest.mark.parametrize("name", ["bronze", "silver", "gold"])
def test_an_agreement_that_only_names_a_level_is_exactly_that_level(name: str) -> None:
    assert gaps(f"based_on: {name}\n", name) == ()


def test_what_is_every_agreements_own_is_no_distance() -> None:
    body = """based_on: gold
calendars: {office: {holidays: [{country: ES, years: [2026]}], closed: [2026-08-03]}}
fees: {billed: 1mo}
clauses: {liability: Capped.}
channels: [{kind: mail, address: a@b.example}]
services: [{id: desk, in_scope: [{en: Laptops}], out_of_scope: [{text: {en: Phones}, then: decline}]}]
"""
    assert gaps(body) == ()


@pytest.mark.parametrize(
    ("override", "distance", "subject", "says"),
    [
        ("commitments: [{id: resolution, within: {P1: 6h}}]", Distance.LESS, "Resolution", ("4 h", "6 h")),
        ("commitments: [{id: resolution, within: {P1: 2h}}]", Distance.MORE, "Resolution", ("4 h", "2 h")),
        ("commitments: [{id: first-response, at_least: 90%}]", Distance.LESS, "First response", ("95%", "90%")),
        ("calendars: {office: {week: {mon-sun: [08:00-19:00]}}}", Distance.MORE, "Office hours", None),
        ("services: [{id: desk, after_hours: {covered: charged}}]", Distance.LESS, "Service desk", None),
        ("credits: {cap: 5%}", Distance.LESS, "Service credits", ("15%", "5%")),
        ("reviews: {sync: 2w}", Distance.OTHER, "Reviews", ("1 week", "2 weeks")),
    ],
)
def test_an_override_is_told_with_both_values(
    override: str, distance: Distance, subject: str, says: tuple[str, str] | None
) -> None:
    (gap,) = gaps(f"based_on: gold\n{override}\n")
    assert gap.distance is distance
    assert gap.subject.startswith(subject)
    if says is not None:
        assert (gap.level.replace("\N{NO-BREAK SPACE}", " "), gap.agreement.replace("\N{NO-BREAK SPACE}", " ")) == says


def test_what_one_of_the_two_lacks_is_missing_or_extra() -> None:
    body = """based_on: gold
services: [{id: erp, name: ERP, calendar: office}]
commitments:
  - {id: reopened, remove: true}
  - {id: visit, title: {en: Visit}, measure: onsite, calendar: office, within: 8h}
"""
    found = {(gap.distance, gap.subject) for gap in gaps(body)}
    assert found == {
        (Distance.MISSING, "Reopened tickets"),
        (Distance.EXTRA, "ERP"),
        (Distance.EXTRA, "Visit"),
    }
    assert gaps(body)[0].distance is Distance.MISSING  # what it lacks comes first


def test_levels_stand_beside_each_other_by_promise() -> None:
    subjects = {
        one.title: one for one in set_side_by_side([level(x) for x in ("bronze", "silver", "gold")], Language.EN)
    }
    assert list(subjects)[:4] == ["First response", "Resolution", "Progress updates", "Reopened tickets"]
    rows = {row.label: row for row in subjects["Resolution"].rows}
    assert [cell.mark for cell in rows["Share promised"].cells] == [Mark.SAME, Mark.MORE, Mark.MORE]
    assert rows["Penalties"].cells[0].lines == ()
    assert [cell.mark for cell in rows["Penalties"].cells] == [Mark.SAME, Mark.MORE, Mark.MORE]
    assert [cell.mark for cell in rows["Counted in"].cells] == [Mark.SAME, Mark.SAME, Mark.MORE]
    assert not {row.label: row for row in subjects["First response"].rows}["Warnings"].differs
    assert subjects["Service desk"].rows[0].cells[0].lines == ("not done",)


def test_the_first_level_is_what_the_others_are_held_against() -> None:
    subjects = set_side_by_side([level("gold"), level("bronze")], Language.ES)
    shares = next(row for row in subjects[0].rows if row.label == "Porcentaje prometido")
    assert [cell.mark for cell in shares.cells] == [Mark.SAME, Mark.LESS]
    with pytest.raises(ValueError, match="no level"):
        set_side_by_side([], Language.EN)
