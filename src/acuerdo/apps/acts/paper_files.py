"""The bytes of signed papers: kept under the home's files by their hash, once, and never given other bytes."""

import os
import secrets
from hashlib import sha256
from pathlib import Path

from django.conf import settings

LARGEST_BYTES = 20_000_000
_HEAD_BYTES = 1_024
_TAIL_BYTES = 2_048


class PaperRefused(ValueError):
    """A file that is not taken. `code` is stable: `empty_paper`, `large_paper`, `not_a_pdf`, `damaged_paper`."""

    def __init__(self, code: str, found: str, expected: str) -> None:
        self.code = code
        self.found = found
        self.expected = expected
        super().__init__(f"{code}: found {found}, expected {expected}")


def require_pdf(content: bytes) -> None:
    """Refuse what is not a PDF by its own bytes, whatever its name says. Raises `PaperRefused`."""
    if not content:
        raise PaperRefused("empty_paper", "no bytes", "a PDF")
    if len(content) > LARGEST_BYTES:
        raise PaperRefused("large_paper", f"{len(content)} bytes", f"at most {LARGEST_BYTES}")
    if b"%PDF-" not in content[:_HEAD_BYTES] or b"%%EOF" not in content[-_TAIL_BYTES:]:
        raise PaperRefused("not_a_pdf", "bytes of another kind", "a PDF")


def digest_of(content: bytes) -> str:
    """Return the hash by which a file is known: its SHA-256 in hex."""
    return sha256(content).hexdigest()


def keep_file(content: bytes) -> str:
    """Keep the bytes of a file and return their hash; bytes that are there stay as they are."""
    digest = digest_of(content)
    path = _path(digest)
    if path.is_file():
        return digest
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_name(f"{digest}.{secrets.token_hex(8)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError:  # a full disk, say: half a file would take what room there is
        aside.unlink(missing_ok=True)
        raise
    return digest


def read_file(digest: str) -> bytes:
    """Return the bytes of a file. Raises `PaperRefused` (`damaged_paper`) where they are gone or others."""
    path = _path(digest)
    content = path.read_bytes() if path.is_file() else b""
    if digest_of(content) != digest:
        raise PaperRefused("damaged_paper", "other bytes or none", f"bytes with the hash {digest}")
    return content


def _path(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "papers" / digest[:2] / digest
