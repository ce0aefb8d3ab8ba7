"""The application: how soon it is there, and how fast every page of the demo answers, with few rows and with many."""

import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time
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

ROUNDS = 21
MOST_PAGES = 120
PAGE_MS, START_S = 150, 5
CUSTOMERS, VERSIONS = 10_000, 5_000
READERS = ("contract_manager", "sponsor")
"""Who reads the pages: one of the demo's people for each of these roles."""
_ASIDE = re.compile(r"/(static|accounts/logout|api)(/|$)|\.(pdf|ics|ya?ml|json|csv)$")


@dataclass(frozen=True)
class Answered:
    """How long a page took, in milliseconds, again and again."""

    address: str
    ms: tuple[float, ...]

    @property
    def p95(self) -> float:
        """The time within which 95 of 100 answers came."""
        return statistics.quantiles(self.ms, n=20)[-1]


def measure(scratch: Path) -> Iterator[Row]:
    """Yield the rows of the application; nothing else must run beside it."""
    surroundings = _surroundings(scratch)
    begun = time.perf_counter()
    _acuerdo(surroundings, "demo")
    yield Row("demo", "an empty home becomes the demo", f"{time.perf_counter() - begun:.1f} s", "", None)
    people = json.loads(_acuerdo(surroundings, "demo", "--credentials"))
    with _serving(surroundings) as (address, started_s):
        what = "`acuerdo serve`, set up before: the page to sign in"
        yield Row("start", what, f"{started_s:.1f} s", f"<= {START_S} s", started_s <= START_S)
        yield from _pages(address, people, "demo")
    subprocess.run([sys.executable, "-m", "benchmarks.many_rows"], cwd=ROOT, check=True, env=surroundings)
    with _serving(surroundings) as (address, _):
        yield from _pages(address, people, f"{CUSTOMERS:,} customers, {VERSIONS:,} versions")


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
    slowest = max(pages, key=lambda page: page.p95)
    all_ms = [ms for page in pages for ms in page.ms]
    p95 = statistics.quantiles(all_ms, n=20)[-1]
    what = f"{len(pages)} pages ({where}), {len(all_ms):,} answers: p50 {statistics.median(all_ms):.0f} ms, p95"
    yield Row("pages", what, f"{p95:.0f} ms", f"< {PAGE_MS} ms", p95 < PAGE_MS)
    what = f"the slowest of them, `{slowest.address}`: p95"
    yield Row("pages", what, f"{slowest.p95:.0f} ms", f"< {PAGE_MS} ms", slowest.p95 < PAGE_MS)


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
    seen, waiting = set[str](), [start]
    while waiting and len(seen) < MOST_PAGES:
        page = waiting.pop(0)
        if page in seen:
            continue
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
def _serving(surroundings: Mapping[str, str]) -> Iterator[tuple[str, float]]:
    """Serve, and return the address and how many seconds it took to answer."""
    address = f"http://127.0.0.1:{surroundings['PORT']}"
    command = [sys.executable, "-m", "acuerdo", "serve"]
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
