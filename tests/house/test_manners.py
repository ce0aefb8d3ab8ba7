"""Sizes, names, and tests that assert."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, ROOT, place, python_files, texts, tree

MOST_LINES = 400
MOST_LINES_OF_A_TEST = 600
LEAST_WORDS = 2
EMPTY_NAMES = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|common|stuff)(_|$)|^process_")
ASSERTING_CALLS = re.compile(r"^(raises|warns|fail|assert_\w+)$")


# The character class keeps this line from finding itself; what follows the codes is the reason.
EXCEPTION = re.compile(
    r"# (?:noq[a]|type: ignor[e]|pragma: no cove[r])(?P<codes>(?:: ?[A-Z0-9, ]+|\[[a-z, -]+\])?)(?P<reason>.*)"
)


def exceptions_without_reason(path: Path, text: str) -> list[str]:
    return [
        f"{path}:{number}: {match[0]} gives no reason"
        for number, line in enumerate(text.splitlines(), 1)
        for match in EXCEPTION.finditer(line)
        if not (match["codes"] or "pragma" in match[0]) or len(re.findall(r"\w+", match["reason"])) < LEAST_WORDS
    ]


def empty_names(path: Path, module: ast.Module) -> list[str]:
    named = [
        (node.name, node)
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    findings = [f"{place(path, node)}: {name} says nothing" for name, node in named if says_nothing(name)]
    return findings + ([f"{place(path, module)}: {path.stem} says nothing"] if says_nothing(path.stem) else [])


def says_nothing(name: str) -> bool:
    return EMPTY_NAMES.search(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()) is not None


def idle_tests(path: Path, module: ast.Module) -> list[str]:
    """Tests in which neither they nor the functions of their file that they call assert anything."""
    functions = {node.name: node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}
    asserting = {name for name, node in functions.items() if asserts(node)}
    while more := {
        name for name, node in functions.items() if name not in asserting and called_names(node) & asserting
    }:
        asserting |= more
    return [
        f"{place(path, node)}: {name} asserts nothing"
        for name, node in functions.items()
        if name.startswith("test_") and name not in asserting
    ]


def asserts(function: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Assert) for node in ast.walk(function)) or any(
        ASSERTING_CALLS.match(name) for name in called_names(function)
    )


def called_names(function: ast.FunctionDef) -> set[str]:
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}


def test_no_file_is_too_long_to_be_read_at_one_sitting() -> None:
    lengths = {
        path: len(text.splitlines())
        for path, text in texts().items()
        if path.suffix in {".py", ".html", ".css", ".js", ".typ"} and "static/vendor" not in path.as_posix()
    }
    assert lengths
    tests = ROOT / "tests"
    too_long = {
        str(path.relative_to(ROOT)): length
        for path, length in lengths.items()
        if length > (MOST_LINES_OF_A_TEST if path.is_relative_to(tests) else MOST_LINES)
    }
    assert too_long == {}


def test_every_name_says_something() -> None:
    files = python_files(PACKAGE, ROOT / "tools", ROOT / "benchmarks")
    assert [finding for path in files for finding in empty_names(path, tree(path))] == []


def test_every_exception_to_the_linter_gives_its_reason() -> None:
    files = {path.relative_to(ROOT): text for path, text in texts().items() if path.suffix == ".py"}
    assert files
    assert [finding for path, text in files.items() for finding in exceptions_without_reason(path, text)] == []


def test_every_test_asserts() -> None:
    files = [path for path in python_files(ROOT / "tests") if path.name.startswith("test_")]
    assert files
    assert [finding for path in files for finding in idle_tests(path, tree(path))] == []


@pytest.mark.parametrize("name", ["utils", "date_helper", "ClockManager", "process_row", "common"])
def test_the_guard_of_names_sees(name: str) -> None:
    assert len(empty_names(Path("sample.py"), ast.parse(f"def {name}(): pass"))) == 1
    assert empty_names(Path("sample.py"), ast.parse("def judged(): pass\nclass Commonwealth: pass")) == []


@pytest.mark.parametrize(
    ("line", "reasoned"),
    [
        ("x = 1  # noq" + "a", False),
        ("x = 1  # noq" + "a: E501", False),
        ("x = 1  # noq" + "a: E501, FBT001", False),
        ("x = f()  # type: ignor" + "e[arg-type]", False),
        ("x = 1  # noq" + "a: E501  # the address is long", True),
        ("x = 1  # noq" + "a: E501 - compiled code", True),
        ("x = f()  # type: ignor" + "e[arg-type]  # refused here on purpose", True),
    ],
)
def test_the_guard_of_exceptions_sees(line: str, *, reasoned: bool) -> None:
    assert (exceptions_without_reason(Path("sample.py"), line) == []) is reasoned


def test_the_guard_of_tests_sees() -> None:
    text = """
def test_idle(): run()
def test_plain(): assert run()
def test_refused():
    with pytest.raises(ValueError): run()
def agrees(): assert run()
def test_by_another(): agrees()
"""
    found = idle_tests(Path("sample.py"), ast.parse(text))
    assert found == ["sample.py:2: test_idle asserts nothing"]
