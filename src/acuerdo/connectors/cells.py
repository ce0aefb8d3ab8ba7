"""One row at a time, from the file's cells to the facts' words: the reference that the columns must equal."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from acuerdo.connectors.instants import ISO, InstantReader, Reading
from acuerdo.connectors.profile import IGNORED, OPENED_AT, EventCase, Profile, Rows
from acuerdo.core.clock.facts import CLEARED, Fact
from acuerdo.core.clock.intake import FactRefused, StatusMap, read_fact
from acuerdo.core.hours import to_datetime

INSTANTS = frozenset({"at", "until", "recorded_at", OPENED_AT})
"""Our columns that hold instants."""

Cells = Mapping[str, object]
_DURATION = re.compile(r"([0-9]{1,9}):([0-5][0-9])(?::([0-5][0-9]))?")
_UNITS_US = {"seconds": 1_000_000, "minutes": 60_000_000, "hours": 3_600_000_000, "days": 86_400_000_000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What an import needs beside its file: profile, zone, the agreement's own names; whether snapshots get keys."""

    profile: Profile
    zone: ZoneInfo | None = None
    own_events: frozenset[str] = frozenset()
    own_fields: Mapping[str, frozenset[str]] = field(default_factory=dict)
    keyed: bool = True


class Words:
    """Cleans and maps words by a profile."""

    def __init__(self, profile: Profile) -> None:
        self.missing = frozenset(profile.missing)
        self.constants = profile.constants
        self.maps = {name: profile.words_of(name) for name in (*profile.columns, *profile.constants)}
        self.ignored = frozenset(profile.ignored_statuses)
        self.dash_is_empty = profile.rows is not Rows.EVENTS
        self.known: dict[str, dict[object, str | None]] = {}

    def raw(self, cell: object) -> str | None:
        """Return what a cell says, None when it says nothing."""
        if cell is None:
            return None
        text = str(cell).strip()
        return None if not text or text in self.missing or (self.dash_is_empty and text == CLEARED) else text

    def word(self, name: str, cell: object) -> str | None:
        """Return the word of one of our columns: mapped, or the constant where the cell says nothing."""
        known = self.known.setdefault(name, {})
        if cell not in known:
            known[cell] = self._word(name, cell)
        return known[cell]

    def _word(self, name: str, cell: object) -> str | None:
        text = self.raw(cell)
        if text is None or (name == "status" and text in self.ignored):
            return self.constants.get(name)
        return self.maps.get(name, {}).get(text, text)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRow:
    """A row that can become facts: the fact of its own time, when its ticket was opened, and how it is sorted.

    `sort` are the cells of the profile's sort keys, `index` the row's place among all rows of the import, `oddities`
    how many of its instants were ambiguous, and how many were skipped by a clock change.
    """

    fact: Fact
    opened_us: int | None = None
    sort: tuple[str | None, ...] = ()
    index: int = 0
    oddities: tuple[int, int] = (0, 0)


