"""Findings about a document as people see them: by how grave they are, in a sign, a tone and a word."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from acuerdo.documents import Finding, Severity, translate
from acuerdo.words import Language, Phrase, phrase, speak

Row = tuple[Finding, str, str, str]
"""A finding in the reader's language, its sign, its tone, and how grave it is in a word."""

_GRAVE: Mapping[Severity, tuple[str, str, Phrase]] = MappingProxyType(
    {
        Severity.ERROR: ("✕", "bad", phrase("to be mended", context="a finding")),
        Severity.WARNING: ("!", "warn", phrase("probably not meant", context="a finding")),
        Severity.INFO: ("i", "calm", phrase("good to know", context="a finding")),
    }
)


def rows_of(findings: Iterable[Finding], language: Language) -> list[Row]:
    """Return findings as rows of a page."""
    return [_row(finding, language) for finding in findings]


def _row(finding: Finding, language: Language) -> Row:
    sign, tone, word = _GRAVE[Severity(finding.severity)]
    return translate(finding, language), sign, tone, speak(language, word)
