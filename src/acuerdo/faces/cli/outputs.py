"""What the command line writes: files aside and then moved, tables on the screen."""

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """Give a place beside `path` to write to, and move it to `path` only when all went well."""
    if not path.parent.is_dir():
        raise FileNotFoundError(2, "the folder does not exist", str(path.parent))
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    aside = Path(name)
    try:
        yield aside
        umask = os.umask(0)
        os.umask(umask)
        aside.chmod(0o666 & ~umask)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def show_table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: frozenset[int]) -> None:
    """Print a table; the columns in `numbers` (by place) align right.

    A terminal folds what is wider than it; a file takes every line as it is.
    """
    if sys.stdout.isatty():
        _show_folded(title, header, rows, numbers)
    else:
        sys.stdout.write("".join(f"{line}\n" for line in (title, *_lines([header, *rows], numbers))))


def _lines(rows: Sequence[Sequence[str]], numbers: frozenset[int]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = zip(row, widths, strict=True)
        aligned = [
            cell.rjust(width) if place in numbers else cell.ljust(width) for place, (cell, width) in enumerate(cells)
        ]
        yield "  ".join(aligned).rstrip()


def _show_folded(title: str, header: Sequence[str], rows: Sequence[Sequence[str]], numbers: frozenset[int]) -> None:
    from rich.console import Console  # noqa: PLC0415 - only when somebody looks
    from rich.table import Table  # noqa: PLC0415 - only when somebody looks
    from rich.text import Text  # noqa: PLC0415 - only when somebody looks

    table = Table(title=Text(title), title_justify="left", box=None, header_style="bold", pad_edge=False)
    for place, name in enumerate(header):
        table.add_column(Text(name), justify="right" if place in numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    Console(highlight=False).print(table)


def say(text: str) -> None:
    """Print a line for people on standard error, where it disturbs no data."""
    sys.stderr.write(text + "\n")
