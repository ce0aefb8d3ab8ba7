"""Bad input of every kind: a clear message with place and hint, exit code 2, little memory and work, no traceback."""

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.spending import run_python

AGREEMENT = """\
acuerdo: 1
id: demo
type: sla
title: {en: Demo, es: Demo, ru: Демо}
language: en
time_zone: Europe/Madrid
parties: {provider: {id: p, name: P}, customer: {id: c, name: C}}
term: {from: 2026-01-01}
calendars:
  office: {week: {mon-fri: [09:00-17:00]}}
commitments:
  - {id: fix, measure: resolution, calendar: office, within: 4h, at_least: 90%, period: month}
"""
HEADER = "ticket,at,event,status\n"
FACTS = HEADER + "A,2026-03-02T09:00:00Z,opened,open\nA,2026-03-02T12:00:00Z,resolved,\n"
MOST_BYTES = 500 * 1024 * 1024
MOST_CPU_S = 120
"""Stops what has run away; how soon bad input is refused is measured in the benchmarks."""
LONG = 200 * 1024 * 1024

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">{}]><log xmlns="http://www.xes-standard.org/">&j;</log>'
)
ENTITIES = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))


def _refused(folder: Path, *words: str) -> str:
    """Run the program on something bad and return what it says."""
    before = {path.name for path in folder.iterdir()}
    spent = run_python(folder, folder / "said.txt", "-m", "acuerdo", *words)
    assert spent.code == 2, spent.text
    assert "Traceback" not in spent.text
    assert spent.peak_bytes <= MOST_BYTES
    assert spent.cpu_s <= MOST_CPU_S
    assert {path.name for path in folder.iterdir()} <= before | {"said.txt"}, "something was left half written"
    return spent.text


def _agreement(folder: Path, text: str = AGREEMENT) -> Path:
    path = folder / "agreement.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _judge(folder: Path, facts: str, *more: str) -> str:
    _agreement(folder)
    return _refused(folder, "judge", "agreement.yaml", facts, "--out", "verdicts.jsonl", *more)


def _directory(path: Path) -> None:
    path.mkdir()


def _wrong_encoding(path: Path) -> None:
    path.write_bytes(b"\xff\xfe" + "ticket,at,event\n".encode("utf-16-le")[:-1])


def _binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 64)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _no_column(path: Path) -> None:
    path.write_text(FACTS.replace("event", "evnt"), encoding="utf-8")


def _unmapped(path: Path) -> None:
    path.write_text(FACTS.replace(",open\n", ",Aufgenommen\n"), encoding="utf-8")


def _impossible(path: Path) -> None:
    path.write_text(FACTS.replace("2026-03-02T09", "2026-02-30T09"), encoding="utf-8")


def _naive(path: Path) -> None:
    path.write_text(FACTS.replace("00Z", "00"), encoding="utf-8")


def _long_line(path: Path) -> None:
    with path.open("wb") as out:
        out.write(HEADER.encode())
        for _ in range(LONG // (1 << 20)):
            out.write(b"x" * (1 << 20))


def _truncated(path: Path) -> None:
    path.write_bytes(gzip.compress(FACTS.encode() * 1000)[:200])


def _zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("facts.csv", "w") as out:
        for _ in range(1500):
            out.write(b"0" * (1 << 20))


def _gz_bomb(path: Path) -> None:
    with gzip.open(path, "wb", compresslevel=1) as out:
        for _ in range(1500):
            out.write(b"0" * (1 << 20))


def _xml_bomb(path: Path) -> None:
    path.write_text(BOMB.format(ENTITIES), encoding="utf-8")


def _outside_entity(path: Path) -> None:
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY j SYSTEM "file:///etc/hostname">]><log>&j;</log>', encoding="utf-8"
    )


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("facts", _directory, ["facts"]),
        ("facts.csv", _wrong_encoding, ["facts.csv"]),
        ("facts.csv", _binary, ["facts.csv"]),
        ("facts.csv", _empty, ["facts.csv"]),
        ("facts.csv", _no_column, ["event"]),
        ("facts.csv", _unmapped, ["Aufgenommen", "line 2", "profile"]),
        ("facts.csv", _impossible, ["2026-02-30", "line 2"]),
        ("facts.csv", _naive, ["offset", "profile"]),
        ("facts.csv", _long_line, ["line 2"]),
        ("facts.csv.gz", _truncated, ["facts.csv.gz"]),
        ("facts.zip", _zip_bomb, ["facts.zip"]),
        ("facts.csv.gz", _gz_bomb, ["facts.csv.gz"]),
        ("facts.xes", _xml_bomb, ["facts.xes"]),
        ("facts.xes", _outside_entity, ["facts.xes"]),
    ],
)
def test_facts_that_cannot_be_used(tmp_path: Path, name: str, make: Callable[[Path], None], words: list[str]) -> None:
    make(tmp_path / name)
    said = _judge(tmp_path, name)
    assert all(word in said for word in words), said


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "facts.csv" in _judge(tmp_path, "facts.csv")


def test_an_unknown_profile_zone_or_instant(tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text(FACTS, encoding="utf-8")
    assert "servicenow-audit" in _judge(tmp_path, "facts.csv", "--profile", "servicenow")
    assert "Mars/Olympus" in _judge(tmp_path, "facts.csv", "--time-zone", "Mars/Olympus")
    assert "expected" in _judge(tmp_path, "facts.csv", "--as-of", "2026-02-30T00:00:00Z")


def test_a_folder_that_is_not_there_takes_no_output(tmp_path: Path) -> None:
    _agreement(tmp_path)
    (tmp_path / "facts.csv").write_text(FACTS, encoding="utf-8")
    assert "nowhere" in _refused(tmp_path, "judge", "agreement.yaml", "facts.csv", "--out", "nowhere/v.csv")


ALIASES = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(8)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (AGREEMENT.replace("[09:00-17:00]", "[]"), ["office", "open"]),
        (AGREEMENT.replace("Europe/Madrid", "Europe/Madird"), ["Europe/Madird", "Europe/Madrid"]),
        (AGREEMENT.replace("within: 4h", "within: -4h"), ["-4h", "within"]),
        (AGREEMENT.replace("within: 4h", "within: 99999999h"), ["99999999h", "ten years"]),
        (AGREEMENT.replace("within: 4h", "within: 2d"), ["2d", "48h", "2bd"]),
        (AGREEMENT.replace("90%", "0.95"), ["0.95", "95%"]),
        (AGREEMENT + "id: twice\n", ["duplicate_key", "line 2"]),
        (AGREEMENT + ALIASES, ["100,000"]),
        (AGREEMENT + "x: " + "[" * 200 + "]" * 200, ["100"]),
        (AGREEMENT + "x: " + "y" * (6 * 1024 * 1024), ["agreement.yaml"]),
        ("%YAML 1.1\n--- !!python/object/apply:os.system ['true']\n", ["agreement.yaml"]),
        ("", ["agreement.yaml"]),
        ("\x00", ["agreement.yaml"]),
    ],
)
def test_agreements_that_cannot_be_used(tmp_path: Path, text: str, words: list[str]) -> None:
    _agreement(tmp_path, text)
    (tmp_path / "facts.csv").write_text(FACTS, encoding="utf-8")
    said = _refused(tmp_path, "judge", "agreement.yaml", "facts.csv", "--out", "verdicts.jsonl")
    assert all(word in said for word in words), said
    assert "agreement.yaml" in said


def test_an_agreement_in_another_encoding_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "agreement.yaml").write_bytes(AGREEMENT.encode("cp1251"))
    assert "agreement.yaml" in _refused(tmp_path, "check", "agreement.yaml")
