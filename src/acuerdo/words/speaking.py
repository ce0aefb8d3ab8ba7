"""Saying a phrase in a language, from the committed translations.

Babel is imported by the functions that need it, not before: a command that says nothing yet starts without it.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from acuerdo.words.languages import Language
from acuerdo.words.phrases import PLACEHOLDER, Phrase

if TYPE_CHECKING:
    from babel import Locale
    from babel.messages.catalog import Catalog

_LOCALE_FOLDER = Path(__file__).parent.parent / "locale"

# The forms of a plural stand in the .po files in this order of CLDR categories; what a category does not name (the
# millions of Spanish) takes the last one.
_PLURAL_FORMS = {
    Language.EN: ("one", "other"),
    Language.ES: ("one", "other"),
    Language.RU: ("one", "few", "many"),
}


class PlaceholderMismatch(ValueError):
    """A phrase was said with values that are not those of its placeholders."""

    code = "words.placeholder_mismatch"


def speak(language: Language, spoken: Phrase, /, **values: str | int) -> str:
    """Say a phrase in a language.

    ``values`` fill the placeholders: texts as they are, whole numbers by the manners of the language. A phrase with a
    plural takes its form from ``n``, a whole number. A phrase that is not translated is said in English. Raises
    `PlaceholderMismatch` when values and placeholders differ.

    >>> from acuerdo.words import phrase
    >>> MISSES = phrase("{n} miss left", plural="{n} misses left")
    >>> speak(Language.EN, MISSES, n=1), speak(Language.EN, MISSES, n=2)
    ('1 miss left', '2 misses left')
    """
    if values.keys() != spoken.placeholders:
        expected, found = ", ".join(sorted(spoken.placeholders)), ", ".join(sorted(values))
        raise PlaceholderMismatch(
            f"The phrase {spoken.text!r} was given values for [{found}] and expects [{expected}]: pass exactly those."
        )
    text = _form(language, spoken, values.get("n", 1))
    return PLACEHOLDER.sub(lambda place: _written(language, values[place[1]]), text)


def _form(language: Language, spoken: Phrase, n: str | int) -> str:
    forms = _translation(language, spoken)
    if spoken.plural is None:
        return forms[0]
    if not isinstance(n, int):
        raise PlaceholderMismatch(f"The phrase {spoken.text!r} was given n={n!r} and expects a whole number.")
    category = locale_of(language).plural_form(n)
    known = _PLURAL_FORMS[language]
    # An untranslated phrase has the two forms of English.
    index = known.index(category) if category in known else len(known) - 1
    return forms[min(index, len(forms) - 1)]


def _translation(language: Language, spoken: Phrase) -> tuple[str, ...]:
    """The forms of the phrase in the language; its English where there are none."""
    source = (spoken.text,) if spoken.plural is None else (spoken.text, spoken.plural)
    if language is Language.EN:
        return source
    message = _catalog(language).get(spoken.text, context=spoken.context)
    if message is None or message.string is None:
        return source
    strings = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    return strings if len(strings) >= len(source) and all(strings) else source


def _written(language: Language, value: str | int) -> str:
    if isinstance(value, str):
        return value
    from babel.numbers import format_decimal

    return format_decimal(value, locale=locale_of(language))


@cache
def _catalog(language: Language) -> "Catalog":
    from babel.messages.pofile import read_po

    path = _LOCALE_FOLDER / language / "LC_MESSAGES" / "acuerdo.po"
    with path.open("rb") as file:
        return read_po(file, locale=language.value)


@cache
def locale_of(language: Language) -> "Locale":
    """Return the CLDR locale that writes numbers and dates in a language."""
    from babel import Locale

    return Locale.parse(language.locale_code)
