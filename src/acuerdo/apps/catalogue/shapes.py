"""What the catalogue answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

LANGUAGES = ("en", "es", "ru")

Texts = Mapping[str, str]
"""A text by language; a language may be missing."""


def choose_text(texts: Texts, language: str) -> str:
    """Return a text in a language, else in the first that it is in; empty where there is none.

    >>> choose_text({"es": "Mesa", "ru": "Служба"}, "ru"), choose_text({"es": "Mesa"}, "en")
    ('Служба', 'Mesa')
    """
    return texts.get(language) or next((texts[one] for one in LANGUAGES if texts.get(one)), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a customer pays by the catalogue; `per` says for what (`month`, `user`, ...; empty: once)."""

    amount: Decimal
    currency: str
    per: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLine:
    """A service in a list."""

    key: str
    name: Texts
    owner: str
    cost: Cost | None
    retired_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePage:
    """A part of the catalogue: `number` counts from 1, `found` are the services on all `pages`."""

    lines: tuple[ServiceLine, ...]
    number: int
    pages: int
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRecord:
    """A service with everything that the catalogue says about it; `owner_id` is the ident of its owner."""

    id: int
    key: str
    name: Texts
    description: Texts
    prerequisites: tuple[Texts, ...]
    owner: str
    owner_id: str
    cost: Cost | None
    needs: tuple[ServiceLine, ...]
    needed_by: tuple[ServiceLine, ...]
    revision: int
    retired_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelLine:
    """A level in a list, by its newest published version; number 0 where it is only drafted."""

    key: str
    title: Texts
    number: int
    published_at: datetime | None
    drafted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRecord:
    """One published version of a level; `numbers` are those of all its versions, the newest first."""

    key: str
    number: int
    numbers: tuple[int, ...]
    title: Texts
    text: str
    content: str
    content_hash: str
    published_at: datetime
    published_by: str

    @property
    def name(self) -> str:
        """How a document names exactly this version."""
        return f"{self.key}.{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelDraftRecord:
    """The text of a level's next version; `revision` has to be named by whoever changes it."""

    key: str
    text: str
    revision: int
    changed_at: datetime
    changed_by: str
