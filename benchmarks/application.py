"""The application: how soon it is there, and how fast every page of the demo answers, with few rows and with many."""

import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from benchmarks.harness import ROOT, Row

ROUNDS = 9
MOST_PAGES = 90
STARTS = 3
OF_A_KIND = 2
"""How many pages of one kind are asked: those of the demo, and as many of the many customers'."""
PAGE_MS, START_S = 150, 5
CUSTOMERS, VERSIONS = 10_000, 5_000
READERS = ("contract_manager", "sponsor")
"""Who reads the pages: one of the demo's people for each of these roles."""
_UNNAMED = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MANY = re.compile(r"many-\d+")
_ASIDE = re.compile(r"/(static|accounts/logout|api)(/|$)|\.(pdf|ics|ya?ml|json|csv|zip)$|/attained/(clocks|report)$")


@dataclass(frozen=True)
class Answered:
    """How long a page took, in milliseconds, again and again."""

    address: str
    ms: tuple[float, ...]

    @property
    def p50(self) -> float:
        """The time within which half of the answers came."""
        return statistics.median(self.ms)


def measure(scratch: Path) -> Iterator[Row]:
    """Yield the rows of the application; nothing else must run beside it."""
    surroundings = _surroundings(scratch / "0")
    yield from _starts(scratch)
    with _serving(surroundings) as (address, _):
        people = json.loads(_acuerdo(surroundings, "demo", "--credentials"))
        yield from _pages(address, people, "demo")
    subprocess.run([sys.executable, "-m", "benchmarks.many_rows"], cwd=ROOT, check=True, env=surroundings)
    with _serving(surroundings) as (address, _):
        yield from _pages(address, people, f"{CUSTOMERS:,} customers, {VERSIONS:,} versions")


def _starts(scratch: Path) -> Iterator[Row]:
    """Start as `make run` does where everything is installed: with an empty home, and again with that home."""
    first: list[float] = []
    again: list[float] = []
    for place in range(STARTS):
        surroundings = _surroundings(scratch / str(place))
        for found in (first, again):
            with _serving(surroundings, "--with-worker", "--with-demo") as (_, started_s):
                found.append(started_s)
    for found, what in ((first, "with an empty home, which becomes the demo"), (again, "the next time")):
        took_s = statistics.median(found)
        said = f"`make run`, set up before, {what}: the page to sign in"
        yield Row("start", said, f"{took_s:.1f} s", f"<= {START_S} s", took_s <= START_S)


def _pages(address: str, people: list[dict[str, str]], where: str) -> Iterator[Row]:
    """Ask every page that the readers can reach by links, in turn, and compare with the goal."""
    asked = [
        (reader, page) for reader in _readers(address, people) for page in sorted(_reachable(reader, f"{address}/"))
    ]
    found: dict[tuple[int, str], list[float]] = {(id(reader), page): [] for reader, page in asked}
    for _ in range(ROUNDS):
        for reader, page in asked:
            begun = time.perf_counter()
            _text(reader, page)
            found[id(reader), page].append(1_000 * (time.perf_counter() - begun))
    pages = [Answered(urlsplit(page).path, tuple(ms)) for (_, page), ms in found.items()]
    slowest = max(pages, key=lambda page: page.p50)
    all_ms = [ms for page in pages for ms in page.ms]
    p95 = statistics.quantiles(all_ms, n=20, method="inclusive")[-1]
    what = f"{len(pages)} pages ({where}), {len(all_ms):,} answers: p50 {statistics.median(all_ms):.0f} ms, p95"
    yield Row("pages", what, f"{p95:.0f} ms", f"< {PAGE_MS} ms", p95 < PAGE_MS)
    what = f"the slowest of them, `{_UNNAMED.sub('…', slowest.address)}`: p50"
    yield Row("pages", what, f"{slowest.p50:.0f} ms", f"< {PAGE_MS} ms", slowest.p50 < PAGE_MS)


class _Links(HTMLParser):
    """The addresses that a page leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def _reachable(reader: OpenerDirector, start: str) -> set[str]:
    """Follow the links of pages, each address without its query once."""
    seen, waiting, kinds = set[str](), [start], Counter[str]()
    while waiting and len(seen) < MOST_PAGES:
        page = waiting.pop(0)
        kind = _MANY.sub("many", page)
        if page in seen or kinds[kind] >= (OF_A_KIND if kind != page else 1):
            continue
        kinds[kind] += 1
        text = _text(reader, page)
        if text is None:
            continue
        seen.add(page)
        links = _Links()
        links.feed(text)
        for link in links.found:
            whole = urljoin(page, link).partition("#")[0].partition("?")[0]
            if urlsplit(whole).netloc == urlsplit(start).netloc and not _ASIDE.search(urlsplit(whole).path):
                waiting.append(whole)
    return seen


def _text(reader: OpenerDirector, page: str) -> str | None:
    """Return a page of HTML; None for anything else."""
    try:
        with reader.open(page, timeout=60) as answer:
            body: bytes = answer.read()
            kind = answer.headers.get_content_type()
    except HTTPError as refused:
        raise RuntimeError(f"{page} answered {refused.code}") from refused
    return body.decode() if kind == "text/html" else None


def _readers(address: str, people: list[dict[str, str]]) -> list[OpenerDirector]:
    """Sign in as one person of each role."""
    found = []
    for role in READERS:
        person = next(one for one in people if one["role"] == role)
        jar = CookieJar()
        reader = build_opener(HTTPCookieProcessor(jar))
        page = _text(reader, f"{address}/accounts/login/") or ""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if token is None:
            raise RuntimeError("the page to sign in has no token")
        form = {"csrfmiddlewaretoken": token[1], "login": person["email"], "password": person["password"]}
        with reader.open(f"{address}/accounts/login/", urlencode(form).encode(), timeout=60) as answer:
            if urlsplit(answer.url).path.startswith("/accounts/login"):
                raise RuntimeError(f"{person['email']} could not sign in")
        found.append(reader)
    return found


def _surroundings(scratch: Path) -> dict[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "LC_ALL"}}
    return kept | {"ACUERDO_HOME": str(scratch / "home"), "HOST": "127.0.0.1", "PORT": str(port)}


def _acuerdo(surroundings: Mapping[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "acuerdo", *words]
    return subprocess.run(command, cwd=ROOT, check=True, env=surroundings, stdout=subprocess.PIPE, text=True).stdout


@contextmanager
def _serving(surroundings: Mapping[str, str], *words: str) -> Iterator[tuple[str, float]]:
    """Serve, and return the address and how many seconds it took to answer."""
    address = f"http://127.0.0.1:{surroundings['PORT']}"
    command = [sys.executable, "-m", "acuerdo", "serve", *words]
    begun = time.perf_counter()
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=quiet, stderr=quiet)
    try:
        while True:
            try:
                _text(build_opener(), f"{address}/accounts/login/")
                break
            except OSError:
                if server.poll() is not None or time.perf_counter() - begun > 60:
                    raise
                time.sleep(0.02)
        yield address, time.perf_counter() - begun
    finally:
        server.terminate()
        server.wait(30)
