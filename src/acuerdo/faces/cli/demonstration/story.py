"""The story of the demo's tickets: a year of three customers as their help desks tell it, and how it goes on.

Everything follows from the instant at which the demo began. The simulator makes two histories of each customer: the
ordinary days, whose volume is that of a small provider, and the lively hours, in which much happens quickly.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType

from acuerdo.core.clock.facts import Event
from acuerdo.core.hours import to_us
from acuerdo.documents import Written
from acuerdo.documents.public_holidays import list_holidays
from acuerdo.faces.cli.demonstration.subjects import subject_of
from acuerdo.studies.simulate import Scenario, read_scenario, simulate
from acuerdo.studies.simulate.scenario import MINUTE_US, Lognormal

Row = dict[str, str]

SEED = 7
MONTHS = 12
"""How long the history is that the demo begins with."""

_MONTH = timedelta(days=365) / 12
_AFTER = timedelta(days=1_100)
_WARMING = timedelta(hours=5)
_RECENTLY = timedelta(days=35)
_RECENT = 20_000
_LIVELY = 100_000
"""From which numbers on the tickets of the last weeks, and those of lively hours, are numbered."""

_PLACE = re.compile(r"<(?:(\d\d)-(\d\d)|-(\d+))(?:\+(\d+))?>")
_CLOSED = re.compile(r"<CLOSED ([A-Z]{2})(?: ([A-Z]+))?>")
_PACE = 8.0
_LIVELY_DAY = 250.0
_SOON = Lognormal(median=25 * MINUTE_US, spread=0.8, most=150 * MINUTE_US)


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpDesk:
    """A customer's tickets: the source that tells of them, whose they are, and the words that it has for statuses.

    `says` maps the simulator's status words to those of the help desk, `means` these to a stage and a reason;
    `always` are the services that are promised around the clock, with how often the lively hours ask for them.
    """

    source: str
    name: str
    customer: str
    says: Mapping[str, str]
    means: Mapping[str, tuple[str, str | None]]
    always: Mapping[str, float]

    @property
    def scenario(self) -> Path:
        """The file that says how its days are."""
        return Path(__file__).parent / "years" / f"{self.customer}.yaml"


def _desk(source: str, name: str, customer: str, words: str, **always: float) -> HelpDesk:
    """Make a help desk; `words` are its own for the statuses of `_STAGES`, in that order."""
    own = [word.strip() for word in words.split(",")]
    return HelpDesk(
        source=source,
        name=name,
        customer=customer,
        says=MappingProxyType(dict(zip(_STAGES, own, strict=True))),
        means=MappingProxyType(dict(zip(own, _STAGES.values(), strict=True))),
        always=MappingProxyType(always),
    )


_STAGES: Mapping[str, tuple[str, str | None]] = MappingProxyType(
    {
        "new": ("open", None),
        "open": ("open", None),
        "waiting_customer": ("waiting", "customer"),
        "waiting_supplier": ("waiting", "supplier"),
        "on_hold": ("waiting", "agreed_date"),
    }
)

HELP_DESKS = (
    _desk(
        "mesa",
        "Mesa de ayuda de Sur",
        "sur",
        "nuevo, en curso, a la espera del cliente, a la espera del operador, con fecha acordada",
        networks=3,
        desk=5,
        erp=1,
    ),
    _desk(
        "podderzhka",
        "Поддержка «Волги»",
        "volga",
        "новое, в работе, ждём заказчика, ждём поставщика, на согласованную дату",
        servers=5,
        desk=4,
        mail=1,
    ),
    _desk(
        "shops",
        "Lakes shops desk",
        "lakes",
        "new ticket, in progress, waiting for the shop, waiting for the supplier, on an agreed date",
        tills=5,
        security=3,
        desk=2,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A fact as a help desk tells it, when it knew, and when its ticket was opened; microseconds since 1970."""

    known_us: int
    opened_us: int
    row: Row

    @property
    def ticket(self) -> str:
        """The ticket's name."""
        return self.row["ticket"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What is told by the help desks of a demo that began at an instant, with so many months behind it."""

    began_at: datetime
    months: int = MONTHS

    def ordinary(self, desk: HelpDesk) -> Iterator[Told]:
        """Yield what happens on ordinary days, in the order in which it became known, from some weeks ago on."""
        since = self.began_at - min(_RECENTLY, self.months * _MONTH)
        return _told(desk, _RECENT, simulate(self._scenario(desk, since), SEED))

    def older(self, desk: HelpDesk) -> Iterator[Told]:
        """Yield what happened on ordinary days before: tickets of the months until then, to their end."""
        since, until = self.began_at - self.months * _MONTH, (self.began_at - _RECENTLY).date()
        if since.date() >= until:
            return iter(())
        scenario = self._scenario(desk, since)
        nothing = {(until, scenario.to_on): 0.0}
        arrivals = {
            name: one.model_copy(update={"days": {**one.days, **nothing}}) for name, one in scenario.arrivals.items()
        }
        ended = {"arrivals": arrivals, "to_on": self.began_at.date() - timedelta(days=1)}
        return _told(desk, 0, simulate(scenario.model_copy(update=ended), SEED - 1))

    def lively(self, desk: HelpDesk, number: int, since: datetime) -> Iterator[Told]:
        """Yield what happens where every hour is lively, from some hours before an instant on.

        `number` (from 1 on) tells several such histories apart.
        """
        scenario = _enliven(self._scenario(desk, since - _WARMING), desk)
        return _told(desk, _LIVELY * number, simulate(scenario, SEED + number))

    def archived(self, desk: HelpDesk) -> Iterator[Row]:
        """Yield what was told about the telephones in the eight months before the year, in the product's own words."""
        scenario = self._scenario(desk, self.began_at - 20 * _MONTH)
        arrivals = {
            name: one.model_copy(update={"services": {"telephony": 1.0}, "per_day": 0.25})
            for name, one in scenario.arrivals.items()
        }
        until = (self.began_at - 12.2 * _MONTH).date()
        archived = scenario.model_copy(update={"to_on": until, "arrivals": arrivals})
        for row in simulate(archived, SEED):
            yield {name: value for name, value in row.items() if name != "customer"} | {
                "ticket": row["ticket"].replace("-", "-T", 1)
            }

    def place(self, text: str) -> str:
        """Return a text with dates in the place of their names; see `years`.

        `<04-14>` is the last 14 April before the beginning, `<-40>` forty days before it, and `+3` makes it a range of
        four days.
        """
        return _PLACE.sub(lambda found: _range(self._day(found), found[4]), text)

    def _day(self, found: re.Match[str]) -> date:
        began = self.began_at.date()
        if found[3]:
            return began - timedelta(days=int(found[3]))
        day = date(began.year, int(found[1]), int(found[2]))
        return day if day < began - timedelta(days=10) else day.replace(year=began.year - 1)

    def _scenario(self, desk: HelpDesk, since: datetime) -> Scenario:
        years = (since.year - 1, (self.began_at + _AFTER).year)
        text = self.place(desk.scenario.read_text(encoding="utf-8"))
        text = text.replace("<FROM>", str(since.date())).replace("<TO>", str((self.began_at + _AFTER).date()))
        return read_scenario(Written(_CLOSED.sub(partial(_closed, years), text)))


def _closed(years: tuple[int, int], found: re.Match[str]) -> str:
    return _days_off(found[1], found[2], *years)


@cache
def _days_off(country: str, subdivision: str | None, first: int, last: int) -> str:
    """Return the public holidays of some years as a scenario lists them."""
    return ", ".join(str(day) for day, _ in list_holidays(country, subdivision, range(first, last + 1)).days)


def _range(first: date, days: str | None) -> str:
    return f"{first}..{first + timedelta(days=int(days))}" if days else str(first)


def _enliven(scenario: Scenario, desk: HelpDesk) -> Scenario:
    """Return a scenario whose people are always there and quick, and whose customers always ask."""
    share = _LIVELY_DAY / len(scenario.arrivals)
    people = {
        name: one.model_copy(update={"calendar": "always", "absent": [], "down_to": None, "skills": [], "pace": _PACE})
        for name, one in scenario.people.items()
        if name.istitle()
    }
    arrivals = {
        name: one.model_copy(
            update={"per_day": share, "hours": {}, "weekdays": {}, "months": {}, "days": {}, "calendar": None}
            | {"services": dict(desk.always)}
        )
        for name, one in scenario.arrivals.items()
    }
    waits = [one.model_copy(update={"lasts": _SOON, "calendar": None}) for one in scenario.waits]
    habits = scenario.habits.model_copy(
        update={"reopened_after": _SOON, "closes_after": 45 * MINUTE_US, "agreed": 0.0, "customer_messages": 0.0}
    )
    return scenario.model_copy(update={"people": people, "arrivals": arrivals, "waits": waits, "habits": habits})


def _told(desk: HelpDesk, first: int, rows: Iterator[Row]) -> Iterator[Told]:
    """Yield rows in the words of a help desk; its tickets are numbered from `first` on."""
    opened: dict[str, int] = {}
    for row in rows:
        known = row.get("recorded_at", row["at"])
        known_us = to_us(datetime.fromisoformat(known))
        opened_us = opened.setdefault(row["ticket"], known_us)
        said = {name: value for name, value in row.items() if name != "customer"} | {"recorded_at": known}
        said |= {name: _named(said[name], first) for name in ("ticket", "into") if name in said}
        said |= {name: f"{first}.{said[name]}" for name in ("key", "corrects") if name in said}
        if said["event"] == Event.OPENED:
            said["title"] = subject_of(desk.customer, said)
        if "status" in said:
            said["status"] = desk.says[said["status"]]
        yield Told(known_us=known_us, opened_us=opened_us, row=said)


def _named(ticket: str, first: int) -> str:
    prefix, _, number = ticket.partition("-")
    return f"{prefix}-{int(number) + first:05}"
