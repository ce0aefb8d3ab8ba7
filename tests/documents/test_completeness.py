"""The eight points of a managed-services agreement, and the twelve that practice adds."""

from pathlib import Path

import pytest

from acuerdo.documents import check, examine
from acuerdo.documents.completeness import EIGHT, TWELVE
from acuerdo.words import Language, speak
from tests.documents.drafts import CLEAN, HEAD, with_clock, with_commitment

EXAMPLES = Path(__file__).parents[2] / "examples"


def empty(text: str) -> set[str]:
    completeness = examine(text).completeness
    assert completeness is not None
    return {point.name for point in completeness.empty}


def test_there_are_eight_and_twelve() -> None:
    completeness = examine(CLEAN).completeness
    assert completeness is not None
    assert (len(completeness.eight), len(completeness.twelve), completeness.total) == (8, 12, 20)
    assert completeness.filled == 2
    assert empty(CLEAN) == (set(EIGHT) | set(TWELVE)) - {"services", "resolution"}


SECTIONS = {
    "response": with_commitment("measure: first_response\ncalendar: office\nwithin: 1h"),
    "responsibilities": CLEAN.replace("name: ERP}", "name: ERP, responsibilities: [{when: Fire, provider: Calls}]}"),
    "availability": HEAD + "commitments: [{id: a, kind: duty, by: provider, every: 1d}]\n",
    "prerequisites": CLEAN + "prerequisites: [{id: a, text: A}]\n",
    "guarantee": with_clock("within: 4h\nat_least: 90%"),
    "performance": with_clock("statistic: p90\nat_most: 4h"),
    "priorities": HEAD + "  meaning: {P1: Now}\n",
    "maintenance": CLEAN + "maintenance: {notice: 48h}\n",
    "term_and_exit": CLEAN.replace("to: 2026-12-31", "to: 2026-12-31, notice: 60d"),
    "fees": CLEAN + "fees: {items: [{id: a, amount: 1200 EUR/month}]}\n",
    "covered": CLEAN + "covered: {users: 120}\n",
    "measurement": CLEAN + "measurement: {source: help desk}\n",
    "reporting": CLEAN + "reviews: {monthly: 1mo}\n",
    "remedies": CLEAN + "credits: [{id: a, kind: fixed, amount: 100}]\n",
    "escalation": CLEAN + "escalation: [{id: a, steps: [{at: due, notify: lead}]}]\n",
}


@pytest.mark.parametrize("point", sorted(SECTIONS))
def test_a_section_fills_its_point(point: str) -> None:
    assert point in empty(CLEAN) | empty(HEAD)
    assert point not in empty(SECTIONS[point])


@pytest.mark.parametrize("point", sorted((set(EIGHT) | set(TWELVE)) - {"services", "resolution"}))
def test_a_clause_that_is_about_it_fills_its_point(point: str) -> None:
    text = CLEAN + f"clauses: {{c1: {{text: Words, about: {point}}}}}\n"
    by_id = CLEAN + f"clauses: {{{point}: Words}}\n"
    assert point in empty(CLEAN)
    assert point not in empty(text)
    assert point not in empty(by_id)


@pytest.mark.parametrize(
    ("line", "point"),
    [
        ("term: {from: 2026-01-01, exit: Handed over}", "term_and_exit"),
        ("priorities: {levels: [P1, P2], matrix: {high: {high: P1}}}", "priorities"),
    ],
)
def test_some_points_are_filled_in_more_than_one_way(line: str, point: str) -> None:
    key = line.partition(":")[0]
    kept = [
        row for row in CLEAN.splitlines() if not row.startswith(f"{key}:") and (key == "term" or "levels:" not in row)
    ]
    assert point not in empty("\n".join([*kept, line]) + "\n")


def test_a_strict_check_names_what_is_empty() -> None:
    strict = [one for one in check(CLEAN, strict=True) if one.code == "point_empty"]
    assert {one.path for one in strict} == empty(CLEAN)
    assert {one.severity for one in strict} == {"warning"}
    assert check(CLEAN) == []
    assert check(CLEAN.replace("language: en", "language: de"), strict=True)[0].code == "unknown_word"


def test_every_point_has_its_title_in_three_languages() -> None:
    titles = [*EIGHT.values(), *TWELVE.values()]
    for language in (Language.ES, Language.RU):
        assert all(speak(language, title) != title.text for title in titles)


def test_the_examples_are_complete_and_the_sample_is_clean() -> None:
    sample = examine(EXAMPLES / "sample.yaml")
    assert not sample.has_errors
    assert sample.document is not None
    assert sample.document.terms.commitments[0].id == "first-response"
    for name in ("small-msp-es", "operator-ru", "retail-en"):
        checked = examine(EXAMPLES / name / "agreement.yaml")
        assert checked.completeness is not None
        assert (name, checked.has_errors, checked.completeness.empty) == (name, False, ())
