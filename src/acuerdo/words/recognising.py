"""Sentences that were written in English where nobody speaks, recognised and said in another language.

Lower floors refuse things in English; what they can say is listed as phrases. Here a sentence is found among them, its
parts too, and said as the reader speaks. What somebody's own document or file says stays as it is.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from acuerdo.words.languages import Language
from acuerdo.words.phrases import PLACEHOLDER, Phrase
from acuerdo.words.speaking import speak

_DEEPEST = 4


@dataclass(frozen=True)
class Recogniser:
    """Says the sentences of some phrases in any language.

    >>> from acuerdo.words import phrase
    >>> Recogniser([phrase("one of {words}")]).say("one of sla, ola", Language.ES)
    'uno de sla, ola'
    """

    phrases: Iterable[Phrase]
    _whole: dict[str, Phrase] = field(init=False, default_factory=dict)
    _open: list[tuple[re.Pattern[str], Phrase]] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        phrases = list(self.phrases)
        self._whole.update({one.text: one for one in phrases if not one.placeholders})
        # Those that say most of themselves first.
        own = sorted((one for one in phrases if one.placeholders), key=_own_length, reverse=True)
        self._open.extend((re.compile("".join(_pieces(one.text)), re.DOTALL), one) for one in own)

    def say(self, text: str, language: Language, levels: int = _DEEPEST) -> str:
        """Say a sentence in a language; one that is nobody's phrase stays as it is."""
        if text in self._whole:
            return self.say_whole(text, language)
        if not levels:
            return text
        for pattern, spoken in self._open:
            match = pattern.fullmatch(text)
            if match is not None:
                parts = {name: self.say(part, language, levels - 1) for name, part in match.groupdict().items()}
                return speak(language, spoken, **parts)
        return text

    def say_whole(self, text: str, language: Language) -> str:
        """Say a text that is a phrase as it stands; any other stays as it is."""
        known = self._whole.get(text)
        return text if known is None else speak(language, known)


def _own_length(one: Phrase) -> int:
    return len(PLACEHOLDER.sub("", one.text))


def _pieces(text: str) -> Iterator[str]:
    end = 0
    for match in PLACEHOLDER.finditer(text):
        yield re.escape(text[end : match.start()])
        yield f"(?P<{match[1]}>.+)"
        end = match.end()
    yield re.escape(text[end:])
