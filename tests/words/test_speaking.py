"""Saying phrases: placeholders, plurals, contexts, and what happens to words without a translation."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acuerdo.words import Language, PlaceholderMismatch, phrase, speak, speaking

Translations = Callable[[Language, str], None]


@pytest.fixture
def translations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Translations:
    """Stand a folder of translations of its own in the place of the real one."""

    def stand(language: Language, text: str) -> None:
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "acuerdo.po").write_text('msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n' + text)

    monkeypatch.setattr(speaking, "_LOCALE_FOLDER", tmp_path)
    fresh = cache(speaking._catalog.__wrapped__)  # noqa: SLF001  # the real translations stay in their own cache
    monkeypatch.setattr(speaking, "_catalog", fresh)
    return stand


HISTORY = """
msgid "{n} ticket"
msgid_plural "{n} tickets"
msgstr[0] "{n} заявка"
msgstr[1] "{n} заявки"
msgstr[2] "{n} заявок"
"""


@pytest.mark.parametrize(
    ("n", "said"),
    [(1, "1 заявка"), (2, "2 заявки"), (5, "5 заявок"), (11, "11 заявок"), (21, "21 заявка"), (0, "0 заявок")],
)
def test_russian_counts_in_three_forms(translations: Translations, n: int, said: str) -> None:
    translations(Language.RU, HISTORY)
    assert speak(Language.RU, phrase("{n} ticket", plural="{n} tickets"), n=n) == said


def test_spanish_says_a_million_in_the_form_for_many(translations: Translations) -> None:
    translations(
        Language.ES, 'msgid "{n} ticket"\nmsgid_plural "{n} tickets"\nmsgstr[0] "{n} tique"\nmsgstr[1] "{n} tiques"\n'
    )
    tickets = phrase("{n} ticket", plural="{n} tickets")
    assert [speak(Language.ES, tickets, n=n) for n in (1, 2, 1_000_000)] == ["1 tique", "2 tiques", "1.000.000 tiques"]


def test_a_context_tells_equal_words_apart(translations: Translations) -> None:
    translations(Language.ES, 'msgctxt "stage"\nmsgid "open"\nmsgstr "abierto"\n\nmsgid "open"\nmsgstr "abrir"\n')
    assert speak(Language.ES, phrase("open", context="stage")) == "abierto"
    assert speak(Language.ES, phrase("open")) == "abrir"


def test_words_without_a_translation_are_said_in_english(translations: Translations) -> None:
    translations(Language.ES, 'msgid "half"\nmsgstr ""\n')
    assert speak(Language.ES, phrase("half")) == "half"
    assert speak(Language.ES, phrase("unheard of {name}"), name="x") == "unheard of x"
    assert speak(Language.ES, phrase("{n} miss", plural="{n} misses"), n=7) == "7 misses"


def test_russian_without_a_translation_still_counts_in_english(translations: Translations) -> None:
    translations(Language.RU, "")
    misses = phrase("{n} miss", plural="{n} misses")
    assert [speak(Language.RU, misses, n=n) for n in (1, 3, 5)] == ["1 miss", "3 misses", "5 misses"]


def test_a_text_is_put_in_as_it_is_even_if_it_looks_like_a_placeholder() -> None:
    assert speak(Language.EN, phrase("By {who}"), who="{team} & <b>") == "By {team} & <b>"


def test_a_whole_number_is_written_by_the_manners_of_the_language(translations: Translations) -> None:
    for language in (Language.ES, Language.RU):
        translations(language, "")
    rows = phrase("Row {row}")
    assert [speak(language, rows, row=12345) for language in Language] == [
        "Row 12,345",
        "Row 12.345",
        "Row 12\N{NO-BREAK SPACE}345",
    ]


@pytest.mark.parametrize("values", [{}, {"name": "x", "other": "y"}, {"other": "y"}])
def test_values_that_are_not_those_of_the_placeholders_are_refused(values: dict[str, str]) -> None:
    with pytest.raises(PlaceholderMismatch, match=r"Hello \{name\}.*expects \[name\]") as refusal:
        speak(Language.EN, phrase("Hello {name}"), **values)
    assert refusal.value.code == "words.placeholder_mismatch"


def test_a_count_that_is_not_a_whole_number_is_refused() -> None:
    with pytest.raises(PlaceholderMismatch, match="expects a whole number"):
        speak(Language.EN, phrase("{n} day", plural="{n} days"), n="three")


@given(st.text(), st.integers(0, 10**12))
def test_english_keeps_every_value_it_is_given(name: str, n: int) -> None:
    said = speak(Language.EN, phrase("{name}: {n} miss", plural="{name}: {n} misses"), name=name, n=n)
    assert said == f"{name}: {n:,} {'miss' if n == 1 else 'misses'}"
