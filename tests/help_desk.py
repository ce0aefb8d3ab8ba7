"""A help desk of a few lines that speaks as Request Tracker does, and answers as badly as a test wants."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from acuerdo.core.chains.canonical import Json
from tests.people import NOW

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Desk:
    """What happened there, what its clock says, how it answers where it does not behave, and with what it was asked."""

    port: int = 0
    told: list[dict[str, Json]] = field(default_factory=list)
    answer: Answer | None = None
    asked: list[str] = field(default_factory=list)
    now: datetime = NOW + timedelta(minutes=10)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def happen(self, number: int, kind: str = "Correspond", minutes: int = 0, **more: Json) -> None:
        """Let something happen to its one ticket, so many minutes after nine."""
        at = f"{NOW + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}"
        said = {"id": str(number), "ObjectId": "1", "Type": kind, "Field": "", "OldValue": "", "NewValue": ""}
        self.told.append({**said, "Created": at, "Creator": {"id": 14, "Name": "tomas"}, **more})
        self.told.sort(key=lambda one: int(str(one["id"])))

    def page(self, asked: dict[str, list[str]]) -> dict[str, Json]:
        """Return the page of transactions that was asked for."""
        query = asked["query"][0]
        after = int((re.search(r"id > (\d+)", query) or ["", "0"])[1])
        kinds = set(re.findall(r"Type = '(\w+)'", query))
        found: list[Json] = [one for one in self.told if int(str(one["id"])) > after and one["Type"] in kinds]
        return {"items": found[: int(asked["per_page"][0])] if asked.get("page") == ["1"] else []}


class _Talking(BaseHTTPRequestHandler):
    """Answers for a desk."""

    desk: Desk

    def do_GET(self) -> None:
        self.desk.asked.append(self.headers["Authorization"] or "")
        if self.desk.answer is not None:
            self.desk.answer(self)
            return
        path, asked = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        answers: dict[str, Json] = {
            "/tickets": {"items": []},
            "/user/14": {"Name": "tomas", "Privileged": 1},
            "/rt": {"Version": "5.0.3"},
            "/queues/all": {"items": [{"Name": "General"}]},
        }
        if path == "/REST/2.0/transactions":
            answers["/transactions"] = self.desk.page(asked)
        answer = answers.get(path.removeprefix("/REST/2.0"))
        say(self, json.dumps(answer).encode(), 404 if answer is None else 200)

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string(timestamp or self.desk.now.timestamp())

    def log_message(self, *_: object) -> None:
        """Stay silent."""


def say(talk: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    """Answer a request."""
    talk.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        talk.send_header(name.replace("_", "-"), value)
    talk.end_headers()
    talk.wfile.write(body)


@contextmanager
def open_desk() -> Iterator[Desk]:
    """Run a help desk as long as somebody needs it."""
    found = Desk()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Talking", (_Talking,), {"desk": found}))
    found.port = server.server_port
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
