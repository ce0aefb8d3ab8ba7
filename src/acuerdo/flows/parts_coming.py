"""The parts of a long file that is recorded: whole tickets that are new laid out as tables, the next one ahead of time.

It loads what reads and judges tables, so only whoever carries an import imports it, and only where the file is long.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import connections

from acuerdo.apps.imports.models import Import
from acuerdo.apps.imports.staging import status_words, table_part
from acuerdo.apps.journal.rows import on_postgresql
from acuerdo.apps.tickets.carried import Carrying, is_plain
from acuerdo.apps.tickets.models import Source
from acuerdo.core.hours import to_us
from acuerdo.flows.whole_carried import Whole, is_quick, is_still_so, lay_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePart:
    """Facts of a file from a place on, up to another one, as they came in at an instant.

    `whole` are those of tickets that are new, None where there are too few; `others` are told one by one.
    """

    begin: int
    end: int
    at: datetime
    whole: Whole | None
    others: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Laying:
    """How parts are laid out: of which import, on whose behalf (ident), how many facts at once, and most `others`."""

    row: Import
    actor: str
    at_once: int
    most_others: int
    source: Callable[[], Source]
    clock: Callable[[], datetime]

    def lay(self, begin: int) -> TablePart:
        """Lay out the facts from a place on. Raises what `source` raises."""
        at = self.clock()
        told = table_part(self.row, begin, self.at_once)
        carrying = Carrying(
            source=self.source(),
            actor=self.actor,
            received_us=to_us(at),
            statuses=status_words(self.row),
            pauses_unknown=self.row.pauses_unknown,
        )
        plain = is_plain(carrying, told)
        others = told.filter(~plain)
        few = others.height > self.most_others or others.height == told.height
        whole = None if few else lay_whole(carrying, told.filter(plain))
        return TablePart(begin=begin, end=begin + told.height, at=at, whole=whole, others=others)


class Coming:
    """The part that comes next; beside what is being recorded it is laid out by a thread and a connection of its own.

    A database that lets one write at a time gains nothing by that: there it is laid out where it is kept.
    """

    def __init__(self, laying: Laying, beside: ThreadPoolExecutor | None) -> None:
        self._laying, self._beside = laying, beside
        self._next: tuple[int, Future[TablePart]] | None = None

    def prepare(self, begin: int) -> None:
        """Begin with the part from a place on, unless that was done."""
        if self._beside is not None and (self._next is None or self._next[0] != begin):
            self._next = (begin, self._beside.submit(self._laying.lay, begin))

    def take(self, begin: int) -> TablePart | None:
        """Return the part from a place on, if it is laid out ahead of time. Raises what `Laying.lay` raises."""
        self.prepare(begin)
        if self._next is None:
            return None
        _, ready = self._next
        self._next = None
        return ready.result()

    def hold(self, part: TablePart | None, begin: int, source: Source) -> TablePart:
        """Return a part that is right at this moment, inside the transaction that records it."""
        if part is None or (part.whole is not None and not is_still_so(part.whole, source)):
            return self._laying.lay(begin)
        return part


@contextmanager
def coming(laying: Laying, *, beside: bool) -> Iterator[Coming | None]:
    """Lay out parts of a file, `beside` ahead of time; None where tables are judged no quicker than tickets."""
    if not is_quick():
        yield None
    elif not (beside and on_postgresql()):
        yield Coming(laying, None)
    else:
        with ThreadPoolExecutor(1) as executor:
            try:
                yield Coming(laying, executor)
            finally:
                executor.submit(connections.close_all).result()
