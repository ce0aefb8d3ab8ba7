"""The page of a source says how its help desk is connected, in every language, and shows a secret once."""

import pytest
from django.test import Client

from acuerdo.apps.parties.models import Person
from acuerdo.connectors.hooks.vendors import KNOWN, Sender
from acuerdo.words import Language
from tests.flows.telling import add_source
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db
GIVEN = "the-desk-made-this-secret"


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    add_source(found)
    return found


@pytest.fixture
def browser(client: Client, cast: Cast) -> Client:
    client.force_login(Person.objects.get(pk=cast.ana.person))
    return client


@pytest.mark.parametrize("language", Language)
def test_each_sender_is_explained_and_its_secret_shown_once(browser: Client, language: Language) -> None:
    for sender in Sender:
        secret = GIVEN if KNOWN[sender].gives_secret else ""
        form = {"then": "connect", "sender": sender, "secret": secret}
        answer = browser.post("/sources/desk/hook", form, headers={"accept-language": language})
        said = answer.content.decode()
        assert answer.status_code == 200
        assert ('id="secret"' in said) is not KNOWN[sender].gives_secret
        assert GIVEN not in said
        again = browser.get("/sources/desk").content.decode()
        assert 'id="secret"' not in again
        assert KNOWN[sender].title in again


def test_what_is_missing_is_said_beside_the_form(browser: Client) -> None:
    answer = browser.post("/sources/desk/hook", {"then": "connect", "sender": "zendesk"})
    assert answer.status_code == 422
    assert "makes the secret itself" in answer.content.decode()
    assert browser.post("/sources/desk/hook", {"then": "connect", "sender": "fax"}).status_code == 400
    assert browser.post("/sources/desk/hook", {"then": "disconnect"}).status_code == 422
