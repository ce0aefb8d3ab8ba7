"""Every page by axe, the checker of accessibility, at the width of a desk and of a phone, light and dark."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.faces.web.browsing import in_chromium, open_browser, page_of
from tests.faces.web.doors import DOORS, prepare
from tests.faces.web.doors.shapes import MANAGER, SPONSOR, STRANGER
from tests.people import make_cast

pytestmark = [pytest.mark.usefixtures("real_transactions"), in_chromium]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
ASK = """async rules => (await axe.run(document, {runOnly: rules})).violations.map(
    found => `${found.id}: ${found.help}: ${found.nodes.map(node => node.html).slice(0, 3).join(' | ')}`)"""


def axe() -> str:
    """Return the checker's script, as its Python package carries it."""
    found = importlib.util.find_spec("axe_playwright_python")
    assert found is not None
    assert found.origin is not None
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def too_wide(page: Page) -> list[str]:
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"{over} pixels wider than the window"] if over > 0 else []


def faults_of(page: Page, script: str) -> Iterator[str]:
    """Look at a page as it was opened, and at a phone in the dark."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    page.evaluate(script)
    yield from page.evaluate(ASK, RULES)
    page.set_viewport_size({"width": 390, "height": 900})
    page.emulate_media(color_scheme="dark")
    yield from [*page.evaluate(ASK, RULES), *too_wide(page)]


@pytest.mark.parametrize(
    ("asker", "language", "whole", "third"),
    [
        *((MANAGER, "es", True, third) for third in range(3)),
        *((SPONSOR, "ru", True, third) for third in range(3)),
        *((MANAGER, "ru", False, third) for third in range(3)),
        (STRANGER, "ru", True, 0),
    ],
)
def test_every_page_is_for_everybody(
    live_server: LiveServer, asker: int, language: str, third: int, *, whole: bool
) -> None:
    cast = make_cast()
    prepare(cast)
    viewer = {MANAGER: cast.ana, SPONSOR: cast.boris, STRANGER: None}[asker]
    addresses = [door.address for door in DOORS if door.method == "GET" and door.expected[asker] == 200]
    addresses = addresses[third::3] if asker != STRANGER else [*addresses, "/accounts/login/"]
    script, faults, seen = axe(), list[str](), 0
    with open_browser() as browser:
        page = page_of(browser, live_server.url, viewer, language, width=390)
        for address in addresses:
            answer = page.request.get(f"{live_server.url}{address}")
            if "<html" not in answer.text()[:200]:
                continue  # a part of a page, or a file
            page.goto(f"{live_server.url}{address}")
            seen += 1
            assert page.evaluate("document.documentElement.lang") == language, address
            faults += [f"{address}: {fault}" for fault in (faults_of(page, script) if whole else too_wide(page))]
    assert faults == []
    assert seen > len(addresses) / 3 or asker == STRANGER
