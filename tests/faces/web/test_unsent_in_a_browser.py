"""What somebody typed while their session ended, in a browser."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from acuerdo.apps.parties.models import Person
from tests.faces.web.browsing import PASSWORD, in_chromium, sign_in
from tests.flows.test_negotiation import opened
from tests.people import make_cast

DESK = "/agreements/sur-2026/draft"
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


def type_a_remark(page: Page, said: str) -> None:
    page.locator("#text").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(said)


@pytest.mark.parametrize("by", ["typing", "point"])
def test_the_desk_keeps_the_text_of_whoever_drafts_when_the_session_ends(
    live_server: LiveServer, browser: Browser, by: str
) -> None:
    cast = make_cast()
    opened(cast.ana)
    ana = Person.objects.get(pk=cast.ana.person).email
    page = sign_in(browser, live_server.url, ana, "es", 1280)
    page.goto(f"{live_server.url}{DESK}")
    page.locator("#guide button[value=maintenance]").click()
    page.locator("#guide input[name=here][value=maintenance]").wait_for(state="attached")
    with page.expect_response("**/draft/check"):
        type_a_remark(page, "# said before\n")
    Session.objects.all().delete()
    type_a_remark(page, "# said after\n")
    if by == "point":
        page.locator("#guide button[name=point]").first.click()
    page.locator("#ended a").wait_for()
    assert page.locator("input[name=login]").count() == 0
    assert page.input_value("#text").endswith("# said before\n# said after\n")
    page.locator("#ended a").click()
    page.wait_for_url("**/accounts/login/**")
    sign_in_again(page, ana)
    page.locator("#unsent").wait_for()
    assert page.input_value("#text").endswith("# said before\n# said after\n")


def test_a_part_that_refreshes_itself_leaves_what_was_typed_beside_it(
    live_server: LiveServer, browser: Browser
) -> None:
    cast = make_cast()
    ana = Person.objects.get(pk=cast.ana.person).email
    page = sign_in(browser, live_server.url, ana, "es", 1280)
    page.goto(f"{live_server.url}/board/")
    page.fill("#q", "lo que busco")
    Session.objects.all().delete()
    page.evaluate("window.htmx.trigger(document.getElementById('live'), 'refresh')")
    page.locator("#ended a").wait_for()
    assert page.input_value("#q") == "lo que busco"
    page.fill("#q", "")
    page.evaluate("window.htmx.trigger(document.getElementById('live'), 'refresh')")
    page.wait_for_url("**/accounts/login/**")
