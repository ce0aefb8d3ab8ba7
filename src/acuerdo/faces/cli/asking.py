"""A running installation, asked with a person's token."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

BASE = "/api/v1"
_PATIENCE_S = 30.0
_TRIES = 3


class NotDone(Exception):
    """What the installation refused, in its words; or that it cannot be reached."""


class Installation:
    """Where to ask, and as whom; writes are sent with a key, so that one whose answer was lost is not done twice."""

    def __init__(self, here: str, token: str, language: str) -> None:
        import httpx  # noqa: PLC0415 - part of the extra `web`, which other commands spare

        headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
        self._here = here
        self._fault = httpx.TransportError
        self._client = httpx.Client(base_url=here.rstrip("/") + BASE, headers=headers, timeout=_PATIENCE_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def ask(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401 - whatever JSON holds
        """Ask, and return the answer. Raises `NotDone`."""
        return self._send(method, path, body).json()

    def text(self, path: str) -> str:
        """Return a text. Raises `NotDone`."""
        return str(self._send("GET", path, None).text)

    def content(self, path: str) -> bytes:
        """Return a file. Raises `NotDone`."""
        return bytes(self._send("GET", path, None).content)

    def parts(self, path: str) -> Iterator[Mapping[str, Any]]:
        """Yield a list, part by part. Raises `NotDone`."""
        cursor = ""
        while True:
            part = self.ask("GET", f"{path}?cursor={cursor}" if cursor else path)
            yield from part["items"]
            cursor = part["next_cursor"] or ""
            if not cursor:
                return

    def _send(self, method: str, path: str, body: Mapping[str, object] | None) -> Any:  # noqa: ANN401 - of httpx
        headers = {} if body is None else {"Idempotency-Key": str(uuid4())}
        for left in reversed(range(_TRIES)):
            try:
                answer = self._client.request(method, path, json=body, headers=headers)
            except self._fault as fault:
                if not left:
                    raise NotDone(f"{self._here}: {fault}") from fault
            else:
                break
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            raise NotDone(_said(answer))
        return answer


def _said(answer: Any) -> str:  # noqa: ANN401 - of httpx
    """Return a problem as people read it."""
    if "problem+json" not in answer.headers.get("Content-Type", ""):
        return f"{answer.status_code} {answer.reason_phrase}"
    told = answer.json()
    lines = [f"{told['code']}: {told['title']}", *([told["detail"]] if told.get("detail") else [])]
    for found in told.get("findings", ()):
        place = ":".join(str(found[name]) for name in ("line", "column") if found[name])
        lines.append(f"  {place} {found['severity']} {found['code']} {found['path']}: {found['found']}".rstrip(": "))
    return "\n".join(lines)
