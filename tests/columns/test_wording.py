import numpy as np
import polars as pl
import pytest

from acuerdo.columns import compiling, wording
from acuerdo.columns.wording import encode_words, number_hashes


def test_spaces_around_a_word_do_not_count_and_an_empty_one_says_nothing() -> None:
    found = encode_words(pl.Series([" open", "open ", "", "  ", None, "closed"]))
    assert (found.codes.tolist(), found.words) == ([1, 1, 0, 0, 0, 2], ("", "open", "closed"))


def test_words_that_come_as_codes_keep_their_meaning() -> None:
    words = ["b", "a", None, "b"]
    expected = encode_words(pl.Series(words))
    for kind in (pl.Categorical(), pl.Enum(["a", "b", "never said"])):
        found = encode_words(pl.Series(words, dtype=kind))
        assert found.words == expected.words
        assert np.array_equal(found.codes, expected.codes)


def test_more_different_words_than_the_first_room_holds_are_all_told_apart() -> None:
    words = [f"w{place % 9_000}" for place in range(20_000)]
    found = encode_words(pl.Series(words))
    assert len(found.words) == 9_001
    assert [found.words[code] for code in found.codes] == words


def test_the_compiled_way_and_the_other_number_words_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    words = pl.Series(["x", "y", None, "x", "z", "y"])
    compiled = encode_words(words)
    monkeypatch.setattr(wording, "COMPILED", not compiling.COMPILED)
    other = encode_words(words)
    assert (other.codes.tolist(), other.words) == (compiled.codes.tolist(), compiled.words)


def test_hashes_that_fall_into_one_slot_keep_numbers_of_their_own() -> None:
    hashes = np.array([1, 2, 3, 1, 2], np.uint64)  # all of them begin in slot 0
    codes = np.zeros(5, np.int64)
    assert number_hashes(hashes, np.full(16, -1, np.int32), np.zeros(16, np.int64), codes) == 3
    assert codes.tolist() == [0, 1, 2, 0, 1]


def test_booleans_and_numbers_read_as_python_writes_them() -> None:
    assert encode_words(pl.Series([True, False, None])).words == ("", "True", "False")
    assert encode_words(pl.Series([1, 2, 1])).words == ("", "1", "2")
