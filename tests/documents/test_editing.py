"""One value changes, and nothing else."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuerdo.documents import DocumentRefused
from acuerdo.documents.editing import EditRefused, edit
from acuerdo.documents.sources import compose
from acuerdo.texts.nodes import Scalar, read_path, show_path, walk
from tests.documents.drafts import CLEAN

SAMPLE = (Path(__file__).parents[2] / "examples" / "sample.yaml").read_text(encoding="utf-8")
TEXT = """\
# head
a: one   # why
b: 'it''s'
c: "x\\ty"
d: {e: 1, f: [2, 3]}   # flow
g: |
  many
  lines
h: >-
  folded
  text

# between
i:
  - id: x
    j:
  - plain
    over lines
k: &k shared
l: *k
"""
PATHS = [
    show_path(compose(TEXT, "a"), path)
    for path, node in walk(compose(TEXT, "a"))
    if isinstance(node, Scalar) and node.text != "shared"
]
SAMPLE_ROOT = compose(SAMPLE, "a")
SAMPLE_PATHS = [show_path(SAMPLE_ROOT, path) for path, node in walk(SAMPLE_ROOT) if isinstance(node, Scalar)]
VALUES = st.one_of(
    st.sampled_from(
        ["", "no", "22:00", "a: b", "# x", "- x", "{x}", "it's", 'say "x"', " x ", "a, b", "[x]", "&x", "null"]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff"), max_size=20),
    st.text(st.sampled_from("ab \n:'\"#-,"), max_size=12),
)


def values(text: str) -> dict[tuple[str | int, ...], str]:
    return {path: node.text for path, node in walk(compose(text, "a")) if isinstance(node, Scalar)}


@settings(deadline=None)
@given(st.sampled_from(PATHS), VALUES)
def test_what_was_written_reads_as_the_new_value_and_nothing_else_changed(path: str, value: str) -> None:
    changed = edit(TEXT, path, value)
    before, after = values(TEXT), values(changed)
    keys = read_path(compose(TEXT, "a"), path)
    assert after == before | {keys: value}
    for comment in ("# head\n", "# why\n", "# flow\n", "# between\n"):
        assert comment in changed


@settings(deadline=None, max_examples=50)
@given(st.sampled_from(SAMPLE_PATHS), st.sampled_from(["Otro", "P2: x", "95%", "ещё"]))
def test_comments_and_layout_of_the_sample_stay(path: str, value: str) -> None:
    changed = edit(SAMPLE, path, value)
    lines = zip(SAMPLE.splitlines(), changed.splitlines(), strict=True)
    different = [(old, new) for old, new in lines if old != new]
    assert len(different) <= 1
    for old, new in different:
        assert old.partition("  #")[2] == new.partition("  #")[2]


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        ("a", "two", "a: two   # why"),
        ("b", "isn't", "b: 'isn''t'"),
        ("c", "z", 'c: "z"'),
        ("d.f[1]", "4, 5", "d: {e: 1, f: [2, '4, 5']}   # flow"),
        ("i[x].j", "set", "    j: set"),
        ("h", "one", "h: one"),
        ("a", "x\ny", 'a: "x\\ny"   # why'),
    ],
)
def test_the_new_value_is_written_in_the_manner_of_the_old(path: str, value: str, line: str) -> None:
    assert line in edit(TEXT, path, value).splitlines()


def test_json_is_edited_too() -> None:
    assert edit('{"a": [1, "x"],\n "b": 2}', "a[1]", 'y"') == '{"a": [1, "y\\""],\n "b": 2}'
    assert edit('{"a": 1}', "a", "2") == '{"a": 2}'


def test_a_mark_of_byte_order_stays_where_it_is() -> None:
    assert edit("\ufeff" + TEXT, "a", "two") == "\ufeff" + edit(TEXT, "a", "two")


def test_ends_of_lines_stay_what_they_are() -> None:
    dos = CLEAN.replace("\n", "\r\n")
    changed = edit(dos, "commitments[fix].within", "9h")
    assert changed == dos.replace("within: 8h", "within: 9h")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("nowhere", "unknown_path"),
        ("a.b", "unknown_path"),
        ("d", "not_a_text"),
        ("d.f", "not_a_text"),
        ("k", "shared_value"),
        ("l", "shared_value"),
    ],
)
def test_what_cannot_be_changed_is_refused(path: str, code: str) -> None:
    with pytest.raises(EditRefused) as refused:
        edit(TEXT, path, "x")
    assert refused.value.code == code
    assert refused.value.path == path


def test_a_value_that_no_document_can_hold_is_refused() -> None:
    with pytest.raises(EditRefused) as refused:
        edit(TEXT, "a", "\x00")
    assert refused.value.code == "unwritable_value"


def test_a_key_inside_an_anchor_is_shared_with_its_aliases() -> None:
    with pytest.raises(EditRefused, match="alias"):
        edit("a: &a {b: 1}\nc: *a\n", "c.b", "2")


def test_a_text_that_is_no_document_is_refused() -> None:
    with pytest.raises(DocumentRefused):
        edit("a: [", "a", "b")
