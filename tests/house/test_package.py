"""The package: its lock, its dependencies, and how lightly it starts."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib import metadata

import pytest

import acuerdo
from tests.house.source import PACKAGE, ROOT, python_files, tree

LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PROJECT = (ROOT / "pyproject.toml").read_text("utf-8")


def name_of(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.match(r"[A-Za-z0-9._-]+", requirement)[0]).lower()  # type: ignore[index]  # a requirement has a name


def imported_anywhere(module: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


NAMED_AS_TEXT = {
    "django-htmx": '"django_htmx"',
    "whitenoise": '"whitenoise.',
}
"""What the settings of the application name as text, and how."""


def declared() -> set[str]:
    project = tomllib.loads(PROJECT)
    groups = [project["project"]["dependencies"], *project["project"]["optional-dependencies"].values()]
    groups += project["dependency-groups"].values()
    return {name_of(requirement) for group in groups for requirement in group} - {"acuerdo"}


def test_everything_that_is_declared_is_locked_and_so_is_what_builds_it() -> None:
    locked = {name_of(line) for line in LOCK.splitlines() if re.match(r"\w", line)}
    assert (declared() | {"hatchling", "editables", "uv"}) - locked == set()


def test_the_package_imports_what_it_declares_and_declares_what_it_imports() -> None:
    homes = metadata.packages_distributions()
    names = {name.partition(".")[0] for path in python_files(PACKAGE) for name in imported_anywhere(tree(path))}
    used = {name_of(home) for name in names - {"acuerdo"} for home in homes.get(name, [])}
    project = tomllib.loads(PROJECT)["project"]
    extras = {name_of(it) for group in project["optional-dependencies"].values() for it in group}
    bare = {name_of(it) for it in project["dependencies"]}
    assert used - bare - extras <= {"pydantic-core"}  # comes with pydantic, in the version that fits
    assert bare - used == {"tzdata"}  # the standard library reads it
    assert extras - used == set(NAMED_AS_TEXT)
    settings = (PACKAGE / "project" / "settings.py").read_text(encoding="utf-8")
    assert [word for word in NAMED_AS_TEXT.values() if word not in settings] == []


def test_every_locked_version_is_exact_and_has_its_hashes() -> None:
    entries = re.split(r"\n(?=\w)", LOCK.strip())
    assert len(entries) > 50
    assert [entry for entry in entries if not re.match(r"[\w.-]+(\[[\w,]+\])?==[^\s]+ [^\n]*\\\n", entry)] == []
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_package_starts_without_what_it_does_not_need_yet() -> None:
    heavy = {"numpy", "polars", "scipy", "babel", "pydantic", "numba", "typst", "rich", "typer", "django"}
    program = [sys.executable, "-c", "import acuerdo.words, sys; print(*sys.modules)"]
    loaded = subprocess.run(program, check=True, capture_output=True, text=True).stdout.split()
    assert "acuerdo" in loaded
    assert heavy & set(loaded) == set()


def test_every_name_of_the_package_is_there_and_its_home_says_the_same() -> None:
    assert acuerdo.__all__ == sorted(acuerdo.__all__)
    assert set(acuerdo.__all__) <= set(dir(acuerdo))
    assert [name for name in acuerdo.__all__ if getattr(acuerdo, name).__name__ != name] == []


def test_a_name_that_the_package_lacks_is_refused_with_those_it_has() -> None:
    with pytest.raises(AttributeError, match=r"it has .*WorkingCalendar"):
        acuerdo.absent  # noqa: B018  # asking is the test


def test_no_module_has_the_name_of_what_the_package_exports() -> None:
    modules = {path.stem for path in (ROOT / "src/acuerdo").iterdir()}
    assert modules & set(acuerdo.__all__) == set()
