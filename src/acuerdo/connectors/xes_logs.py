"""XES (IEEE 1849): event logs of process mining, one trace per ticket."""

import io
import mmap
from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from acuerdo.connectors.delimited import refuse_long_lines
from acuerdo.connectors.records import TableBuilder
from acuerdo.connectors.refusals import ImportRefused
from acuerdo.connectors.sheets import Request, Sheet

TRACE = "case:"
VALUES = frozenset({"string", "date", "int", "float", "boolean", "id"})
OWN_NAMES = {f"{TRACE}concept:name": "ticket", "time:timestamp": "at", "concept:name": "event", "org:resource": "by"}
"""What the standard attributes are called in our own columns, unless the event has an attribute of that name."""

Row = dict[str, str]


def read_xes(data: bytes | mmap.mmap, request: Request) -> Sheet:
    """Read events as rows: attributes of the trace have `case:` before their name. Raises `ImportRefused`."""
    body, file = bytes(data), request.file
    refuse_long_lines(body, file, request.limits)
    try:
        rows = list(_events(body))
    except DefusedXmlException as error:
        raise ImportRefused(
            "xml_entities", file=file, found=type(error).__name__, expected="XML without entities or a document type"
        ) from None
    except (ParseError, LookupError, ValueError) as error:
        position = getattr(error, "position", None)
        raise ImportRefused(
            "bad_xes", file=file, line=position[0] if position else None, found=str(error), expected="an XES log"
        ) from None
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    if request.wanted.known_only:
        rows = [_in_own_columns(row, frozenset(request.wanted.optional)) for row in rows]
    names = list(dict.fromkeys(name for row in rows for name in row))
    builder = TableBuilder(request, "xes", names, 1)
    for number, row in enumerate(rows, start=1):
        builder.take([row.get(name) for name in names], number)
    return replace(builder.sheet(), columns=columns)


def _in_own_columns(row: Row, known: frozenset[str]) -> Row:
    named = {OWN_NAMES[name]: value for name, value in row.items() if name in OWN_NAMES}
    plain = {name.removeprefix(TRACE): value for name, value in row.items() if name.removeprefix(TRACE) in known}
    return {**named, **plain}


def _events(body: bytes) -> Iterator[Row]:
    for _, element in iterparse(io.BytesIO(body), events=("end",), forbid_dtd=True):
        if _tag(element) == "trace":
            yield from _of_trace(element)
            element.clear()


def _of_trace(trace: Element) -> Iterator[Row]:
    case = {TRACE + name: value for name, value in _attributes(trace)}
    for child in trace:
        if _tag(child) == "event":
            yield {**case, **dict(_attributes(child))}


def _attributes(element: Element) -> Iterator[tuple[str, str]]:
    for child in element:
        key = child.get("key")
        if _tag(child) in VALUES and key is not None:
            yield key, child.get("value", "")


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]
