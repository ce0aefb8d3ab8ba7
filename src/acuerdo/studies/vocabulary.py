"""The words for verdicts, measures, spans and reasons, in the three languages."""

from types import MappingProxyType

from acuerdo.core.clock.facts import Event
from acuerdo.core.clock.pieces import SpanClass
from acuerdo.core.clock.verdict import Mark, Outcome
from acuerdo.studies.causes import Cause
from acuerdo.studies.standings import Standing
from acuerdo.words import Language, Phrase, phrase, speak

OUTCOMES = MappingProxyType(
    {
        Outcome.MET: phrase("met", context="verdict"),
        Outcome.BREACHED: phrase("breached", context="verdict"),
        Outcome.RUNNING: phrase("running", context="verdict"),
        Outcome.PAUSED: phrase("paused", context="verdict"),
        Outcome.CANCELLED: phrase("cancelled", context="verdict"),
        Outcome.EXCLUDED: phrase("excluded", context="verdict"),
        Outcome.NOT_APPLICABLE: phrase("not applicable", context="verdict"),
    }
)

STANDINGS = MappingProxyType(
    {
        Standing.MET: phrase("met", context="promise in a period"),
        Standing.BREACHED: phrase("breached", context="promise in a period"),
        Standing.TOO_FEW: phrase("too few to judge", context="promise in a period"),
        Standing.NO_CLOCKS: phrase("nothing to judge", context="promise in a period"),
        Standing.NO_TARGET: phrase("no share promised", context="promise in a period"),
    }
)

MARKS = MappingProxyType(
    {
        Mark.INCOMPLETE_HISTORY: phrase("incomplete history"),
        Mark.PAUSES_UNKNOWN: phrase("pauses unknown"),
        Mark.PROVISIONAL_CALENDAR: phrase("provisional calendar"),
    }
)

KINDS = MappingProxyType(
    {
        "availability": phrase("availability"),
        "performance": phrase("performance"),
        "recovery": phrase("recovery"),
        "duty": phrase("duty"),
        "satisfaction": phrase("satisfaction"),
    }
)
"""The kinds of commitments that ticket facts do not judge."""

MEASURES = MappingProxyType(
    {
        "first_response": phrase("first response"),
        "next_response": phrase("next response"),
        "update": phrase("update"),
        "ownership": phrase("time to own"),
        "acknowledgement": phrase("acknowledgement"),
        "diagnosis": phrase("diagnosis"),
        "onsite": phrase("arrival on site"),
        "plan": phrase("resolution plan"),
        "workaround": phrase("workaround"),
        "resolution": phrase("resolution"),
        "requester_wait": phrase("waiting time of the requester"),
        "handling": phrase("handling by a team"),
    }
)

CLASSES = MappingProxyType(
    {
        SpanClass.COUNTED: phrase("counted", context="class of a span of time"),
        SpanClass.PAUSED: phrase("paused", context="class of a span of time"),
        SpanClass.EXCLUDED: phrase("excluded", context="class of a span of time"),
        SpanClass.OUTSIDE: phrase("outside service hours", context="class of a span of time"),
    }
)

PAUSES = MappingProxyType(
    {
        "customer": phrase("waiting for the customer"),
        "supplier": phrase("waiting for a supplier"),
        "change": phrase("waiting for a change"),
        "agreed_date": phrase("waiting for an agreed date"),
        "waiting": phrase("waiting, no reason given"),
        "resolved": phrase("resolved, before it was reopened"),
        "cancelled": phrase("cancelled, before it was reopened"),
        "restart": phrase("before the clock was restarted"),
        "no_commitment": phrase("no commitment in force"),
        "exclusion": phrase("inside an accepted exclusion"),
    }
)

REASONS = MappingProxyType(
    {
        "never_started": phrase("the clock never started"),
        "not_covered": phrase("the agreement does not cover this ticket here"),
        "no_target": phrase("no target is promised here"),
        "no_agreed_date": phrase("no date was agreed"),
        "calendar_ends": phrase("the calendar ends before the answer"),
        "resolved_without": phrase("the ticket was resolved without it"),
        "cancelled": phrase("the ticket was cancelled"),
        "merged": phrase("the ticket was merged into another"),
        "withdrawn": phrase("it was called off"),
    }
)

