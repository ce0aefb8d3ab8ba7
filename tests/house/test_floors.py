"""What no module below the faces may do, beside what import-linter refuses."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

from tests.house.source import BELOW_FACES, PACKAGE, place, python_files, tree

# The modules that tell the time, load code by name, or let one thing happen behind the back of another.
BANNED_MODULES = {
    "time": "reads the clock",
    "importlib": "loads code by name",
    "signal": "acts behind the caller's back",
    "blinker": "acts behind the caller's back",
    "django.dispatch": "acts behind the caller's back",
    "django.db.models.signals": "acts behind the caller's back",
}
BANNED_CALLS = {"now": "reads the clock", "utcnow": "reads the clock", "today": "reads the clock"}
CLOCKS = {"datetime", "date", "dt", "pd", "Timestamp"}
# What the core, which is pure, may not even import from the standard library.
IMPURE_MODULES = {
    "os",
    "io",
    "pathlib",
    "random",
    "secrets",
    "subprocess",
    "socket",
    "tempfile",
    "threading",
    "logging",
}
IMPURE_CALLS = {"open", "print", "input", "__import__", "eval", "exec"}


def imported(module: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node


def is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def forbidden_below_faces(path: Path, module: ast.Module) -> list[str]:
    findings = [
        f"{place(path, node)}: {name} {why}"
        for name, node in imported(module)
        for banned, why in BANNED_MODULES.items()
        if is_within(name, banned)
    ]
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and node.attr in BANNED_CALLS:
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if owner in CLOCKS:
                findings.append(f"{place(path, node)}: {owner}.{node.attr} {BANNED_CALLS[node.attr]}")
        if isinstance(node, ast.Name) and node.id == "__import__":
            findings.append(f"{place(path, node)}: __import__ loads code by name")
    return findings


def forbidden_in_core(path: Path, module: ast.Module) -> list[str]:
    findings = []
    for name, node in imported(module):
        top = name.partition(".")[0]
        if not is_within(name, "acuerdo.core") and top not in sys.stdlib_module_names:
            findings.append(f"{place(path, node)}: {name} is not the standard library")
        if top in IMPURE_MODULES:
            findings.append(f"{place(path, node)}: {name} is not pure")
        if isinstance(node, ast.ImportFrom) and any(alias.name == "Any" for alias in node.names):
            findings.append(f"{place(path, node)}: Any says nothing")
    for part in ast.walk(module):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id in IMPURE_CALLS:
            findings.append(f"{place(path, part)}: {part.func.id}() is not pure")
        if isinstance(part, ast.Attribute) and part.attr == "Any":
            findings.append(f"{place(path, part)}: Any says nothing")
    return findings


def cycles(imports: dict[str, set[str]]) -> list[list[str]]:
    """The modules that cannot be put in an order, by taking away again and again those that import nothing left."""
    left = {module: set(targets) - {module} for module, targets in imports.items()}
    while free := {module for module, targets in left.items() if not targets & left.keys()}:
        for module in free:
            del left[module]
    return [sorted(left)] if left else []


def test_nobody_below_the_faces_reads_the_clock_or_loads_code_by_name_or_signals() -> None:
    files = python_files(*(PACKAGE / floor for floor in BELOW_FACES))
    assert files
    assert [finding for path in files for finding in forbidden_below_faces(path, tree(path))] == []


def test_the_core_is_pure_and_typed_and_needs_only_the_standard_library() -> None:
    files = python_files(PACKAGE / "core")
    assert files
    assert [finding for path in files for finding in forbidden_in_core(path, tree(path))] == []


def test_no_module_imports_itself_by_a_detour() -> None:
    graph = grimp.build_graph("acuerdo", cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert len(imports) > 10
    assert cycles(imports) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import time", 1),
        ("from time import monotonic", 1),
        ("from datetime import datetime\nx = datetime.now(tz)", 1),
        ("import datetime\nx = datetime.datetime.now()", 1),
        ("x = date.today()", 1),
        ("f = datetime.utcnow", 1),
        ("from importlib import resources", 1),
        ("import signal", 1),
        ("from django.dispatch import receiver", 1),
        ("x = __import__('os')", 1),
        ("from datetime import time, datetime\nx = time(9), clock.now, verdict.today", 0),
        ("import timeit_of_ours", 0),
    ],
)
def test_the_guard_of_the_floors_sees(text: str, found: int) -> None:
    assert len(forbidden_below_faces(Path("sample.py"), ast.parse(text))) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import numpy", 1),
        ("from acuerdo.words import speak", 1),
        ("from pathlib import Path", 1),
        ("from typing import Any", 1),
        ("import typing\nx: typing.Any = 1", 1),
        ("print(1)", 1),
        ("from bisect import bisect\nfrom acuerdo.core.hours import WorkingCalendar", 0),
    ],
)
def test_the_guard_of_the_core_sees(text: str, found: int) -> None:
    assert len(forbidden_in_core(Path("sample.py"), ast.parse(text))) == found


def test_the_guard_against_cycles_sees_a_detour() -> None:
    assert cycles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a", "e"}, "e": set()}) == [["a", "b", "c", "d"]]
    assert cycles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []
