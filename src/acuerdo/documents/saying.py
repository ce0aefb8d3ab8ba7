"""Findings in the reader's language.

A finding is written in English where it is found, on floors that speak no other language. Here its sentences are
recognised by the phrases of `wordings` and said in another language; what a document itself says stays as it is.
"""

from dataclasses import replace
from functools import cache
from types import MappingProxyType

from acuerdo.documents.completeness import EIGHT, TWELVE
from acuerdo.documents.findings import Finding, Severity
from acuerdo.documents.wordings import SENTENCES
from acuerdo.words import Language, phrase, speak
from acuerdo.words.recognising import Recogniser

_SEVERITIES = MappingProxyType(
    {
        Severity.ERROR: phrase("error", context="how grave a finding is"),
        Severity.WARNING: phrase("warning", context="how grave a finding is"),
        Severity.INFO: phrase("note", context="how grave a finding is"),
    }
)
_AT = phrase("at {path}", context="place of a finding in a document")
_FOUND = phrase("found {found}")
_EXPECTED = phrase("expected {expected}")
_NO_TEXT_OF_ITS_OWN = ("bad_yaml", "bad_json", "bad_encoding", "bad_value", "bad_limit")


def translate(finding: Finding, language: Language) -> Finding:
    """Return a finding with its sentences in a language; code, path and place stay.

    >>> told = Finding(severity=Severity.ERROR, code="bad_percent", found="95", expected="a percent like 95% or 99.9%",
    ...                hint="did you mean 95%?")
    >>> translate(told, Language.ES).hint
    '¿quizá 95%?'
    """
    if language is Language.EN:
        return finding
    quotes = finding.code.startswith(("bad_", "absurd_")) and finding.code not in _NO_TEXT_OF_ITS_OWN
    return replace(
        finding,
        found=_sentences().say_whole(finding.found, language) if quotes else say(finding.found, language),
        expected=say(finding.expected, language),
        hint=say(finding.hint, language),
    )


def say_line(finding: Finding, language: Language) -> str:
    """Say a finding in one line, as `str` does in English.

    >>> told = Finding(severity=Severity.WARNING, code="odd", file="a.yaml", line=3, path="term", found="a list")
    >>> say_line(told, Language.RU)
    'a.yaml:3: предупреждение odd в term: найдено: список'
    """
    if language is Language.EN:
        return str(finding)
    told = translate(finding, language)
    place = ":".join(str(part) for part in (told.file, told.line, told.column) if part)
    where = " " + speak(language, _AT, path=told.path) if told.path else ""
    parts = [speak(language, _FOUND, found=told.found)] if told.found else []
    parts += [speak(language, _EXPECTED, expected=told.expected)] if told.expected else []
    said = "; ".join(part for part in (", ".join(parts), told.hint) if part)
    return f"{place}: {say_severity(told.severity, language)} {told.code}{where}: {said}"


def say_severity(severity: Severity, language: Language) -> str:
    """Say how grave a finding is."""
    return speak(language, _SEVERITIES[severity])


def say(text: str, language: Language) -> str:
    """Say a sentence of a finding in a language; one that is nobody's phrase stays as it is.

    >>> say("one of sla, ola", Language.ES)
    'uno de sla, ola'
    """
    return _sentences().say(text, language)


@cache
def _sentences() -> Recogniser:
    return Recogniser((*SENTENCES, *EIGHT.values(), *TWELVE.values()))
