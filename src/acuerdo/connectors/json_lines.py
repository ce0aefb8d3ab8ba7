"""JSON Lines: one object per line, its values as text."""

import json
import mmap
from collections.abc import Iterator
from dataclasses import replace

from acuerdo.connectors.delimited import refuse_long_lines
from acuerdo.connectors.encodings import to_utf8
from acuerdo.connectors.records import TableBuilder
from acuerdo.connectors.refusals import ImportRefused
from acuerdo.connectors.sheets import Request, Sheet
from acuerdo.core.chains.canonical import can_be_kept
from acuerdo.core.clock.intake import FactRefused


def read_json_lines(data: bytes | mmap.mmap, request: Request) -> Sheet:
    """Read objects, one per line; nested ones give names with dots. A line that is no object is refused by itself."""
    file = request.file
    text, encoding = to_utf8(data, request.shape.encoding, file)
    refuse_long_lines(text, file, request.limits)
    body = bytes(text)
    if body.lstrip()[:1] == b"[":
        raise ImportRefused(
            "not_json_lines",
            file=file,
            line=1,
            found="a JSON array",
            expected="JSON Lines: one object per line",
            hint="write each element of the array on a line of its own",
        )
    found = list(_objects(body))
    names = list(dict.fromkeys(name for _, row, _ in found for name in row))
    builder = TableBuilder(request, "jsonl", names, 1)
    for line, row, problem in found:
        if problem:
            builder.row += 1
            reason = FactRefused("bad_json", column="", found=problem, expected="one JSON object")
            builder.refuse([], line, reason)
        else:
            builder.take([row.get(name) for name in names], line)
    return replace(builder.sheet(), encoding=encoding)


def _objects(body: bytes) -> Iterator[tuple[int, dict[str, str], str]]:
    for line, raw in enumerate(body.split(b"\n"), start=1):
        if not raw.strip():
            continue
        try:
            # Numbers stay as they were written: 99.90 is not 99.9, and an id of twenty digits is not rounded.
            value = json.loads(raw, parse_float=str, parse_int=str, parse_constant=str)
        except (ValueError, RecursionError) as error:
            yield line, {}, str(error)
            continue
        if b"\\u" in raw and not can_be_kept(value):
            yield line, {}, "NUL, or half of a character"
        elif isinstance(value, dict):
            yield line, dict(_flat(value, "")), ""
        else:
            yield line, {}, type(value).__name__


def _flat(value: dict[str, object], prefix: str) -> Iterator[tuple[str, str]]:
    for name, inner in value.items():
        if isinstance(inner, dict):
            yield from _flat(inner, f"{prefix}{name}.")
        elif isinstance(inner, bool):
            yield prefix + name, "true" if inner else "false"
        elif isinstance(inner, list):
            yield prefix + name, json.dumps(inner, ensure_ascii=False)
        elif inner is not None:
            yield prefix + name, str(inner)
