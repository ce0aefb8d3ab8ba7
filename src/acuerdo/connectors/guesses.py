"""What columns and words usually mean, in English, Spanish and Russian: for drafts that a person finishes."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from acuerdo.connectors.instants import EXCEL, ISO, local_reading
from acuerdo.texts.composing import compose_yaml
from acuerdo.texts.nodes import make_plain

if TYPE_CHECKING:
    from datetime import datetime

NAMES = Path(__file__).parent / "names.yaml"
Words = Mapping[str, tuple[str, ...]]


@cache
def known_names() -> Mapping[str, Words]:
    """Return what other systems call our `columns`, `moments` and `statuses`.

    >>> "заявка" in known_names()["columns"]["ticket"]
    True
    """
    tree = TypeAdapter(dict[str, dict[str, tuple[str, ...]]])
    return tree.validate_python(make_plain(compose_yaml(NAMES.read_text("utf-8"), NAMES.name)))


MISSING_WORDS = (
    "?",
    "-",
    "--",
    "N/A",
    "n/a",
    "NA",
    "NULL",
    "null",
    "None",
    "none",
    "nan",
    "NaN",
    "(empty)",
    "#N/A",
    "н/д",
)
EXCEL_DAYS = (20_000, 60_000)
"""Serial numbers that are dates of a help desk: 1954 to 2064."""

NEARLY_ALL = 0.9
"""Of the values of a column of dates, so many at least are dates: an export may hold a few that are none."""

DATE_FORMATS = (
    ISO,
    "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S",
    "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d-%m-%Y %H:%M:%S", "%m-%d-%Y %H:%M",
    "%d/%m/%y %H:%M", "%m/%d/%y %H:%M", "%d.%m.%y %H:%M", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S",
    "%d/%m/%Y %I:%M %p", "%m/%d/%Y %I:%M %p", "%d/%m/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M:%S %p",
    "%d/%b/%y %I:%M %p", "%d/%b/%y %H:%M", "%d %b %Y %H:%M", "%b %d, %Y %I:%M %p", "%b %d, %Y %H:%M",
    "%a %b %d %H:%M:%S %Y", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y",
    EXCEL,
)  # fmt: skip


def plain_name(name: str) -> str:
    """Return a column's name as it is compared: lower case, words apart.

    >>> plain_name("Sys_Updated-At")
    'sys updated at'
    """
    return " ".join(re.sub(r"[_\-./:]+", " ", name).lower().split())


def columns_by_name(header: Sequence[str], words: Words) -> dict[str, str]:
    """Return our names for the columns whose names say what they are; the likelier name wins."""
    plain = {plain_name(name): name for name in reversed(header)}
    found: dict[str, str] = {}
    for ours, names in words.items():
        for name in names:
            if name in plain and plain[name] not in found.values():
                found[ours] = plain[name]
                break
    return found


def status_guess(word: str) -> str | None:
    """Return the known status word that a foreign one probably stands for.

    >>> status_guess("En curso"), status_guess("Решена"), status_guess("Frobnicated")
    ('open', 'resolved', None)
    """
    plain = plain_name(word)
    return next((ours for ours, names in known_names()["statuses"].items() if plain in names), None)


def fitting_formats(texts: Sequence[str]) -> list[str]:
    """Return the date formats that read every text, else those that read most and nearly all, day before month first.

    >>> fitting_formats(["1/2/2026 10:00", "13/2/2026 9:00"])
    ['%d/%m/%Y %H:%M']
    >>> fitting_formats(["1/2/2026 10:00"])
    ['%d/%m/%Y %H:%M', '%m/%d/%Y %H:%M']
    >>> fitting_formats([*(f"{day}/1/2026 10:00" for day in range(1, 31)), "31/2/2026 10:00"])
    ['%d/%m/%Y %H:%M']
    """
    read = {form: len(texts) - len(unfitting(texts, form)) for form in DATE_FORMATS}
    most = max(read.values())
    return [form for form, count in read.items() if count == most and most >= max(1, NEARLY_ALL * len(texts))]


def unfitting(texts: Sequence[str], form: str) -> list[str]:
    """Return the texts that are no date in this format."""
    return [text for text in texts if not _fits(text, form)]


def _fits(text: str, form: str) -> bool:
    found = local_reading(text, form)
    return found is not None and (form != EXCEL or EXCEL_DAYS[0] <= float(text.replace(",", ".")) <= EXCEL_DAYS[1])


def names_offset(texts: Sequence[str], form: str) -> bool:
    """Say whether every text that is a date in this format names its offset."""
    found: list[datetime | None] = [local_reading(text, form) for text in texts]
    return all(moment is None or moment.tzinfo is not None for moment in found)
