"""Text to a tree of texts: nothing is typed, nothing is read twice, nothing grows beyond its limits."""

import json
import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from acuerdo.texts.composing import TextRefused, compose_json, compose_yaml
from acuerdo.texts.nodes import DEEPEST, MOST_NODES, Row, Scalar, Table, make_node, make_plain, walk

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff"), max_size=12)
TREES = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=20
)


def refused(text: str, name: str = "a.yaml") -> TextRefused:
    compose = compose_json if name.endswith(".json") else compose_yaml
    with pytest.raises(TextRefused) as caught:
        compose(text, name)
    assert caught.value.expected in str(caught.value)
    return caught.value


def line_of(refusal: TextRefused) -> int:
    assert refusal.place is not None
    return refusal.place.line


@pytest.mark.parametrize(
    "word", ["no", "NO", "22:00", "2026-01-01", "99.90", "1e3", "0x1F", "~", "null", "Yes", "1_000"]
)
def test_every_scalar_is_read_as_its_text(word: str) -> None:
    assert make_plain(compose_yaml(f"key: {word}\nlist: [{word}]", "a.yaml")) == {"key": word, "list": [word]}


def test_a_node_knows_its_line_its_column_and_its_characters() -> None:
    text = "# é\na:\n  - b: ñandú  # x\n"
    root = compose_yaml(text, "a.yaml")
    place = next(node.place for _, node in walk(root) if isinstance(node, Scalar))
    assert place is not None
    assert (place.file, place.line, place.column) == ("a.yaml", 3, 8)
    assert text[place.start : place.end] == "ñandú"


@pytest.mark.parametrize("text", ["a: 1\nb: 2\na: 3", "{a: 1, 'a': 2}", '{"a": 1, "\\u0061": 2}'])
def test_a_key_that_stands_twice_is_refused(text: str) -> None:
    finding = refused(text, "a.json" if text.startswith('{"') else "a.yaml")
    assert finding.code == "duplicate_key"
    assert "first in line 1" in finding.found


def test_a_key_that_is_a_list_is_refused() -> None:
    assert refused("{[a]: b}").code == "key_not_text"


@pytest.mark.parametrize("text", ["a: !!python/object/apply:os.system ['x']", "a: !own b", "!!map {a: b}"])
def test_a_tag_is_refused(text: str) -> None:
    assert refused(text).code == "tag"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("a: b: c", "a colon inside a text needs quotes"),
        ("a:\n  within:4h\n  b: 2", "a space after its colon"),
        ("a: [1, 2", "bracket"),
        ("\ta: 1", "spaces, not tabs"),
        ("a: 'x", "closing quote"),
        ("- a\nb: c", "indented alike"),
        ("a: 1\n b: 2", "a colon inside a text"),
        ("%a", ""),
    ],
)
def test_what_is_not_yaml_is_refused_with_its_place_and_a_hint(text: str, hint: str) -> None:
    finding = refused(text)
    assert finding.code == "bad_yaml"
    assert line_of(finding)
    assert hint in finding.hint


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: 'x", "unexpected end of stream"),
        ("a: x\nword\nb: 1", "no ':' (while scanning a simple key)"),
        ("{a: b", "no ',' or '}' (while parsing a flow mapping)"),
    ],
)
def test_what_was_found_reads_on_after_the_word_found(text: str, found: str) -> None:
    finding = refused(text)
    assert finding.found.startswith(found)
    assert f": found {found}" in str(finding)


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n..."])
def test_an_empty_text_is_refused(text: str) -> None:
    if text.startswith("---"):
        root = compose_yaml(text, "a.yaml")
        assert isinstance(root, Scalar)
        assert root.absent
    else:
        assert refused(text).code == "empty_document"


def test_a_second_document_in_the_file_is_refused() -> None:
    finding = refused("a: 1\n---\nb: 2\n")
    assert (finding.code, line_of(finding)) == ("many_documents", 2)


@pytest.mark.parametrize("text", ["a: *b", "a: &b [*b]"])
def test_an_alias_of_what_is_not_finished_is_refused(text: str) -> None:
    assert refused(text).code == "unknown_alias"


def test_an_alias_stands_for_its_anchor() -> None:
    assert make_plain(compose_yaml("a: &x {b: [c]}\nd: *x\ne: &y f\ng: *y", "a.yaml")) == {
        "a": {"b": ["c"]},
        "d": {"b": ["c"]},
        "e": "f",
        "g": "f",
    }


