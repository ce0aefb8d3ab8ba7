"""What the command line shows: tables on the screen, and lines for people."""

import re
import sys
from collections.abc import Iterator, Sequence

_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What moves a cursor, colours a screen or turns the order of letters around."""


def show_table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: frozenset[int]) -> None:
    """Print a table; the columns in `numbers` (by place) align right.

    A terminal folds what is wider than it; a file takes every line as it is.
    """
    plain = [[_plain(cell) for cell in row] for row in rows]
    if sys.stdout.isatty():
        _show_folded(title, header, plain, numbers)
    else:
        sys.stdout.write("".join(f"{line}\n" for line in (title, *_lines([header, *plain], numbers))))


def plain_lines(text: str) -> str:
    r"""Return lines in which nothing steers the terminal that shows them: an export can hold anything.

    >>> plain_lines("Ticket \x1b[2J-1\nmet")
    'Ticket \\x1b[2J-1\nmet'
    """
    return "\n".join(map(_plain, text.split("\n")))


def _plain(text: str) -> str:
    return _STEERING.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


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
    sys.stderr.write(plain_lines(text) + "\n")
