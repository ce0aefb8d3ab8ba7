"""Room to write: whether a fault says that there is none left, and a trial of it."""

import errno
import os
import sqlite3
import tempfile
from pathlib import Path

_FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT})
_FULL_SQLITE = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE})
_FULL_POSTGRES = "53100"
_TRIAL_BYTES = 65_536


def lacks_room(fault: BaseException | None) -> bool:
    """Say whether a fault comes from a full disk, whoever met it first: the system, SQLite or PostgreSQL.

    >>> try:
    ...     raise RuntimeError("not kept") from OSError(errno.ENOSPC, "No space left on device")
    ... except RuntimeError as fault:
    ...     lacks_room(fault)
    True
    >>> lacks_room(OSError(errno.EACCES, "Permission denied"))
    False
    """
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
