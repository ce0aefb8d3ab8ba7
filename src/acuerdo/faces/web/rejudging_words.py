"""Why tickets were judged anew, in words, and where what brought it about is shown."""

from collections.abc import Mapping
from types import MappingProxyType

from django.urls import reverse

from acuerdo.apps.rejudging.models import Cause
from acuerdo.apps.rejudging.shapes import RejudgingRecord
from acuerdo.words import Language, Phrase, phrase, speak

_CAUSES: Mapping[Cause, Phrase] = MappingProxyType(
    {
        Cause.AGREED: phrase("Version {about} was agreed; it governs days that had passed"),
        Cause.REGISTERED: phrase("Version {about} was registered from paper; it governs days that had passed"),
        Cause.DISPUTED: phrase("Version {about} was disputed and governs nothing any more"),
        Cause.RENEWED: phrase("The agreement was renewed; it governs days that had passed"),
        Cause.YEAR: phrase("A year of a calendar was agreed: {about}"),
        Cause.EXCLUSION: phrase("Exclusion {about} was agreed"),
        Cause.WORDS: phrase("Words of the source {source} stand for other customers"),
        Cause.SETTLED: phrase("A refused row of the source {source} was settled"),
        Cause.FACTS: phrase(
            "The source {source} told something late, corrected it, or said that a ticket belongs elsewhere"
        ),
    }
)
_VERSIONS = frozenset({Cause.AGREED, Cause.REGISTERED, Cause.DISPUTED})


def say_cause(language: Language, record: RejudgingRecord) -> str:
    """Say why tickets were judged anew."""
    return say_change(language, record.cause, record.about, record.source)


def say_change(language: Language, cause: Cause, about: str, source: str) -> str:
    """Say what changed."""
    named = {"about": about, "source": source}
    words = _CAUSES[cause]
    return speak(language, words, **{name: value for name, value in named.items() if f"{{{name}}}" in words.text})


def address_of(key: str, record: RejudgingRecord) -> str:
    """Return the page of what brought it about; empty where it has none that both sides see."""
    if record.cause is Cause.EXCLUSION:
        return reverse("exclusion", args=[key, record.about])
    if record.cause in _VERSIONS:
        return reverse("agreement_record", args=[key, record.about])
    return reverse("years", args=[key]) if record.cause is Cause.YEAR else ""
