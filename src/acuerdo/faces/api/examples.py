"""Examples for every request and answer of the interface, made from its own shapes and a table of values by name.

A part of a description (a JSON Schema) gives one value that fits it, so no operation can be without an example, and no
example can be of a shape that is gone.
"""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from acuerdo.faces.api.problems import TYPE, title_of
from acuerdo.words import Language

Part = Mapping[str, Any]
"""A part of a description, in JSON."""

_HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_UUID = "8c3d1f0e-6a52-4a8e-9d39-2f6d0b1c7e55"
_TEXT = """acuerdo: 1
id: sur-2026
title: {es: Servicios}
language: es
time_zone: Europe/Madrid
parties: {provider: {id: norte, name: Norte}, customer: {id: sur, name: Sur}}
term: {from: 2026-04-01, to: 2026-12-31}
"""
_BY_NAME: Mapping[str, Any] = MappingProxyType(
    {
        "address": "Calle Mayor 1, Madrid",
        "after": "30 min",
        "agreement": "sur-2026",
        "amount": "12.50",
        "answers": [],
        "asked_by": "Boris",
        "author": "Boris",
        "before": "1 h",
        "by": "Boris",
        "chain": "agreement:sur-2026",
        "clause": "commitments[first].within",
        "column": 3,
        "content": _HASH,
        "currency": "EUR",
        "customer": "sur",
        "customer_name": "Sur",
        "detail": "",
        "document": _HASH,
        "email": "eva@sur.example",
        "empty": "REMEDIES",
        "expected": "a duration",
        "fault": "ConnectError",
        "found": "soon",
        "head": _HASH,
        "hint": "write it like 90s, 15m, 4h or 1h30m",
        "key": "sur-2026",
        "kind": "sla",
        "language": "es",
        "level": "gold",
        "line": 12,
        "link": "https://acuerdo.norte.example/invitations/kZ0…",
        "meaning": "stricter for the provider",
        "message": "msg_0b1c7e558c3d1f0e6a524a8e9d392f6d",
        "name": "Sur",
        "need": "erp",
        "needed_by": "desk",
        "per": "month",
        "next_cursor": "c3VyLTIwMjY",
        "note": "As discussed",
        "origin": "the yearly review",
        "outcome": "The target stays as it is",
        "owner": "Ana",
        "party": "sur",
        "path": "commitments[first].within",
        "person": "Boris",
        "reason": "faster answers",
        "refusal": "Nobody works at night",
        "role": "sponsor",
        "secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
        "section": "Promises",
        "sentence": "first, target: 30 min (was 1 h)",
        "service": "desk",
        "sha256": _HASH,
        "site": "warehouse",
        "state": "offered",
        "subject": "first",
        "text": _TEXT,
        "time_zone": "Europe/Madrid",
        "titles": {"es": "Servicios", "ru": "Услуги"},
        "url": "https://tickets.sur.example/hook",
        "what": "target",
        "why": "They open at seven",
        "words": "too slow",
    }
)
_BY_FORMAT: Mapping[str, str] = MappingProxyType(
    {
        "date": "2026-12-31",
        "date-time": "2026-03-02T09:00:00Z",
        "uuid": _UUID,
        "binary": "%PDF-1.7 … %%EOF",
        "email": "eva@sur.example",
    }
)
_BY_KIND: Mapping[str, Any] = MappingProxyType({"string": "text", "boolean": False, "object": {}, "null": None})
_TYPES: Mapping[str, type] = MappingProxyType(
    {"string": str, "integer": int, "number": int, "boolean": bool, "object": dict, "array": list, "null": type(None)}
)
_CODES: Mapping[int, str] = MappingProxyType(
    {
        400: "not_json",
        401: "no_token",
        403: "not_allowed",
        404: "not_there",
        409: "changed_meanwhile",
        413: "too_large",
        422: "unusable",
        429: "too_often",
    }
)


def example_of(part: Part, schemas: Part, name: str = "") -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return a value that fits a part of a description; `schemas` are the shapes that it refers to."""
    if "$ref" in part:
        return example_of(schemas[part["$ref"].rpartition("/")[2]], schemas, name)
    if "example" in part:
        return part["example"]
    if part.get("examples"):
        return part["examples"][0]
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in part:
            return example_of(_first(part[choice]), schemas, name)
    return _plain(part, schemas, name)


def _first(parts: list[Part]) -> Part:
    """Return the first that is more than nothing."""
    return next((part for part in parts if part.get("type") != "null"), parts[0])


def _plain(part: Part, schemas: Part, name: str) -> Any:  # noqa: ANN401 - as above
    known = _BY_NAME.get(name)
    kind = part.get("type", "object")
    if "const" in part:
        return part["const"]
    if "enum" in part:
        return known if known in part["enum"] else part["enum"][0]
    if "properties" in part:
        return {key: example_of(one, schemas, key) for key, one in part["properties"].items()}
    if part.get("format") in _BY_FORMAT:
        known = _BY_FORMAT[part["format"]]
    if isinstance(known, _TYPES[kind]):
        return known
    if kind == "array":
        return [example_of(part.get("items", {}), schemas, _one(name))]
    return max(part.get("minimum", 1), 1) if kind in ("integer", "number") else _BY_KIND[kind]


def _one(name: str) -> str:
    """Return the name of one of many."""
    return name.removesuffix("s")


def problem_example(status: int) -> Part:
    """Return a refusal with a status."""
    code = _CODES[status]
    return {
        "type": TYPE + code,
        "title": title_of(Language.EN, code),
        "status": HTTPStatus(status).value,
        "code": code,
        "detail": "",
    }
