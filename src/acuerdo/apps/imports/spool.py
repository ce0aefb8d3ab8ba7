"""The files of imports: under the home, in a folder of each import, for only as long as it needs them."""

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings

from acuerdo.apps.imports.shapes import ImportNotTaken

LARGEST_BYTES = 200_000_000
"""The largest file of one import, as it comes; packed files may hold more."""
FACTS = "facts.parquet"
REFUSED = "refused.parquet"
WORDS = "words.json"


def folder_of(ident: UUID) -> Path:
    """Return the folder of an import."""
    return Path(settings.MEDIA_ROOT) / "imports" / ident.hex


def given_file(ident: UUID) -> Path:
    """Return the file as it came. Raises `FileNotFoundError` where it is gone."""
    found = sorted(folder_of(ident).glob("given.*"))
    if not found:
        raise FileNotFoundError(2, "the file of this import is gone", str(folder_of(ident)))
    return found[0]


def keep_given(ident: UUID, ending: str, chunks: Iterable[bytes]) -> tuple[int, str]:
    """Keep a file as it comes, durably; return its size and hash. Raises `ImportNotTaken`; then nothing is kept."""
    folder = folder_of(ident)
    folder.mkdir(parents=True, mode=0o700)
    try:
        return _write(folder / f"given{ending}", chunks)
    except BaseException:  # a full disk, say: half a file would take what room there is
        shutil.rmtree(folder)
        raise


def _write(path: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
    size, digest = 0, sha256()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST_BYTES:
                raise ImportNotTaken("import_too_big")
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if not size:
        raise ImportNotTaken("no_file")
    return size, digest.hexdigest()


def drop_files(ident: UUID) -> None:
    """Take away all files of an import."""
    shutil.rmtree(folder_of(ident), ignore_errors=True)


@contextmanager
def carrying(ident: UUID) -> Iterator[bool]:
    """Say whether this process carries an import from now on: one does at a time, and when it dies another can."""
    folder = folder_of(ident)
    if not folder.is_dir():  # forgotten meanwhile, or another machine's
        yield False
        return
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
