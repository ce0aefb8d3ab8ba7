"""What somebody typed while their session ended, in a browser."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from acuerdo.apps.parties.models import Person
from tests.faces.web.browsing import PASSWORD, in_chromium, sign_in
from tests.people import make_cast

pytestmark = [pytest.mark.usefixtures("real_transactions"), in_chromium]


def sign_in_again(page: Page, email: str) -> None:
    page.get_by_label("Correo electrónico").fill(email)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Iniciar sesión", exact=True).click()


def test_it_is_there_again_after_the_sign_in_and_is_sent_then(live_server: LiveServer, browser: Browser) -> None:
    cast = make_cast()
    ana = Person.objects.get(pk=cast.ana.person).email
    page = sign_in(browser, live_server.url, ana, "es", 1280)
    page.goto(f"{live_server.url}/customers/new")
    page.get_by_label("Nombre", exact=True).fill("Panadería del Río")
    page.get_by_label("Clave").fill("rio")
    Session.objects.all().delete()
    page.locator("main button.main").click()
    page.wait_for_url("**/accounts/login/**")
    assert "no se envió nada" in page.inner_text("main")
    sign_in_again(page, ana)
    page.wait_for_url(f"{live_server.url}/customers/new")
    page.locator("#unsent").wait_for()
    assert page.get_by_label("Nombre", exact=True).input_value() == "Panadería del Río"
    page.locator("main button.main").click()
    page.wait_for_url(f"{live_server.url}/customers/rio")


def test_somebody_else_who_signs_in_there_does_not_see_it(live_server: LiveServer, browser: Browser) -> None:
    cast = make_cast()
    people = [Person.objects.get(pk=one.person) for one in (cast.ana, cast.tomas)]
    people[1].set_password(PASSWORD)
    people[1].save()
    page = sign_in(browser, live_server.url, people[0].email, "es", 1280)
    page.goto(f"{live_server.url}/profile")
    page.locator("main input[name=name]").fill("Ana la Primera")
    Session.objects.all().delete()
    page.locator("main button.main").first.click()
    page.wait_for_url("**/accounts/login/**")
    sign_in_again(page, people[1].email)
    page.wait_for_url(f"{live_server.url}/profile")
    assert page.locator("#unsent").is_hidden()
    assert page.locator("main input[name=name]").input_value() == people[1].name
