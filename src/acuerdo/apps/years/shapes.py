"""What years of calendars answer."""

from dataclasses import dataclass

from acuerdo.apps.acts.shapes import ActRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRecord:
    """A year of a calendar about which a side moved: the dates on the table (lines), and where the act stands."""

    calendar: str
    year: int
    number: int
    dates: str
    act: ActRecord