CAUSES = MappingProxyType(
    {
        Cause.ADDED: phrase("a promise that was not there"),
        Cause.REMOVED: phrase("a promise that is no longer there"),
        Cause.TARGET: phrase("another target"),
        Cause.HOURS: phrase("other service hours"),
        Cause.PAUSES: phrase("other pauses"),
        Cause.EXCLUSIONS: phrase("other exclusions"),
        Cause.SCOPE: phrase("another scope"),
        Cause.COUNTING: phrase("another way of counting"),
    }
)

FIELDS = MappingProxyType(
    {
        "priority": phrase("priority", context="field of a ticket"),
        "impact": phrase("impact", context="field of a ticket"),
        "urgency": phrase("urgency", context="field of a ticket"),
        "type": phrase("type", context="field of a ticket"),
        "service": phrase("service", context="field of a ticket"),
        "category": phrase("category", context="field of a ticket"),
        "customer": phrase("customer", context="field of a ticket"),
        "channel": phrase("channel", context="field of a ticket"),
        "site": phrase("site", context="field of a ticket"),
        "zone": phrase("zone", context="field of a ticket"),
        "asset": phrase("asset", context="field of a ticket"),
        "team": phrase("team", context="field of a ticket"),
        "tier": phrase("tier", context="field of a ticket"),
        "owner": phrase("owner", context="field of a ticket"),
    }
)
"""The standard fields of a ticket."""

EVENTS = MappingProxyType(
    {
        Event.OPENED: phrase("opened", context="what happened to a ticket"),
        Event.CHANGED: phrase("changed", context="what happened to a ticket"),
        Event.REPLIED: phrase("the provider replied", context="what happened to a ticket"),
        Event.ASKED: phrase("the customer wrote", context="what happened to a ticket"),
        Event.ACKNOWLEDGED: phrase("acknowledged", context="what happened to a ticket"),
        Event.DIAGNOSED: phrase("diagnosed", context="what happened to a ticket"),
        Event.DISPATCHED: phrase("dispatched", context="what happened to a ticket"),
        Event.ARRIVED: phrase("arrived on site", context="what happened to a ticket"),
        Event.PLANNED: phrase("plan recorded", context="what happened to a ticket"),
        Event.AGREED: phrase("date agreed", context="what happened to a ticket"),
        Event.RESTORED: phrase("service restored", context="what happened to a ticket"),
        Event.CONFIRMED: phrase("confirmed by the customer", context="what happened to a ticket"),
        Event.RETRACTED: phrase("a fact taken back", context="what happened to a ticket"),
        Event.RESOLVED: phrase("resolved", context="what happened to a ticket"),
        Event.CLOSED: phrase("closed", context="what happened to a ticket"),
        Event.REOPENED: phrase("reopened", context="what happened to a ticket"),
        Event.CANCELLED: phrase("cancelled", context="what happened to a ticket"),
        Event.MERGED: phrase("merged", context="what happened to a ticket"),
    }
)

_CLOSED = MappingProxyType(
    {
        "week": phrase("outside the weekly hours"),
        "season": phrase("outside the season's hours"),
        "special": phrase("outside that day's special hours"),
        "horizon": phrase("beyond the calendar's end"),
    }
)
_HOLIDAY = phrase("public holiday: {name}")
_CLOSURE = phrase("closed: {name}")


def say_known(language: Language, table: MappingProxyType[str, Phrase], word: str) -> str:
    """Say a word from a table; a word of the user's own is shown as it is."""
    return speak(language, table[word]) if word in table else word


def say_closing(language: Language, cause: str | None) -> str:
    """Say what closed a calendar.

    >>> say_closing(Language.EN, "holiday:New Year"), say_closing(Language.EN, "week")
    ('public holiday: New Year', 'outside the weekly hours')
    """
    kind, _, name = (cause or "week").partition(":")
    if kind == "holiday":
        return speak(language, _HOLIDAY, name=name)
    if kind == "closure":
        return speak(language, _CLOSURE, name=name)
    return say_known(language, _CLOSED, kind)


def say_reason(language: Language, reason: str) -> str:
    """Say the reason of a verdict: of a pause, of a promise that does not apply, or an exclusion's name."""
    if reason in REASONS:
        return speak(language, REASONS[reason])
    return say_known(language, PAUSES, reason)
