"""Notices: how long before planned works they must be announced."""

from dataclasses import dataclass

from acuerdo.core.hours import WorkingCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A length of time of a calendar: of 24x7 for hours and days, of whole working days for `bd`."""

    us: int
    calendar: WorkingCalendar

    def latest_us(self, from_us: int) -> int:
        """Return the latest instant at which works that begin at `from_us` can still be announced.

        >>> day = Notice(us=86_400_000_000, calendar=WorkingCalendar.from_spec("24x7"))
        >>> day.latest_us(100_000_000_000)
        13600000000
        """
        return self.calendar.subtract_us(from_us, self.us)
