"""The meaning of a service level: pure functions over frozen values, on the standard library alone."""

from acuerdo.core.hours import (
    BeyondHorizon,
    CalendarRefused,
    NaiveInstant,
    NegativeDuration,
    NeverOpens,
    WorkingCalendar,
)

__all__ = [
    "BeyondHorizon",
    "CalendarRefused",
    "NaiveInstant",
    "NegativeDuration",
    "NeverOpens",
    "WorkingCalendar",
]
