"""Writing down what many rows say together: all of them read as they stood at one instant."""

from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection, transaction

_TRIES = 5
_CHANGED = "40001"
_Made = TypeVar("_Made")


def in_one_view(work: Callable[[], _Made]) -> _Made:
    """Do some work in one transaction that sees nothing of what others do meanwhile; return what it returns.

    SQLite gives whoever writes such a view by itself. PostgreSQL gives it when asked, and breaks off whoever would
    change what somebody else changed meanwhile: the work is done again, on what is there by then. Inside a transaction
    that has begun already, its view is the work's.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        with transaction.atomic():
            return work()
    for _ in range(_TRIES - 1):
        try:
            return _viewed(work)
        except OperationalError as fault:
            if getattr(fault.__cause__, "sqlstate", "") != _CHANGED:
                raise
    return _viewed(work)


def _viewed(work: Callable[[], _Made]) -> _Made:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return work()
