"""Goal 3: open time of ten million instants on fifty calendars, against copying them and against searching."""

from collections.abc import Iterator

import numpy as np

from acuerdo.columns import OpenTime
from acuerdo.columns.arrays import Codes, Whole
from acuerdo.core.hours import WorkingCalendar
from benchmarks.harness import Row, interleave

INSTANTS = 10_000_000
CALENDARS = 50
FIRST_DAY, DAYS = 20_089, 3 * 365  # 2025-01-01 and three years
DAY_US = 86_400_000_000
SORTED, RANDOM, SEARCHED = 6, 15, 15


def _calendars() -> list[WorkingCalendar]:
    """Fifty offices: other hours, lunches and zones."""
    zones = ("Europe/Madrid", "America/Lima", "Asia/Yekaterinburg", "Pacific/Auckland", "UTC")
    return [
        WorkingCalendar.from_spec(
            {
                "time_zone": zones[place % len(zones)],
                "week": {
                    "mon-fri": [
                        f"{7 + place % 4:02}:00-{12 + place % 3:02}:00",
                        f"15:{place % 60:02}-{18 + place % 5}:00",
                    ],
                    "sat": ["10:00-14:00"],
                },
            }
        )
        for place in range(CALENDARS)
    ]


def measure() -> Iterator[Row]:
    """Yield the rows of goal 3."""
    calendars = _calendars()
    table = OpenTime(calendars, first_day=FIRST_DAY, days=DAYS)
    draw = np.random.default_rng(1)
    codes = draw.integers(0, CALENDARS, INSTANTS).astype(np.int32)
    in_order = np.sort(draw.integers(FIRST_DAY * DAY_US, (FIRST_DAY + DAYS) * DAY_US, INSTANTS))
    mixed = draw.permutation(in_order)
    searching = _Searching(calendars)
    out = np.empty(INSTANTS, np.int64)
    if not np.array_equal(searching.worked(mixed, codes), table.worked(mixed, codes)):
        raise AssertionError("the table and the search disagree")
    found = interleave(
        {
            "copy": lambda: np.copyto(out, in_order),
            "in order": lambda: table.worked(in_order, codes, out),
            "mixed": lambda: table.worked(mixed, codes, out),
            "searched": lambda: searching.worked(mixed, codes),
        }
    )
    each = {name: seconds / INSTANTS * 1e9 for name, seconds in found.items()}
    for name, wanted in (("in order", SORTED), ("mixed", RANDOM)):
        times = each[name] / each["copy"]
        what = f"open time of instants {name}: {each[name]:.1f} ns each, a copy {each['copy']:.1f} ns"
        yield Row("3", what, f"{times:.1f} x a copy", f"<= {wanted} x", times <= wanted)
    times = each["searched"] / each["mixed"]
    what = f"the same by numpy searchsorted, instants mixed: {each['searched']:.0f} ns each"
    yield Row("3", what, f"{times:.1f} x ours", f">= {SEARCHED} x", times >= SEARCHED)


class _Searching:
    """Open time by `numpy.searchsorted` over the edges of each calendar."""

    def __init__(self, calendars: list[WorkingCalendar]) -> None:
        low, high = FIRST_DAY * DAY_US, (FIRST_DAY + DAYS) * DAY_US
        spans = [np.array(calendar.spans_us(low, high), np.int64) for calendar in calendars]
        self.starts = [span[:, 0] for span in spans]
        self.ends = [span[:, 1] for span in spans]
        self.before = [np.append(0, np.cumsum(span[:, 1] - span[:, 0])) for span in spans]

    def worked(self, instants: Whole, codes: Codes) -> Whole:
        """Return the open time before each instant, calendar by calendar."""
        found = np.empty(len(instants), np.int64)
        for code in range(CALENDARS):
            own = np.flatnonzero(codes == code)
            at = instants[own]
            place = np.searchsorted(self.starts[code], at, side="right") - 1
            last = np.maximum(place, 0)
            inside = np.clip(at - self.starts[code][last], 0, self.ends[code][last] - self.starts[code][last])
            found[own] = np.where(place < 0, 0, self.before[code][last] + inside)
        return found
