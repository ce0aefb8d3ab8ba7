"""Where a document comes from, and what is refused before it is read."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from acuerdo.documents import DocumentRefused, Finding, check, read_agreement
from acuerdo.documents.sources import LARGEST_FILE, Source, Written, decode, read_source
from tests.documents.drafts import CLEAN
from tests.spending import run_python


def refused(source: Source) -> Finding:
    with pytest.raises(DocumentRefused) as caught:
        read_source(source, "here.yaml")
    (finding,) = caught.value.findings
    return finding


def test_a_file_a_text_a_path_as_text_json_and_a_mapping_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "agreement.yaml"
    path.write_text(CLEAN, encoding="utf-8")
    document = read_agreement(path)
    as_json = tmp_path / "agreement.json"
    as_json.write_text(document.canonical, encoding="utf-8")
    mapping = {"time_zone": "Europe/Madrid", **document.shape.model_dump(include={"id"})}
    assert mapping["id"] == "sur"
    sources: list[Source] = [str(path), CLEAN, as_json, document.canonical, "\n" + document.canonical]
    assert {read_agreement(source).content_hash for source in sources} == {document.content_hash}
    assert read_agreement(path).source == str(path)


def test_a_mapping_from_python_may_hold_numbers_booleans_and_dates() -> None:
    read = read_source({"a": 1, "b": True, "c": date(2026, 1, 1), "d": Decimal("0.50"), "e": [1.5, False], "f": None})
    assert read.text is None
    assert (
        read_source({"a": "1", "b": "true", "c": "2026-01-01", "d": "0.50", "e": ("1.5", "false"), "f": None}).root
        == read.root
    )


@pytest.mark.parametrize("value", [object(), {1: {2, 3}}, b"bytes"])
def test_a_mapping_of_other_things_is_refused(value: object) -> None:
    assert refused({"a": value}).code == "bad_value"


def test_a_mapping_inside_itself_is_refused() -> None:
    circle: dict[str, object] = {}
    circle["again"] = circle
    assert "levels inside each other" in refused(circle).found


def test_a_mapping_that_unfolds_without_end_is_refused() -> None:
    layer: list[object] = ["x"] * 10
    for _ in range(30):
        layer = [layer] * 10
    assert "more than 100,000" in refused({"a": layer}).found


def test_braces_may_also_be_yaml() -> None:
    assert read_source("{a: b}").root == read_source("{a: b}\n").root
    assert refused('{"a": 1, "a": 2}').code == "duplicate_key"
    assert refused("{a: b").code == "bad_yaml"


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.yaml").found == "no such file or directory"
    assert refused(tmp_path).code == "unreadable_file"
    assert refused("a\0b").code == "unreadable_file"


def test_a_text_that_is_too_long_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.yaml"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    assert refused(path).code == "too_big"
    assert refused("a:\n" + "x" * LARGEST_FILE).code == "too_big"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_utf_8_and_utf_16_with_their_marks_are_read(encoding: str) -> None:
    assert decode("título: ñ".encode(encoding), "a.yaml") == "título: ñ"


@pytest.mark.parametrize(("encoding", "byte"), [("cp1252", "0xed"), ("cp1251", "0xed")])
def test_another_encoding_is_refused_with_its_line(encoding: str, byte: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(("a: 1\nb: " + ("í" if encoding == "cp1252" else "н")).encode(encoding))
    finding = refused(path)
    assert (finding.code, finding.line, finding.column, finding.found) == ("bad_encoding", 2, 4, f"the byte {byte}")
    assert "windows-1252 or windows-1251" in finding.hint


CHECKED = """
import sys
from pathlib import Path
from acuerdo.documents import DocumentRefused, check
try:
    check(Path(sys.argv[1]))
except DocumentRefused as refused:
    print(refused.findings[0].code)
"""


def write_long_line(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"acuerdo: 1\ntitle: ")
        for _ in range(200):
            file.write(b"x" * 1_000_000)


@pytest.mark.parametrize("kind", ["line", "nodes", "depth", "aliases", "colons"])
def test_monstrous_files_are_refused_in_little_memory(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "monster.yaml"
    if kind == "line":
        write_long_line(path)
    else:
        path.write_text(
            {
                "nodes": "a: [" + "x," * 2_400_000 + "]",
                "depth": "[" * 4_900_000,
                "aliases": "a: &a [" + "x," * 90_000 + "]\nb: [" + "*a," * 1_500_000 + "]",
                "colons": "a: " * 1_600_000,
            }[kind],
            encoding="utf-8",
        )
    spent = run_python(tmp_path, tmp_path / "said", "-c", CHECKED, str(path))
    assert spent.text.strip() in {"too_big", "too_many_nodes", "too_deep", "bad_yaml"}
    assert spent.peak_bytes < 500_000_000


def test_the_findings_of_a_text_carry_the_name_it_was_given() -> None:
    assert {finding.file for finding in check(CLEAN.replace("P2", "P2, P2"), name="draft.yaml")} == {"draft.yaml"}


@pytest.mark.parametrize(
    ("text", "code", "expected", "hint"),
    [
        ("# nothing\n", "empty_document", "an agreement", "see acuerdo check"),
        ("a: 1\n---\nb: 2\n", "many_documents", "one agreement in a file", ""),
        ("a: 1\na: 2\n", "duplicate_key", "every key once", "join the two, or rename one"),
        ('{"a": 1, "a": 2}', "duplicate_key", "every key once", "join the two, or rename one"),
        ("{a: 1", "bad_yaml", "valid YAML", "is a bracket, a comma or a quote missing?"),
    ],
)
def test_a_text_that_is_no_tree_is_a_finding_about_an_agreement(text: str, code: str, expected: str, hint: str) -> None:
    finding = refused(text)
    assert (finding.code, finding.expected, finding.hint, finding.file) == (code, expected, hint, "here.yaml")


def test_what_strangers_wrote_is_never_the_path_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "agreement.yaml"
    path.write_text(CLEAN, encoding="utf-8")
    assert read_agreement(str(path)).id == read_agreement(CLEAN).id
    for text in (str(path), "agreement.yaml", "/dev/null", ""):
        with pytest.raises(DocumentRefused) as refused:
            read_agreement(Written(text), name="draft.yaml")
        assert {finding.file for finding in refused.value.findings} == {"draft.yaml"}
