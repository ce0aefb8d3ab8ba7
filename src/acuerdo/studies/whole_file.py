"""Files that are there whole or not at all: written aside, and moved into place when all went well."""

import errno
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from polars.exceptions import PolarsError

_NUMBER = re.compile(r"\(os error (\d+)\)")
"""How faults of the system are told by the writers of tables, which have no number of their own for them."""

_UNTOLD = "transport error"
"""What the writer of Parquet says where the end of a file cannot be written, whatever the reason is."""


@contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """Give a place to write to, and move it to `path` only when all went well.

    What a link points to is replaced, and not the link; what is no file (a pipe, a device) is written to as it is.
    Raises OSError, which names `path` or the folder that is not there.
    """
    place = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():
        with faults_named(str(path)):
            yield path
        return
    if not place.parent.is_dir():
        raise FileNotFoundError(2, "the folder does not exist", str(place.parent if path.is_symlink() else path.parent))
    with faults_named(str(path)):
        handle, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    os.close(handle)
    aside = Path(name)
    try:
        with faults_named(str(path), name):
            yield aside
            umask = os.umask(0)
            os.umask(umask)
            aside.chmod(0o666 & ~umask)
            aside.replace(place)
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def faults_named(name: str, aside: str | None = None) -> Iterator[None]:
    """Let every OSError about what is written say what that is, and what kind of fault it was.

    A fault that names another file stays as it is.

    >>> with faults_named("verdicts.csv"):
    ...     raise OSError("No space left on device (os error 28)")
    Traceback (most recent call last):
    ...
    OSError: [Errno 28] No space left on device: 'verdicts.csv'
    """
    try:
        yield
    except (OSError, PolarsError) as fault:
        number = _number_of(fault)
        named = fault.filename if isinstance(fault, OSError) else None
        if number is None or named not in (None, aside):
            raise
        raise OSError(number, os.strerror(number), name) from fault


def _number_of(fault: OSError | PolarsError) -> int | None:
    """Return the system's number of a fault; None where it is none of the system's."""
    if isinstance(fault, OSError) and fault.errno is not None:
        return fault.errno
    told = _NUMBER.search(str(fault))
    if told is not None:
        return int(told[1])
    return errno.EIO if _UNTOLD in str(fault) else None
