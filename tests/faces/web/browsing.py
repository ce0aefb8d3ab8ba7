"""Browsers for tests of pages: started once, signed in without the form, loud about whatever they complain of."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.viewers import Viewer

Scheme = Literal["light", "dark"]
CHROMIUM = Path("/usr/bin/chromium")

in_chromium = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="Chromium is not installed here; `make test-deps` installs it"
)


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start Chromium; Django's rows can be used while its driver runs a loop in this thread."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
            yield found
            found.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


def page_of(
    browser: Browser, address: str, viewer: Viewer | None, language: str, *, width: int, scheme: Scheme = "light"
) -> Page:
    """Return an empty page of somebody who is signed in (None: of a stranger), that fails the test on any complaint."""
    context = browser.new_context(viewport={"width": width, "height": 800}, locale=language, color_scheme=scheme)
    if viewer is not None:
        client = Client()
        Person.objects.filter(pk=viewer.person).update(language=language)
        client.force_login(Person.objects.get(pk=viewer.person))
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])
    page = context.new_page()
    page.on("pageerror", lambda fault: pytest.fail(str(fault)))
    page.on("console", lambda told: pytest.fail(told.text) if told.type == "error" else None)
    return page
