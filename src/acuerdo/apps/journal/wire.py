"""Statements as they go to PostgreSQL: planned once for each connection, and several on one way there and back.

It says to the driver's own connection what the driver's cursors say, in half of their time: whether a transaction is
under way is known to the connection itself, so cursors, and Django, go on where this left off. It loads the driver,
which is an extra, so only what has found PostgreSQL imports it.
"""

import re
from collections.abc import Sequence
from functools import cache
from select import POLLIN, POLLOUT, poll
from threading import local
from typing import Any

from psycopg import Connection, OperationalError
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import InvalidSqlStatementName, error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

MOST_PREPARED = 300
"""How many statements a connection keeps."""

_PLACE = re.compile(r"%([sb%])")
_SOUND = frozenset({ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK})
_Sent = tuple[bytes, Sequence[Any] | None, Sequence[int] | None]


class Full(Exception):
    """A connection keeps as many statements as it may; this one is to go another way."""


class Wire:
    """A connection of the driver, and the statements that it keeps."""

    def __init__(self, connection: Connection[Any]) -> None:
        self.connection = connection
        self._bare = connection.pgconn
        self._names: dict[tuple[str, tuple[int, ...]], bytes] = {}
        self._turner = Transformer(connection)
        self._signal = poll()
        self._signal.register(self._bare.socket, POLLIN)

    def ask(
        self, statements: Sequence[tuple[str, Sequence[Any]]], *, ending: bool = False
    ) -> list[tuple[list[tuple[Any, ...]], int]]:
        """Return the rows that each statement leads to and how many it changed; `ending` ends the transaction then.

        Where there is to be a transaction and none is under way, they begin one. What follows one that fails is not
        done. Raises the driver's errors, and `Full`.
        """
        sent = [self._prepared(statement, values) for statement, values in statements]
        begins = not self.connection.autocommit and self._bare.transaction_status == TransactionStatus.IDLE
        if begins:
            sent.insert(0, (self._kept("BEGIN", ()), None, None))
        if ending:
            sent.append((self._kept("COMMIT", ()), None, None))
        try:
            told = self._exchange(sent)
        except OperationalError:
            raise
        except BaseException:  # left in the middle of an answer: nobody could tell what the next one is to
            self.connection.close()
            raise
        for one in told:
            if one.status not in _SOUND:
                self._refuse(one)
        return [self._read(one) for one in told[begins : begins + len(statements)]]

    def _read(self, found: PGresult) -> tuple[list[tuple[Any, ...]], int]:
        if not found.nfields:
            return [], found.command_tuples or 0
        self._turner.set_pgresult(found)
        return self._turner.load_rows(0, found.ntuples, tuple), found.ntuples

    def _prepared(self, statement: str, values: Sequence[Any]) -> _Sent:
        words, kinds = _translated(statement)
        if not values:
            return self._kept(words, ()), None, None
        told = self._turner.dump_sequence(values, kinds)
        said = zip(values, self._turner.types or (), strict=True)
        # what is nothing is of no kind: else each place that is empty now and then would make another statement
        types = tuple([0 if value is None else kind for value, kind in said])
        return self._kept(words, types), told, self._turner.formats

    def _kept(self, words: str, types: tuple[int, ...]) -> bytes:
        name = self._names.get((words, types))
        if name is None:
            if len(self._names) >= MOST_PREPARED:
                raise Full
            name = f"acuerdo_{len(self._names)}".encode()
            found = self._bare.prepare(name, words.encode(), types)
            if found.status not in _SOUND:
                self._refuse(found)
            self._names[words, types] = name
        return name

    def _exchange(self, sent: Sequence[_Sent]) -> list[PGresult]:
        """Send statements, and return what each of them led to; what follows one that fails is not done."""
        bare = self._bare
        if len(sent) == 1:
            bare.send_query_prepared(*sent[0])
            return self._received(1)
        bare.enter_pipeline_mode()
        for one in sent:
            bare.send_query_prepared(*one)
        bare.pipeline_sync()
        told = self._received(len(sent) + 1)
        bare.exit_pipeline_mode()
        return told[:-1]

    def _received(self, count: int) -> list[PGresult]:
        bare, found = self._bare, list[PGresult]()
        while bare.flush():
            self._wait(POLLIN | POLLOUT)
        while True:
            while bare.is_busy():
                self._wait(POLLIN)
            one = bare.get_result()
            if one is not None:
                found.append(one)
            elif len(found) >= count:
                return found
            elif bare.status == ConnStatus.BAD:
                raise OperationalError(found[-1].get_error_message() if found else "the connection is lost")

    def _wait(self, for_what: int) -> None:
        if for_what != POLLIN:
            self._signal.modify(self._bare.socket, for_what)
        self._signal.poll()
        if for_what != POLLIN:
            self._signal.modify(self._bare.socket, POLLIN)
        self._bare.consume_input()

    def _refuse(self, found: PGresult) -> None:
        error = error_from_result(found, self._turner.encoding)
        if isinstance(error, InvalidSqlStatementName):  # somebody made the server forget what was prepared
            self._names.clear()
        raise OperationalError(str(error)) if self._bare.status == ConnStatus.BAD else error


_HERE = local()


def wire_of(connection: Connection[Any]) -> Wire:
    """Return the wire of a connection, which belongs to this thread alone; the same each time."""
    found: Wire | None = getattr(_HERE, "wire", None)
    if found is None or found.connection is not connection:
        found = _HERE.wire = Wire(connection)
    return found


@cache
def _translated(statement: str) -> tuple[str, list[PyFormat]]:
    """Return a statement with PostgreSQL's own places for values, and how each is sent (`%b`: as it is)."""
    kinds = list[PyFormat]()

    def place(found: re.Match[str]) -> str:
        if found[1] == "%":
            return "%"
        kinds.append(PyFormat.BINARY if found[1] == "b" else PyFormat.AUTO)
        return f"${len(kinds)}"

    return _PLACE.sub(place, statement), kinds
