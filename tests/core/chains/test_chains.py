"""Chains of records notice every change of the past."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acuerdo.core.chains import START, Fault, Link, find_faults
from acuerdo.core.chains.canonical import Json, write_canonical

Kept = list[tuple[Link, str]]


def chain(count: int) -> Kept:
    found: Kept = []
    previous = START
    for number in range(1, count + 1):
        link = Link(
            chain="agreement:a",
            number=number,
            at_us=number,
            actor="p1",
            kind="changed",
            body={"n": number},
            previous=previous,
        )
        previous = link.hash
        found.append((link, previous))
    return found


def codes(links: Kept, anchors: list[tuple[int, str]] | None = None) -> list[tuple[str, int]]:
    return [(fault.code, fault.number) for fault in find_faults("agreement:a", links, anchors or [])]


def test_an_untouched_chain_has_no_faults() -> None:
    links = chain(4)
    assert codes(links, [(2, links[1][1]), (4, links[3][1])]) == []


def test_an_altered_record_is_named() -> None:
    links = chain(3)
    links[1] = (replace(links[1][0], body={"n": 99}), links[1][1])
    assert codes(links) == [("altered", 2)]


def test_an_altered_record_with_a_hash_made_to_fit_breaks_the_next() -> None:
    links = chain(3)
    forged = replace(links[1][0], body={"n": 99})
    links[1] = (forged, forged.hash)
    assert codes(links) == [("broken", 3)]


def test_a_chain_that_was_written_anew_misses_the_heads_that_were_handed_out() -> None:
    handed_out = [(3, chain(3)[-1][1])]
    forged: Kept = []
    previous = START
    for link, _ in chain(3):
        other = replace(link, body={"n": 0}, previous=previous)
        previous = other.hash
        forged.append((other, previous))
    assert codes(forged) == []
    assert codes(forged, handed_out) == [("unanchored", 3)]


def test_a_record_taken_out_leaves_a_gap() -> None:
    links = chain(3)
    assert codes([links[0], links[2]]) == [("gap", 2), ("broken", 3)]


def test_records_cut_off_at_the_end_miss_their_anchor() -> None:
    links = chain(3)
    assert codes(links[:2]) == []
    assert codes(links[:2], [(3, links[2][1])]) == [("unanchored", 3)]


def test_a_record_of_another_chain_is_foreign() -> None:
    other = Link(chain="agreement:b", number=1, at_us=1, actor="", kind="begun", body=None, previous=START)
    assert find_faults("agreement:a", [(other, other.hash)]) == [Fault(code="foreign", number=1)]


json_values: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(json_values, json_values)
def test_different_content_is_written_differently(one: Json, other: Json) -> None:
    def told(value: Json) -> object:  # `True == 1` in Python, not in JSON
        if isinstance(value, dict):
            return {key: told(item) for key, item in value.items()}
        if isinstance(value, list):
            return [told(item) for item in value]
        return (type(value), value)

    assert (write_canonical(one) == write_canonical(other)) == (told(one) == told(other))


@pytest.mark.parametrize("value", [1.5, {"a": [2.0]}, {1: "a"}, object(), b"a"])
def test_what_has_more_than_one_way_to_be_written_is_refused(value: Json) -> None:
    with pytest.raises(TypeError):
        write_canonical(value)
