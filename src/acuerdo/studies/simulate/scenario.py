"""A scenario: who asks for what and when, who works on it, and what usually happens to a ticket."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from acuerdo.studies.simulate.quantities import (
    SECOND_US,
    Day,
    Days,
    Duration,
    Hours,
    Mix,
    Month,
    Name,
    Number,
    Share,
    Weekday,
)

MINUTE_US = 60 * SECOND_US
HOUR_US = 3600 * SECOND_US
DAY_US = 24 * HOUR_US
DEFAULT = "default"


class Shape(BaseModel):
    """A part of a scenario: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Lognormal(Shape):
    """A duration that is often near its median and sometimes much longer."""

    median: Duration
    spread: Annotated[Number, Field(le=3)] = 0.6  # standard deviation of the logarithm
    most: Duration = 60 * DAY_US


def _read_lognormal(found: object) -> object:
    """A bare duration stands for its median."""
    return {"median": found} if isinstance(found, str) else found


Timing = Annotated[Lognormal, BeforeValidator(_read_lognormal)]


class Tickets(Shape):
    """How tickets are named and where their facts come from."""

    prefix: Name = "T-"
    source: Name | None = None


class Priorities(Shape):
    """The mix of priorities: straight shares, or impact x urgency through a matrix."""

    levels: Annotated[list[Name], Field(min_length=1, max_length=20)]  # the most urgent first
    shares: Mix = {}
    impacts: Mix = {}
    urgencies: Mix = {}
    matrix: dict[Name, dict[Name, Name]] = {}  # impact -> urgency -> level
    by_type: dict[Name, Name] = {}
    overridden: Share = 0.0  # a person gives another priority than the matrix
    changed: Share = 0.0  # the priority moves by one level while the ticket is open


class Service(Shape):
    """A service that tickets are about."""

    share: Number = 1.0
    categories: Mix = {}
    team: Name  # who takes its tickets first


class Team(Shape):
    """People who serve one queue."""

    tier: Name
    escalates_to: Name | None = None
    takes_over_after: dict[Name, Duration] = {}  # by priority: how long work waits for its absent owner
    overtime: Duration = 30 * MINUTE_US  # a person stays that much longer to finish what is in hand


class Person(Shape):
    """Somebody who works on tickets."""

    team: Name
    calendar: Name
    skills: list[Name] = []  # services; none named: all
    down_to: Name | None = None  # takes only what is at least that urgent, as somebody on call does
    absent: list[Days] = []
    pace: Annotated[Number, Field(ge=0.1, le=10)] = 1.0  # 2 works twice as fast


class Arrivals(Shape):
    """One stream of tickets: of a customer, perhaps of one of its sites."""

    customer: Name
    site: Name | None = None
    time_zone: str | None = None
    per_day: Annotated[Number, Field(gt=0, le=200_000)]  # of an ordinary day, before the factors below
    hours: dict[Hours, Number] = {}  # relative weight of each hour; none named: all alike
    weekdays: dict[Weekday, Number] = {}  # factors
    months: dict[Month, Number] = {}
    days: dict[Days, Number] = {}
    users: Annotated[list[Name], Field(max_length=500)] = []
    calendar: Name | None = None  # when the customer's people answer
    types: Mix = {}
    services: Mix = {}
    channels: Mix = {}


class Wait(Shape):
    """A reason to wait, how often it happens and when it ends."""

    reason: Name
    share: Share
    lasts: Timing
    calendar: Name | None = None  # in whose hours it lasts; for the customer's, those of the arrivals
    priorities: list[Name] = []


class Work(Shape):
    """How long things take a person of pace 1, in hours of their shift."""

    notice: Timing | None = None  # until anybody sees a new ticket, of the wall
    first_reply: Timing
    handling: dict[Name, Timing]  # by priority, `default` for the rest
    travel: Timing = Lognormal(median=45 * MINUTE_US, spread=0.3)


class Habits(Shape):
    """How often each thing happens to a ticket."""

    automatic_reply: Share = 0.0
    acknowledged: Share = 0.0
    silent: Share = 0.0  # resolved without any public reply
    first_contact: Share = 0.0  # solved with the first reply; never the most urgent of several levels
    updates: Share = 0.5  # a public reply at the end of a stretch of work
    explained: Share = 0.8  # a public reply together with the resolution
    internal_notes: Share = 0.0
    diagnosed: Share = 0.0
    planned: Share = 0.0
    agreed: Share = 0.0  # a date is agreed with the customer; never for the most urgent of several levels
    workaround: Share = 0.0
    on_site: Share = 0.0
    escalated: Share = 0.0
    reassigned: Share = 0.0
    customer_messages: Share = 0.0
    thanks: Share = 0.0
    confirmed: Share = 0.0
    cancelled: Share = 0.0
    merged: Share = 0.0
    reopened: Share = 0.0
    reopened_after: Timing = Lognormal(median=6 * HOUR_US, spread=0.8)
    closes_after: Duration = 72 * HOUR_US


class OwnEvent(Shape):
    """An event of the agreement's own measures, some time after another."""

    event: Name
    after: Literal["opened", "resolved"] = "resolved"
    share: Share
    priorities: list[Name] = []
    lasts: Timing
    calendar: Name | None = None


class Records(Shape):
    """How faithfully facts are recorded."""

    late: Share = 0.0  # of replies
    late_by: Timing = Lognormal(median=26 * HOUR_US, spread=0.7)
    corrected: Share = 0.0  # of tickets: a fact replaced later
    retracted: Share = 0.0  # of tickets: a fact taken back


class Scenario(Shape):
    """A whole scenario, as its file says it. Times in hand are UTC, dates those of `time_zone`."""

    scenario: Literal["1"]
    id: Name
    title: dict[Literal["en", "es", "ru"], str] = {}
    time_zone: str
    from_on: Annotated[Day, Field(alias="from")]
    to_on: Annotated[Day, Field(alias="to")]  # inclusive
    tickets: Tickets = Tickets()
    calendars: dict[Name, JsonValue]
    priorities: Priorities
    types: Mix = {}
    channels: Mix = {}
    services: Annotated[dict[Name, Service], Field(min_length=1, max_length=500)]
    teams: Annotated[dict[Name, Team], Field(min_length=1, max_length=500)]
    people: Annotated[dict[Name, Person], Field(min_length=1, max_length=2_000)]
    arrivals: Annotated[dict[Name, Arrivals], Field(min_length=1, max_length=1_000)]
    work: Work
    waits: list[Wait] = []
    habits: Habits = Habits()
    events: list[OwnEvent] = []
    records: Records = Records()
