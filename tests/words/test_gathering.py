"""Gathering phrases from the source and keeping the translations complete."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from gather_words import (
    Translation,
    UnknownTranslation,
    UnreadablePhrase,
    gather,
    merged,
    misplaced,
    read,
    take,
    text_of,
    untranslated,
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "acuerdo"
    folder.mkdir()
    return folder


def known(tmp_path: Path, text: str, language: str = "es") -> Catalog:
    path = tmp_path / f"{language}.po"
    path.write_text('msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n' + text, "utf-8")
    return read(path, language)


def test_phrases_are_found_wherever_they_are_declared(source: Path) -> None:
    (source / "a.py").write_text('X = {1: phrase("one"), 2: words.phrase("two", plural="twos", context="c")}\n')
    (source / "b.py").write_text('def f():\n    return phrase("one")\n')
    found = gather(source)
    assert {key: (phrase.forms, phrase.files) for key, phrase in found.items()} == {
        (None, "one"): (("one",), ("acuerdo/a.py", "acuerdo/b.py")),
        ("c", "two"): (("two", "twos"), ("acuerdo/a.py",)),
    }


@pytest.mark.parametrize("call", ["phrase(f'x {y}')", "phrase(name)", "phrase('a' % b)", "phrase('')", "phrase(*x)"])
def test_words_that_cannot_be_read_from_the_source_are_refused_with_their_place(source: Path, call: str) -> None:
    (source / "a.py").write_text(f"\n{call}\n")
    with pytest.raises(UnreadablePhrase, match=r"a\.py:2: "):
        gather(source)


def test_one_text_with_two_plurals_is_refused(source: Path) -> None:
    (source / "a.py").write_text('phrase("box", plural="boxes")\nphrase("box", plural="boxen")\n')
    with pytest.raises(UnreadablePhrase, match="tell them apart by context"):
        gather(source)


def test_merging_keeps_translations_adds_what_is_new_and_drops_what_is_unused(source: Path, tmp_path: Path) -> None:
    (source / "a.py").write_text('phrase("kept")\nphrase("new")\n')
    old = known(tmp_path, 'msgid "kept"\nmsgstr "queda"\n\nmsgid "gone"\nmsgstr "fuera"\n')
    catalog = merged(gather(source), old, "es")
    text = text_of(catalog, "es")
    assert 'msgid "kept"\nmsgstr "queda"' in text
    assert "gone" not in text
    assert untranslated(catalog) == ["new"]


def test_a_text_that_gains_a_plural_must_be_translated_again(source: Path, tmp_path: Path) -> None:
    (source / "a.py").write_text('phrase("{n} day", plural="{n} days")\n')
    catalog = merged(gather(source), known(tmp_path, 'msgid "{n} day"\nmsgstr "{n} день"\n', "ru"), "ru")
    assert untranslated(catalog) == ["{n} day"]
    assert text_of(catalog, "ru").count("msgstr[") == 3


def test_the_file_is_the_same_whenever_it_is_written(source: Path, tmp_path: Path) -> None:
    (source / "b.py").write_text('phrase("b")\nphrase("a")\nphrase("a", context="z")\n')
    catalog = merged(gather(source), known(tmp_path, ""), "es")
    first = text_of(catalog, "es")
    path = tmp_path / "again.po"
    path.write_text(first, "utf-8")
    assert text_of(merged(gather(source), read(path, "es"), "es"), "es") == first
    assert first.index('msgid "a"') < first.index('msgid "b"')


def test_translations_are_taken_from_a_list(source: Path, tmp_path: Path) -> None:
    (source / "a.py").write_text('phrase("{n} day", plural="{n} days")\nphrase("open", context="stage")\n')
    found = gather(source)
    catalogs = {language: merged(found, known(tmp_path, "", language), language) for language in ("es", "ru")}
    take(
        [
            {"text": "{n} day", "es": ["{n} día", "{n} días"], "ru": ["{n} день", "{n} дня", "{n} дней"]},
            {"text": "open", "context": "stage", "es": "abierto", "ru": "открыта"},
        ],
        found,
        catalogs,
    )
    assert [untranslated(catalog) for catalog in catalogs.values()] == [[], []]
    assert 'msgstr[2] "{n} дней"' in text_of(catalogs["ru"], "ru")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"text": "unheard", "es": "x"}, "no phrase of the source"),
        ({"text": "{n} day", "es": "día"}, "needs 2 form"),
        ({"text": "{n} day", "es": ["{n} día", "{n} jornadas", "{n} días"]}, "3 given"),
    ],
)
def test_a_translation_that_fits_no_phrase_is_refused(
    source: Path, tmp_path: Path, entry: Translation, said: str
) -> None:
    (source / "a.py").write_text('phrase("{n} day", plural="{n} days")\n')
    found = gather(source)
    with pytest.raises(UnknownTranslation, match=said):
        take([entry], found, {"es": merged(found, known(tmp_path, ""), "es")})


@pytest.mark.parametrize(
    ("translation", "language", "fits"),
    [
        ('msgid "By {who}"\nmsgstr "Por {who}"\n', "es", True),
        ('msgid "By {who}"\nmsgstr "Por {quien}"\n', "es", False),
        ('msgid "By {who}"\nmsgstr "Por alguien"\n', "es", False),
        ('msgid "{n} d"\nmsgid_plural "{n} ds"\nmsgstr[0] "un d"\nmsgstr[1] "{n} ds"\n', "es", True),
        ('msgid "{n} d"\nmsgid_plural "{n} ds"\nmsgstr[0] "{n} d"\nmsgstr[1] "ds"\n', "es", False),
        ('msgid "{n} d"\nmsgid_plural "{n} ds"\nmsgstr[0] "день"\nmsgstr[1] "{n}"\nmsgstr[2] "{n}"\n', "ru", False),
    ],
)
def test_a_translation_names_the_placeholders_of_its_phrase(
    tmp_path: Path, translation: str, language: str, *, fits: bool
) -> None:
    assert (not misplaced(known(tmp_path, translation, language), language)) is fits
