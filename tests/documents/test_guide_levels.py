"""The guided editor over a level: what the level says is shown, and an override is written where it belongs."""

import pytest

from acuerdo.documents import shipped_level
from acuerdo.documents.findings import Ledger
from acuerdo.documents.guide import (
    POINTS,
    Applied,
    Change,
    Field,
    Grid,
    Group,
    Kind,
    Part,
    apply,
    copy,
    form_point,
    open_basis,
    open_text,
)
from acuerdo.documents.levels import unfold_levels
from acuerdo.documents.sources import Source
from acuerdo.texts.nodes import Plain, Table, make_plain

TEXT = "acuerdo: 1\nid: sur\nlanguage: es\nbased_on: gold  # ours\n"
OWN_LEVEL = """\
acuerdo: 1
id: house
title: House
calendars: {office: {week: {mon-fri: [09:00-17:00]}}}
priorities:
  levels: [P1, P2]
  matrix: {high: {high: P1, low: P2}, low: {high: P2, low: P2}}
  claimed_by: Whoever calls
services:
  - id: desk
    name: {en: Desk, ru: Стол}
    owner: Ana
    in_scope: [{en: Mail, es: Correo}, Phone, {text: {en: Fax}, then: quote}, [a, b]]
  - {id: web, name: {en: Web}}
commitments:
  - {id: first, measure: first_response, within: 4h}
  - {id: whole, measure: resolution, within: [{when: {service: web}, is: 1h}]}
prerequisites:
  - {id: access, text: {en: Access}, excuses: [first, whole]}
clauses:
  change: In writing
"""


def door(name: str) -> Source | None:
    return shipped_level(name) if name in ("gold", "silver", "bronze") else None


def basis(text: str = TEXT) -> Table:
    root = open_text(text)
    assert root is not None
    return open_basis(root, door)


@pytest.fixture
def house() -> Table:
    root = open_text(OWN_LEVEL)
    assert root is not None
    return root


def parts(text: str, name: str, under: Table) -> list[Part]:
    root = open_text(text)
    assert root is not None
    return list(form_point(root, next(one for one in POINTS if one.name == name), under))


def fields(text: str, name: str, under: Table) -> dict[str, Field]:
    found: dict[str, Field] = {}
    for part in parts(text, name, under):
        if isinstance(part, Group):
            found |= {one.pointer: one for one in part.fields}
        else:
            found |= {one.pointer: one for _, cells, _ in part.rows for one in cells if one is not None}
    return found


def groups(text: str, name: str, under: Table) -> dict[str, Group]:
    """Groups that show what stands, by heading."""
    return {one.heading: one for one in parts(text, name, under) if isinstance(one, Group) and one.add is None}


def unfolded(text: str) -> dict[str, Plain]:
    root = open_text(text)
    assert root is not None
    plain = make_plain(unfold_levels(root, Ledger("x", root), level=door, folder=None))
    assert isinstance(plain, dict)
    return plain


def put(text: str, pointer: str, now: str, was: str = "") -> Applied:
    return apply(text, [Change(pointer=pointer, was=was, now=now)], base=text)


def test_the_level_is_read_through_all_that_it_is_based_on() -> None:
    shown = fields(TEXT, "response", basis())
    assert shown["/commitments/@first-response/within/P1"].inherited == "15m"
    assert shown["/commitments/@first-response/binding"].inherited == "guarantee"
    assert {one.value for one in shown.values() if "/-/" not in one.pointer} == {""}


@pytest.mark.parametrize("name", [one.name for one in POINTS])
def test_what_a_form_shows_of_a_level_changes_nothing(name: str) -> None:
    same = [
        Change(pointer=one.pointer, was=one.value, now=one.value, is_list=one.kind is Kind.LIST, preset=one.preset)
        for one in fields(TEXT, name, basis()).values()
    ]
    assert apply(TEXT, same, base=TEXT) == Applied(text=TEXT)


