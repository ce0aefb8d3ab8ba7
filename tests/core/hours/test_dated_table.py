"""What is indexed by day answers as the line of instants does, everywhere inside and nowhere outside."""

from datetime import timedelta
from functools import cache

import pytest

from acuerdo.core import WorkingCalendar
from acuerdo.core.hours.dated import DatedTable
from acuerdo.core.hours.worktime import OpenLine, year_start
from acuerdo.core.hours.zones import DAY

HOUR = DAY // 24
SPECS: dict[str, dict[str, object] | str] = {
    "always": "24x7",
    "office": {"time_zone": "Europe/Madrid", "week": {"mon-fri": ["09:00-14:00", "15:00-18:00"]}},
    "nights": {"time_zone": "America/Lima", "week": {"mon-sun": ["22:00-06:00"]}},
    "seldom": {"time_zone": "UTC", "open": [{"date": "2019-12-31", "hours": ["10:00-11:00"]}]},
}
EVERY = pytest.mark.parametrize("name", SPECS)


@cache
def _line(name: str) -> OpenLine:
    """A line that is built from 2019 to 2021, on both sides of its anchor."""
    built = WorkingCalendar.from_spec(SPECS[name])._line  # noqa: SLF001 - what is built is seen from inside only
    built.reach(year_start(2019))
    built.reach(year_start(2022))
    return built


def _since(instant_us: int) -> timedelta:
    return timedelta(microseconds=instant_us)


@EVERY
def test_open_time_is_the_same_at_every_edge_and_at_every_midnight(name: str) -> None:
    line = _line(name)
    table = line.table
    assert (table.lower, table.upper) == (year_start(2019), year_start(2022))
    dated = DatedTable(table)
    edges = {
        *table.starts,
        *table.ends,
        *range(table.lower, table.upper, DAY),
        *range(table.lower, table.upper, 7 * HOUR),
    }
    for edge in edges:
        for instant in (edge - 1, edge, edge + 1):
            if table.lower <= instant < table.upper:
                assert dated.worked(_since(instant)) == _since(line.worked(instant))


@EVERY
def test_the_earliest_instant_is_the_same_for_every_length_of_open_time(name: str) -> None:
    line = _line(name)
    table = line.table
    dated = DatedTable(table)
    lengths = {*table.worked, *range(table.worked[0], table.worked[-1], 5 * HOUR)}
    for edge in lengths:
        for worked in (edge - 1, edge, edge + 1):
            if table.worked[0] <= worked <= table.worked[-1]:
                assert dated.earliest(_since(worked)) == _since(line.earliest(worked))


@EVERY
def test_outside_what_is_built_nothing_is_answered(name: str) -> None:
    table = _line(name).table
    dated = DatedTable(table)
    for outside in (table.lower - DAY, table.lower - 1, table.upper, table.upper + DAY):
        assert dated.worked(_since(outside)) is None
    for unknown in (table.worked[0] - 2 * DAY, table.worked[-1] + 1, table.worked[-1] + 3 * DAY):
        assert dated.earliest(_since(unknown)) is None
