"""The description of the interface for programs, read in a browser by a stranger and by somebody who signed in."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.faces.web.browsing import in_chromium, page_of
from tests.people import make_cast

pytestmark = [pytest.mark.usefixtures("real_transactions"), in_chromium]


def test_every_operation_is_read_with_its_fields_and_examples(live_server: LiveServer, browser: Browser) -> None:
    cast = make_cast()
    for viewer, language, said in ((None, "ru", "Что приходит в ответ"), (cast.boris, "es", "Lo que se responde")):
        page = page_of(browser, live_server.url, viewer, language, width=390)
        page.goto(f"{live_server.url}/api/v1/docs")
        described = page.request.get(f"{live_server.url}/api/v1/openapi.json").json()
        assert page.locator("details.operation").count() == sum(map(len, described["paths"].values()))
        answer = page.locator("details.operation", has_text="Offer the draft of your side, or answer")
        answer.locator("summary").click()
        answer.get_by_text(said).wait_for()
        shown = answer.inner_text()
        assert "/api/v1/agreements/{key}/acts" in shown
        assert "Idempotency-Key" in shown
        assert '"chain": "agreement:sur-2026"' in shown
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
