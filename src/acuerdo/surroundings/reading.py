"""Reading an installation that cannot be written: a copy on a medium that is read alone, or somebody else's."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from acuerdo.surroundings.environment import Database


@contextmanager
def read_alone(database: Database) -> Iterator[str]:
    """Yield the name by which SQLite opens a database where nothing can be written; empty where it can, or is another.

    SQLite writes beside a database even to read it. Where it cannot, what is in the log beside the database
    (`-wal`) counts too: it is read in place while a server has it open, else in a copy that is taken away at the end.
    """
    file = Path(database.name)
    if database.engine != "sqlite" or not file.is_file() or _may_be_written(file):
        yield ""
        return
    log = Path(f"{file}-wal")
    if not log.is_file() or log.stat().st_size == 0:
        yield f"{file.absolute().as_uri()}?mode=ro&immutable=1"
    elif Path(f"{file}-shm").is_file():
        yield f"{file.absolute().as_uri()}?mode=ro"
    else:
        with tempfile.TemporaryDirectory(prefix="acuerdo-read-") as folder:
            copy = Path(folder) / "database"
            shutil.copyfile(file, copy)
            shutil.copyfile(log, f"{copy}-wal")
            yield str(copy)


def _may_be_written(file: Path) -> bool:
    return os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)
