"""How the figures of the incident log are written in Markdown."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from acuerdo.statistics import wilson
from acuerdo.words import Language, say_percent


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table in Markdown; whole numbers with thousands."""
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    return "".join("| " + " | ".join(_cell(cell) for cell in line) + " |\n" for line in lines)


def _cell(cell: object) -> str:
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def percent(part: int, whole: int) -> str:
    """Write a share, rounded down."""
    return say_percent(Language.EN, Fraction(part, whole)) if whole else "–"


def with_interval(met: int, n: int) -> str:
    """Write a share with its 95 % Wilson interval and its n."""
    if not n:
        return "–"
    interval = wilson(met, n)
    return f"{percent(met, n)} ({interval.low * 100:.1f}–{interval.high * 100:.1f}) of {n:,}"


def hours(seconds: float | None) -> str:
    """Write a duration as hours and minutes: `62:02`."""
    return "–" if seconds is None else f"{int(seconds) // 3600:,}:{int(seconds) % 3600 // 60:02}"
