"""Refusals of files, rows and facts in the reader's language."""

from functools import cache

from acuerdo.connectors.wordings import SENTENCES
from acuerdo.words import Language
from acuerdo.words.recognising import Recogniser

_OURS = frozenset(
    {"wrong_width", "contradicting_status", "end_unknown", "unmatched_event", "beyond_years", "unreadable_message"}
)
"""Codes of rows of which what was found is said in our words; of all others it is quoted."""


def say_reason(text: str, language: Language) -> str:
    """Say what a refusal says, whole or a part of it; what is nobody's phrase stays as it is.

    >>> say_reason("facts.csv, line 3: found 2 cells, expected 5 cells, as in the header", Language.ES)
    'facts.csv, línea 3: se encontró 2 celdas, se esperaba 5 celdas, como en la cabecera'
    """
    return text if language is Language.EN else _sentences().say(text, language)


def say_found(code: str, found: str, language: Language) -> str:
    """Say what was found in a row that was refused for this reason; what the file says is quoted.

    >>> say_found("unmapped_status", "a file", Language.ES), say_found("wrong_width", "3 cells", Language.RU)
    ('a file', 'ячеек: 3')
    """
    return say_reason(found, language) if code in _OURS else found


@cache
def _sentences() -> Recogniser:
    return Recogniser(SENTENCES)
