"""Pages that refresh themselves, in a real browser: what changed appears, and nothing is taken from the reader."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.faces.web.browsing import in_chromium, page_of
from tests.flows.telling import TEXT, add_source, in_force, say
from tests.people import Cast, make_cast

pytestmark = [pytest.mark.usefixtures("real_transactions"), in_chromium]
REFRESH = "window.htmx.trigger(document.getElementById('live'), 'refresh')"


@pytest.fixture
def cast(real_transactions: None) -> Cast:  # noqa: ARG001 - its rows stand in them
    found = make_cast()
    today = datetime.now(UTC).date()
    term = f"from: {today - timedelta(days=40)}, to: {today + timedelta(days=400)}"
    in_force(found, TEXT.replace("from: 2026-03-02, to: 2026-12-31", term), timezone.now() - timedelta(days=41))
    add_source(found)
    return found


def tell(cast: Cast, ticket: str) -> None:
    say(
        cast.ana,
        {"ticket": ticket, "at": timezone.now().isoformat(), "event": "opened", "priority": "P1"},
        at=timezone.now(),
    )


def test_a_board_shows_what_came_while_the_reader_types_and_reads(
    cast: Cast, live_server: LiveServer, browser: Browser
) -> None:
    tell(cast, "FIRST")
    boris = page_of(browser, live_server.url, cast.boris, "es", width=390)
    boris.goto(f"{live_server.url}/board/")
    boris.get_by_role("link", name="FIRST").first.wait_for()
    boris.fill("#q", "lo que busco")
    boris.evaluate("window.scrollTo(0, 120)")
    tell(cast, "SECOND")
    boris.evaluate(REFRESH)
    boris.get_by_role("link", name="SECOND").first.wait_for()
    assert boris.input_value("#q") == "lo que busco"
    assert boris.evaluate("document.activeElement.id") == "q"
    assert boris.evaluate("window.scrollY") == 120
    assert boris.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert boris.locator("#live-top .answer").count() == 1


def test_a_ticket_keeps_open_what_was_opened_and_follows_what_is_told(
    cast: Cast, live_server: LiveServer, browser: Browser
) -> None:
    tell(cast, "FIRST")
    ana = page_of(browser, live_server.url, cast.ana, "ru", width=1280)
    ana.goto(f"{live_server.url}/tickets/desk/FIRST")
    ana.locator("#why-1 summary").click()
    said = {"ticket": "FIRST", "at": timezone.now().isoformat(), "event": "replied", "by": "Tomas"}
    say(cast.ana, said, at=timezone.now())
    ana.evaluate(REFRESH)
    ana.locator("#live .state.good").first.wait_for()
    assert ana.locator("#why-1[open]").count() == 1
