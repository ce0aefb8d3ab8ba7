"""Naming people on pages: somebody who was erased has no name any more, and is shown as such."""

from acuerdo.words import Language, phrase, speak

_ERASED = phrase("erased person")


def name_of(language: Language, name: str) -> str:
    """Return how a person is shown."""
    return name or speak(language, _ERASED)
