"""What no file of the repository may hold."""

import re

import pytest

import gather_words
from tests.house.source import PACKAGE, ROOT, kept_files, texts

# The character classes keep this file from finding itself.
FORBIDDEN = {
    "a path of one machine": r"(?<![\w.*~:])/(?:wor[k]|roo[t]|tm[p]|hom[e]|User[s])/\w",
    "an address of a package index": r"(?i)pyp[i]\.org|pythonhoste[d]|index[-_]ur[l]\b|find-link[s]|registry\.npmj",
    "a key": r"-----BEGI[N] [A-Z ]*PRIVATE KEY|\bAKI[A][0-9A-Z]{16}\b|\bgh[pos]_[0-9A-Za-z]{36}\b|\bxo[x][abp]-\d",
    "unfinished work": r"\b(?:TOD[O]|FIXM[E]|XX[X]|HAC[K]|WI[P]|TB[D])\b|[Ll]orem ipsu[m]|raise NotImplemente[d]Error",
    "a conflict of versions": r"(?m)^(?:<{7}|>{7}) ",
}


def found_in(text: str) -> list[str]:
    return [f"{what}: {match[0]!r}" for what, pattern in FORBIDDEN.items() for match in re.finditer(pattern, text)]


def test_no_file_holds_what_belongs_to_a_machine_or_to_nobody() -> None:
    assert len(texts()) > 20
    findings = {str(path.relative_to(ROOT)): found for path, text in texts().items() if (found := found_in(text))}
    assert findings == {}


def test_no_file_is_kept_that_a_tool_makes_anew() -> None:
    made = {"uv.lock", "pylock.toml", ".coverage"}
    kept = {path.name for path in kept_files()} | {path.suffix for path in kept_files()}
    assert kept & (made | {".pyc", ".mo", ".pot", ".orig", ".rej"}) == set()


def test_every_word_has_its_spanish_and_its_russian() -> None:
    assert gather_words.check(PACKAGE) == []


@pytest.mark.parametrize(
    "text",
    [
        "open('/" + "root/x')",
        "cd /" + "tmp/a",
        "https://py" + "pi.org/simple",
        "--index" + "-url x",
        "-----BEGIN" + " RSA PRIVATE KEY",
        "# TO" + "DO: later",
        "raise NotImplemented" + "Error",
        "<" * 7 + " HEAD",
    ],
)
def test_the_guard_of_texts_sees(text: str) -> None:
    assert len(found_in(text)) == 1


@pytest.mark.parametrize("text", ["the todo of the customer", "a/tmp/b", "see ./work/x", "python.org", "XXXL"])
def test_the_guard_of_texts_lets_pass(text: str) -> None:
    assert found_in(text) == []
