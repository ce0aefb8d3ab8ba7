"""Archives: unpacked within limits, refused when they are cut off, locked, nested or bombs."""

import gzip
import hashlib
import io
import lzma
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from acuerdo.connectors.importing import import_facts
from acuerdo.connectors.limits import MIB, USUAL, Limits
from acuerdo.connectors.refusals import ImportRefused
from acuerdo.connectors.unpacking import unpack
from tests.connectors.files import written
from tests.spending import run_python

ROWS = b"ticket,at,event\nT1,2026-03-02T09:00:00Z,opened\n"


def zipped(content: bytes = ROWS, name: str = "facts.csv") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def refusal(path: Path, **limits: int) -> ImportRefused:
    with pytest.raises(ImportRefused) as caught:
        unpack(path, Limits(**limits))
    return caught.value


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress, zipped])
def test_a_packed_file_gives_the_facts_of_the_plain_one(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = written(tmp_path, pack(ROWS), "facts.bin")
    found = import_facts(path)
    assert [fact.ticket for fact in found.facts] == ["T1"]
    assert found.files[0].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_an_archive_of_several_parts_is_read_whole(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = written(tmp_path, pack(ROWS) + pack(b"T2,2026-03-02T10:00:00Z,opened\n") + b"\0" * 16)
    assert [fact.ticket for fact in import_facts(path).facts] == ["T1", "T2"]


def test_an_archive_that_needs_too_much_memory_to_unpack_is_refused(tmp_path: Path) -> None:
    greedy = lzma.compress(ROWS, filters=[{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 29}])
    assert "emory" in refusal(written(tmp_path, greedy)).found


def test_each_file_of_a_zip_is_read_and_named(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.mkdir("more")
        archive.writestr("one.csv", ROWS)
        archive.writestr("more/two.csv", ROWS.replace(b"T1", b"T2"))
        archive.writestr("__MACOSX/one.csv", b"junk")
    path = written(tmp_path, buffer.getvalue(), "both.zip")
    found = import_facts(path)
    assert [fact.ticket for fact in found.facts] == ["T1", "T2"]
    assert [file.file.removeprefix(str(path)) for file in found.files] == ["/one.csv", "/more/two.csv"]


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, zipped])
def test_a_cut_off_archive_is_refused(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    whole = pack(ROWS * 100)
    assert refusal(written(tmp_path, whole[: len(whole) // 2])).code == "unreadable"


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    damaged = bytearray(gzip.compress(ROWS))
    damaged[-6] ^= 0xFF
    assert refusal(written(tmp_path, bytes(damaged))).code == "unreadable"


def test_an_archive_in_an_archive_is_refused(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, zipped(gzip.compress(ROWS)))).code == "nested_archive"
    assert refusal(written(tmp_path, gzip.compress(zipped(zipped())))).code == "nested_archive"


def test_an_empty_archive_is_refused(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, gzip.compress(b""))).code == "empty_file"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.mkdir("only")
    assert refusal(written(tmp_path, buffer.getvalue())).code == "empty_file"


def test_a_zip_with_a_password_is_refused(tmp_path: Path) -> None:
    locked = bytearray(zipped())
    locked[6] |= 1
    place = locked.rindex(b"PK\x01\x02")
    locked[place + 8] |= 1
    assert refusal(written(tmp_path, bytes(locked))).code == "encrypted"


def test_too_many_files_in_a_zip_are_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(5):
            archive.writestr(f"{number}.csv", ROWS)
    assert refusal(written(tmp_path, buffer.getvalue()), members=4).code == "too_big"


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, zipped])
def test_what_unpacks_far_beyond_its_size_is_refused_as_a_bomb(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    found = refusal(written(tmp_path, pack(b"0" * 4 * MIB)), ratio_from=MIB)
    assert found.code == "bomb"
    assert "200 times" in found.expected


def test_what_unpacks_beyond_the_limit_is_refused_also_in_several_parts(tmp_path: Path) -> None:
    part = bytes(range(256)) * 4096
    assert refusal(written(tmp_path, gzip.compress(part)), unpacked=MIB - 1).code == "too_big"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("one", part)
        archive.writestr("two", part)
    assert refusal(written(tmp_path, buffer.getvalue()), unpacked=2 * MIB - 1).code == "too_big"


def test_a_plain_file_beyond_the_limit_is_refused_unread(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, ROWS), plain=10).code == "too_big"


def test_big_content_is_kept_outside_memory_and_read_the_same(tmp_path: Path) -> None:
    body = b"ticket,at,event\n" + b"T1,2026-03-02T09:00:00Z,opened\n" * 2_000
    for name, content in (("plain.csv", body), ("packed.gz", gzip.compress(body))):
        path = written(tmp_path, content, name)
        found = import_facts(path, limits=Limits(in_memory=1_000))
        assert found.counts.rows == 2_000
        assert found.facts == import_facts(path).facts


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    lying = bytearray(zipped(b"0" * 100_000))
    place = lying.rindex(b"PK\x01\x02")
    lying[place + 24 : place + 28] = struct.pack("<I", 10)
    assert refusal(written(tmp_path, bytes(lying))).code == "unreadable"


def _bomb_files(folder: Path) -> dict[str, Path]:
    gz = gzip.compress(b"0" * 64 * MIB, 9)
    endless = folder / "line.csv"
    with endless.open("wb") as handle:
        handle.write(b"ticket,at,event\n")
        for _ in range(200):
            handle.write(b"x" * MIB)
    return {
        "bomb": written(folder, gz * 40, "bomb.gz"),
        "line_too_long": endless,
    }


SCRIPT = """
import sys
from acuerdo.connectors.importing import import_facts
from acuerdo.connectors.refusals import ImportRefused
try:
    import_facts(sys.argv[1])
except ImportRefused as refusal:
    print(refusal.code, end="")
"""


def test_bombs_and_endless_lines_are_refused_in_little_memory(tmp_path: Path) -> None:
    for code, path in _bomb_files(tmp_path).items():
        spent = run_python(tmp_path, tmp_path / "said.txt", "-c", SCRIPT, str(path))
        assert spent.text == code
        assert spent.peak_bytes < 500_000_000


def test_a_folder_and_a_pipe_are_refused_as_what_they_are(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"found a folder, expected a file.*; name the files in it"):
        unpack(tmp_path, USUAL)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ImportRefused, match=r"found a pipe or a device, expected a file.*to a file first"):
        unpack(tmp_path / "pipe", USUAL)