def test_an_override_is_an_item_with_the_id_of_the_level_and_what_differs() -> None:
    done = put(TEXT, "/commitments/@first-response/within/P1", "10m")
    assert done == Applied(text=TEXT + "commitments:\n  - id: first-response\n    within:\n      P1: 10m\n")
    first = unfolded(done.text)["commitments"]
    assert isinstance(first, list)
    assert isinstance(first[0], dict)
    assert first[0]["within"] == {"P1": "10m", "P2": "1h", "P3": "4h"}


def test_the_next_override_of_an_item_goes_to_the_same_place() -> None:
    once = put(TEXT, "/commitments/@first-response/within/P1", "10m").text
    shown = fields(once, "response", basis())
    assert shown["/commitments/0/within/P1"].value == "10m"
    assert shown["/commitments/0/within/P2"].inherited == "1h"
    assert shown["/commitments/0/binding"].inherited == "guarantee"
    by_number = put(once, "/commitments/0/within/P2", "2h")
    assert put(once, "/commitments/@first-response/within/P2", "2h") == by_number
    assert by_number.text.endswith("P1: 10m\n      P2: 2h\n")
    assert put(by_number.text, "/commitments/0/within/P2", "", "2h").text == once


def test_two_overrides_of_one_item_at_once_make_one_item() -> None:
    both = [
        Change(pointer="/services/@desk/owner", was="", now="Eva"),
        Change(pointer="/services/@desk/name/es", was="", now="Mesa"),
        Change(pointer="/fees/billed", was="", now="1mo"),
    ]
    expected = TEXT + "fees:\n  billed: 1mo\nservices:\n  - id: desk\n    owner: Eva\n    name:\n      es: Mesa\n"
    assert apply(TEXT, both, base=TEXT).text == expected


def test_an_item_of_the_level_is_taken_out_and_brought_back() -> None:
    done = apply(TEXT, [], ["/commitments/@reopened"], base=TEXT)
    assert done.text == TEXT + "commitments:\n  - id: reopened\n    remove: true\n"
    assert "reopened" not in str(unfolded(done.text)["commitments"])
    group = groups(done.text, "performance", basis())["reopened"]
    assert group.is_removed
    assert group.fields == ()
    assert apply(done.text, [], [group.removable], base=done.text).text == TEXT


def test_a_commitment_that_was_taken_out_has_no_row(house: Table) -> None:
    text = "acuerdo: 1\ncommitments: [{id: first, remove: true}]\nservices: [{id: desk, remove: true}]\n"
    assert [one for one in parts(text, "response", house) if isinstance(one, Grid)] == []
    assert groups(text, "services", house)["desk"].is_removed
    assert not any(one.listed for one in parts(text, "services", house) if isinstance(one, Group))


def test_texts_of_a_level_show_in_their_languages(house: Table) -> None:
    text = "acuerdo: 1\nlanguage: es\n"
    shown = fields(text, "services", house)
    assert shown["/services/@desk/name/ru"].inherited == "Стол"
    assert shown["/services/@desk/name/es"].inherited == ""
    assert fields(text, "change", house)["/clauses/change/es"].inherited == "In writing"
    assert fields(text, "change", house)["/clauses/change/ru"].inherited == ""
    assert fields("acuerdo: 1\nclauses: {change: {es: Aquí}}\n", "change", house)["/clauses/change/es"].inherited == ""


def test_lists_by_lines_show_those_of_the_level(house: Table) -> None:
    assert fields("acuerdo: 1\n", "prerequisites", house)["/prerequisites/@access/excuses"].inherited == "first\nwhole"


def test_what_is_said_by_cases_in_the_level_stays_in_the_text(house: Table) -> None:
    grid = next(one for one in parts("acuerdo: 1\n", "resolution", house) if isinstance(one, Grid))
    assert grid.rows[0][0] == "whole"
    assert grid.rows[0][1][:3] == (None, None, None)


