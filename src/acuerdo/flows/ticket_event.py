"""A source tells what happened to tickets: recorded for good, and their clocks advance, in one transaction."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import groupby

from django.db import transaction

from acuerdo.apps.clocks.telling import read_rows
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.rejudging.intake import fold_told, record_told
from acuerdo.apps.tickets.models import Source
from acuerdo.apps.tickets.recording import Brought, Reading
from acuerdo.apps.tickets.shapes import Answer, Taken, Telling
from acuerdo.apps.tickets.sources import recall_row, recall_source
from acuerdo.core.chains.canonical import Json
from acuerdo.core.hours import to_us
from acuerdo.flows.tried_again import try_again

AT_ONCE = 2_000
"""About how many facts of a history are recorded in one transaction."""


def tell_rows(viewer: Viewer, source: str, rows: Sequence[Json], at: datetime) -> tuple[Answer, ...]:
    """Record rows that a source sends as JSON; see `tell`."""
    return tell(viewer, source, lambda row: read_rows(row, rows), at)


def tell(viewer: Viewer, source: str, reading: Reading, at: datetime) -> tuple[Answer, ...]:
    """Record what a source tells and return what became of each row; whatever is answered `recorded` is durable.

    Raises `NotThere` and `SourceRefused` (`source_closed`).
    """
    return _tell_again(lambda: recall_source(viewer, source), viewer.ident, reading, at)


def tell_history(viewer: Viewer, source: str, told: Iterable[Telling], at: datetime) -> Counter[Taken]:
    """Record any number of facts, those of a ticket one after another, and return how many were taken and how.

    They are recorded in parts of whole tickets, each in one transaction, which takes a fraction of the time that a
    ticket after another does: what seeds a history, or moves one from elsewhere. After a fault, tell everything
    again: what is there already is a duplicate. Nobody is told of what has come by then. Raises as `tell`.
    """
    counts = Counter[Taken]()
    part: list[Telling] = []
    for _, ticket in groupby(told, key=lambda one: one.ticket):
        part += ticket
        if len(part) >= AT_ONCE:
            counts.update(_taken(viewer, source, part, at))
            part = []
    counts.update(_taken(viewer, source, part, at) if part else ())
    return counts


def _taken(viewer: Viewer, source: str, part: Sequence[Telling], at: datetime) -> list[Taken]:
    answers = _tell_again(lambda: recall_source(viewer, source), viewer.ident, lambda _: part, at, history=True)
    return [answer.taken for answer in answers]


def tell_unattended(source: str, reading: Reading, at: datetime, *, actor: str = "") -> tuple[Answer, ...]:
    """Record what a source that was connected before tells by itself; its door has made sure that it is the source.

    `actor` is the ident of a person on whose behalf it tells, empty for nobody. Raises as `tell`.
    """
    return _tell_again(lambda: recall_row(source), actor, reading, at)


def _tell_again(
    opening: Callable[[], Source], actor: str, reading: Reading, at: datetime, *, history: bool = False
) -> tuple[Answer, ...]:
    return try_again(lambda: _tell(opening, actor, reading, at, history=history))


def _tell(
    opening: Callable[[], Source], actor: str, reading: Reading, at: datetime, *, history: bool
) -> tuple[Answer, ...]:
    """Record what is told, and let the clocks follow; of moments that `history` brings nobody is to be told."""
    with transaction.atomic():
        row = opening()
        brought = Brought(told=reading(row), actor=actor, received_us=to_us(at), reading=reading)
        done = record_told(row, brought)
        fold_told(done, to_us(at), history=history, keep=False)
        done.told.writes.keep(ending=True)
    return done.answers
