"""Texts that are missing in a language."""

from collections.abc import Iterator

from acuerdo.documents.findings import Severity
from acuerdo.documents.ground import Ground
from acuerdo.documents.shapes.kinds import Shape, TextsShape
from acuerdo.texts.nodes import Path

LANGUAGES = ("en", "es", "ru")


def check_texts(ground: Ground) -> None:
    """Note texts without the language that prevails (a warning), and without another that the agreement uses."""
    texts = list(texts_of(ground.shape, ()))
    used = {language for _, text in texts for language in LANGUAGES if getattr(text, language) is not None}
    prevailing = ground.shape.language
    for path, text in texts:
        missing = [
            language for language in LANGUAGES if language in used | {prevailing} and getattr(text, language) is None
        ]
        if missing:
            ground.ledger.note(
                "text_missing",
                path,
                found="no text in " + ", ".join(missing),
                expected=f"a text in {', '.join(sorted(used | {prevailing}))}",
                hint="the text of another language is shown instead, and marked",
                severity=Severity.WARNING if prevailing in missing else Severity.INFO,
            )


def texts_of(value: object, path: Path) -> Iterator[tuple[Path, TextsShape]]:
    """Give every text that stands in several languages, with its place."""
    if isinstance(value, TextsShape):
        yield path, value
    elif isinstance(value, Shape):
        for name, field in type(value).model_fields.items():
            yield from texts_of(getattr(value, name), (*path, field.alias or name))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from texts_of(item, (*path, name))
    elif isinstance(value, tuple | list):
        for number, item in enumerate(value):
            yield from texts_of(item, (*path, number))
