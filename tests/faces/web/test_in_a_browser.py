"""Two people in two languages, in a real browser: draft, offer, counter-offer, acceptance."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from acuerdo.apps.agreements.models import Version
from acuerdo.apps.journal.queries import verify
from acuerdo.apps.parties.models import Person
from tests.faces.web.browsing import in_chromium, open_browser
from tests.flows.test_negotiation import TEXT
from tests.people import Cast, make_cast

PASSWORD = "una-clave-larga-1"  # noqa: S105 - of people who live in tests

pytestmark = [pytest.mark.usefixtures("real_transactions"), in_chromium]


@pytest.fixture
def cast(real_transactions: None) -> Cast:  # noqa: ARG001 - its rows stand in them
    found = make_cast()
    for person in Person.objects.all():
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    return found


@pytest.fixture
def browser() -> Iterator[Browser]:
    with open_browser() as found:
        yield found


def sign_in(browser: Browser, address: str, email: str, locale: str, width: int) -> Page:
    """Sign in as somebody; whatever the browser complains about fails the test."""
    page = browser.new_context(viewport={"width": width, "height": 800}, locale=locale).new_page()
    page.on("pageerror", lambda fault: pytest.fail(str(fault)))
    page.on("console", lambda told: pytest.fail(told.text) if told.type == "error" else None)
    page.goto(f"{address}/")
    page.get_by_label({"es": "Correo electrónico", "ru": "Электронная почта"}[locale]).fill(email)
    page.get_by_label({"es": "Contraseña", "ru": "Пароль"}[locale]).fill(PASSWORD)
    page.get_by_role("button", name={"es": "Iniciar sesión", "ru": "Войти"}[locale], exact=True).click()
    page.wait_for_url(f"{address}/")
    return page


def test_an_agreement_is_negotiated_by_two_people_in_two_languages(
    cast: Cast, live_server: LiveServer, browser: Browser
) -> None:
    from acuerdo.apps.agreements.commands import NewAgreement, open_agreement  # noqa: PLC0415 - rows, as the cast

    text = TEXT.replace("2026-04-01", "2026-01-01").replace("2026-12-31", "2099-12-31")
    open_agreement(cast.ana, NewAgreement(key="sur-2026", kind="sla", customer="sur", text=text), datetime.now(UTC))
    ana = sign_in(browser, live_server.url, "ana@norte.example", "es", 1280)
    boris = sign_in(browser, live_server.url, "boris@sur.example", "ru", 390)
    assert "Вас ничего не ждёт" in boris.inner_text("main")

    ana.goto(f"{live_server.url}/agreements/sur-2026/draft")
    ana.fill("#text", text.replace("1h", "soon"))
    ana.get_by_text("bad_duration").wait_for()
    ana.fill("#text", text.replace("1h", "2h"))
    ana.get_by_text("Nada hay en contra").wait_for()
    ana.fill("#note", "Como hablamos <b>ayer</b>")
    ana.get_by_role("button", name="Proponer a la otra parte").click()
    ana.get_by_text("espera a").wait_for()

    boris.goto(f"{live_server.url}/")
    boris.get_by_role("link", name="sur-2026").click()
    assert "Como hablamos <b>ayer</b>" in boris.inner_text("main")
    boris.get_by_role("link", name="Составить другой текст").click()
    boris.fill("#text", boris.input_value("#text").replace("2h", "30m"))
    boris.get_by_role("button", name="Предложить другой стороне").click()
    boris.get_by_text("встречное предложение").wait_for()

    ana.goto(f"{live_server.url}/agreements/sur-2026")
    ana.get_by_role("button", name="Aceptar").click()
    ana.get_by_text("vigente").first.wait_for()
    boris.goto(f"{live_server.url}/agreements/sur-2026")
    assert "действует" in boris.inner_text(".answer")
    assert boris.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    version = Version.objects.get()
    assert version.offer is not None
    assert "within: 30m" in version.offer.text
    assert verify("agreement:sur-2026").faults == ()
