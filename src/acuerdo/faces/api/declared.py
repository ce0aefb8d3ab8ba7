"""What the interface says of itself: OpenAPI 3.1 with every refusal, header and kind of content."""

from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from acuerdo.faces.api.events import describe_events
from acuerdo.faces.api.examples import example_of, problem_example
from acuerdo.faces.api.once import HEADER, REPLAYED
from acuerdo.faces.api.problems import CONTENT_TYPE, Problem

_ALWAYS = (400, 401, 403, 422, 429)
_WRITES = ("post", "put", "delete")
_KINDS = {
    ".yaml": ("application/yaml",),
    ".ics": ("text/calendar",),
    ".html": ("text/html",),
    ".pdf": ("application/pdf",),
    "/report": ("text/html", "application/pdf"),
    "/evidence": ("application/zip",),
}
_JSON = "application/json"
_PLACES = {
    "party": "sur",
    "team": "desk",
    "key": "sur-2026",
    "number": 1,
    "ident": "8c3d1f0e-6a52-4a8e-9d39-2f6d0b1c7e55",
}
_TEXT = {"type": "string"}
_RETRY = {"Retry-After": {"description": "seconds to wait", "schema": {"type": "integer"}}}
_TAG = {"ETag": {"description": "send it as If-None-Match", "schema": _TEXT}}
_REPLAYED = {REPLAYED: {"description": "true where the answer was kept", "schema": _TEXT}}


def refusals(*codes: int) -> dict[int, type[Problem]]:
    """Return the refusals of an operation: those named, and those that every operation has.

    400 among them: an address may hold what no text may.
    """
    return dict.fromkeys((*codes, *_ALWAYS), Problem)


class Described(NinjaAPI):
    """The interface, with a description that leaves nothing out. It never changes, so it is written once."""

    def get_openapi_schema(self, **wanted: Any) -> OpenAPISchema:  # noqa: ANN401 - the package's own
        """Describe every operation."""
        known: dict[str, OpenAPISchema] = self.__dict__.setdefault("described", {})
        name = repr(sorted(wanted.items()))
        if name not in known:
            known[name] = self._described(**wanted)
        return known[name]

    def _described(self, **wanted: Any) -> OpenAPISchema:  # noqa: ANN401 - as above
        found = super().get_openapi_schema(**wanted)
        schemas = found["components"]["schemas"]
        for path, methods in found["paths"].items():
            for method, operation in methods.items():
                _describe(path, method, operation)
                _show(operation, schemas)
        found["webhooks"] = describe_events(schemas)
        return found


def _describe(path: str, method: str, operation: dict[str, Any]) -> None:  # a part of OpenAPI, as below
    responses = operation["responses"]
    for status, response in responses.items():
        response["description"] = HTTPStatus(int(status)).phrase
        if int(status) >= HTTPStatus.BAD_REQUEST:
            response["content"] = {CONTENT_TYPE: next(iter(response["content"].values()))}
    kinds = next((kinds for ending, kinds in _KINDS.items() if path.endswith(ending)), ())
    if kinds:
        schema = {} if kinds == _KINDS[".yaml"] else _TEXT
        responses[200]["content"] = {kind: {"schema": schema} for kind in kinds}
    if 429 in responses:  # noqa: PLR2004 - the status itself
        responses[429]["headers"] = _RETRY
    if method == "get":
        responses[200]["headers"] = _TAG
        responses[304] = {"description": "as you know it", "headers": _TAG}
    elif method in _WRITES and operation.pop("x-keys", True):
        _take_keys(operation)


def _take_keys(operation: dict[str, Any]) -> None:
    told = "the same key with the same request is answered the same for 24 hours, and done once"
    schema = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"}
    parameter = {"in": "header", "name": HEADER, "required": False, "description": told, "schema": schema}
    operation.setdefault("parameters", []).append(parameter)
    for status, response in operation["responses"].items():
        if int(status) < HTTPStatus.BAD_REQUEST:
            response["headers"] = _REPLAYED


def _show(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Put an example beside every body."""
    for status, response in operation["responses"].items():
        for kind, content in response.get("content", {}).items():
            if kind == CONTENT_TYPE:
                content["example"] = problem_example(int(status))
            elif kind == _JSON and "example" not in content:
                content["example"] = example_of(content["schema"], schemas)
    for content in operation.get("requestBody", {}).get("content", {}).values():
        content.setdefault("example", example_of(content["schema"], schemas))
    for parameter in operation.get("parameters", ()):
        known = _PLACES.get(parameter["name"])
        if known is not None:
            parameter["example"] = known
