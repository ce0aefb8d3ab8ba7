"""What keeps from working without being a defect: no room left, a database that does not answer; a trial of room."""

import errno
import os
import sqlite3
import tempfile
from pathlib import Path

_FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT})
_FULL_SQLITE = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE})
_FULL_POSTGRES = "53100"
_TRIAL_BYTES = 65_536
_AWAY_SQLITE = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN})
_PRIMARY = 0xFF
_AWAY_POSTGRES = ("08", "57P", "53300", "55P03", "40P01", "40001")
"""Connections that fail, servers that stop or begin, too many connections, locks and deadlocks."""
_BROKEN = frozenset({"OperationalError", "InterfaceError"})


def trouble_of(fault: BaseException | None) -> str:
    """Name what keeps from working and goes by, whoever met it first: the system, SQLite or PostgreSQL; else nothing.

    `disk_full`: there is no room left. `database_away`: it is not reached, stops or begins, or others hold it too long.

    >>> try:
    ...     raise RuntimeError("not kept") from OSError(errno.ENOSPC, "No space left on device")
    ... except RuntimeError as fault:
    ...     trouble_of(fault)
    'disk_full'
    >>> trouble_of(OSError(errno.EACCES, "Permission denied"))
    ''
    """
    if _lacks_room(fault):
        return "disk_full"
    return "database_away" if _is_away(fault) else ""


def _is_away(fault: BaseException | None) -> bool:
    while fault is not None:
        code = getattr(fault, "sqlite_errorcode", None)
        if code is not None and code & _PRIMARY in _AWAY_SQLITE:
            return True
        if hasattr(fault, "sqlstate") and _ends_connection(fault, fault.sqlstate):
            return True
        fault = fault.__cause__
    return False


def _ends_connection(fault: BaseException, state: str | None) -> bool:
    """Say whether a fault of PostgreSQL's driver says so; what breaks off on the way to the server has no state."""
    if state is not None:
        return state.startswith(_AWAY_POSTGRES)
    return not _BROKEN.isdisjoint(one.__name__ for one in type(fault).__mro__)


def _lacks_room(fault: BaseException | None) -> bool:
    while fault is not None:
        if isinstance(fault, OSError) and fault.errno in _FULL_DISK:
            return True
        if getattr(fault, "sqlite_errorcode", None) in _FULL_SQLITE:
            return True
        if getattr(fault, "sqlstate", None) == _FULL_POSTGRES:
            return True
        fault = fault.__cause__
    return False


def try_to_write(folder: Path) -> None:
    """Write 64 KiB into a folder, to the disk itself, and take them away again. Raises OSError."""
    with tempfile.TemporaryFile(dir=folder) as trial:
        trial.write(bytes(_TRIAL_BYTES))
        trial.flush()
        os.fsync(trial.fileno())
