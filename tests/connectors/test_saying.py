"""Refusals of files and rows speak the reader's language, every one of them, and what a file says stays."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import acuerdo
from acuerdo.connectors.saying import say_found, say_reason
from acuerdo.words import Language
from tests.sentences import texts_of

SOURCE = Path(acuerdo.__file__).parent
FILES = [
    *(path for path in sorted((SOURCE / "connectors").glob("*.py")) if path.name not in {"wordings.py", "profile.py"}),
    *sorted((SOURCE / "core" / "clock").glob("*.py")),
    SOURCE / "columns" / "reading.py",
    SOURCE / "columns" / "streaming.py",
    SOURCE / "apps" / "clocks" / "telling.py",
    SOURCE / "apps" / "tickets" / "recording.py",
    SOURCE / "flows" / "webhooks_heard.py",
    *sorted((SOURCE / "connectors" / "hooks").glob("*.py")),
]
REFUSALS = {"FactRefused", "ImportRefused", "TableRefused", "RefusedTelling", "NotUnderstood", "_bad"}
PLACED = {"NotUnderstood", "_bad"}
SPOKEN = {"found", "expected", "hint"}
UNTOLD = {"x1", "", "x1...", "x1: x1", "x1 us", "x1 x1", "JSON"}
"""What the file says and nothing of ours, or what is called so everywhere."""


def _said(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS:
            for word in node.keywords:
                if word.arg in SPOKEN:
                    yield from texts_of(word.value)
            if node.func.id in PLACED:
                for part in node.args[1:]:  # the first names a column, or is the row
                    yield from texts_of(part)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_sentence_of_a_refusal_is_a_phrase(path: Path) -> None:
    told = [text for text in _said(path) if text not in UNTOLD]
    assert [text for text in told if say_reason(text, Language.RU) == text] == []


def test_the_refusals_that_are_looked_at_are_many() -> None:
    assert sum(len(list(_said(path))) for path in FILES) > 150


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        (
            (
                "a.csv, line 7: found the byte 0xf1, which is not utf-8, expected text in utf-8; name it in the "
                "profile: cp1252 for western Windows, cp1251 for Cyrillic, utf-16 for Excel's text"
            ),
            (
                "a.csv, línea 7: se encontró el byte 0xf1, que no es utf-8, se esperaba texto en utf-8; nómbrela en el "
                "perfil: cp1252 para Windows occidental, cp1251 para cirílico, utf-16 para el texto de Excel"
            ),
        ),
        (
            (
                "3 of 4 rows were refused, more than a fifth; the first: a.csv, line 2, at: found 'x', expected a "
                "date; see `acuerdo import --dry-run` for all of them"
            ),
            (
                "se rechazaron 3 de 4 filas, más de una quinta parte; la primera: a.csv, línea 2, at: se encontró 'x', "
                "se esperaba una fecha; `acuerdo import --dry-run` las muestra todas"
            ),
        ),
        ("found a folder, expected a file; name the files in it", None),
        ("nobody says this", "nobody says this"),
    ],
)
def test_a_whole_refusal_is_said_part_by_part(english: str, spanish: str | None) -> None:
    told = say_reason(english, Language.ES)
    assert told == (spanish or "se encontró una carpeta, se esperaba un archivo; nombre los archivos que contiene")
    assert say_reason(english, Language.EN) == english


def test_what_a_cell_holds_is_quoted() -> None:
    assert say_found("unmapped_status", "a file", Language.RU) == "a file"
    assert say_found("contradicting_status", "open with event closed", Language.ES) == "open con el evento closed"
