"""Working time: which instants are open, how much open time lies between two of them, and what comes after so much."""

from acuerdo.core.hours.refusals import BeyondHorizon, CalendarRefused, NaiveInstant, NegativeDuration, NeverOpens
from acuerdo.core.hours.working import WorkingCalendar, to_datetime, to_us

__all__ = [
    "BeyondHorizon",
    "CalendarRefused",
    "NaiveInstant",
    "NegativeDuration",
    "NeverOpens",
    "WorkingCalendar",
    "to_datetime",
    "to_us",
]
