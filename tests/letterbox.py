"""A mail server on loopback that keeps what it is given, as slowly as a test wants."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from email.message import Message


class Letterbox(socketserver.ThreadingTCPServer):
    """Every letter that arrived, in order; while `open` is not set, it takes letters and does not say so."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, takes_s: float) -> None:
        self.letters: list[Message] = []
        self.takes_s = takes_s
        self.open = threading.Event()
        self.open.set()
        super().__init__(("127.0.0.1", 0), _Conversation)

    @property
    def url(self) -> str:
        """Its address, as `ACUERDO_MAIL_URL` takes it."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline():
            word = line.strip().upper()[:4]
            if word == b"DATA":
                self._say("354 go on")
                self._keep()
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 here" if word in (b"EHLO", b"HELO", b"MAIL", b"RCPT", b"RSET") else "500 what?")

    def _keep(self) -> None:
        box = cast("Letterbox", self.server)
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if not line:
            return
        box.letters.append(message_from_string(b"".join(lines).decode()))
        time.sleep(box.takes_s)  # the letter is here, and its sender does not know yet
        box.open.wait(timeout=120)
        self._say("250 kept")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def open_letterbox(takes_s: float = 0.0) -> Iterator[Letterbox]:
    """Run a mail server as long as somebody needs it."""
    with Letterbox(takes_s) as box:
        running = threading.Thread(target=box.serve_forever, kwargs={"poll_interval": 0.05})
        running.start()
        try:
            yield box
        finally:
            box.shutdown()
            running.join()
