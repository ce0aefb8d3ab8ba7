"""The page by keyboard, in a real browser."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.faces.web.browsing import in_chromium, page_of
from tests.flows.test_negotiation import opened
from tests.people import Cast, make_cast

pytestmark = [pytest.mark.usefixtures("real_transactions"), in_chromium]


@pytest.fixture
def cast(real_transactions: None) -> Cast:  # noqa: ARG001 - its rows stand in them
    found = make_cast()
    opened(found.ana)
    return found


def test_keys_search_go_and_say_what_they_do(live_server: LiveServer, browser: Browser, cast: Cast) -> None:
    page = page_of(browser, live_server.url, cast.ana, "es", width=1280)
    page.goto(f"{live_server.url}/")
    page.keyboard.press("?")
    page.get_by_role("heading", name="Teclado").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="Teclado").wait_for(state="hidden")
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_url("**/agreements/")
    page.keyboard.press("/")
    page.keyboard.type("g c ?/")
    assert page.input_value("#q") == "g c ?/"
    page.goto(f"{live_server.url}/decisions/")
    page.keyboard.press("/")
    page.wait_for_url("**/agreements/#q")
    page.wait_for_function("document.activeElement.id === 'q'")


def test_keys_can_be_turned_off(live_server: LiveServer, browser: Browser, cast: Cast) -> None:
    page = page_of(browser, live_server.url, cast.boris, "ru", width=1280)
    page.goto(f"{live_server.url}/")
    page.get_by_role("button", name="Клавиатура").click()
    page.get_by_label("Использовать эти клавиши").uncheck()
    page.get_by_role("button", name="Закрыть").click()
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.keyboard.press("?")
    assert not page.get_by_role("heading", name="Клавиатура").is_visible()
    assert page.url == f"{live_server.url}/"
