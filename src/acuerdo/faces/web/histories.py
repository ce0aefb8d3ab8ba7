"""Histories that a side keeps about an agreement, as files in the home, to hold drafts against them."""

import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from acuerdo.connectors.endings import find_ending

LARGEST = 20 * 1024 * 1024
"""The most bytes of one history."""
MOST = 5
"""How many histories a side keeps about one agreement."""
_IDENT = re.compile(r"[0-9a-f]{32}")
_LONGEST_NAME = 120


class HistoryRefused(ValueError):  # a refusal is named by what is wrong, as everywhere in the product
    """A history that is not kept. `code` is `history_too_big`, `many_histories`, `history_ending` or `no_history`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A kept history: its file's own name, how it becomes facts, how big it is, who brought it and when."""

    ident: str
    name: str
    profile: str
    time_zone: str
    size: int
    brought_at: str
    brought_by: str


class Shelf:
    """The histories of one side about one agreement; nobody else reads them."""

    def __init__(self, key: str, side: str) -> None:
        self.folder = Path(settings.MEDIA_ROOT) / "histories" / key / side

    def list(self) -> list[History]:
        """Return the histories, the newest first."""
        found = [read for path in self.folder.glob("*/about.json") if (read := _read(path)) is not None]
        return sorted(found, key=lambda one: one.brought_at, reverse=True)

    def find(self, ident: str) -> tuple[History, Path]:
        """Return a history and its file. Raises `HistoryRefused`."""
        about = _read(self.folder / ident / "about.json") if _IDENT.fullmatch(ident) else None
        files = [] if about is None else [path for path in (self.folder / ident).iterdir() if path.stem == "facts"]
        files += [] if about is None else [path for path in (self.folder / ident).glob("facts.*") if path not in files]
        if about is None or not files:
            raise HistoryRefused("no_history")
        return about, files[0]

    def keep(self, chunks: Iterable[bytes], about: History) -> History:
        """Keep a history from its bytes. Raises `HistoryRefused`."""
        if about.size > LARGEST:
            raise HistoryRefused("history_too_big")
        if len(self.list()) >= MOST:
            raise HistoryRefused("many_histories")
        ending = ending_of(about.name)
        folder = self.folder / about.ident
        folder.mkdir(parents=True, mode=0o700)
        try:
            with (folder / f"facts{ending}").open("wb") as file:
                for chunk in chunks:
                    file.write(chunk)
            _write(folder / "about.json", asdict(about))
        except OSError:  # a full disk, say: half a file would take what room there is
            shutil.rmtree(folder)
            raise
        return about

    def drop(self, ident: str) -> None:
        """Forget a history, with what was found in it. Raises `HistoryRefused`."""
        self.find(ident)
        shutil.rmtree(self.folder / ident)


def new_ident() -> str:
    """Return a name that nobody guesses."""
    return uuid4().hex


def clean_name(name: str) -> str:
    """Return a file's own name to be shown, never to be opened by.

    >>> clean_name("../../x/export.csv")
    'export.csv'
    """
    return re.split(r"[/\\]", name)[-1][-_LONGEST_NAME:] or "export"


def ending_of(name: str) -> str:
    """Return the ending by which a file is read. Raises `HistoryRefused`.

    >>> ending_of("Export.CSV.gz")
    '.csv.gz'
    """
    found = find_ending(name)
    if found is None:
        raise HistoryRefused("history_ending")
    return found


def _read(path: Path) -> History | None:
    try:
        return History(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _write(path: Path, content: object) -> None:
    """Write a file whole: whoever reads it sees the old one or the new one."""
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(content), encoding="utf-8")
    draft.replace(path)
