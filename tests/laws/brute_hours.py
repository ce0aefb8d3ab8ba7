"""Working time counted minute by minute, straight from the text of a spec and the wall clock of the zone.

It shares no code with the product and takes no short cut: an instant is open or not by what its wall clock reads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

Spec = Mapping[str, Any]
NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)


def clock(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def pairs(texts: Sequence[str]) -> list[tuple[int, int]]:
    """The starts and ends of intervals, in minutes of the clock; a night ends at a smaller number."""
    return [(clock(start), clock(end)) for start, end in (text.split("-") for text in texts)]


def in_head(interval: tuple[int, int], minute: int) -> bool:
    """Whether the part of an interval before midnight holds a minute of its own date."""
    start, end = interval
    return start <= minute and (minute < end or end <= start)


def in_tail(interval: tuple[int, int], minute: int) -> bool:
    """Whether the part of an interval after midnight holds a minute of the next date."""
    start, end = interval
    return end <= start and minute < end


def covers(dates: str, day: date) -> bool:
    """Whether ``2026-08-15``, ``12-31`` or a range of either holds a date."""
    first, _, last = dates.partition("..")
    last = last or first
    if len(first) == len("06-15"):
        today = f"{day:%m-%d}"
        return first <= today <= last if first <= last else today >= first or today <= last
    return first <= day.isoformat() <= last


def weekdays(key: str) -> list[str]:
    found: list[str] = []
    for part in key.split(","):
        first, _, last = part.partition("-")
        at = NAMES.index(first)
        found.append(NAMES[at])
        while last and NAMES[at] != last:
            at = (at + 1) % 7
            found.append(NAMES[at])
    return found


def _range(item: Mapping[str, Any]) -> str:
    return f"{item['from']}..{item['to']}"


class Wall:
    """What a spec says of the readings of its wall clock; what it says of a date is looked up once."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.zone = ZoneInfo(spec["time_zone"])
        self.parts = [Wall(part) for part in spec.get("any_of", [])]
        self.week = cache(self._week)
        self.special = cache(self._special)
        self.closed = cache(self._closed)

    def _week(self, day: date) -> list[tuple[int, int]]:
        """The intervals that the week in force says begin on a date."""
        weeks = [self.spec.get("week", {})]
        for kind in (len("06-15"), len("2026-06-15")):  # a season of one time is stronger than one of every year
            seasons = self.spec.get("seasons", [])
            weeks += [s["week"] for s in seasons if len(s["from"]) == kind and covers(_range(s), day)]
        return pairs([h for key, some in weeks[-1].items() for h in some if NAMES[day.weekday()] in weekdays(key)])

    def _special(self, day: date) -> list[tuple[int, int]] | None:
        found = [item["hours"] for item in self.spec.get("open", []) if item["date"] == day.isoformat()]
        return pairs(found[0]) if found else None

    def _closed(self, day: date) -> list[tuple[int, int]]:
        found: list[str] = []
        for item in self.spec.get("closed", []):
            if isinstance(item, str):
                dates, _, hours = item.partition(" ")
                parts = [hours or "00:00-24:00"]
            else:
                dates = item["on"] if "on" in item else _range(item)
                parts = item.get("hours", ["00:00-24:00"])
            found += parts if covers(dates, day) else []
        return pairs(found)

    def is_closed(self, day: date, minute: int) -> bool:
        return any(in_head(part, minute) for part in self.closed(day))

    def in_week_tail(self, day: date, minute: int) -> bool:
        if not any(in_tail(hours, minute) for hours in self.week(day - ONE_DAY)):
            return False
        return self.special(day) is None and not self.is_closed(day, minute)

    def in_special_tail(self, day: date, minute: int) -> bool:
        return any(in_tail(hours, minute) for hours in self.special(day - ONE_DAY) or [])

    def reads_open(self, day: date, minute: int) -> bool:
        """Whether a reading of the wall clock is open."""
        if not self.spec.get("valid_from", "0000") <= day.isoformat() <= self.spec.get("valid_until", "9999"):
            return False
        if self.in_special_tail(day, minute) or self.in_week_tail(day, minute):
            return True
        special = self.special(day)
        if special is not None:
            return any(in_head(hours, minute) for hours in special)
        return any(in_head(hours, minute) for hours in self.week(day)) and not self.is_closed(day, minute)

    def is_open(self, instant: datetime) -> bool:
        """Whether an instant on a whole minute is open; a union is open when any of its parts is."""
        if self.parts:
            return any(part.is_open(instant) for part in self.parts)
        local = instant.astimezone(self.zone)
        return self.reads_open(local.date(), local.hour * 60 + local.minute)


