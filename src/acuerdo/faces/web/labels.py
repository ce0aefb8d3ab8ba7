"""Words of forms: phrases that are said when the form is shown, in the language of its reader."""

from django.utils.functional import lazy
from django.utils.translation import get_language

from acuerdo.words import Language, Phrase, speak


def _say(words: Phrase) -> str:
    spoken = (get_language() or "en")[:2]
    return speak(Language(spoken) if spoken in list(Language) else Language.EN, words)


def label(words: Phrase) -> str:
    """Return words that are said each time they are shown."""
    return lazy(_say, str)(words)
