"""A person's calendar: what has to be decided about agreements by when, and when they begin and end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from acuerdo.apps.agreements.days import days_at
from acuerdo.apps.agreements.lists import list_agreements, list_decisions
from acuerdo.apps.agreements.shapes import AgreementLine, DecisionLine, LifeState
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.faces.web.naming import name_agreement
from acuerdo.words import Language, phrase, say_date, speak

_AHEAD = timedelta(days=731)
_WARNED = timedelta(days=-7)
_NOT_SHOWN = {LifeState.DRAFT, LifeState.REJECTED, LifeState.WITHDRAWN, LifeState.LAPSED}

_NAME = phrase("Acuerdo: dates of agreements")
_DECIDE = phrase("{agreement}: decide about the term")
_RENEWS = phrase(
    "Customer: {customer}. Without a decision it goes on until {until}; notice can be given until {notice}."
)
_ENDS = phrase("Customer: {customer}. Without a decision it ends on {end}; notice can be given until {notice}.")
_FIRST = phrase("{agreement}: first day", context="of an agreement")
_LAST = phrase("{agreement}: last day", context="of an agreement")
_WITH = phrase("Customer: {customer}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A day in the calendar; `warned` for what should not be missed."""

    key: str
    kind: str
    on: date
    title: str
    text: str
    warned: bool = False


def write_calendar(viewer: Viewer, here: str, at: datetime) -> bytes:
    """Write the calendar of what a viewer may see, in the person's language; `here` is this installation's address."""
    language, days = Language(viewer.language), days_at(at)
    calendar = Calendar()
    calendar.add("prodid", "-//Acuerdo//acuerdo//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", speak(language, _NAME))
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for line in list_decisions(viewer, days, days.on + _AHEAD):
        calendar.add_component(_event(_decision(line, language), here, at))
    for agreement in list_agreements(viewer, at, days):
        for entry in _days(agreement, language):
            calendar.add_component(_event(entry, here, at))
    return bytes(calendar.to_ical())


def _decision(line: DecisionLine, language: Language) -> _Entry:
    decision = line.decision
    notice = say_date(language, decision.notice_by)
    if decision.renews_until is None:
        end = say_date(language, decision.end_on)
        text = speak(language, _ENDS, customer=line.customer, end=end, notice=notice)
    else:
        until = say_date(language, decision.renews_until)
        text = speak(language, _RENEWS, customer=line.customer, until=until, notice=notice)
    title = speak(language, _DECIDE, agreement=name_agreement(language, line))
    return _Entry(key=line.key, kind="decide", on=decision.decide_by, title=title, text=text, warned=True)


def _days(line: AgreementLine, language: Language) -> Iterator[_Entry]:
    """Yield the first and the last day of what both sides agreed on."""
    if line.state in _NOT_SHOWN:
        return
    for kind, on, words in (("first", line.from_on, _FIRST), ("last", line.to_on, _LAST)):
        if on is not None:
            title = speak(language, words, agreement=name_agreement(language, line))
            text = speak(language, _WITH, customer=line.customer)
            yield _Entry(key=line.key, kind=kind, on=on, title=title, text=text)


def _event(entry: _Entry, here: str, at: datetime) -> Event:
    event = Event()
    host = here.partition("://")[2]
    event.add("uid", f"{entry.key}-{entry.kind}-{entry.on.isoformat()}@{host}")
    event.add("dtstamp", at.replace(microsecond=0))
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + timedelta(days=1))
    event.add("summary", entry.title)
    event.add("description", entry.text)
    event.add("url", f"{here}/agreements/{entry.key}")
    event.add("transp", "TRANSPARENT")
    if entry.warned:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.title)
        alarm.add("trigger", _WARNED)
        event.add_component(alarm)
    return event
