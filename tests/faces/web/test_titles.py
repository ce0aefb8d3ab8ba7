"""Agreements are shown by the title that was offered, in the reader's language, with the id beside it."""

from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from acuerdo.apps.agreements.commands import LONGEST_TITLE, DraftChange, change_draft
from acuerdo.apps.agreements.lists import find_page, find_waiting, list_decisions
from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.agreements.shapes import AgreementFilter
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.scope.queries import agreements_with
from acuerdo.core.acts import MoveKind
from acuerdo.flows.agreement_negotiated import Offering, offer_draft
from tests.faces.web.browsing import LIVING, in_chromium, page_of
from tests.flows.test_at_once import answer
from tests.flows.test_negotiation import TEXT, opened
from tests.people import NOW, Cast, make_cast

OF_AGREEMENT = ("", "comments", "term", "scope", "signers", "journal", "years", "papers", "requirements", "draft")
STRANGE = "<script>alert(1)</script> Услуги & “Sur”"
BOTH = "{ru: Управляемые Услуги, es: Servicios gestionados de TI}"


@pytest.fixture
def cast(db: None) -> Cast:  # noqa: ARG001 - its rows stand in it
    return make_cast()


def entitled(title: str, text: str = TEXT) -> str:
    assert "title: {es: Servicios}" in text
    return text.replace("title: {es: Servicios}", f"title: {title}")


def offered(cast: Cast, title: str, text: str = TEXT) -> str:
    """Ana offers an agreement with a title, the hash of which is returned."""
    opened(cast.ana, entitled(title, text))
    return offer_draft(cast.ana, "sur-2026", Offering(seen=0), NOW).standing.content or ""


def page(viewer: Viewer, address: str, language: str = "es") -> str:
    client = Client(headers={"Accept-Language": language})
    client.force_login(Person.objects.get(pk=viewer.person))
    answered = client.get(address)
    assert answered.status_code == 200, address
    return answered.content.decode()


def kept(key: str = "sur-2026") -> object:
    return Agreement.objects.get(key=key).titles


def test_what_was_offered_gives_the_title_and_a_draft_never_does(cast: Cast) -> None:
    opened(cast.ana, entitled(BOTH))
    assert kept() == {}
    assert "gestionados" not in page(cast.boris, "/agreements/") + page(cast.ana, "/customers/sur")
    offer_draft(cast.ana, "sur-2026", Offering(seen=0), NOW)
    assert kept() == {"es": "Servicios gestionados de TI", "ru": "Управляемые Услуги"}
    change_draft(cast.boris, "sur-2026", DraftChange(text=entitled("Otra cosa"), revision=0), NOW)
    assert "Otra cosa" not in page(cast.ana, "/agreements/") + page(cast.boris, "/agreements/")
    offer_draft(cast.boris, "sur-2026", Offering(seen=1), NOW)
    assert kept() == {"es": "Otra cosa"}


def test_a_title_is_kept_as_one_line_that_can_be_seen(cast: Cast) -> None:
    offered(cast, rf'{{es: " a\t\u202eb\n c", en: "{"long " * 200}"}}')
    titles = Agreement.objects.get().titles
    assert titles["es"] == "a b c"
    assert len(titles["en"]) <= LONGEST_TITLE
    assert titles["en"].endswith("long…")


def test_every_page_of_an_agreement_names_its_title_in_the_readers_language(cast: Cast) -> None:
    offered(cast, BOTH)
    for place in OF_AGREEMENT:
        found = page(cast.ana, f"/agreements/sur-2026/{place}".rstrip("/"), "ru")
        head = found.partition("</title>")[0]
        assert "Управляемые Услуги" in head, place
        assert "sur-2026" in head, place
        shown = '<span class="titled">Управляемые Услуги</span> <span class="hash muted">sur-2026</span>'
        assert shown in found, place
    assert '<span class="titled" lang="es">Servicios gestionados de TI</span>' in page(cast.ana, "/agreements/", "en")


def test_lists_of_every_kind_carry_the_titles(cast: Cast) -> None:
    content = offered(cast, BOTH, TEXT.replace("2026-04-01", "2026-03-01"))
    waiting, _ = find_waiting(cast.boris, NOW, 10)
    answer(cast.boris, MoveKind.ACCEPT, content)
    on = NOW.date()
    (line,) = find_page(cast.boris, AgreementFilter(), NOW, on).lines
    (decision,) = list_decisions(cast.boris, on, on + timedelta(days=365))
    (covering,) = agreements_with(cast.boris, "desk", on).lines
    carried = [*(one.titles for one in waiting), line.titles, decision.titles, covering.titles]
    assert carried == [kept()] * 4
    for address in ("/", "/agreements/", "/customers/sur"):
        assert "Servicios gestionados de TI" in page(cast.ana, address) or address == "/"


def test_a_title_is_a_strangers_text(cast: Cast) -> None:
    offered(cast, f"{{es: '{STRANGE}'}}")
    for address in (
        "/",
        "/agreements/",
        "/agreements/sur-2026",
        "/agreements/sur-2026/scope",
        "/agreements/sur-2026/term",
    ):
        found = page(cast.boris, address)
        assert "<script>alert" not in found
        assert "&lt;script&gt;alert(1)&lt;/script&gt; Услуги &amp; “Sur”" in found


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("УСЛУГИ", True),
        ("управляемые sur", True),
        ("SUR-2026 Gestionados", True),
        ("услуги volga", False),
        ("%", False),
        ("", True),
    ],
)
def test_words_of_titles_are_found_whatever_their_capitals(cast: Cast, text: str, *, finds: bool) -> None:
    offered(cast, BOTH)
    found = find_page(cast.ana, AgreementFilter(text=text), NOW, NOW.date())
    assert found.total == int(finds)


@in_chromium
@pytest.mark.usefixtures("real_transactions")
@pytest.mark.parametrize("title", ["Ж" * 200, "Servicios gestionados " * 9])
def test_a_long_title_makes_no_page_wider_than_a_phone(live_server: LiveServer, browser: Browser, title: str) -> None:
    cast = make_cast()
    offered(cast, f"{{ru: '{title}'}}", LIVING)
    telephone = page_of(browser, live_server.url, cast.boris, "ru", width=390)
    for place in ("", "agreements/", "agreements/sur-2026", "agreements/sur-2026/scope", "agreements/sur-2026/term"):
        telephone.goto(f"{live_server.url}/{place}")
        assert telephone.get_by_text(title.strip()).first.is_visible()
        assert telephone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
