"""Every page by axe, the checker of accessibility, at the width of a desk and of a phone, light and dark."""

import importlib.util
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.faces.web.browsing import Scheme, in_chromium, open_browser, page_of
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


def faults_of(page: Page, script: str) -> list[str]:
    page.evaluate(script)
    found: list[str] = page.evaluate(ASK, RULES)
    too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*found, *([f"{too_wide} pixels wider than the window"] if too_wide > 0 else [])]


@pytest.mark.parametrize(
    ("asker", "language", "width", "scheme"),
    [
        (MANAGER, "es", 1280, "light"),
        (SPONSOR, "ru", 390, "dark"),
        (MANAGER, "en", 390, "light"),
        (SPONSOR, "es", 1280, "dark"),
        (STRANGER, "ru", 390, "light"),
    ],
)
def test_every_page_is_for_everybody(
    live_server: LiveServer, asker: int, language: str, width: int, scheme: Scheme
) -> None:
    cast = make_cast()
    prepare(cast)
    viewer = {MANAGER: cast.ana, SPONSOR: cast.boris, STRANGER: None}[asker]
    addresses = [door.address for door in DOORS if door.method == "GET" and door.expected[asker] == 200]
    if asker == STRANGER:
        addresses += ["/accounts/login/"]
    script, faults = axe(), []
    with open_browser() as browser:
        page = page_of(browser, live_server.url, viewer, language, width=width, scheme=scheme)
        for address in addresses:
            answer = page.request.get(f"{live_server.url}{address}")
            if "<html" not in answer.text()[:200]:
                continue  # a part of a page, or a file
            page.goto(f"{live_server.url}{address}")
            assert page.evaluate("document.documentElement.lang") == language, address
            faults += [f"{address}: {fault}" for fault in faults_of(page, script)]
    assert faults == []
