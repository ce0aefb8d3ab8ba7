"""Laws of changing a part of a document in its text: nothing else moves, and a change put back leaves no trace."""

from difflib import SequenceMatcher
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from acuerdo.documents.editing import EditRefused
from acuerdo.documents.putting import look_up, put, write_scalar
from acuerdo.documents.sources import compose
from acuerdo.texts.nodes import Scalar, Table, make_plain, walk

EXAMPLES = Path(__file__).parents[2] / "examples"
ODD = """\
# ours

id: a   # the id
title: {en: "A: b",  es: 'it''s' , ru: Бизнес}   # spaced
lists:
- one   # first
-  two

- {id: x, text: "y"}
- id: z
  inner: [1, 2,3]   # numbers

  # a remark at the end of it
long: |
  two
  lines

folded: >-
  some
  text
deep:
    four:   # wide
        key: 'quoted'
last: 1"""
TEXTS = [ODD, *((EXAMPLES / name).read_text("utf-8") for name in ("sample.yaml", "small-msp-es/agreement.yaml"))]
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=20
) | st.sampled_from(
    ["no", "4h", "a: b", "# x", "- y", "{", "'", '"', "*a", "null", "~", " x ", "1", "Ж:ж", "x #y", "[", "%", "@"]
)


def scalars(text: str) -> list[tuple[str | int, ...]]:
    nodes = walk(compose(text, "a.yaml"))
    return [path for path, node in nodes if isinstance(node, Scalar) and not node.absent]


def untouched(before: str, after: str) -> list[str]:
    """The lines that were changed or lost."""
    one, other = before.split("\n"), after.split("\n")
    changes = SequenceMatcher(a=one, b=other, autojunk=False).get_opcodes()
    return [line for tag, start, end, _, _ in changes if tag != "equal" for line in one[start:end]]


@pytest.mark.parametrize("number", range(len(TEXTS)))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_value_changed_and_put_back_gives_the_same_bytes(number: int, data: st.DataObject) -> None:
    text = TEXTS[number]
    path = data.draw(st.sampled_from(scalars(text)))
    word = data.draw(WORDS)
    node = look_up(compose(text, "a.yaml"), path)
    assert isinstance(node, Scalar)
    assume(word != node.text)
    changed = put(text, path, word, base=text)
    found = look_up(compose(changed, "a.yaml"), path)
    assert isinstance(found, Scalar)
    assert found.text == word
    assert put(changed, path, node.text, base=text) == text
    assert node.place is not None
    lines = text[node.place.start : node.place.end].rstrip().count("\n") + 1
    assert len(untouched(text, changed)) <= lines


@pytest.mark.parametrize("number", range(len(TEXTS)))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_value_that_was_not_there_put_in_and_taken_out_gives_the_same_bytes(number: int, data: st.DataObject) -> None:
    text = TEXTS[number]
    tables = [path for path, node in walk(compose(text, "a.yaml")) if isinstance(node, Table)]
    path = data.draw(st.sampled_from(tables))
    word = data.draw(WORDS)
    value = data.draw(st.sampled_from([word, [word, "b"], {"one": word}, {"one": {"two": word, "three": "c"}}]))
    changed = put(text, (*path, "brand-new"), value)  # type: ignore[arg-type] # texts, lists and mappings of them
    node = look_up(compose(changed, "a.yaml"), (*path, "brand-new"))
    assert node is not None
    assert make_plain(node) == value
    assert put(changed, (*path, "brand-new"), None) == text
    assert len(untouched(text, changed)) <= 1  # the line of a bracket, or the last without an end of line


@settings(max_examples=50, deadline=None)
@given(word=WORDS)
def test_a_list_grows_and_shrinks_at_its_end(word: str) -> None:
    for path, count in ((("lists",), 4), (("lists", 3, "inner"), 3)):
        grown = put(ODD, (*path, count), {"id": word})
        assert put(grown, (*path, count), None) == ODD


def test_a_list_is_changed_item_by_item() -> None:
    assert put("a:\n  - x  # one\n  - y\n", ("a",), ["x", "z"]) == "a:\n  - x  # one\n  - z\n"
    assert put("a:\n  - x\n  - y  # two\n", ("a",), ["y", "z"]) == "a:\n  - y  # two\n  - z\n"
    assert put("a: [x, y]\n", ("a",), ["y"]) == "a: [y]\n"
    with pytest.raises(EditRefused, match="items put between"):
        put("a: [x, y]\n", ("a",), ["x", "new", "y"])


def test_what_is_made_on_the_way_goes_with_its_last_value() -> None:
    text = "id: a\n"
    made = put(text, ("fees", "items", 0, "id"), "monthly")
    assert made == "id: a\nfees:\n  items:\n    - id: monthly\n"
    assert put(made, ("fees", "items", 0, "id"), None) == text


def test_the_first_key_of_a_list_item_can_go() -> None:
    assert put("a:\n  - b: 1\n    c: 2\n", ("a", 0, "b"), None) == "a:\n  - c: 2\n"


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("a: 1\n", ("b",), None),
        ("a: 1\n", ("a", "b"), "2"),
        ("a: 1\n", ("a",), {"b": "2"}),
        ("a: &x 1\nb: *x\n", ("a",), "2"),
        ("a: [1]\n", ("a", 5), "2"),
        ("a: 1\n", (), None),
    ],
)
def test_what_cannot_be_changed_alone_is_refused(text: str, path: tuple[str | int, ...], value: str | None) -> None:
    with pytest.raises(EditRefused):
        put(text, path, value)


def test_a_nothing_is_filled() -> None:
    assert put("a:\nb: 1\n", ("a", "c"), "2") == "a: {c: 2}\nb: 1\n"


@given(word=WORDS)
def test_a_written_text_reads_as_itself(word: str) -> None:
    for text in (f"k: {write_scalar(word)}\n", f"{{k: {write_scalar(word)}}}\n"):
        assert make_plain(compose(text, "a.yaml")) == {"k": word}
