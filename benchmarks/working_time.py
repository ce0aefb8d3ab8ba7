"""Goals 1 and 2: working time of aware datetimes, against businesstimedelta and pandas, on an equal calendar."""

from collections.abc import Callable, Iterator
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


FEW = 2
WORKS = ("elapsed", "add")


def measure() -> Iterator[Row]:
    """Yield the rows of goals 1 and 2; all distances in the same rounds."""
    rules = _rules()
    candidates: dict[str, Callable[[], object]] = {}
    for name, span in SPANS.items():
        candidates |= _candidates(name, span, rules)
    found = interleave(candidates)
    for name in SPANS:
        for work in WORKS:
            each, other = found[f"{work} {name}"] / CALLS, found[f"their {work} {name}"] / FEW
            yield Row(
                "1",
                f"{work}, {name}: {each * 1e6:.2f} µs, against businesstimedelta {other * 1e6:,.0f} µs",
                f"{other / each:,.0f} x",
                f">= {WANTED[name]:,} x",
                other / each >= WANTED[name],
            )
    for work in WORKS:
        ratio = found[f"{work} one year"] / found[f"{work} same day"]
        yield Row("1", f"{work} over a year against the same day", f"{ratio:.2f} x", f"<= {FLAT} x", ratio <= FLAT)
    yield _pandas()


def _candidates(name: str, span: timedelta, rules: businesstimedelta.Rules) -> dict[str, Callable[[], object]]:
    end = START + span
    worked = OFFICE.elapsed(START, end)
    theirs = rules.difference(START, end)
    if theirs.timedelta != worked:
        raise AssertionError(f"{name}: the two disagree: {worked} and {theirs.timedelta}")
    return {
        f"elapsed {name}": lambda: [OFFICE.elapsed(START, end) for _ in range(CALLS)],
        f"add {name}": lambda: [OFFICE.add(START, worked) for _ in range(CALLS)],
        f"their elapsed {name}": lambda: [rules.difference(START, end) for _ in range(FEW)],
        f"their add {name}": lambda: [START + theirs for _ in range(FEW)],
    }


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
