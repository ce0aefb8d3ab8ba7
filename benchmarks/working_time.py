"""Goals 1 and 2: working time of aware datetimes, against businesstimedelta and pandas, on an equal calendar."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import businesstimedelta
import pandas as pd

from acuerdo.core.hours import WorkingCalendar
from benchmarks.harness import Row, interleave

CALLS = 2000
SPANS = {"same day": timedelta(hours=3), "three weeks": timedelta(days=21), "one year": timedelta(days=365)}
WANTED = {"same day": 50, "three weeks": 700, "one year": 14_000}
FLAT = 1.3
PANDAS = 18
START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOLIDAYS = ["2026-04-03", "2026-05-01", "2026-12-25", "2027-01-01", "2028-12-25"]  # theirs always needs a next one

OFFICE = WorkingCalendar.from_spec(
    {"time_zone": "UTC", "week": {"mon-fri": ["09:00-14:00", "15:00-18:00"]}, "closed": HOLIDAYS}
)


def _rules() -> businesstimedelta.Rules:
    """The same office as businesstimedelta says it: a working day without its lunch and its holidays."""
    days = range(5)
    work = businesstimedelta.WorkDayRule(start_time=time(9), end_time=time(18), working_days=list(days))
    lunch = businesstimedelta.LunchTimeRule(start_time=time(14), end_time=time(15), working_days=list(days))
    closed = {datetime.fromisoformat(day).date(): "closed" for day in HOLIDAYS}
    return businesstimedelta.Rules([work, lunch, businesstimedelta.HolidayRule(closed)])


def measure() -> Iterator[Row]:
    """Yield the rows of goals 1 and 2."""
    rules = _rules()
    ours: dict[str, float] = {}
    for name, span in SPANS.items():
        end = START + span
        worked = OFFICE.elapsed(START, end)
        theirs = rules.difference(START, end)
        if theirs.timedelta != worked:
            raise AssertionError(f"{name}: the two disagree: {worked} and {theirs.timedelta}")
        few = max(2, CALLS // 1000 if name == "same day" else 2)
        found = interleave(
            {
                "elapsed": lambda end=end: [OFFICE.elapsed(START, end) for _ in range(CALLS)],  # type: ignore[misc]  # a default binds the loop's value
                "add": lambda worked=worked: [OFFICE.add(START, worked) for _ in range(CALLS)],  # type: ignore[misc]  # a default binds the loop's value
                "their elapsed": lambda end=end, few=few: [rules.difference(START, end) for _ in range(few)],  # type: ignore[misc]  # a default binds the loop's value
                "their add": lambda theirs=theirs, few=few: [START + theirs for _ in range(few)],  # type: ignore[misc]  # a default binds the loop's value
            }
        )
        for work in ("elapsed", "add"):
            each, other = found[work] / CALLS, found[f"their {work}"] / few
            ours[f"{work} {name}"] = each
            yield Row(
                "1",
                f"{work}, {name}: {each * 1e6:.2f} µs, against businesstimedelta {other * 1e6:,.0f} µs",
                f"{other / each:,.0f} x",
                f">= {WANTED[name]:,} x",
                other / each >= WANTED[name],
            )
    for work in ("elapsed", "add"):
        ratio = ours[f"{work} one year"] / ours[f"{work} same day"]
        yield Row("1", f"{work} over a year against the same day", f"{ratio:.2f} x", f"<= {FLAT} x", ratio <= FLAT)
    yield _pandas()


def _pandas() -> Row:
    offset = pd.offsets.CustomBusinessHour(n=20, start="09:00", end="18:00", holidays=HOLIDAYS)
    stamp = pd.Timestamp(START.replace(tzinfo=None))
    twenty = timedelta(hours=20)
    plain = WorkingCalendar.from_spec({"time_zone": "UTC", "week": {"mon-fri": ["09:00-18:00"]}, "closed": HOLIDAYS})
    if plain.add(START, twenty).replace(tzinfo=None) != (stamp + offset).to_pydatetime():
        raise AssertionError("pandas and the calendar disagree")
    found = interleave(
        {
            "ours": lambda: [plain.add(START, twenty) for _ in range(CALLS)],
            "pandas": lambda: [stamp + offset for _ in range(CALLS // 10)],
        }
    )
    each, other = found["ours"] / CALLS, found["pandas"] / (CALLS // 10)
    return Row(
        "2",
        f"add 20 h: {each * 1e6:.2f} µs, against pandas CustomBusinessHour {other * 1e6:,.0f} µs",
        f"{other / each:,.0f} x",
        f">= {PANDAS} x",
        other / each >= PANDAS,
    )
