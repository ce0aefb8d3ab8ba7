"""Paths through a document, as people write them."""

import pytest

from acuerdo.texts.composing import compose_yaml
from acuerdo.texts.nodes import Row, Scalar, find_key, find_node, read_path, show_path, split_steps

ROOT = compose_yaml("a:\n  - {id: x, b: 1}\n  - {id: y}\n  - {id: y}\n  - z\nc.d: {e: 2}\n3: {4: 5}\n'': 6\n", "a.yaml")


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ((), ""),
        (("a",), "a"),
        (("a", 0, "b"), "a[x].b"),
        (("a", 1, "id"), "a[1].id"),
        (("a", 3), "a[3]"),
        (("c.d", "e"), '["c.d"].e'),
        (("3", "4"), "3.4"),
        (("",), '[""]'),
    ],
)
def test_a_path_reads_as_it_is_shown(path: tuple[str | int, ...], shown: str) -> None:
    assert show_path(ROOT, path) == shown
    assert read_path(ROOT, shown) == path


def test_a_path_may_name_what_is_not_there() -> None:
    assert show_path(ROOT, ("a", 0, "within", "P1")) == "a[x].within.P1"
    assert show_path(ROOT, ("a", 9)) == "a[9]"
    assert find_node(ROOT, ("a", 9, "q")) == find_node(ROOT, ("a",))


def test_kinds_of_values_on_the_way_are_passed_over() -> None:
    assert show_path(ROOT, ("a", 0, "(one)", "b")) == "a[x].b"
    assert find_node(ROOT, ("a", 0, "(one)", "b")) == find_node(ROOT, ("a", 0, "b"))


@pytest.mark.parametrize("text", ["b", "a[q]", "a[9]", "a[x].b.c", "a.b"])
def test_a_path_that_leads_nowhere_names_the_step(text: str) -> None:
    with pytest.raises(KeyError):
        read_path(ROOT, text)


def test_a_path_is_split_into_keys_and_positions() -> None:
    assert split_steps('closed[3].on["a.b"]') == ("closed", 3, "on", "a.b")


def test_nothing_but_mappings_has_keys() -> None:
    row = find_node(ROOT, ("a",))
    assert isinstance(row, Row)
    assert find_node(row, ("id",)) is row
    assert isinstance(find_node(ROOT, ("a", 3)), Scalar)


def test_the_place_of_a_key_is_that_of_its_nearest_ancestor_where_it_is_not_there() -> None:
    root = compose_yaml("a:\n  b: 1\n", "x")
    places = [find_key(root, path) for path in (("a", "b"), ("a", "b", "c"), ("z",), ())]
    assert [place and place.line for place in places] == [2, 2, 1, 1]
