"""Findings speak the reader's language, every one of them, and the document's own words stay."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import acuerdo
from acuerdo.documents import Finding, Severity, Written, check, examine, say_line, translate
from acuerdo.documents.saying import say
from acuerdo.words import Language
from tests.sentences import texts_of

SOURCE = Path(acuerdo.__file__).parent
FILES = [
    *(SOURCE / "documents").rglob("*.py"),
    *(SOURCE / "core" / "hours").glob("*.py"),
    SOURCE / "texts" / "composing.py",
]
SPOKEN = {"found", "expected", "hint"}
# Said where no finding comes of it: an edit that is refused, a question to a calendar.
ELSEWHERE = ("editing.py", "putting.py", "days.py", "worktime.py", "working.py", "zones.py", "spec.py", "wordings.py")


def _said(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            for word in node.keywords:
                if word.arg in SPOKEN:
                    yield from texts_of(word.value)
        elif isinstance(node, ast.FunctionDef) and node.name.endswith("_hint"):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Return) and inner.value is not None:
                    yield from texts_of(inner.value)


@pytest.mark.parametrize("path", [path for path in FILES if path.name not in ELSEWHERE], ids=lambda path: path.name)
def test_every_sentence_of_a_finding_is_a_phrase(path: Path) -> None:
    assert [text for text in _said(path) if " " in text.strip() and say(text, Language.RU) == text] == []


BAD = """\
acuerdo: 1
id: a
title: {en: A}
language: es
time_zone: Europe/Madri
parties: {provider: {id: p, name: P}, customer: {id: c, name: "no soup"}}
term: {from: 2026-13-01, to: 2025-12-31}
calendars: {office: {week: {mon-fri: [9-14]}}, never: {week: {}}}
commitments:
  - {id: r, mesure: resolution, within: 2d, calendar: offic, at_least: 95}
unknown: 1
"""
BROKEN = ("", "a: [1", "a: b: c", "a: 1\na: 2\n", "- 1\n", "a: *x\n", "\tb: 1\n", "a: !x 1\n", '{"a": }')


@pytest.mark.parametrize("language", [Language.ES, Language.RU])
@pytest.mark.parametrize("text", [BAD, *BROKEN])
def test_findings_are_said_in_the_language(text: str, language: Language) -> None:
    try:
        findings = check(Written(text), strict=True)
    except ValueError as refused:
        findings = list(refused.findings)  # type: ignore[attr-defined] # it is DocumentRefused
    assert findings
    for finding in findings:
        told = translate(finding, language)
        assert (told.code, told.path, told.line) == (finding.code, finding.path, finding.line)
        for before, after in ((finding.expected, told.expected), (finding.hint, told.hint)):
            assert after != before or " " not in before, before
        assert translate(finding, Language.EN) == finding


def test_what_the_document_says_stays() -> None:
    finding = Finding(severity=Severity.ERROR, code="bad_percent", found="no text in x", expected="at most 100%")
    told = translate(finding, Language.ES)
    assert (told.found, told.expected) == ("no text in x", "como máximo 100%")
    assert say("did you mean 'term'?", Language.RU) == "возможно, 'term'?"


def test_a_point_that_is_empty_is_named_in_the_language() -> None:
    findings = examine(Written(BAD.replace("-13-", "-12-").replace("2d", "4h").replace("95}", "95%}"))).strict_findings
    empty = [translate(finding, Language.ES).found for finding in findings if finding.code == "point_empty"]
    assert all(found.startswith("nada sobre: ") for found in empty)


def test_a_finding_is_one_line_in_each_language() -> None:
    finding = Finding(severity=Severity.ERROR, code="wrong_shape", path="term", found="a list", expected="a mapping")
    assert say_line(finding, Language.EN) == str(finding)
    assert say_line(finding, Language.ES) == (
        ": error wrong_shape en term: se encontró una lista, se esperaba claves con valores"
    )
