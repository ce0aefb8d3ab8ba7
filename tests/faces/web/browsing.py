"""Browsers for tests of pages: started once, signed in without the form, loud about whatever they complain of."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.viewers import Viewer
from tests.flows.test_negotiation import TEXT

CHROMIUM = Path("/usr/bin/chromium")
PASSWORD = "una-clave-larga-1"  # noqa: S105 - of people who live in tests
PATIENCE_MS = 60_000
"""How long a page may take on a busy machine before what is waited for counts as missing."""
COMPLAINTS: list[str] = []
"""What browsers complained of in this test; `tests/faces/web/conftest.py` looks at it after each."""
LIVING = TEXT.replace("2026-04-01", "2026-01-01").replace("2026-12-31", "2099-12-31")
"""An agreement that is in force whenever the tests run."""

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


def page_of(browser: Browser, address: str, viewer: Viewer | None, language: str, *, width: int) -> Page:
    """Return an empty page of somebody who is signed in (None: of a stranger), watched for complaints."""
    context = browser.new_context(viewport={"width": width, "height": 800}, locale=language)
    if viewer is not None:
        client = Client()
        Person.objects.filter(pk=viewer.person).update(language=language)
        client.force_login(Person.objects.get(pk=viewer.person))
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])
    return watched(context)


def watched(context: BrowserContext) -> Page:
    """Return an empty page that waits patiently; whatever the browser complains of fails the test at its end."""
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.on("pageerror", lambda fault: COMPLAINTS.append(f"{page.url}: {fault}"))
    page.on("console", lambda told: COMPLAINTS.append(f"{page.url}: {told.text}") if told.type == "error" else None)
    return page


def sign_in(browser: Browser, address: str, email: str, locale: str, width: int) -> Page:
    """Sign in by the form, as people do."""
    row = Person.objects.get(email=email)
    row.set_password(PASSWORD)
    row.language = locale
    row.save(update_fields=["password", "language"])
    page = watched(browser.new_context(viewport={"width": width, "height": 800}, locale=locale))
    page.goto(f"{address}/")
    page.get_by_label({"es": "Correo electrónico", "ru": "Электронная почта"}[locale]).fill(email)
    page.get_by_label({"es": "Contraseña", "ru": "Пароль"}[locale]).fill(PASSWORD)
    page.get_by_role("button", name={"es": "Iniciar sesión", "ru": "Войти"}[locale], exact=True).click()
    page.wait_for_url(f"{address}/")
    return page


def begin(page: Page, address: str, text: str) -> None:
    """Begin the agreement sur-2026 from its customer's page, in Spanish, and write its text, kept nowhere yet."""
    page.goto(f"{address}/customers/sur")
    page.get_by_role("link", name="Empezar un acuerdo").click()
    page.get_by_label("Nombre corto").fill("sur-2026")
    page.get_by_role("button", name="Empezar", exact=True).click()
    page.wait_for_url(f"{address}/agreements/sur-2026/draft")
    page.fill("#text", text)
