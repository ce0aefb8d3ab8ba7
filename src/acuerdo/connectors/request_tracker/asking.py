"""Asking Request Tracker over REST2, within limits of time and size, and without being led elsewhere.

Only what reads help desks loads this module: it brings an HTTP client with it.
"""

import json
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Self

import httpx
import stamina

from acuerdo.connectors.request_tracker.shapes import DeskFault
from acuerdo.core.chains.canonical import Json

if TYPE_CHECKING:
    from datetime import datetime

Params = Mapping[str, str | int]

MOST_BYTES = 8 * 1024 * 1024
"""The largest answer that is read: a hundred transactions take some 50 KiB."""

_AGENT = "Acuerdo-Sources/1"
_TRIES = 3
_HEADERS = {"User-Agent": _AGENT, "Accept": "application/json", "Accept-Encoding": "identity"}
_STATUSES: Mapping[int, str] = {
    HTTPStatus.UNAUTHORIZED: "login",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.TOO_MANY_REQUESTS: "server_error",
    HTTPStatus.NOT_FOUND: "not_found",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a help desk is reached: its address, as whom (with no `account` the secret is a token), and how patiently.

    `locate` returns the numbers of a host after looking whether they may be reached; `clock` counts seconds.
    """

    address: str
    account: str
    secret: str
    locate: Callable[[str], str]
    clock: Callable[[], float]
    patience_s: float = 30.0


class Asking:
    """A conversation with a help desk; `server_at` is what its clock said last."""

    def __init__(self, way: Way) -> None:
        self._way = way
        try:
            self._base = httpx.URL(way.address.rstrip("/") + "/REST/2.0/")
        except httpx.InvalidURL as fault:
            raise DeskFault("unreachable", type(fault).__name__) from fault
        self._headers = dict(_HEADERS)
        auth = httpx.BasicAuth(way.account, way.secret) if way.account else None
        if not way.account:
            self._headers["Authorization"] = f"token {way.secret}"
        # No proxies and no redirects: both would lead past the address that was checked. The machine's own store of
        # certificates: help desks inside a network often have one of the company's authority.
        self._client = httpx.Client(
            auth=auth,
            timeout=min(10.0, way.patience_s),
            follow_redirects=False,
            trust_env=False,
            verify=ssl.create_default_context(),
        )
        self.server_at: datetime | None = None

    def __enter__(self) -> Self:
        """Return itself, to be closed at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self._client.close()

    def get(self, path: str, params: Params) -> dict[str, Json]:
        """Return an answer that is a JSON object. Raises `DeskFault`; what may pass is tried a few times."""
        for attempt in stamina.retry_context(
            on=_may_pass, attempts=_TRIES, timeout=self._way.patience_s, wait_initial=0.2, wait_max=2.0
        ):
            with attempt:
                return self._get(path, params)
        raise DeskFault("unreachable")  # the last attempt has raised what it met

    def _get(self, path: str, params: Params) -> dict[str, Json]:
        try:
            text = self._read(path, params)
        except httpx.TimeoutException as fault:
            raise DeskFault("slow", type(fault).__name__) from fault
        except httpx.RemoteProtocolError as fault:
            raise DeskFault("cut_off", passing=True) from fault
        except (httpx.HTTPError, OSError) as fault:
            raise DeskFault("unreachable", type(fault).__name__, passing=True) from fault
        except (httpx.InvalidURL, UnicodeError) as fault:  # a host that no name can be
            raise DeskFault("unreachable", type(fault).__name__) from fault
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as fault:
            raise DeskFault("garbage", "no JSON") from fault
        if not isinstance(found, dict):
            raise DeskFault("garbage", f"{type(found).__name__}, not an object")
        return found

    def _read(self, path: str, params: Params) -> bytes:
        url = self._base.join(path).copy_merge_params(dict(params))
        located = url.copy_with(host=self._way.locate(str(url)))
        headers = {**self._headers, "Host": url.netloc.decode("ascii")}
        deadline = self._way.clock() + self._way.patience_s
        with self._client.stream("GET", located, headers=headers, extensions={"sni_hostname": url.host}) as response:
            self._note_clock(response)
            _refuse(response)
            found = bytearray()
            for part in response.iter_raw():
                found += part
                if len(found) > MOST_BYTES:
                    raise DeskFault("too_large", f"more than {MOST_BYTES} bytes")
                if self._way.clock() > deadline:
                    raise DeskFault("slow", f"more than {self._way.patience_s:.0f} s")
            return bytes(found)

    def _note_clock(self, response: httpx.Response) -> None:
        try:
            found = parsedate_to_datetime(response.headers.get("Date", ""))
        except (ValueError, OverflowError):
            self.server_at = None
        else:
            self.server_at = found if found.tzinfo is not None else None


def _refuse(response: httpx.Response) -> None:
    """Raise `DeskFault` for an answer that is no answer."""
    status = response.status_code
    if response.is_redirect:
        raise DeskFault("moved", response.headers.get("Location", "")[:80])
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise DeskFault("server_error", str(status), passing=True)
    if status != HTTPStatus.OK:
        raise DeskFault(_STATUSES.get(status, "garbage"), str(status))
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise DeskFault("garbage", "packed, though plain was asked for")


def _may_pass(fault: Exception) -> bool:
    return isinstance(fault, DeskFault) and fault.passing