@dataclass
class Minutes:
    """Every minute from a start, open or not."""

    start: datetime
    opened: list[bool]

    @classmethod
    def walk(cls, spec: Spec, start: datetime, days: int) -> "Minutes":
        wall = Wall(spec)
        return cls(start, [wall.is_open(start + i * ONE_MINUTE) for i in range(days * 1440)])

    def elapsed(self, a: datetime, b: datetime) -> timedelta:
        """Open time between two instants, the parts of minutes at both ends included."""
        if b < a:
            return -self.elapsed(b, a)
        total = timedelta(0)
        first, last = (a - self.start) // ONE_MINUTE, (b - self.start) // ONE_MINUTE
        for i in range(first, min(last + 1, len(self.opened))):
            if self.opened[i]:
                minute = self.start + i * ONE_MINUTE
                total += max(min(b, minute + ONE_MINUTE) - max(a, minute), timedelta(0))
        return total

    def spans(self) -> list[tuple[datetime, datetime]]:
        found: list[tuple[datetime, datetime]] = []
        for i, opened in enumerate(self.opened):
            minute = self.start + i * ONE_MINUTE
            if opened and found and found[-1][1] == minute:
                found[-1] = (found[-1][0], minute + ONE_MINUTE)
            elif opened:
                found.append((minute, minute + ONE_MINUTE))
        return found


class Days:
    """Working days found by asking every open minute to which date it belongs."""

    def __init__(self, spec: Spec, start: datetime, days: int) -> None:
        self.spec = spec
        self.zone = ZoneInfo(spec["time_zone"])
        self.clock = Wall(spec)
        self.evening = cache(self._evening)
        self.minutes = Minutes.walk(spec, start, days)
        locals_ = [(start + i * ONE_MINUTE).astimezone(self.zone) for i in range(days * 1440)]
        self.readings = [(local.date(), local.hour * 60 + local.minute) for local in locals_]
        self.lived = {reading for reading, opened in zip(self.readings, self.minutes.opened, strict=True) if opened}
        self.spans: dict[date, tuple[datetime, datetime]] = {}
        self.owners: dict[datetime, date] = {}
        for i, ((day, minute), opened) in enumerate(zip(self.readings, self.minutes.opened, strict=True)):
            if opened:
                at = start + i * ONE_MINUTE
                owner = self.owner(day, minute)
                self.owners[at] = owner
                first, _ = self.spans.get(owner, (at, at))
                self.spans[owner] = (first, at + ONE_MINUTE)
        if "any_of" in spec and spec.get("working_days"):
            names = {name for key in spec["working_days"] for name in weekdays(key)}
            self.spans = {day: span for day, span in self.spans.items() if NAMES[day.weekday()] in names}

    def owner(self, day: date, minute: int) -> date:
        if "any_of" in self.spec:
            return day
        wall, before = self.clock, day - ONE_DAY
        nights: list[tuple[int, int]] = []
        if wall.in_week_tail(day, minute):
            nights = [hours for hours in wall.week(before) if in_tail(hours, minute)]
        if wall.in_special_tail(day, minute):
            nights = [*nights, *(hours for hours in wall.special(before) or [] if in_tail(hours, minute))]
        return before if any(self.evening(before, night) for night in nights) else day

    def _evening(self, day: date, night: tuple[int, int]) -> bool:
        """Whether the clock ever showed an open minute of a night before its midnight."""
        return any((day, minute) in self.lived for minute in range(1440) if in_head(night, minute))

    def deadline(self, start: datetime, count: int, *, end: bool, cut_off: int | None = None) -> datetime:
        """Count working days from a start, or from the next opening; ``cut_off`` is a minute of the day."""
        opening = min(at for at in self.owners if at + ONE_MINUTE > start)
        start = max(start, opening)
        day = self.owners[opening]
        late = cut_off is not None and self.wall(start) - datetime.combine(day, datetime.min.time()) > timedelta(
            minutes=cut_off
        )
        if day not in self.spans or late:
            day = min(other for other in self.spans if other > day)
            start = self.spans[day][0]
        if count == 0 and not end:
            return start
        target = [day, *sorted(other for other in self.spans if other > day)][count]
        if end:
            return self.spans[target][1]
        return (self.wall(start) + (target - day)).replace(tzinfo=self.zone).astimezone(UTC)

    def wall(self, instant: datetime) -> datetime:
        return instant.astimezone(self.zone).replace(tzinfo=None)
