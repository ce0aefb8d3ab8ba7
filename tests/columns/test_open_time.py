import numpy as np
import pytest

from acuerdo.columns import OpenTime
from acuerdo.columns.arrays import Whole
from acuerdo.columns.calendars import find_provisional
from acuerdo.columns.compiling import BOUNDS_CHECKED, COMPILED, cache_folder
from acuerdo.columns.slots import DAY_US, PIECES, build_slots
from acuerdo.columns.working import worked
from acuerdo.core.hours import WorkingCalendar
from tests.columns.histories import CALENDARS

HOUR = 3_600_000_000


def _one(instant: int) -> Whole:
    return np.array([instant], np.int64)


def test_a_day_with_more_pieces_than_a_row_holds_counts_every_piece() -> None:
    starts = np.arange(0, 10, 2, dtype=np.int64) * HOUR
    slots = build_slots([(starts, starts + HOUR)], 0, 2)
    assert len(starts) > PIECES
    assert [worked(slots, 0, hour * HOUR) // HOUR for hour in (0, 1, 5, 9, 24, 48)] == [0, 1, 3, 5, 5, 5]


def test_an_instant_outside_the_table_is_refused() -> None:
    table = OpenTime([CALENDARS["office"]], first_day=20_000, days=10)
    with pytest.raises(IndexError, match="outside the table"):
        table.worked(_one(0), np.zeros(1, np.int32))


@pytest.mark.parametrize("compiled", [True, False])
def test_an_answer_outside_the_table_is_minus_one(compiled: bool) -> None:  # noqa: FBT001 - a parameter of the test
    table = OpenTime([CALENDARS["always"]], first_day=20_000, days=2, compiled=compiled)
    noon, code = _one(20_000 * DAY_US + 12 * HOUR), np.zeros(1, np.int32)
    assert table.add(noon, _one(36 * HOUR + 1), code).tolist() == [-1]
    assert table.subtract(noon, _one(12 * HOUR + 1), code).tolist() == [-1]
    assert table.add(noon, _one(36 * HOUR), code).tolist() == [20_002 * DAY_US]


def test_the_compiled_code_of_the_tests_checks_every_index() -> None:
    assert BOUNDS_CHECKED
    slots = build_slots([(np.zeros(1, np.int64), np.full(1, HOUR))], 0, 1)
    with pytest.raises(IndexError):
        worked(slots, 0, 40 * DAY_US)


def test_compiled_code_is_kept_outside_the_package() -> None:
    if not COMPILED:
        pytest.skip("numba is not installed")
    assert "acuerdo/columns" not in cache_folder().as_posix()


def test_provisional_years_are_found_to_the_microsecond_in_the_calendars_zone() -> None:
    spec: dict[str, object] = {
        "time_zone": "Europe/Madrid",
        "week": {"mon-fri": ["09:00-17:00"]},
        "provisional_years": ["2027"],
    }
    calendar = WorkingCalendar.from_spec(spec, name="office")
    found = find_provisional([calendar, CALENDARS["office"]], 20_600, 600)
    assert found.first.tolist() == [0, 1, 1]
    since, until = int(found.since[0]), int(found.until[0])
    assert calendar.provisional_between_us(since, since + 1)
    assert not calendar.provisional_between_us(since - 1, since)
    assert until == min(until, (20_600 + 600) * DAY_US)
