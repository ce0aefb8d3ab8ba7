"""The description of the interface as a page that people read: plain, without a script, from the same OpenAPI."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

_REFS = "#/components/schemas/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A parameter of a request, or a field of its body; `place` says where it stands."""

    name: str
    place: str
    kind: str
    needed: bool
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer: its status, what it means, and an example where there is one."""

    status: str
    about: str
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What can be asked at one address in one way."""

    name: str
    method: str
    path: str
    about: str
    parts: tuple[Part, ...]
    example: str
    answers: tuple[Answer, ...]


class ReadablePage(DocsBase):
    """Shows every operation with its parameters, body, answers and examples."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 - the package's own
        """Show the page, to anybody: it says what can be asked, and nothing of what would be answered."""
        described = api.get_openapi_schema(path_params=kwargs)
        groups: dict[str, list[Operation]] = {}
        for tag, operation in _operations(described):
            groups.setdefault(tag, []).append(operation)
        shown = {
            "about": api.description,
            "groups": list(groups.items()),
            "count": sum(map(len, groups.values())),
            "machine": self.get_openapi_url(api, kwargs),
        }
        return render(request, "web/interface.html", shown)


def _operations(described: dict[str, Any]) -> Iterator[tuple[str, Operation]]:  # OpenAPI's own shape, as below
    schemas = described["components"]["schemas"]
    for path, methods in described["paths"].items():
        for method, said in methods.items():
            bodies: dict[str, dict[str, Any]] = said.get("requestBody", {}).get("content", {})
            kind, body = next(iter(bodies.items()), ("", {}))
            parts = [_parameter(one) for one in said.get("parameters", ())]
            operation = Operation(
                name=said["operationId"],
                method=method.upper(),
                path=path,
                about=said["description"],
                parts=(*parts, *_fields(body.get("schema", {}), kind, schemas)),
                example=_example(body),
                answers=tuple(_answer(str(status), one) for status, one in sorted(_by_status(said["responses"]))),
            )
            yield said["tags"][0], operation


def _by_status(responses: dict[Any, Any]) -> Iterator[tuple[int, Any]]:
    return ((int(status), one) for status, one in responses.items())


def _parameter(said: dict[str, Any]) -> Part:
    schema = said["schema"]
    about = said.get("description") or schema.get("description", "")
    return Part(
        name=said["name"], place=said["in"], kind=_kind(schema), needed=said.get("required", False), about=about
    )


def _fields(schema: dict[str, Any], kind: str, schemas: dict[str, Any]) -> Iterator[Part]:
    found = schemas.get(schema.get("$ref", "").removeprefix(_REFS), schema)
    needed = found.get("required", ())
    for name, one in found.get("properties", {}).items():
        yield Part(name=name, place=kind, kind=_kind(one), needed=name in needed, about=one.get("description", ""))


def _kind(schema: dict[str, Any]) -> str:
    """Say a type in a few words: of a list what it holds, of a choice the words."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(_REFS)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return " | ".join(_kind(one) for one in schema[several])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"[{_kind(schema.get('items', {}))}]"
    return str(schema.get("format") or schema.get("type") or schema.get("const", ""))


def _answer(status: str, said: dict[str, Any]) -> Answer:
    content: dict[str, Any] = next(iter(said.get("content", {}).values()), {})
    return Answer(status=status, about=said["description"], example=_example(content) if status < "3" else "")


def _example(content: dict[str, Any]) -> str:
    found = content.get("example")
    if found is None:
        return ""
    return found if isinstance(found, str) else json.dumps(found, indent=2, ensure_ascii=False, default=str)
