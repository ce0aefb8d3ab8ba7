"""A source is added, changed, closed, or opened again; its names of people become people."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.rejudging.commands import Change, ask, judge_waiting
from acuerdo.apps.rejudging.models import Cause
from acuerdo.apps.rejudging.touching import By, Touching
from acuerdo.apps.tickets.linking import claim_handle, link_handle
from acuerdo.apps.tickets.models import SourceCustomer
from acuerdo.apps.tickets.queries import find_source
from acuerdo.apps.tickets.refusals import Wanted, settle_refused
from acuerdo.apps.tickets.sources import (
    SourceIntent,
    SourceRefused,
    add_source,
    change_source,
    close_source,
    intent_of,
    keep_source,
    mark_of,
)
from acuerdo.core.hours import to_us

SETTLED_AT_ONCE = 5_000
"""How many refused rows are settled in one transaction."""
JUDGED_AT_ONCE = 100
"""The tickets of how many are judged anew while one waits; more are left to the worker."""


def add(viewer: Viewer, wanted: SourceIntent, at: datetime) -> None:
    """Begin a source. Raises `NotThere`, `NotAllowed`, `SourceRefused`."""
    with transaction.atomic():
        add_source(viewer, wanted, at)


def change(viewer: Viewer, wanted: SourceIntent, at: datetime, *, seen: str | None = None) -> None:
    """Change what a source is called and what its words mean. Raises as `add`, and `SourceRefused` (`words_changed`).

    Tickets whose word stands for another customer by then are judged anew. `seen` is the mark (`mark_of`) of what
    somebody had before them when they decided: where that has changed meanwhile, it is refused.
    """
    with transaction.atomic():
        if seen is not None:
            keep_source(viewer, wanted.key)  # nobody else changes it from here on
            if mark_of(intent_of(find_source(viewer, wanted.key))) != seen:
                raise SourceRefused("words_changed", "words of before", "those that the source has now")
        rows = SourceCustomer.objects.filter(source__key=wanted.key).values_list("word", "customer")
        before = set(rows)
        source = change_source(viewer, wanted, at)
        words = {word for word, _ in before ^ set(rows.all())}
        if words:
            told = Change(cause=Cause.WORDS, source=source.pk, person=viewer.person)
            ask(told, Touching(by=By.WORDED, ids=(source.pk,), words=tuple(sorted(words))), to_us(at))


def close(viewer: Viewer, key: str, at: datetime, *, again: bool = False) -> None:
    """Take no facts from a source any more, or with `again` take them again. Raises as `add`."""
    with transaction.atomic():
        close_source(viewer, key, at, again=again)


def settle(viewer: Viewer, source: str, refusals: Collection[int], at: datetime) -> int:
    """Say that of refused rows nothing is missing any more; see `settle_all`."""
    return settle_all(viewer, source, Wanted(ids=refusals), at)


def settle_all(viewer: Viewer, source: str, wanted: Wanted, at: datetime) -> int:
    """Say that of refused rows nothing is missing any more; their tickets are judged anew. Return how many there were.

    Those that somebody settled meanwhile are passed over. They may be very many: they are settled in parts, the oldest
    first; after a fault, say it again. Raises `NotThere`.
    """
    settled = 0
    while part := _settle(viewer, source, wanted, at):
        settled += part
        if part < SETTLED_AT_ONCE:
            break
    return settled


def _settle(viewer: Viewer, source: str, wanted: Wanted, at: datetime) -> int:
    with transaction.atomic():
        count, tickets = settle_refused(viewer, source, wanted, at, SETTLED_AT_ONCE)
        if tickets:
            told = Change(cause=Cause.SETTLED, source=tickets[0].source_id, person=viewer.person)
            ask(told, Touching(by=By.NAMED, ids=tuple(one.pk for one in tickets)), to_us(at))
            judge_waiting(tickets if len(tickets) <= JUDGED_AT_ONCE else (), to_us(at))
        return count


def link(viewer: Viewer, source: str, name: UUID, person: str, at: datetime) -> None:
    """Say which person a name of a source is; with an empty text nobody. Raises `NotThere`, `LinkRefused`."""
    with transaction.atomic():
        link_handle(viewer, source, name, person, at)


def claim(viewer: Viewer, name: UUID, at: datetime) -> None:
    """Say that a name of a source is one's own. Raises `NotThere`, `LinkRefused`."""
    with transaction.atomic():
        claim_handle(viewer, name, at)
