"""Accounts: pages in the house look, letters by the outbox, codes, sessions, throttles, and no way to elsewhere."""

import base64
import hmac
import struct
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver
from pytest_django import Settings

from acuerdo.apps.alerts.messengers import TRIAL, NewMessenger
from acuerdo.apps.notices.models import Outgoing
from acuerdo.apps.parties.models import Invitation, Person
from acuerdo.apps.parties.people import Letter, Wanted
from acuerdo.apps.parties.roles import Role
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.faces.worker.letters import write_letter
from acuerdo.faces.worker.letters.shapes import Addressed
from acuerdo.flows import messengers_kept
from acuerdo.flows.people_changed import invite
from acuerdo.words import Language
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db
PASSWORD = "una-clave-larga-1"  # noqa: S105 - of people who live in tests
ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
WORDS = ["<script>alert('a')</script>", "Ёж<img src=x onerror=alert(1)>", "ñ\"'><b>"]
OPEN = ["login/", "signup/", "password/reset/", "password/reset/done/", "password/reset/key/done/", "inactive/"]
OWN = [
    "password/change/",
    "2fa/",
    "2fa/webauthn/",
    "sessions/",
    "reauthenticate/",
    "2fa/totp/activate/",
    "2fa/webauthn/add/",
]


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    for viewer in (found.boris, found.ana):
        person = Person.objects.get(pk=viewer.person)
        person.set_password(PASSWORD)
        person.language = "en"
        person.save(update_fields=["password", "language"])
    return found


def signed_in(viewer: Viewer, *, confirmed: bool = False) -> Client:
    """Sign in by the form, as people do; `confirmed` also confirms it, as is asked before a protection changes."""
    client = Client()
    email = Person.objects.get(pk=viewer.person).email
    assert client.post("/accounts/login/", {"login": email, "password": PASSWORD}).status_code == 302
    if confirmed:
        assert client.post("/accounts/reauthenticate/?next=/", {"password": PASSWORD}).status_code == 302
    return client


