"""From a path to bytes: gz, xz and zip unpacked within limits, and the fingerprint of what was given."""

import hashlib
import lzma
import mmap
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from acuerdo.connectors.limits import MIB, Limits
from acuerdo.connectors.refusals import ImportRefused

CHUNK = 4 * MIB
STEP = 64 * MIB
"""How much is unpacked at once: a year of most help desks, so that it need not be joined."""
GZ, XZ, ZIP, BZ2 = b"\x1f\x8b", b"\xfd7zXZ\x00", b"PK\x03\x04", b"BZh"
XZ_MEMORY = 256 * MIB
ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """The bytes of one file. `name` shows where they come from, `packed` how they were packed (`gz`, `xz`, `zip`, "").

    `sha256` is the fingerprint of the file as it was given, `data` what was in it, in memory or mapped.
    """

    name: str
    path: Path
    packed: str
    sha256: str
    data: bytes | mmap.mmap


def unpack(path: Path, limits: Limits) -> list[Unpacked]:
    """Read a file and unpack it; a zip gives each file in it. Raises `ImportRefused`."""
    name = str(path)
    try:
        _refuse_others(path, name)
        with path.open("rb") as handle:
            size = path.stat().st_size
            if size == 0:
                raise ImportRefused("empty_file", file=name, found="0 bytes", expected="a file with data")
            return _opened(handle, path, size, limits)
    except FileNotFoundError:
        raise ImportRefused("no_file", file=name, found="nothing there", expected="a file") from None
    except (OSError, lzma.LZMAError, zlib.error, zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise ImportRefused(
            "unreadable",
            file=name,
            found=str(error),
            expected="a file that can be read to its end",
            hint="it may be cut off or damaged: export it again",
        ) from None


def _refuse_others(path: Path, name: str) -> None:
    """Refuse a folder, and a pipe, which cannot be read twice: a file's fingerprint is taken before it is read."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise ImportRefused("unreadable", file=name, found="a folder", expected="a file", hint="name the files in it")
    if not stat.S_ISREG(mode):
        raise ImportRefused(
            "unreadable",
            file=name,
            found="a pipe or a device",
            expected="a file",
            hint="write what comes out of it to a file first",
        )


def _opened(handle: BufferedReader, path: Path, size: int, limits: Limits) -> list[Unpacked]:
    name = str(path)
    magic = handle.read(6)
    handle.seek(0)
    if size > limits.plain:
        raise _too_big(name, limits.plain)
    digest = hashlib.file_digest(handle, "sha256").hexdigest()
    handle.seek(0)
    if magic.startswith(BZ2):
        raise ImportRefused(
            "unreadable", file=name, found="a bz2 archive", expected="a plain file, or gz, xz or zip of one"
        )
    if magic.startswith(ZIP) and not is_workbook(handle):
        return _zipped(handle, path, digest, limits)
    packed = "gz" if magic.startswith(GZ) else "xz" if magic.startswith(XZ) else ""
    if not packed:
        return [Unpacked(name=name, path=path, packed="", sha256=digest, data=_plain(handle, size, limits))]
    pieces = _gunzipped(handle) if packed == "gz" else _unxzed(handle)
    data = _kept(pieces, name, size, limits)
    _refuse_nested(data, name)
    return [Unpacked(name=name, path=path, packed=packed, sha256=digest, data=data)]


def _plain(handle: BufferedReader, size: int, limits: Limits) -> bytes | mmap.mmap:
    if size <= limits.in_memory:
        return handle.read()
    return mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)


def is_workbook(handle: BufferedReader) -> bool:
    """Say whether a zip is a workbook of a spreadsheet."""
    handle.seek(0)
    with zipfile.ZipFile(handle) as archive:
        found = {"xl/workbook.xml", "[Content_Types].xml"} <= set(archive.namelist())
    handle.seek(0)
    return found


def _zipped(handle: BufferedReader, path: Path, digest: str, limits: Limits) -> list[Unpacked]:
    found = []
    with zipfile.ZipFile(handle) as archive:
        members = [member for member in archive.infolist() if _is_data(member.filename)]
        if len(members) > limits.members:
            raise ImportRefused(
                "too_big", file=str(path), found=f"{len(members)} files", expected=f"at most {limits.members} in a zip"
            )
        if not members:
            raise ImportRefused("empty_file", file=str(path), found="a zip without files", expected="a file with data")
        left = limits.unpacked
        for member in members:
            name = f"{path}/{member.filename}"
            if member.flag_bits & ENCRYPTED:
                raise ImportRefused(
                    "encrypted", file=name, found="a file with a password", expected="a zip without a password"
                )
            with archive.open(member) as stream:
                pieces = iter(lambda stream=stream: stream.read(CHUNK), b"")  # type: ignore[misc]  # bound at once
                data = _kept(pieces, name, member.compress_size, limits, left)
            left -= len(data)
            _refuse_nested(data, name)
            found.append(Unpacked(name=name, path=path, packed="zip", sha256=digest, data=data))
    return found


def _is_data(name: str) -> bool:
    return not name.endswith("/") and not name.startswith("__MACOSX/") and not name.endswith(".DS_Store")


def _gunzipped(handle: BufferedReader) -> Iterator[bytes]:
    machine = zlib.decompressobj(wbits=31)
    packed = handle.read(CHUNK)
    while packed:
        yield machine.decompress(packed, STEP)
        packed = machine.unconsumed_tail
        if machine.eof:
            packed, machine = machine.unused_data, zlib.decompressobj(wbits=31)
            packed = (packed or handle.read(CHUNK)).lstrip(b"\0")
        elif not packed:
            packed = handle.read(CHUNK)
            if not packed:
                raise EOFError("the end of the archive is missing")


def _unxzed(handle: BufferedReader) -> Iterator[bytes]:
    """Unpack streams of xz, one after another; what needs too much memory to unpack is refused by the library."""
    packed = handle.read(CHUNK)
    while packed:
        machine = lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=XZ_MEMORY)
        while not machine.eof:
            if machine.needs_input and not packed:
                raise EOFError("the end of the archive is missing")
            yield machine.decompress(packed, CHUNK)
            packed = handle.read(CHUNK) if machine.needs_input and not machine.eof else b""
        packed = (machine.unused_data or handle.read(CHUNK)).lstrip(b"\0")


def _kept(
    pieces: Iterator[bytes], name: str, packed: int, limits: Limits, left: int | None = None
) -> bytes | mmap.mmap:
    """Collect what is unpacked, in memory while it is small, and stop at the limits."""
    room = limits.unpacked if left is None else left
    small: list[bytes] = []
    size = 0
    with tempfile.TemporaryFile() as spill:
        for piece in pieces:
            size += len(piece)
            if size > room:
                raise _too_big(name, limits.unpacked)
            if size > limits.ratio_from and size > packed * limits.ratio:
                raise ImportRefused(
                    "bomb",
                    file=name,
                    found=f"{packed} bytes that unpack to more than {size}",
                    expected=f"at most {limits.ratio} times the packed size",
                    hint="if the file is honest, unpack it first",
                )
            if size > limits.in_memory:
                spill.writelines(small)
                small.clear()
                spill.write(piece)
            else:
                small.append(piece)
        if size > limits.in_memory:
            spill.flush()
            return mmap.mmap(spill.fileno(), 0, access=mmap.ACCESS_READ)
    if size == 0:
        raise ImportRefused("empty_file", file=name, found="0 bytes", expected="a file with data")
    return b"".join(small)


def _too_big(name: str, limit: int) -> ImportRefused:
    return ImportRefused(
        "too_big",
        file=name,
        found="more",
        expected=f"at most {limit // MIB} MiB",
        hint="split it by ticket, or convert it to Parquet",
    )


def _refuse_nested(data: bytes | mmap.mmap, name: str) -> None:
    head = data[:6]
    if head.startswith((GZ, XZ, BZ2)) or (head.startswith(ZIP) and b"[Content_Types].xml" not in data[:4096]):
        raise ImportRefused(
            "nested_archive", file=name, found="an archive inside an archive", expected="data", hint="unpack it first"
        )
