"""What was promised, in words: measures, targets, conditions, and the rules that decide."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import TypeVar

from acuerdo.core.terms.agreement import (
    Commitment,
    CountedBy,
    FirstContact,
    Metric,
    OnChange,
    OnReopen,
    Period,
    RatioCommitment,
)
from acuerdo.core.terms.conditions import Cases, Condition
from acuerdo.core.terms.targets import AgreedInstant, BusinessDays, CalendarDays, Duration, NoTarget, Target
from acuerdo.studies.report.voice import Voice
from acuerdo.studies.vocabulary import FIELDS, PAUSES, say_known
from acuerdo.words import phrase, say_list

T = TypeVar("T")

MEASURED = MappingProxyType(
    {
        "first_response": phrase("from the opening to the first public reply of a person of the provider"),
        "next_response": phrase("from the oldest unanswered message of the customer to the next reply of the provider"),
        "update": phrase("from the opening, or from each reply, to the next reply while the ticket is unresolved"),
        "ownership": phrase("from the opening until a person owns the ticket"),
        "acknowledgement": phrase("from the opening until a person acknowledges it"),
        "diagnosis": phrase("from the opening to the diagnosis"),
        "onsite": phrase("from the opening to the arrival on site"),
        "plan": phrase("from the opening until a resolution plan is recorded"),
        "workaround": phrase("from the opening until service is restored"),
        "resolution": phrase("from the opening until the ticket is resolved or closed"),
        "requester_wait": phrase("from the opening until resolved, less the time spent waiting for the customer"),
        "handling": phrase("the time a team or tier holds the ticket, each time it does"),
    }
)
OWN_MEASURE = phrase("a measure defined in the agreement")
METRICS = MappingProxyType(
    {
        Metric.FIRST_CONTACT_RESOLUTION: phrase("tickets resolved at the first contact, of all resolved"),
        Metric.ESCALATION: phrase("tickets escalated, of all resolved"),
        Metric.REOPEN_RATE: phrase("tickets reopened, of all resolved"),
        Metric.BACKLOG_AGE: phrase("tickets older than agreed, of all open at the end of the period"),
    }
)
_CONTACTS = MappingProxyType(
    {
        FirstContact.SINGLE_REPLY: phrase("with at most one public reply"),
        FirstContact.NO_HANDOVER: phrase("by the team, tier and owner that held it first"),
        FirstContact.FIRST_TIER: phrase("without leaving the tier that held it first"),
        FirstContact.SAME_CONTACT: phrase("at the very instant of the opening or of the first reply"),
    }
)
ON_CHANGE = MappingProxyType(
    {
        OnChange.CARRY: phrase("When priority or terms change, each instant is judged by the terms then in force."),
        OnChange.RETROACTIVE: phrase("When priority or terms change, the whole history is judged by the final terms."),
        OnChange.RESTART: phrase("When priority or terms change, a clock not yet breached counts anew."),
    }
)
ON_REOPEN = MappingProxyType(
    {
        OnReopen.CONTINUE: phrase("A reopened ticket goes on counting; the time it was resolved does not count."),
        OnReopen.COUNT: phrase("A reopened ticket goes on counting, and the time it was resolved counts, too."),
        OnReopen.FIRST: phrase("The first resolution stands, whatever is reopened."),
        OnReopen.NEW_CYCLE: phrase("A reopening starts a clock of its own."),
    }
)
COUNTED_BY = MappingProxyType(
    {
        CountedBy.DUE_OR_STOP: phrase(
            "A clock belongs to the period in which it stopped or was breached, whichever came first."
        ),
        CountedBy.OPENED: phrase("A clock belongs to the period in which its ticket was opened."),
        CountedBy.RESOLVED: phrase("A clock belongs to the period in which its ticket was resolved."),
    }
)
AT_LEAST = phrase("at least {limit}")
AT_MOST = phrase("at most {limit}")
_NO_PAUSE = phrase("Nothing pauses the clock.")
_ANY_PAUSE = phrase("Pauses whenever the ticket waits.")
_SOME_PAUSES = phrase("Pauses while: {reasons}.")
_BUSINESS_DAYS = phrase("{n} business day", plural="{n} business days")
_NEXT_DAY_END = phrase("to the end of the next business day")
_DAYS_END = phrase("{n} business day, to the end of the last", plural="{n} business days, to the end of the last")
_SAME_DAY = phrase("to the end of the same business day")
_CALENDAR_DAYS = phrase("{n} calendar day", plural="{n} calendar days")
_NEXT_DATE_END = phrase("to the end of the next date")
_CALENDAR_DAYS_END = phrase(
    "{n} calendar day, to the end of the last", plural="{n} calendar days, to the end of the last"
)
_CUT_OFF = phrase("{target}; later than {time} counts from the next day")
_AGREED = phrase("the date agreed with the customer")
_NO_TARGET = phrase("no promise")
_CASE = phrase("{condition}: {value}")
_OTHERWISE = phrase("otherwise")
_ALL = phrase("all tickets")
_IS = phrase("{field} {values}")
_OPENED_IN = phrase("opened within {calendars}")
_EXCEPT = phrase("except {condition}")
_OR = phrase("{first} or {last}", context="the last two of several values")
_MINUTE_US = 60_000_000
_PERIODS = MappingProxyType(
    {
        "month": phrase("each month"),
        "quarter": phrase("each quarter"),
        "half-year": phrase("each half-year"),
        "year": phrase("each year"),
    }
)
_ROLLING = phrase("the last {n} day", plural="the last {n} days")


def say_target(target: Target, voice: Voice) -> str:
    """Say what a clock is allowed."""
    match target:
        case Duration():
            return voice.lasting(target.us)
        case BusinessDays():
            return _business_days(target, voice)
        case CalendarDays():
            return _calendar_days(target, voice)
        case AgreedInstant():
            return voice.say(_AGREED)
        case NoTarget():
            return voice.say(_NO_TARGET)


def _business_days(target: BusinessDays, voice: Voice) -> str:
    if target.end and target.days <= 1:
        said = voice.say(_NEXT_DAY_END if target.days else _SAME_DAY)
    else:
        said = voice.say(_DAYS_END if target.end else _BUSINESS_DAYS, n=target.days)
    if target.cut_off_us is None:
        return said
    hours, minutes = divmod(target.cut_off_us // _MINUTE_US, 60)
    return voice.say(_CUT_OFF, target=said, time=f"{hours:02}:{minutes:02}")


def _calendar_days(target: CalendarDays, voice: Voice) -> str:
    # 21 takes the form of 1 in Russian, and is not the next day: that one is said by itself.
    if target.end and target.days == 1:
        return voice.say(_NEXT_DATE_END)
    return voice.say(_CALENDAR_DAYS_END if target.end else _CALENDAR_DAYS, n=target.days)


def say_condition(condition: Condition, voice: Voice) -> str:
    """Say which tickets a condition is about."""
    parts = [
        voice.say(_IS, field=say_known(voice.language, FIELDS, field), values=_any_of(sorted(values), voice, field))
        for field, values in condition.fields
    ]
    if condition.opened_in:
        parts.append(
            voice.say(
                _OPENED_IN, calendars=_any_of([voice.calendar(name) for name in sorted(condition.opened_in)], voice)
            )
        )
    return ", ".join(parts) if parts else voice.say(_ALL)


def _any_of(values: list[str], voice: Voice, field: str = "") -> str:
    named = [
        str(voice.document.service_name(value, voice.language)) if field == "service" else value for value in values
    ]
    if len(named) == 1:
        return named[0]
    return voice.say(_OR, first=", ".join(named[:-1]), last=named[-1])


def say_scope(promise: Commitment | RatioCommitment, voice: Voice) -> str:
    """Say which tickets a promise is about."""
    parts = [say_condition(promise.applies_to, voice)]
    parts += [voice.say(_EXCEPT, condition=say_condition(one, voice)) for one in promise.exceptions]
    return "; ".join(parts)


def say_cases(cases: Cases[T], said: Mapping[int, str], voice: Voice) -> Iterator[str]:
    """Yield a line for each case; `said` holds the values in words, by their place."""
    only = len(cases.rows) == 1
    for place, row in enumerate(cases.rows):
        if row.when.is_empty:
            yield said[place] if only else voice.say(_CASE, condition=voice.say(_OTHERWISE), value=said[place])
        else:
            yield voice.say(_CASE, condition=say_condition(row.when, voice), value=said[place])


def target_lines(cases: Cases[Target] | None, voice: Voice) -> tuple[str, ...]:
    """Say the targets of a commitment, case by case."""
    if cases is None:
        return ()
    return tuple(say_cases(cases, {at: say_target(row.value, voice) for at, row in enumerate(cases.rows)}, voice))


def name_lines(cases: Cases[str], voice: Voice) -> tuple[str, ...]:
    """Say the calendars of a commitment, case by case."""
    return tuple(say_cases(cases, {at: voice.calendar(row.value) for at, row in enumerate(cases.rows)}, voice))


def say_least(share: Fraction, voice: Voice) -> str:
    """Say that at least a share was promised."""
    return voice.say(AT_LEAST, limit=voice.target_share(share))


def share_lines(cases: Cases[Fraction], voice: Voice) -> tuple[str, ...]:
    """Say the promised shares of a commitment, case by case."""
    return tuple(say_cases(cases, {at: say_least(row.value, voice) for at, row in enumerate(cases.rows)}, voice))


def limit_lines(cases: Cases[int], voice: Voice) -> tuple[str, ...]:
    """Say the promised times of a statistic, case by case."""
    return tuple(
        say_cases(
            cases, {at: voice.say(AT_MOST, limit=voice.lasting(row.value)) for at, row in enumerate(cases.rows)}, voice
        )
    )


def say_pauses(commitment: Commitment, voice: Voice) -> str:
    """Say in which waits a clock pauses."""
    pausing = commitment.pausing
    if pausing.every:
        return voice.say(_ANY_PAUSE)
    if not pausing.reasons:
        return voice.say(_NO_PAUSE)
    reasons = [say_known(voice.language, PAUSES, reason) for reason in sorted(pausing.reasons)]
    return voice.say(_SOME_PAUSES, reasons=say_list(voice.language, reasons))


def say_definition(ratio: RatioCommitment, voice: Voice) -> str:
    """Say what a ratio counts."""
    said = voice.say(METRICS[ratio.metric])
    return said if ratio.definition is None else f"{said}: {voice.say(_CONTACTS[ratio.definition])}"


def say_length(period: Period, voice: Voice) -> str:
    """Say over which time a promise is judged."""
    if period.rolling_days is not None:
        return voice.say(_ROLLING, n=period.rolling_days)
    return voice.say(_PERIODS[period.unit])