class RowReader:
    """Reads rows of events and of snapshots."""

    def __init__(self, setting: Setting) -> None:
        profile = setting.profile
        self.setting = setting
        self.profile = profile
        self.words = Words(profile)
        self.statuses: StatusMap = profile.status_map
        formats = profile.dates if ISO in profile.dates else (*profile.dates, ISO)
        self.instants = InstantReader(formats=formats, zone=setting.zone)
        self.fields = [name for name in profile.fields if name not in INSTANTS]
        self.places = [(name, profile.columns.get(name, "")) for name in self.fields]
        self.times = [name for name in profile.columns if name in INSTANTS and name != OPENED_AT]

    def read(self, cells: Cells, index: int) -> ReadRow | None:
        """Read one row; None when the profile ignores such rows. Raises `FactRefused`."""
        if self.is_footer(cells):
            return None
        row: dict[str, object] = {
            name: word for name, column in self.places if (word := self.words.word(name, cells.get(column))) is not None
        }
        case = self.case_of(row, cells) if self.profile.rows is Rows.EVENTS else None
        if case is not None:
            if case.becomes == IGNORED:
                return None
            row.update(event=case.becomes, public=case.public or row.get("public"), by=case.by or row.get("by"))
        elif self.profile.rows is Rows.SNAPSHOTS:
            row["event"] = "changed"
        readings = {name: self.instant(cells, name) for name in (*self.times, OPENED_AT)}
        moments = {name: to_datetime(reading.us) for name, reading in readings.items() if reading is not None}
        row.update({name: moment for name, moment in moments.items() if name != OPENED_AT})
        row["key"] = self.key_of(cells) or row.get("key")
        opened = readings[OPENED_AT]
        return ReadRow(
            fact=self.fact(row, index),
            opened_us=None if opened is None else opened.us,
            sort=tuple(self.words.raw(cells.get(name)) for name in self.profile.sort),
            index=index,
            oddities=oddities_of(readings.values()),
        )

    def is_footer(self, cells: Cells) -> bool:
        """Say whether a row is not data but a line below the table."""
        if not self.profile.footers:
            return False
        text = self.words.raw(self.cell(cells, "ticket"))
        return text is not None and text.startswith(self.profile.footers)

    def cell(self, cells: Cells, name: str) -> object:
        """Return the file's cell of one of our columns."""
        return cells.get(self.profile.columns.get(name, ""))

    def fact(self, row: Mapping[str, object], index: int) -> Fact:
        """Read a fact from our own columns."""
        return read_fact(
            row,
            number=index,
            statuses=self.statuses,
            own_events=self.setting.own_events,
            own_fields=self.setting.own_fields,
        )

    def instant(self, cells: Cells, name: str) -> Reading | None:
        """Read the instant of one of our columns, None where there is none."""
        value = self.cell(cells, name)
        text = self.words.raw(value) if isinstance(value, str) else value
        return None if text is None else self.instants.read(text, name)

    def key_of(self, cells: Cells) -> str | None:
        """Return the key that the profile's columns make, if it names any."""
        if not self.profile.key:
            return None
        return ":".join(self.words.raw(cells.get(name)) or "" for name in self.profile.key)

    def case_of(self, row: Mapping[str, object], cells: Cells) -> EventCase | None:
        """Return what the profile makes of a row's event word; None leaves the word as it is."""
        word = row.get("event")
        cases = self.profile.events.get(str(word), ())
        for case in cases:
            if all(self.words.raw(cells.get(name)) in words for name, words in case.when.items()):
                return case
        if cases:
            raise FactRefused(
                "unmatched_event",
                column="event",
                found=f"{word} with other values beside it",
                expected="a row that one of the profile's cases covers",
                hint="add a case without `when:` at the end of its list",
            )
        return None


def oddities_of(readings: Iterable[Reading | None]) -> tuple[int, int]:
    """Count the ambiguous and the skipped among readings."""
    kinds = [reading.oddity for reading in readings if reading is not None]
    return kinds.count("ambiguous"), kinds.count("skipped")


def read_duration_us(text: str, unit: str, column: str, *, comma: bool) -> int:
    """Read a length of time: a number of the unit, or hours, minutes and seconds with colons.

    >>> read_duration_us("1,5", "hours", "x", comma=True), read_duration_us("01:30:00", "clock", "x", comma=False)
    (5400000000, 5400000000)
    """
    clock = _DURATION.fullmatch(text)
    if clock is not None:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return ((hours * 60 + minutes) * 60 + seconds) * 1_000_000
    number = re.fullmatch(r"[0-9]{1,12}(?:[.,][0-9]{1,9})?", text)
    mark = "," if comma else "."
    if number is None or unit == "clock" or {",", "."} & set(text) - {mark}:
        raise FactRefused(
            "bad_number",
            column=column,
            found=text,
            expected="hours:minutes:seconds" if unit == "clock" else f"a number of {unit}, with a decimal {mark!r}",
            hint="the profile's `decimal:` and the moment's `unit:` say how such numbers are written",
        )
    return round(float(text.replace(",", ".")) * _UNITS_US[unit])
