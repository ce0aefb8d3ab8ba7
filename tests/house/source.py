"""The files of the repository, as the guards of the house read them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "acuerdo"
BELOW_FACES = ("core", "texts", "words", "documents", "columns", "connectors", "statistics", "studies")


@cache
def kept_files() -> tuple[Path, ...]:
    """All files that are, or are about to be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


@cache
def texts() -> dict[Path, str]:
    """The text files of the repository."""
    found = {}
    for path in kept_files():
        data = path.read_bytes()
        if b"\0" not in data:
            found[path] = data.decode("utf-8", "replace")
    return found


def python_files(*folders: Path) -> list[Path]:
    """The Python files under some folders."""
    return [path for path in kept_files() if path.suffix == ".py" and any(path.is_relative_to(it) for it in folders)]


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text("utf-8"), str(path))


def place(path: Path, node: ast.AST) -> str:
    """Where a node stands, as an editor understands it."""
    name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    return f"{name}:{getattr(node, 'lineno', 0)}"
