"""The guided editor: points as fields, and changes of fields as changes of the text alone."""

from pathlib import Path

import pytest

from acuerdo.documents.completeness import EIGHT, TWELVE
from acuerdo.documents.guide import POINTS, Applied, Change, Field, Grid, Group, Kind, apply, form_point, open_text

TEXT = (Path(__file__).parents[2] / "examples" / "small-msp-es" / "agreement.yaml").read_text("utf-8")
ALONE = "acuerdo: 1\nlanguage: ru\npriorities: {levels: [P1, P2]}\nservices: [{id: desk, name: Стол}]\n"


def fields(text: str, name: str) -> dict[str, Field]:
    root = open_text(text)
    assert root is not None
    point = next(one for one in POINTS if one.name == name)
    found: dict[str, Field] = {}
    for part in form_point(root, point):
        if isinstance(part, Group):
            found |= {one.pointer: one for one in part.fields}
        else:
            found |= {one.pointer: one for _, cells, _ in part.rows for one in cells if one is not None}
    return found


def change(text: str, pointer: str, was: str, now: str) -> Applied:
    return apply(text, [Change(pointer=pointer, was=was, now=now)], base=text)


def test_there_is_a_form_for_each_of_the_twenty_points() -> None:
    assert [one.name for one in POINTS] == ["parties", *EIGHT, *TWELVE]


@pytest.mark.parametrize("text", [TEXT, ALONE])
@pytest.mark.parametrize("name", [one.name for one in POINTS])
def test_what_a_form_shows_is_what_the_text_says(name: str, text: str) -> None:
    shown = fields(text, name)
    assert shown or name == "guarantee"
    same = [
        Change(pointer=one.pointer, was=one.value, now=one.value, is_list=one.kind is Kind.LIST, preset=one.preset)
        for one in shown.values()
    ]
    assert apply(text, same, base=text) == Applied(text=text)


def test_a_target_is_changed_in_its_line_alone() -> None:
    shown = fields(TEXT, "response")
    pointer = next(one for one in shown if one.endswith("/within/P1"))
    done = change(TEXT, pointer, shown[pointer].value, "7m")
    lines = [(one, other) for one, other in zip(TEXT.splitlines(), done.text.splitlines(), strict=True) if one != other]
    assert len(lines) == 1
    assert "7m" in lines[0][1]
    assert change(done.text, pointer, "7m", shown[pointer].value).text == TEXT


def test_an_empty_point_is_filled_by_its_form() -> None:
    done = apply(ALONE, [Change(pointer="/maintenance/notice", was="", now="3bd")])
    assert done.text == ALONE + "maintenance:\n  notice: 3bd\n"


def test_something_new_is_made_of_what_was_said_about_it() -> None:
    said = [
        Change(pointer="/commitments/-/kind", was="", now="duty", preset=True),
        Change(pointer="/commitments/-/id", was="", now="backup"),
        Change(pointer="/commitments/-/every", was="", now="1d"),
        Change(pointer="/services/0/in_scope/-/ru", was="", now="Почта"),
    ]
    done = apply(ALONE, said)
    assert done.text == ALONE.replace("Стол}", "Стол, in_scope: [{ru: Почта}]}") + (
        "commitments:\n  - kind: duty\n    id: backup\n    every: 1d\n"
    )
    assert apply(ALONE, said[:1]).text == ALONE


def test_items_go_the_last_first() -> None:
    text = "a:\n  - x\n  - y\n  - z\n"
    assert apply(text, [], ["/a/0", "/a/2"]).text == "a:\n  - y\n"


def test_what_the_text_says_otherwise_by_now_is_not_overwritten() -> None:
    assert change("a: 2\n", "/a", "1", "3") == Applied(text="a: 2\n", refused=("/a",))
    assert change("a: 3\n", "/a", "1", "3") == Applied(text="a: 3\n")
    assert change("a: {b: 1}\n", "/a", "1", "3").refused == ("/a",)
    assert change("a: [", "/a", "1", "3") == Applied(text="a: [", refused=("/a",))
    assert change("a: 1\n", "/a/b", "", "3").refused == ("/a/b",)


def test_a_list_is_read_by_lines() -> None:
    assert apply("a: [x]\n", [Change(pointer="/a", was="x", now="x\ny", is_list=True)]).text == "a: [x, y]\n"
    assert apply("a: x\n", [Change(pointer="/a", was="x", now="y", is_list=True)]).text == "a: y\n"
    assert apply("a: [x]\nb: 1\n", [Change(pointer="/a", was="x", now="", is_list=True)]).text == "b: 1\n"


def test_a_form_asks_at_most_for_what_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("acuerdo.documents.guide.changing._MOST_READ", 10)
    done = apply("a: 1\n", [Change(pointer="/b", was="", now="1"), Change(pointer="/c", was="", now="2")])
    assert done == Applied(text="a: 1\nb: 1\n", refused=("/c",))


def test_priorities_are_a_grid_with_the_words_of_the_agreement() -> None:
    root = open_text(ALONE)
    assert root is not None
    point = next(one for one in POINTS if one.name == "priorities")
    grid = next(part for part in form_point(root, point) if isinstance(part, Grid))
    assert grid.columns == ("высокий", "средний", "низкий")
    pair = grid.rows[0][1][0]
    assert pair is not None
    assert (pair.pointer, pair.options) == ("/priorities/matrix/высокий/высокий", ("P1", "P2"))


def test_a_text_that_cannot_be_read_has_no_form() -> None:
    assert open_text("a: [") is None
    assert open_text("- a\n") is None


def test_what_no_field_can_hold_is_left_to_the_text() -> None:
    assert "/term/from" not in fields("term: {from: {a: 1}, renewal: odd}\n", "term_and_exit")
    assert "/term/notice" not in fields("term:\n  notice: |-\n    two\n    lines\n", "term_and_exit")
    shown = fields("services: [{id: desk, name: {en: [[a]], es: b}}]\n", "services")
    assert "/services/0/name/en" not in shown
    assert shown["/services/0/name/es"].value == "b"


def test_a_choice_that_the_form_does_not_know_is_offered_as_it_stands() -> None:
    assert fields("term: {renewal: odd}\n", "term_and_exit")["/term/renewal"].options[0] == "odd"


def test_without_levels_there_is_one_target_for_every_priority() -> None:
    assert "/commitments/-/within" in fields("acuerdo: 1\n", "response")


def test_a_line_of_a_list_of_texts_is_appended_as_a_text() -> None:
    assert apply("a: [x]\n", [Change(pointer="/a/-", was="", now="y")]).text == "a: [x, y]\n"


def test_a_calendar_to_choose_goes_by_its_title_and_by_its_id_where_it_has_none() -> None:
    text = (
        "acuerdo: 1\nlanguage: ru\ncalendars:\n  office: {title: Рабочие часы, week: {mon-fri: [09:00-18:00]}}\n"
        "  nights: {title: {es: Noches, en: Nights}, week: {mon-fri: [18:00-23:00]}}\n"
        "  bare: {week: {sat: [09:00-12:00]}}\n"
        "services: [{id: desk, name: Стол, calendar: office}]\n"
    )
    shown = fields(text, "services")["/services/0/calendar"]
    assert shown.options == tuple(shown.names)
    assert shown.names == {
        "24x7": {},
        "office": {"ru": "Рабочие часы"},
        "nights": {"en": "Nights", "es": "Noches"},
        "bare": {},
    }
