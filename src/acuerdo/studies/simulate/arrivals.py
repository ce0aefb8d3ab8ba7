"""When tickets arrive: a Poisson stream whose rate follows the hour, the weekday, the month and single days."""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from math import exp
from random import Random
from zoneinfo import ZoneInfo

from acuerdo.core.hours import to_us
from acuerdo.studies.simulate.quantities import SECOND_US, WEEKDAYS, Mix
from acuerdo.studies.simulate.scenario import HOUR_US, Arrivals, Scenario

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HOURS = 24
_ALL_HOURS = 3600


def rate_day(stream: Arrivals, day: date) -> float:
    """Tickets that a stream brings on a local date, on average."""
    factor = stream.weekdays.get(WEEKDAYS[day.weekday()], 1.0) * stream.months.get(day.month, 1.0)
    for (first, last), more in stream.days.items():
        if first <= day <= last:
            factor *= more
    return stream.per_day * factor


def expect_tickets(scenario: Scenario) -> float:
    """About how many tickets the scenario makes: the sum of the daily rates. Good for a progress bar."""
    days = [scenario.from_on + timedelta(n) for n in range((scenario.to_on - scenario.from_on).days + 1)]
    return sum(rate_day(stream, day) for stream in scenario.arrivals.values() for day in days)


def weigh_hours(stream: Arrivals) -> list[float]:
    """The share of a day's tickets that each of its 24 local hours brings.

    Hours that no span names have no weight; without spans all hours are alike.
    """
    weights = [0.0 if stream.hours else 1.0] * _HOURS
    for span, weight in stream.hours.items():
        for hour in range(*span):
            weights[hour] = weight
    total = sum(weights)
    return [weight / total for weight in weights]


def draw_count(rng: Random, mean: float) -> int:
    """A Poisson number, exact for any mean, by products of uniform numbers in blocks.

    >>> draw_count(Random(1), 0.0)
    0
    """
    count = 0
    while mean > 0:
        block = min(mean, 50.0)
        mean -= block
        limit, product = exp(-block), rng.random()
        while product > limit:
            count += 1
            product *= rng.random()
    return count


@dataclass(frozen=True, slots=True)
class Choice:
    """A weighted choice among names, prepared once.

    >>> Choice.among({"a": 1.0, "b": 0.0}).draw(Random(3))
    'a'
    """

    names: Sequence[str]
    steps: Sequence[float]

    @classmethod
    def among(cls, mix: Mix) -> "Choice":
        """Prepare a mix; weights need not add up to anything."""
        names = [name for name, weight in mix.items() if weight > 0]
        return cls(names, list(accumulate(mix[name] for name in names)))

    def draw(self, rng: Random) -> str:
        """One of the names; the empty text when there is none."""
        if not self.names:
            return ""
        return self.names[min(bisect(self.steps, rng.random() * self.steps[-1]), len(self.names) - 1)]


def format_day(day: int) -> str:
    """The date that lies so many days after 1970-01-01, as text.

    >>> format_day(20454)
    '2026-01-01'
    """
    return (_EPOCH.date() + timedelta(day)).isoformat()


def bound_scenario(scenario: Scenario) -> tuple[int, int]:
    """First and last-but-one instant of the scenario, in microseconds since 1970."""
    zone = ZoneInfo(scenario.time_zone)
    first = datetime.combine(scenario.from_on, time.min, zone)
    last = datetime.combine(scenario.to_on + timedelta(1), time.min, zone)
    return to_us(first), to_us(last)


def draw_arrivals(scenario: Scenario, name: str, seed: int) -> Iterator[int]:
    """Instants at which tickets of one stream arrive, rising, in whole seconds (as microseconds since 1970).

    Each stream has random numbers of its own: changing one stream leaves the others as they were.
    """
    stream = scenario.arrivals[name]
    rng = Random(f"arrivals/{seed}/{name}")  # noqa: S311 - a simulation must be repeatable, not secret
    zone = ZoneInfo(stream.time_zone or scenario.time_zone)
    weights = weigh_hours(stream)
    first, last = bound_scenario(scenario)
    hour = first // HOUR_US * HOUR_US
    while hour < last:
        local = (_EPOCH + timedelta(microseconds=hour + HOUR_US // 2)).astimezone(zone)
        count = draw_count(rng, rate_day(stream, local.date()) * weights[local.hour])
        seconds = sorted(rng.randrange(_ALL_HOURS) for _ in range(count))
        yield from (at for at in (hour + second * SECOND_US for second in seconds) if first <= at < last)
        hour += HOUR_US
