"""Titles of tickets: told beside facts and no part of them, kept in the ticket's row alone, to be emptied there."""

import re
from collections.abc import Iterable, Mapping

from acuerdo.apps.tickets.models import LONGEST_TITLE, Ticket
from acuerdo.core.clock.facts import Fact

COLUMNS = ("title", "title_us")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")
"""Control characters, what turns the direction of writing, and halves of characters, which no database keeps."""


def kept_title(told: str) -> str:
    r"""Return a title as it is kept: on one line, nothing unseen in it, at most `LONGEST_TITLE` characters.

    >>> kept_title("  Printer\tis off\n")
    'Printer is off'
    """
    text = " ".join(_UNSEEN.sub(" ", told).split())
    return text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1].rstrip() + "…"


def retitle(told: Iterable[Fact], tickets: Mapping[str, Ticket], received_us: int) -> set[str]:
    """Let tickets (their rows locked, by name) take the titles told with facts; return the names of those that changed.

    The one told of the latest instant wins, of the same instant the one told last; what is told of an instant still to
    come counts as of its receipt. Nothing is written.
    """
    changed = set[str]()
    for fact in told:
        if fact.title is None:
            continue
        ticket, at_us = tickets[fact.ticket], min(fact.at_us, received_us)
        title = kept_title(fact.title)
        if at_us < ticket.title_us or (fact.title and not title):
            continue
        if title != ticket.title:
            changed.add(fact.ticket)
        ticket.title, ticket.title_us = title, at_us
    return changed
