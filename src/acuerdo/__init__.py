"""Acuerdo: service levels that both sides can prove.

>>> from datetime import UTC, datetime, timedelta
>>> from acuerdo import WorkingCalendar
>>> office = WorkingCalendar.from_spec({"time_zone": "UTC", "week": {"mon-fri": ["09:00-17:00"]}})
>>> office.add(datetime(2026, 3, 6, 15, 0, tzinfo=UTC), timedelta(hours=4)).isoformat()
'2026-03-09T11:00:00+00:00'

What is named here is loaded when it is first used, so that a command that needs little starts at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from acuerdo.core.hours import WorkingCalendar
    from acuerdo.core.terms.agreement import Agreement
    from acuerdo.studies.judging import judge

__all__ = ["Agreement", "WorkingCalendar", "judge"]

_HOMES = {
    "Agreement": "acuerdo.core.terms.agreement",
    "WorkingCalendar": "acuerdo.core.hours",
    "judge": "acuerdo.studies.judging",
}


def __getattr__(name: str) -> object:
    """Load what is asked for by name."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}: it has {', '.join(__all__)}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
