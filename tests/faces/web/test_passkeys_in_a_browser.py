"""Passkeys in a real browser: added, used to sign in, asked for after the password, refused and removed."""

import re

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, CDPSession, Page
from pytest_django.live_server_helper import LiveServer

from tests.faces.web.browsing import PASSWORD, in_chromium, sign_in
from tests.people import Cast, make_cast

pytestmark = [pytest.mark.usefixtures("real_transactions"), in_chromium]
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def cast(real_transactions: None) -> Cast:  # noqa: ARG001 - its rows stand in them
    return make_cast()


def give_key(page: Page) -> tuple[CDPSession, str]:
    """Put a key of Chromium's own into the machine; it holds what a page makes, and its owner always says yes."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    return devices, devices.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]


def add_passkey(page: Page, here: str, *, passwordless: bool) -> None:
    """Add a passkey by its page; before it, the password is asked for once more."""
    page.goto(f"{here}/accounts/2fa/webauthn/add/")
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Confirmar").click()
    page.get_by_label("Un nombre para ella").fill("Portátil")
    page.get_by_label("Iniciar sesión solo con ella").set_checked(passwordless)
    page.get_by_role("button", name="Añadir la llave de acceso").click()
    page.wait_for_url(re.compile("/2fa/(?!webauthn/add)"))


def leave(page: Page, here: str) -> None:
    page.goto(f"{here}/")
    page.get_by_role("button", name="Cerrar sesión").click()
    page.wait_for_url(f"{here}/accounts/login/")


def test_a_passkey_is_added_and_signs_in_alone(cast: Cast, live_server: LiveServer, browser: Browser) -> None:
    here = live_server.url
    page = sign_in(browser, here, "ana@norte.example", "es", 1280)
    devices, key = give_key(page)
    add_passkey(page, here, passwordless=True)
    assert len(devices.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]) == 1
    page.goto(f"{here}/accounts/2fa/webauthn/")
    assert "Portátil" in page.inner_text("main")
    leave(page, here)
    before = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    page.get_by_role("button", name="Iniciar sesión con una llave de acceso").click()
    page.wait_for_url(f"{here}/")
    assert "Ana" in page.inner_text("header")
    after = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    assert after["sessionid"] != before.get("sessionid")
    assert Authenticator.objects.get(user=cast.ana.person, type="webauthn").last_used_at is not None


def test_a_passkey_is_asked_for_after_the_password_and_a_no_is_said_on_the_page(
    cast: Cast, live_server: LiveServer, browser: Browser
) -> None:
    here = live_server.url
    page = sign_in(browser, here, "boris@sur.example", "es", 390)
    devices, key = give_key(page)
    add_passkey(page, here, passwordless=False)
    leave(page, here)
    page.get_by_label("Correo electrónico").fill("boris@sur.example")
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Iniciar sesión", exact=True).click()
    page.wait_for_url(re.compile("/2fa/authenticate/"))
    page.get_by_role("button", name="Usar una llave de acceso").click()
    page.wait_for_url(f"{here}/")
    assert "Boris" in page.inner_text("header")
    leave(page, here)
    devices.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.get_by_role("button", name="Iniciar sesión con una llave de acceso").click()
    page.get_by_text("La llave de acceso no se ha usado.").wait_for()
    assert page.url == f"{here}/accounts/login/"
    assert Authenticator.objects.filter(user=cast.boris.person, type="webauthn").count() == 1
