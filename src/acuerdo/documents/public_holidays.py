"""Public holidays of countries and their parts: days off, and the days off that are worked instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from acuerdo.documents.findings import suggest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holidays import HolidayBase

FIRST_YEAR = 1970
LAST_YEAR = 2100
# The last year whose holidays the country itself has published, in the releases from 0.109 on; a later release may
# know more, and then says "provisional" of a year that is not, never the reverse.
PUBLISHED_UNTIL = 2026
_PUBLISHED_LONGER = {"RU": 2027}
_MOVED = 4
_LANGUAGES = {"en": "en_US"}


class UnknownPlace(ValueError):  # a refusal is named by what is wrong, as everywhere in the product
    """A country or a part of one whose holidays are not known."""

    def __init__(self, *, key: str, found: str, known: Sequence[str]) -> None:
        self.code = "unknown_holidays"
        self.key = key
        self.found = found
        self.expected = f"a {key} whose holidays are known" + (f": {', '.join(known)}" if len(known) < 100 else "")  # noqa: PLR2004  # a list that a person can still read
        self.hint = suggest(found, known) or ("countries are two letters of ISO 3166" if key == "country" else "")
        super().__init__(f"found {found!r}, expected {self.expected}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Festivities:
    """What is special in some years: holidays by date with their names, and days off that are worked.

    `worked` maps such a day to the working day whose hours it takes over (None where that is not known).
    """

    days: tuple[tuple[date, str], ...]
    worked: tuple[tuple[date, date | None], ...]
    provisional: tuple[int, ...]


def list_holidays(country: str, subdivision: str | None, years: Sequence[int], language: str = "en") -> Festivities:
    """Give the public holidays of some years, named in a language if they have names in it. Raises UnknownPlace.

    >>> russia = list_holidays("RU", None, [2027])
    >>> russia.worked
    ((datetime.date(2027, 2, 20), datetime.date(2027, 2, 22)),)
    """
    kind = _find_country(country)
    if subdivision is not None and subdivision not in kind.subdivisions:
        raise UnknownPlace(key="subdivision", found=subdivision, known=kind.subdivisions)
    published = _PUBLISHED_LONGER.get(country, PUBLISHED_UNTIL)
    found = [_year(country, subdivision, year, language) for year in sorted(set(years))]
    return Festivities(
        days=tuple(day for days, _ in found for day in days),
        worked=tuple(day for _, worked in found for day in worked),
        provisional=tuple(year for year in sorted(set(years)) if year > published),
    )


_Days = tuple[tuple[date, str], ...]
_Worked = tuple[tuple[date, date | None], ...]


def _find_country(country: str) -> type[HolidayBase]:
    # The holidays of the world take long to load, and many documents name none.
    import holidays  # noqa: PLC0415  # only where a document asks for it
    from holidays.registry import EntityLoader  # noqa: PLC0415  # only where a document asks for it

    known = sorted(EntityLoader.get_country_codes(include_aliases=False))
    if country not in known:
        raise UnknownPlace(key="country", found=country, known=known)
    found: type[HolidayBase] = getattr(holidays, country).get_entity()
    return found


@cache
def _year(country: str, subdivision: str | None, year: int, language: str) -> tuple[_Days, _Worked]:
    kind = _find_country(country)
    wanted = _LANGUAGES.get(language, language)
    # Without a language the names would be in that of the machine.
    named = wanted if wanted in kind.supported_languages else kind.default_language
    table = kind(subdiv=subdivision, years=year, expand=False, language=named)
    days = tuple(sorted((day, str(name)) for day, name in table.items() if day.year == year))
    moved = _moved(table, year)
    worked = tuple((day, moved.get(day)) for day in sorted(table.weekend_workdays) if day.year == year)
    return days, worked


def _moved(table: HolidayBase, year: int) -> dict[date, date]:
    """Which working day became free for a day off that is worked."""
    special = getattr(table, "special_public_holidays", {}).get(year, ())
    rows = [special] if special and isinstance(special[0], int) else special
    # (month and day that are free, month and day that are worked instead); other rows are plain holidays
    pairs = [row for row in rows if len(row) == _MOVED and all(isinstance(part, int) for part in row)]
    return {date(year, row[2], row[3]): date(year, row[0], row[1]) for row in pairs}