def code_now(secret: str) -> str:
    """Return the code that an app shows now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), "sha1").digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def invited(cast: Cast) -> Letter:
    wanted = Wanted(name="Eva", email="eva@sur.example", language="es", role=Role.USER)
    return invite(cast.boris, "sur", wanted, datetime.now(UTC))


def arrival(**other: str) -> dict[str, str]:
    said = {"name": "Eva", "language": "ru", "time_zone": "Europe/Samara"}
    return {**said, "password": PASSWORD, "again": PASSWORD, **other}


@pytest.mark.parametrize("language", ["es", "ru", "en"])
def test_every_page_of_accounts_has_the_look_of_the_house(cast: Cast, language: str) -> None:
    for client, addresses in ((Client(), OPEN), (signed_in(cast.boris), OWN)):
        client.post("/language", {"language": language})
        for address in addresses:
            answer = client.get(f"/accounts/{address}", follow=True)
            page = answer.content.decode()
            assert answer.status_code == 200, address
            assert f'<html lang="{language}">' in page, address
            assert "acuerdo/app.css" in page, address
            assert "<h1>" in page, address
            assert "unsafe" not in answer.headers["Content-Security-Policy"]
            assert "<style" not in page, address
            assert 'style="' not in page, address


def test_only_the_pages_that_are_used_here_have_an_address() -> None:
    found = {str(item.pattern) for item in get_resolver("acuerdo.faces.web.account_urls").url_patterns}
    assert len(found) == 30
    assert not {"email/", "confirm-email/", "3rdparty/"} & found


def test_a_stranger_is_sent_to_sign_in_from_every_page_of_an_account(client: Client) -> None:
    for address in [*OWN, "2fa/totp/deactivate/", "2fa/recovery-codes/", "2fa/recovery-codes/generate/"]:
        answer = client.get(f"/accounts/{address}")
        assert (answer.status_code, answer.headers["Location"][:17]) == (302, "/accounts/login/?"), address


@pytest.mark.parametrize("back", ELSEWHERE)
@pytest.mark.usefixtures("cast")
def test_no_next_leads_elsewhere(back: str) -> None:
    given = quote(back, safe="")
    client = Client()
    form = {"login": "boris@sur.example", "password": PASSWORD, "next": back}
    assert client.post(f"/accounts/login/?next={given}", form).headers["Location"] == "/"
    for address in ("login/", "signup/", "password/reset/"):
        answer = client.get(f"/accounts/{address}?next={given}")
        assert "evil" not in answer.headers.get("Location", "")
    form = {"password": PASSWORD, "next": back}
    assert "evil" not in client.post(f"/accounts/reauthenticate/?next={given}", form).headers["Location"]
    assert "evil" not in client.post(f"/accounts/logout/?next={given}", {"next": back}).headers["Location"]


def test_accepting_an_invitation_signs_in_with_a_new_session_and_language(cast: Cast) -> None:
    letter = invited(cast)
    client = Client()
    client.get(f"/invitations/{letter.token}")
    client.post("/language", {"language": "es"})
    before = client.session.session_key
    answer = client.post(f"/invitations/{letter.token}", arrival())
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.session.session_key not in (None, before)
    assert client.get("/").headers["Content-Language"] == "ru"
    assert Client().get(f"/invitations/{letter.token}").status_code == 404


@pytest.mark.parametrize(
    "odd",
    [
        {"password": "short", "again": "short"},
        {"password": "password1234", "again": "password1234"},
        {"again": "another-password-2"},
        {"name": " "},
        {"time_zone": "Europe/Atlantis"},
    ],
)
def test_an_odd_answer_to_an_invitation_is_told_and_uses_nothing(cast: Cast, odd: dict[str, str]) -> None:
    letter = invited(cast)
    answer = Client().post(f"/invitations/{letter.token}", arrival(**odd))
    assert answer.status_code == 422
    assert b"errorlist" in answer.content
    assert Invitation.objects.get().accepted_at is None


def test_the_link_is_shown_once_where_letters_are_not_sent_and_else_leaves_by_the_outbox(
    cast: Cast, settings: Settings
) -> None:
    client = signed_in(cast.boris)
    form = {"name": "Eva", "email": "eva@sur.example", "language": "es", "role": "user"}
    page = client.post("/parties/sur/invite", form).content.decode()
    assert "http://testserver/invitations/" in page
    assert not Outgoing.objects.exists()
    settings.EMAIL_HOST = "mail.example"
    page = client.post("/parties/sur/invite", {**form, "email": "pio@sur.example"}).content.decode()
    assert "/invitations/" not in page
    put = Outgoing.objects.get()
    told = Addressed(language=Language.ES, name="Pío", time_zone="UTC", here="https://a.example", body=put.body)
    letter = write_letter(put.kind, told)
    assert letter is not None
    address = next(line for line in letter.text.splitlines() if line.startswith("https://a.example/invitations/"))
    assert Client().get(address.removeprefix("https://a.example")).status_code == 200


def test_a_password_is_reset_by_a_letter_of_the_outbox(cast: Cast, settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example"
    client = Client()
    for email in ("BORIS@sur.example", "nobody@sur.example"):
        answer = client.post("/accounts/password/reset/", {"email": email})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/password/reset/done/")
    put = Outgoing.objects.get()
    assert (put.kind, put.person_id) == ("password_reset", cast.boris.person)
    page = client.get(put.body["path"], follow=True)
    form = {"password1": "otra-clave-larga-2", "password2": "otra-clave-larga-2"}
    done = client.post(page.redirect_chain[-1][0], form)
    assert done.status_code == 302
    person = Person.objects.get(pk=cast.boris.person)
    assert person.check_password("otra-clave-larga-2")
    assert "form method" not in Client().get(put.body["path"], follow=True).content.decode().split("<main")[1]


def test_whoever_was_invited_or_left_gets_no_letter_and_no_session(cast: Cast, settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example"
    invited(cast)
    Person.objects.filter(pk=cast.boris.person).update(is_active=False)
    for email in ("eva@sur.example", "boris@sur.example"):
        client = Client()
        client.post("/accounts/password/reset/", {"email": email})
        client.post("/accounts/login/", {"login": email, "password": PASSWORD})
        assert "_auth_user_id" not in client.session
    assert not Outgoing.objects.exists()


def test_whoever_is_sent_away_is_out_at_once(cast: Cast) -> None:
    client = signed_in(cast.boris)
    assert client.get("/customers/sur").status_code == 200
    Person.objects.filter(pk=cast.boris.person).update(is_active=False)
    assert client.get("/customers/sur").status_code == 302


def test_asking_again_and_again_is_slowed_down(cast: Cast) -> None:
    letter = invited(cast)
    found = [Client().post("/invitations/guess").status_code for _ in range(32)]
    assert (found[0], found[-1]) == (404, 429)
    assert Client().post(f"/invitations/{letter.token}", arrival()).status_code == 422
    asked = [Client().post("/accounts/password/reset/", {"email": "boris@sur.example"}) for _ in range(7)]
    assert asked[-1].status_code == 429
    assert b"app.css" in asked[-1].content
    cache.clear()
    client = signed_in(cast.boris)
    form = {"email": "boris@sur.example", "name": "E", "language": "es", "role": "user"}
    tries = [client.post("/parties/sur/invite", form) for _ in range(62)]
    assert (b"errorlist" in tries[0].content, b"Too many tries" in tries[-1].content) == (True, True)


def test_trials_of_a_messenger_are_slowed_down(cast: Cast) -> None:
    client, another = Client(), Client()
    client.force_login(Person.objects.get(pk=cast.tomas.person))
    another.force_login(Person.objects.get(pk=cast.ana.person))
    wanted = NewMessenger(name="pager", service="ntfy", address="ntfys://ntfy.sh/pager")
    ident = messengers_kept.keep(cast.tomas, wanted, NOW).ident
    for _ in range(7):
        page = client.post(f"/profile/messengers/{ident}/try", follow=True).content
    assert b"Too many tries" in page
    assert Outgoing.objects.filter(kind=TRIAL).count() == 5
    assert another.post(f"/profile/messengers/{uuid4()}/try").status_code == 404


def test_codes_of_an_app_are_set_up_asked_for_and_replaced_by_a_recovery_code(cast: Cast) -> None:
    client = signed_in(cast.boris, confirmed=True)
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert client.post("/accounts/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    assert client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)}).status_code == 302
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert codes[0] in client.get("/accounts/2fa/recovery-codes/").content.decode()
    for given in ("000000", codes[0], codes[0]):
        other = Client()
        answer = other.post("/accounts/login/", {"login": "boris@sur.example", "password": PASSWORD})
        assert answer.headers["Location"].startswith("/accounts/2fa/authenticate/")
        assert "_auth_user_id" not in other.session
        assert other.get("/").status_code == 302
        cache.clear()
        answer = other.post("/accounts/2fa/authenticate/", {"code": given})
        expected = given == codes[0] and "_auth_user_id" in other.session
        assert (answer.status_code == 302) == expected
    assert len(Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()) == len(codes) - 1


def test_changing_what_protects_an_account_asks_who_it_is(cast: Cast) -> None:
    client = signed_in(cast.boris)
    for address in ("/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"):
        answer = client.get(address)
        assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert client.post(answer.headers["Location"], {"password": "wrong"}).status_code == 200
    done = client.post(answer.headers["Location"], {"password": PASSWORD})
    assert done.headers["Location"] == "/accounts/2fa/webauthn/add/"


def test_pages_speak_the_persons_own_language_after_signing_in(cast: Cast) -> None:
    Person.objects.filter(pk=cast.boris.person).update(language="ru")
    client = Client(headers={"accept-language": "en"})
    assert '<html lang="en">' in client.get("/accounts/login/").content.decode()
    email = Person.objects.get(pk=cast.boris.person).email
    page = client.post("/accounts/login/", {"login": email, "password": PASSWORD}, follow=True).content.decode()
    assert '<html lang="ru">' in page
    assert "Successfully signed in" not in page


def test_sessions_elsewhere_are_shown_and_ended(cast: Cast) -> None:
    here, there = signed_in(cast.boris), signed_in(cast.boris)
    assert "2 devices" in here.get("/accounts/sessions/").content.decode()
    assert here.post("/accounts/sessions/").status_code == 302
    assert (here.get("/").status_code, there.get("/").status_code) == (200, 302)


def test_the_providers_people_need_a_second_factor_where_the_installation_says_so(
    cast: Cast, settings: Settings
) -> None:
    settings.SECOND_FACTOR_FOR = "provider"
    ana = signed_in(cast.ana, confirmed=True)
    for address in ("/", "/customers/sur", "/profile"):
        answer = ana.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/2fa/")
    assert "asks your side for a second factor" in ana.get("/accounts/2fa/").content.decode()
    assert signed_in(cast.boris).get("/customers/sur").status_code == 200
    secret = ana.get("/accounts/2fa/totp/activate/").context["form"].secret
    ana.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)})
    assert ana.get("/customers/sur").status_code == 200


@pytest.mark.parametrize("word", WORDS)
def test_what_people_write_about_parties_is_shown_as_text(cast: Cast, word: str) -> None:
    ana, boris = signed_in(cast.ana), signed_in(cast.boris)
    named = {"name": word, "language": "es", "time_zone": "UTC"}
    assert ana.post("/customers/new", {**named, "key": "odd"}).status_code == 302
    assert ana.post("/suppliers/new", {**named, "key": "cable"}).status_code == 302
    assert ana.post("/teams/new", {"name": word, "key": "team"}).status_code == 302
    assert ana.post("/parties/odd/sites/new", {**named, "key": "site", "address": word}).status_code == 302
    assert ana.post("/profile", named).status_code == 302
    invited_ = {"name": word, "email": "eva@sur.example", "language": "es", "role": "user"}
    boris.post("/parties/sur/invite", invited_)
    ana.post("/teams/team", {"person": cast.ana.ident, "leads": "on"})
    eva = Person.objects.get(email="eva@sur.example").ident
    for address in (
        "/customers/",
        f"/customers/?q={quote(word)}",
        "/customers/odd",
        "/customers/sur",
        "/ours",
        "/suppliers/cable",
        "/teams/team",
        f"/people/{eva}",
        f"/people/{cast.ana.ident}",
        "/profile",
        "/parties/odd/change",
        "/customers/odd/agreements/new",
    ):
        answer = ana.get(address)
        assert answer.status_code == 200, address
        assert word not in answer.content.decode(), address
    assert ana.post("/customers/odd/agreements/new", {"key": "odd-1", "kind": "sla"}).status_code == 302
    assert word not in ana.get("/agreements/odd-1/draft").content.decode()


def test_an_agreement_begins_with_its_parties_written_down(cast: Cast) -> None:
    ana = signed_in(cast.ana)
    answer = ana.post("/customers/sur/agreements/new", {"key": "sur-x", "kind": "sla"})
    assert answer.headers["Location"] == "/agreements/sur-x/draft"
    page = ana.get("/agreements/sur-x/draft").content.decode()
    assert "id: sur-x" in page
    assert "name: Sur" in page
    again = ana.post("/customers/sur/agreements/new", {"key": "sur-x", "kind": "sla"})
    assert again.status_code == 422
    assert ana.post("/customers/sur/agreements/new", {"key": "new", "kind": "sla"}).status_code == 422


def test_an_invitation_that_ended_is_gone(cast: Cast) -> None:
    letter = invited(cast)
    Invitation.objects.update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert Client().get(f"/invitations/{letter.token}").status_code == 404


def test_the_page_of_tokens_leads_to_webhooks_only_whoever_looks_after_some(cast: Cast) -> None:
    led = {}
    for name in ("ana", "tomas", "boris", "carla", "vera"):
        client = Client()
        client.force_login(Person.objects.get(pk=getattr(cast, name).person))
        led[name] = 'href="/webhooks/"' in client.get("/account/tokens/").content.decode()
        assert (client.get("/webhooks/").status_code == 200) is led[name]
    assert led == {"ana": True, "tomas": False, "boris": True, "carla": False, "vera": True}
