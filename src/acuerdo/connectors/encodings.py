"""From bytes to UTF-8: by byte-order mark, by what the profile says, never by a guess."""

import codecs
import mmap

from acuerdo.connectors.limits import MIB
from acuerdo.connectors.refusals import ImportRefused

Bytes = bytes | mmap.mmap
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
CHUNK = 16 * MIB
HEAD = 4096


def to_utf8(data: Bytes, declared: str, file: str) -> tuple[Bytes, str]:
    """Return the text in UTF-8 without a mark, and the encoding it was in. Raises `ImportRefused`."""
    for mark, encoding in MARKS:
        if data[: len(mark)] == mark:
            return _decoded(data, encoding, len(mark), file, declared), encoding
    encoding = declared
    if declared == "auto":
        encoding = _unmarked(bytes(data[:HEAD]))
    elif declared == "utf-16":
        encoding = "utf-16-le" if _unmarked(bytes(data[:HEAD])) != "utf-16-be" else "utf-16-be"
    return _decoded(data, encoding, 0, file, declared), encoding


def _unmarked(head: bytes) -> str:
    """Tell UTF-16 without a mark by its zero bytes; else it must be UTF-8."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 4 < len(head):
        return "utf-8"
    return "utf-16-le" if odd > even else "utf-16-be"


def _decoded(data: Bytes, encoding: str, start: int, file: str, declared: str) -> Bytes:
    if encoding == "utf-8":
        _check_utf8(data, file, declared)
        return data[start:] if start else data
    decoder = codecs.getincrementaldecoder(encoding)()
    pieces = []
    for place in range(start, len(data), CHUNK):
        piece = data[place : place + CHUNK]
        try:
            pieces.append(decoder.decode(piece, final=place + CHUNK >= len(data)).encode("utf-8"))
        except UnicodeError as error:
            at = getattr(error, "start", 0)
            lines = b"".join(pieces).count(b"\n") + piece[:at].count(b"\n") + 1
            raise _wrong(file, encoding, lines, piece[at : at + 1], "wrong_encoding") from None
    return b"".join(pieces)


def _check_utf8(data: Bytes, file: str, declared: str) -> None:
    if isinstance(data, bytes) and data.isascii():
        return
    decoder = codecs.getincrementaldecoder("utf-8")()
    for place in range(0, len(data), CHUNK):
        piece = data[place : place + CHUNK]
        last = place + CHUNK >= len(data)
        if piece.isascii() and not decoder.getstate()[0]:
            continue
        try:
            decoder.decode(piece, final=last)
        except UnicodeDecodeError as error:
            lines = bytes(data[:place]).count(b"\n") + piece[: error.start].count(b"\n") + 1
            code = "unknown_encoding" if declared == "auto" else "wrong_encoding"
            raise _wrong(file, "utf-8", lines, error.object[error.start : error.start + 1], code) from None


def _wrong(file: str, encoding: str, line: int, byte: bytes, code: str) -> ImportRefused:
    return ImportRefused(
        code,
        file=file,
        line=line,
        found=f"the byte 0x{byte.hex()}, which is not {encoding}" if byte else f"text that is not {encoding}",
        expected=f"text in {encoding}",
        hint="name it in the profile: cp1252 for western Windows, cp1251 for Cyrillic, utf-16 for Excel's text",
    )
