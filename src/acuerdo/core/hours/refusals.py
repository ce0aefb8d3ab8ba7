"""What working time refuses, each refusal with a code that stays and the path inside the calendar's spec."""

from __future__ import annotations


class CalendarRefused(ValueError):
    """A calendar, or a question to a calendar, that has no answer.

    ``code`` is a stable word for programs (``never_opens``, ``unknown_zone``, ``bad_interval``, ...); ``path`` says
    where in the calendar's spec it stands (``week.mon-fri[0]``), empty when it is about a question.

    >>> refusal = CalendarRefused("no such zone", code="unknown_zone", path="time_zone")
    >>> refusal.code, str(refusal)
    ('unknown_zone', 'time_zone: no such zone')
    """

    default_code = "calendar_refused"

    def __init__(self, message: str, *, code: str = "", path: str = "") -> None:
        super().__init__(message)
        self.code = code or self.default_code
        self.path = path

    def __str__(self) -> str:
        """Say where, then what."""
        message = str(self.args[0])
        return f"{self.path}: {message}" if self.path else message


class BeyondHorizon(CalendarRefused):
    """The answer, or the instant asked about, lies outside what the calendar knows (at most 1970 to 2100)."""

    default_code = "beyond_horizon"


class NeverOpens(CalendarRefused):
    """The calendar has not one open instant."""

    default_code = "never_opens"


class NaiveInstant(CalendarRefused):
    """A datetime without its offset from UTC names no instant."""

    default_code = "naive_instant"


class NegativeDuration(CalendarRefused):
    """Adding or subtracting less than nothing: use the other of the two."""

    default_code = "negative_duration"
