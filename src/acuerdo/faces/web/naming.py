"""Naming people and agreements on pages.

Somebody who was erased has no name any more, and is shown as such. An agreement is shown by its title and its id.
"""

from typing import Protocol

from acuerdo.apps.catalogue.shapes import Texts
from acuerdo.faces.web.catalogue_words import tell
from acuerdo.words import Language, phrase, speak

_ERASED = phrase("erased person")


class Titled(Protocol):
    """What has an agreement's id and its title by language: its row, or a line of a list."""

    @property
    def key(self) -> str:
        """The id."""

    @property
    def titles(self) -> Texts:
        """The title by language."""


def title_of(language: Language, thing: Titled) -> str:
    """Return an agreement's title for a reader, else the first that it has; its id where it has none."""
    return tell(thing.titles, language).text or thing.key


def name_agreement(language: Language, thing: Titled) -> str:
    """Return an agreement's title for a reader and its id, in one line; its id alone where it has no other title."""
    title = title_of(language, thing)
    return thing.key if title == thing.key else f"{title} · {thing.key}"


def name_of(language: Language, name: str) -> str:
    """Return how a person is shown."""
    return name or speak(language, _ERASED)