def bomb(levels: int) -> str:
    lines = ["l0: &l0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"l{n}: &l{n} [" + ", ".join([f"*l{n - 1}"] * 10) + "]" for n in range(1, levels)]
    return "\n".join(lines)


def test_aliases_are_counted_in_full_and_refused_at_once() -> None:
    started = time.process_time()
    finding = refused(bomb(30))
    assert finding.code == "too_many_nodes"
    assert time.process_time() - started < 1


def test_as_many_nodes_as_allowed_are_read_and_one_more_is_not() -> None:
    # The mapping, its key and the list are three of them.
    items = MOST_NODES - 3
    assert isinstance(compose_yaml("a: [" + "x," * items + "]", "a.yaml"), Table)
    assert refused("a: [" + "x," * (items + 1) + "]").code == "too_many_nodes"
    assert refused('{"a": [' + "1," * items + "1,1]}", "a.json").code == "too_many_nodes"


def test_too_many_nodes_are_refused_where_they_pass_the_limit_before_any_of_them_is_made() -> None:
    finding = refused("a: 1\na: 2\nb: !own c\nd:\n" + "- x\n" * MOST_NODES + "}")
    assert finding.code == "too_many_nodes"  # and neither the key that stands twice, nor the tag, nor the last line
    assert line_of(finding) == 4 + (MOST_NODES + 1 - 9)  # nine nodes stand before the items of the list


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_as_deep_as_allowed_is_read_and_deeper_is_not(name: str) -> None:
    compose = compose_json if name.endswith(".json") else compose_yaml
    assert isinstance(compose("[" * DEEPEST + "]" * DEEPEST, name), Row)
    assert refused("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), name).code == "too_deep"
    assert refused("[" * 200_000, name).code == "too_deep"


def test_aliases_do_not_hide_depth() -> None:
    half = "[" * 60 + "x" + "]" * 60
    assert refused(f"a: &a {half}\nb: {'[' * 60}*a{']' * 60}").code == "too_deep"


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\ufffe"])
def test_what_is_no_text_is_refused_with_its_place(sign: str) -> None:
    finding = refused(f"a: 1\nb: x{sign}")
    assert finding.code == "unprintable_character"
    assert finding.place is not None
    assert (finding.place.line, finding.place.column) == (2, 5)


@pytest.mark.parametrize("text", ['{"a": "\\ud800"}', '{"a": "\\u0007"}'])
def test_what_is_no_text_is_refused_behind_an_escape_too(text: str) -> None:
    assert refused(text, "a.json").code == "unprintable_character"
    assert refused(text.replace("\\ud800", "\\u0000")).code == "unprintable_character"


@pytest.mark.parametrize(
    "text",
    [
        "{",
        '{"a"}',
        '{"a": }',
        '{"a": 1,}',
        '{"a": 1 "b": 2}',
        "[1, 2",
        '{"a": "x}',
        '{"a": "\\q"}',
        '{a: "b"}',
        '{"a": 01}',
        '{"a": NaN}',
        '{"a": 1} x',
    ],
)
def test_what_is_not_json_is_refused_with_its_place(text: str) -> None:
    finding = refused(text, "a.json")
    assert finding.code == "bad_json"
    assert line_of(finding) == 1


def test_numbers_and_booleans_of_json_stay_their_texts_and_null_is_nothing() -> None:
    root = compose_json('\n{"a": 1.50, "b": true, "c": [], "d": {}, "e": null, "f": -2e3}', "a.json")
    assert make_plain(root) == {"a": "1.50", "b": "true", "c": [], "d": {}, "e": "", "f": "-2e3"}
    assert isinstance(root, Table)
    nothing = root.get("e")
    assert isinstance(nothing, Scalar)
    assert nothing.absent


@settings(deadline=None)
@given(st.dictionaries(TEXTS, TREES, max_size=4))
def test_json_and_yaml_read_what_was_written(tree: dict[str, object]) -> None:
    assert make_plain(compose_json(json.dumps(tree), "a.json")) == tree
    written = yaml.safe_dump(tree, allow_unicode=True)
    quoted = yaml.safe_dump(tree, default_style='"', allow_unicode=True)
    assert make_plain(compose_yaml(quoted.replace("!!map ", ""), "a.yaml")) == tree
    assert make_plain(compose_yaml(written, "a.yaml")) == tree
    assert make_plain(make_node(tree)) == tree


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for compose, name in ((compose_yaml, "a.yaml"), (compose_json, "a.json")):
        found: object
        try:
            found = compose(text, name)
        except TextRefused as caught:
            found = caught.found
        assert found
