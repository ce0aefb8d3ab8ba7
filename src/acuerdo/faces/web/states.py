"""States as people see them: a word, a sign and a colour, never a colour alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from acuerdo.apps.agreements.shapes import LifeState
from acuerdo.words import Language, Phrase, phrase, speak


@dataclass(frozen=True, slots=True)
class Badge:
    """How a state is shown; `tone` is a class of the stylesheet."""

    word: str
    sign: str
    tone: str


_LIFE: Mapping[LifeState, tuple[Phrase, str, str]] = MappingProxyType(
    {
        LifeState.DRAFT: (phrase("draft", context="state of an agreement"), "✎", "rest"),
        LifeState.PROPOSED: (phrase("proposed", context="state of an agreement"), "→", "calm"),
        LifeState.COUNTERED: (phrase("countered", context="state of an agreement"), "⇄", "calm"),
        LifeState.AGREED: (phrase("agreed, not yet in force", context="state of an agreement"), "✓", "calm"),
        LifeState.ACTIVE: (phrase("in force", context="state of an agreement"), "●", "good"),
        LifeState.UNDER_REVIEW: (phrase("in force, under review", context="state of an agreement"), "◐", "warn"),
        LifeState.SUPERSEDED: (phrase("superseded", context="state of an agreement"), "◌", "rest"),
        LifeState.RENEWED: (phrase("renewed", context="state of an agreement"), "↻", "good"),
        LifeState.EXPIRED: (phrase("expired", context="state of an agreement"), "■", "rest"),
        LifeState.TERMINATED: (phrase("terminated", context="state of an agreement"), "■", "bad"),
        LifeState.REJECTED: (phrase("rejected", context="state of an agreement"), "✕", "bad"),
        LifeState.WITHDRAWN: (phrase("withdrawn", context="state of an agreement"), "↩", "rest"),
        LifeState.LAPSED: (phrase("offer lapsed", context="state of an agreement"), "⌛", "rest"),
        LifeState.DISPUTED: (phrase("disputed", context="state of an agreement"), "!", "bad"),
    }
)


def badge(state: LifeState, language: Language) -> Badge:
    """Return how a state of an agreement is shown."""
    words, sign, tone = _LIFE[state]
    return Badge(speak(language, words), sign, tone)
