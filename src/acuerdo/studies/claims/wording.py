"""Assumptions and differences in words."""

from types import MappingProxyType

from acuerdo.studies.claims.shapes import Assumption, Difference
from acuerdo.words import Language, phrase, speak

DIFFERENCES = MappingProxyType(
    {
        Difference.START: phrase("where the clock starts", context="cause of a difference"),
        Difference.STOP: phrase("where the clock stops", context="cause of a difference"),
        Difference.PAUSES: phrase("what pauses it", context="cause of a difference"),
        Difference.CALENDAR: phrase("which hours count", context="cause of a difference"),
        Difference.PRIORITY: phrase("by which priority", context="cause of a difference"),
        Difference.REOPENING: phrase("what a reopening does", context="cause of a difference"),
        Difference.TARGET: phrase("how much is allowed", context="cause of a difference"),
        Difference.EXCLUSIONS: phrase("what is excluded", context="cause of a difference"),
        Difference.SCOPE: phrase("whether there is a promise", context="cause of a difference"),
        Difference.UNKNOWN: phrase("not explained", context="cause of a difference"),
    }
)

_WAYS = MappingProxyType(
    {
        "stops_closed": phrase("the clock runs until the ticket is closed, not until it is resolved"),
        "stops_written": phrase("any message of the provider stops the clock, internal notes and machines too"),
        "stops_acknowledged": phrase("an acknowledgement stops the clock"),
        "stops_assigned": phrase("the clock stops when somebody takes the ticket"),
        "stops_replied": phrase("a public reply stops the clock"),
        "starts_opened": phrase("the clock starts when the ticket is opened"),
        "starts_assigned": phrase("the clock starts when somebody takes the ticket"),
        "starts_prioritised": phrase("the clock starts when the priority is set"),
        "starts_replied": phrase("the clock starts with the first public reply"),
        "pauses_never": phrase("nothing pauses the clock"),
        "pauses_every_wait": phrase("every wait pauses the clock"),
        "pauses_customer": phrase("only waiting for the customer pauses the clock"),
        "on_change_carry": phrase("a change of priority carries the time over to the new target"),
        "on_change_retroactive": phrase("the last priority counts for the whole life of the ticket"),
        "on_change_restart": phrase("a change of priority starts the clock anew"),
        "on_reopen_continue": phrase("a reopened ticket goes on where its clock stopped"),
        "on_reopen_count": phrase("the time between the resolution and the reopening counts"),
        "on_reopen_first": phrase("only the first resolution counts"),
        "on_reopen_new_cycle": phrase("a reopening starts a new clock"),
        "without_exclusions": phrase("exclusions do not count"),
    }
)
_HOURS = phrase("these hours count: {calendar}")
_LEVEL = phrase("every ticket is judged as {priority}")


def say_assumption(language: Language, one: Assumption) -> str:
    """Say an assumption as a sentence without its full stop."""
    if one.code == "calendar":
        return speak(language, _HOURS, calendar=one.detail)
    if one.code == "priority":
        return speak(language, _LEVEL, priority=one.detail)
    return speak(language, _WAYS[one.code])