def test_a_single_target_of_the_level_is_overridden_as_one(house: Table) -> None:
    shown = fields("acuerdo: 1\n", "response", house)
    assert shown["/commitments/@first/within"].inherited == "4h"
    assert "/commitments/@first/within/P1" not in shown


def test_choices_offer_what_the_level_declares(house: Table) -> None:
    text = "acuerdo: 1\ncalendars: {nights: {}}\nservices: [{id: extra}]\n"
    shown = fields(text, "services", house)
    assert shown["/services/@desk/calendar"].options == ("24x7", "office", "nights")
    availability = fields(text, "availability", house)
    assert availability["/commitments/-/service"].options == ("desk", "web", "extra")


def test_a_list_without_ids_is_shown_whole_and_written_here_to_be_changed(house: Table) -> None:
    text = "acuerdo: 1\nlanguage: es\n"
    listed = next(one for one in parts(text, "services", house) if isinstance(one, Group) and one.listed)
    assert listed.listed == ("Correo", "Phone", "Fax · quote", "a · b")
    done = copy(text, listed.copied, house, base=text)
    assert done.refused == ()
    assert "id: desk" in done.text
    shown = fields(done.text, "services", house)
    assert shown["/services/0/in_scope/0/es"].value == "Correo"
    assert not any(one.listed for one in parts(done.text, "services", house) if isinstance(one, Group))
    assert copy(done.text, "/services/0/in_scope", house) == Applied(text=done.text, refused=("/services/0/in_scope",))


def test_a_list_of_an_item_that_the_text_has_is_written_into_it(house: Table) -> None:
    text = "services:\n  - id: desk\n    owner: Eva\n"
    done = copy(text, "/services/0/in_scope", house)
    assert done.text.startswith(text)
    assert "Mail" in done.text


def test_a_whole_item_of_the_level_is_written_here_with_its_id(house: Table) -> None:
    done = copy("acuerdo: 1\n", "/services/@web", house)
    assert done.text == "acuerdo: 1\nservices:\n  - id: web\n    name:\n      en: Web\n"


def test_the_matrix_of_a_level_is_shown_and_written_whole(house: Table) -> None:
    text = "acuerdo: 1\n"
    grid = next(one for one in parts(text, "priorities", house) if isinstance(one, Grid))
    pair = grid.rows[0][1][0]
    assert pair is not None
    assert (pair.value, pair.fixed, grid.copied) == ("P1", True, "/priorities/matrix")
    done = copy(text, grid.copied, house)
    own = next(one for one in parts(done.text, "priorities", house) if isinstance(one, Grid))
    pair = own.rows[0][1][0]
    assert pair is not None
    assert (pair.value, pair.fixed, own.copied) == ("P1", False, "")
    partly = "priorities: {matrix: {high: {high: P2}, low: {low: P2}}}\n"
    assert fields(partly, "priorities", house)["/priorities/matrix/high/low"].inherited == ""


@pytest.mark.parametrize(
    ("text", "pointer"), [("a: [", "/services"), ("acuerdo: 1\n", "/nothing"), ("acuerdo: 1\n", "/services/@no")]
)
def test_what_the_level_does_not_say_is_not_written(house: Table, text: str, pointer: str) -> None:
    assert copy(text, pointer, house) == Applied(text=text, refused=(pointer,))


def test_a_text_that_cannot_be_read_takes_no_override() -> None:
    assert put("a: [", "/services/@desk/owner", "Eva") == Applied(text="a: [", refused=("/services/@desk/owner",))


def test_an_item_of_a_list_without_ids_has_nothing_under_it(house: Table) -> None:
    text = "services: [plain, {name: {en: Nameless}}]\n"
    shown = fields(text, "services", house)
    assert shown["/services/1/owner"].inherited == ""
    assert "/services/@desk/owner" not in shown


def test_a_level_that_is_not_there_shows_nothing() -> None:
    assert basis("acuerdo: 1\nbased_on: platinum\n") == Table(())
    assert basis("acuerdo: 1\n") == Table(())
