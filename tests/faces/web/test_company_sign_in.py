"""Signing in with the company's account, against a real OpenID Connect provider on this machine."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django import Settings

from acuerdo.apps.parties.models import Person
from tests.faces.web.company_server import CLIENT, SECRET, WRONG
from tests.people import Cast, make_cast
from tests.postgres import free_port

PATIENCE_S = 120
pytestmark = pytest.mark.django_db


@contextmanager
def open_company(folder: Path, *callback: str) -> Iterator[str]:
    """Start the company's server and give its address."""
    port = free_port()
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    told = folder / "server.log"
    with told.open("wb") as log:
        started = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.faces.web.company_server", str(port), *callback],
            env=surroundings,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    here = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + PATIENCE_S
        while not answers(f"{here}/other-keys"):
            assert started.poll() is None, told.read_text()
            assert time.monotonic() < until, told.read_text()
            time.sleep(0.1)
        yield here
    finally:
        started.terminate()
        started.wait()


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with open_company(tmp_path_factory.mktemp("company")) as here:
        yield here


def answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=PATIENCE_S).ok
    except requests.ConnectionError:
        return False


@pytest.fixture
def cast(company: str, settings: Settings) -> Cast:
    use(settings, company)
    return make_cast()


def use(settings: Settings, company: str, **overrides: str) -> None:
    app = {
        "provider_id": "company",
        "name": "company",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": f"{company}/o", "openid_configuration_overrides": overrides},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


def leave(client: Client, back: str = "") -> str:
    """Begin at the sign-in page; return the address to which the page leads."""
    assert b"/accounts/company/" in client.get("/accounts/login/").content
    page = client.post("/accounts/company/", {"next": back} if back else {})
    assert page.status_code == 200
    found = re.search(r'id="go" href="([^"]+)"', re.sub(r"\s+", " ", page.content.decode()))
    assert found, page.content
    return unescape(found[1])


def sign_in(client: Client, company: str, who: str, back: str = "") -> object:
    """Sign in as one of the company's people; return the last answer of Acuerdo."""
    browser = requests.Session()
    browser.get(f"{company}/enter", params={"who": who}, timeout=PATIENCE_S).raise_for_status()
    answer = browser.get(leave(client, back), allow_redirects=False, timeout=PATIENCE_S)
    assert answer.status_code == 302, answer.text[:500]
    returned = urlsplit(answer.headers["Location"])
    assert returned.path == "/accounts/oidc/company/login/callback/"
    return client.get(f"{returned.path}?{returned.query}")


def who_is_in(client: Client) -> str | None:
    found = client.session.get("_auth_user_id")
    return None if found is None else Person.objects.get(pk=found).email


def test_the_way_there_is_a_code_flow_with_a_proof_of_possession(cast: Cast, company: str, client: Client) -> None:  # noqa: ARG001 - its rows are asked
    asked = parse_qs(urlsplit(leave(client)).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) >= 43
    assert len(asked["state"][0]) >= 16
    assert len(asked["nonce"][0]) >= 32


def test_somebody_known_comes_in_and_is_known_by_the_servers_own_id(cast: Cast, company: str, client: Client) -> None:
    client.post("/language", {"language": "es"})
    before = client.session.session_key
    answer = sign_in(client, company, "ana", "/customers/")
    assert getattr(answer, "headers", {}).get("Location") == "/customers/"
    assert who_is_in(client) == "ana@norte.example"
    assert client.session.session_key not in (None, before)
    assert client.get("/customers/").status_code == 200
    assert SocialAccount.objects.get().user_id == cast.ana.person
    other = Client()
    sign_in(other, company, "ana")
    assert who_is_in(other) == "ana@norte.example"
    assert SocialAccount.objects.count() == 1
    client.post("/accounts/logout/")
    sign_in(client, company, "ana")
    assert who_is_in(client) == "ana@norte.example"
    assert Person.objects.count() == 6


@pytest.mark.parametrize("who", ["mallory", "word", "eve"])
def test_an_address_that_is_not_confirmed_or_not_known_takes_over_nothing(
    cast: Cast,  # noqa: ARG001 - its rows are asked
    company: str,
    client: Client,
    who: str,
) -> None:
    answer = sign_in(client, company, who)
    assert getattr(answer, "status_code", 0) == 403
    assert b"its confirmed e-mail address belongs to nobody here" in getattr(answer, "content", b"")
    assert who_is_in(client) is None
    assert not SocialAccount.objects.exists()
    assert Person.objects.count() == 6


def test_whoever_left_does_not_come_in(cast: Cast, company: str, client: Client) -> None:
    sign_in(client, company, "gone")
    assert who_is_in(client) == "nadie@norte.example"
    Person.objects.filter(pk=cast.nadie.person).update(is_active=False)
    again = Client()
    sign_in(again, company, "gone")
    assert who_is_in(again) is None


def test_a_token_signed_by_somebody_else_is_refused(
    cast: Cast,  # noqa: ARG001 - its rows are asked
    company: str,
    client: Client,
    settings: Settings,
) -> None:
    use(settings, company, jwks_uri=f"{company}/other-keys")
    answer = sign_in(client, company, "ana")
    assert b"failed" in getattr(answer, "content", b"")
    assert who_is_in(client) is None


@pytest.mark.parametrize("what", [*WRONG, "none"])
def test_an_identity_token_that_says_something_wrong_or_is_missing_is_refused(
    cast: Cast,  # noqa: ARG001 - its rows are asked
    company: str,
    client: Client,
    settings: Settings,
    what: str,
) -> None:
    use(settings, company, token_endpoint=f"{company}/token/{what}")
    answer = sign_in(client, company, "ana")
    assert b"Nothing was changed" in getattr(answer, "content", b"")
    assert who_is_in(client) is None
    assert not SocialAccount.objects.exists()
    use(settings, company, token_endpoint=f"{company}/token/right")
    sign_in(client, company, "ana")
    assert who_is_in(client) == "ana@norte.example"


def test_a_server_that_does_not_answer_is_told_as_that(cast: Cast, settings: Settings, client: Client) -> None:  # noqa: ARG001 - its rows are asked
    use(settings, f"http://127.0.0.1:{free_port()}")
    answer = client.post("/accounts/company/")
    assert answer.status_code == 502
    assert b"sign in with your password" in answer.content


def test_an_answer_that_nobody_asked_for_is_refused(cast: Cast, company: str, client: Client) -> None:  # noqa: ARG001 - its rows are asked
    leave(client)
    answer = client.get("/accounts/oidc/company/login/callback/?code=stolen&state=other")
    assert b"failed" in answer.content
    assert who_is_in(client) is None


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_the_way_back_leads_nowhere_else(cast: Cast, company: str, client: Client, back: str) -> None:  # noqa: ARG001 - its rows are asked
    answer = sign_in(client, company, "ana", back)
    assert "evil" not in getattr(answer, "headers", {}).get("Location", "evil")


def test_without_a_company_there_is_no_such_way(db: None, client: Client) -> None:  # noqa: ARG001 - its rows are asked
    assert b"/accounts/company/" not in client.get("/accounts/login/").content
    assert client.post("/accounts/company/").status_code == 404
    assert client.get("/accounts/oidc/company/login/callback/").status_code == 404
