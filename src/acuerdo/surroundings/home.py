"""The folder in which an installation keeps what is its own."""

import os
import secrets
from pathlib import Path

SECRET_KEY = "secret-key"  # noqa: S105 - the name of a file


def prepare_home(home: Path) -> None:
    """Make the folder and the key that signs sessions, readable by their owner alone; what is there stays."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = home / SECRET_KEY
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
