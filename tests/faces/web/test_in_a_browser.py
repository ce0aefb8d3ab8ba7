"""The life of an agreement, clicked through by two people in two languages in a real browser."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.agreements.commands import DraftChange, NewAgreement, change_draft, open_agreement
from acuerdo.apps.agreements.models import Version
from acuerdo.apps.journal.queries import chains, verify
from acuerdo.apps.life.comments import Remark
from acuerdo.apps.parties.roles import Role
from acuerdo.apps.parties.viewers import view_as
from acuerdo.core.acts import MoveKind
from acuerdo.flows.agreement_lives import write_comment
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from acuerdo.flows.person_erased import erase_person
from tests.faces.web.browsing import LIVING, PATIENCE_MS, begin, in_chromium, page_of, sign_in
from tests.people import Cast, make_cast, person

AGREEMENT = "/agreements/sur-2026"

pytestmark = [pytest.mark.usefixtures("real_transactions"), in_chromium]


@pytest.fixture
def cast(real_transactions: None) -> Cast:  # noqa: ARG001 - its rows stand in them
    return make_cast()


def hashes(page: Page) -> list[str]:
    """Return the hashes of the texts on an agreement's page, the newest first."""
    return page.locator(".content .hash").all_inner_texts()


def propose(ana: Page, here: str) -> None:
    """Ana begins it, writes a mistake, is told, mends it and proposes."""
    begin(ana, here, LIVING.replace("1h", "soon"))
    ana.get_by_text("bad_duration").wait_for()
    ana.fill("#text", LIVING.replace("1h", "2h"))
    ana.get_by_text("Nada hay en contra").wait_for()
    ana.fill("#note", "Como hablamos <b>ayer</b>")
    ana.get_by_role("button", name="Proponer a la otra parte").click()
    ana.get_by_text("se espera la respuesta del cliente").wait_for()


def counter(boris: Page, here: str) -> None:
    """Boris finds it on a phone, in Russian, and answers with another text."""
    boris.goto(f"{here}/")
    boris.get_by_role("link", name="sur-2026").click()
    boris.wait_for_url(f"{here}{AGREEMENT}")
    assert "Como hablamos <b>ayer</b>" in boris.inner_text("main")
    boris.get_by_role("link", name="Ответить другим текстом").click()
    boris.wait_for_url(f"{here}{AGREEMENT}/draft")
    boris.fill("#text", boris.input_value("#text").replace("2h", "30m"))
    boris.get_by_role("button", name="Предложить другой стороне").click()
    boris.get_by_text("встречное предложение").first.wait_for()


def propose_another(ana: Page, here: str, from_on: str) -> None:
    """Ana proposes a new version for a later date, and says why and where it comes from."""
    ana.get_by_role("link", name="Redactar una modificación").click()
    ana.wait_for_url(f"{here}{AGREEMENT}/draft")
    ana.fill("#text", ana.input_value("#text").replace("30m", "20m").replace("from: 2026-01-01", f"from: {from_on}"))
    ana.fill("#reason", "De noche falta gente")
    ana.get_by_label("Procede de").select_option("review")
    ana.get_by_role("button", name="Proponer a la otra parte").click()
    ana.get_by_text("se espera la respuesta del cliente").wait_for()


def accept_another(boris: Page, here: str) -> None:
    """Boris reads why, where it comes from and what it changes, and accepts; until its date the first governs."""
    boris.goto(f"{here}{AGREEMENT}")
    facts = boris.locator(".facts").first.inner_text()
    assert "De noche falta gente" in facts
    assert "Откуда изменение" in facts
    boris.get_by_text("Что изменилось").first.click()
    boris.get_by_text("20 мин").first.wait_for()
    boris.get_by_role("button", name="Принять").click()
    boris.locator(".answer", has_text="согласовано").wait_for()
    assert "действует" in boris.inner_text("#version-1")
    assert boris.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.usefixtures("cast")
def test_an_agreement_is_negotiated_and_amended_by_two_people_in_two_languages(
    live_server: LiveServer, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = live_server.url
    ana = sign_in(browser, here, "ana@norte.example", "es", 1280)
    boris = sign_in(browser, here, "boris@sur.example", "ru", 390)
    assert "Вас ничего не ждёт" in boris.inner_text("main")
    propose(ana, here)
    counter(boris, here)
    ana.goto(f"{here}{AGREEMENT}")
    ana.get_by_role("button", name="Aceptar").click()
    ana.locator(".answer", has_text="vigente").wait_for()
    boris.goto(f"{here}{AGREEMENT}")
    assert "действует" in boris.inner_text(".answer")
    first = hashes(boris)
    assert len(first) == 1
    assert hashes(ana) == first

    now = datetime.now(UTC)
    propose_another(ana, here, (now + timedelta(days=3)).date().isoformat())
    accept_another(boris, here)
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=4))
    for page, in_force, replaced in ((ana, "vigente", "sustituido"), (boris, "действует", "заменено")):
        page.goto(f"{here}{AGREEMENT}")
        assert in_force in page.inner_text(".answer")
        assert replaced in page.inner_text("#version-1")
        assert hashes(page)[1:] == first
    for number, kept in ((1, "30 мин"), (2, "20 мин")):
        boris.goto(f"{here}{AGREEMENT}/versions/{number}/text")
        boris.locator("main").get_by_text(kept).first.wait_for()

    second, oldest = Version.objects.order_by("-number")
    assert (second.reason, second.origin) == ("De noche falta gente", "review")
    assert oldest.offer is not None
    assert "within: 30m" in oldest.offer.text
    assert verify("agreement:sur-2026").faults == ()


def look_everywhere(page: Page, here: str, name: str) -> dict[str, bool]:
    """Follow the links that somebody is shown, of a page that is asked in many ways the first three of them.

    Return each page's address with whether the name stands on it.
    """
    waiting, known = ["/"], {"/"}
    found: dict[str, bool] = {}
    asked = Counter[str]()
    while waiting:
        address = waiting.pop()
        asked[address.partition("?")[0]] += 1
        if asked[address.partition("?")[0]] > 3:
            continue
        answer = page.request.get(f"{here}{address}", timeout=PATIENCE_MS)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        assert answer.status == 200, address
        text = answer.text()
        found[address] = name.lower() in text.lower()
        links = {unescape(link).partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', text)}
        fresh = {link for link in links if not link.startswith(("/static/", "/api/")) and not link.endswith(".pdf")}
        waiting += sorted(fresh - known)
        known |= fresh
    return found


def test_whoever_is_erased_is_named_on_no_page_and_everything_agreed_still_verifies(
    cast: Cast, live_server: LiveServer, browser: Browser
) -> None:
    here = live_server.url
    now = datetime.now(UTC)
    open_agreement(cast.ana, NewAgreement(key="sur-2026", kind="sla", customer="sur", text=LIVING), now)
    act = offer_draft(cast.ana, "sur-2026", Offering(seen=0), now)
    write_comment(cast.boris, "sur-2026", Remark(text="Boris was here", path="", number=1), now)
    accept = Intent(kind=MoveKind.ACCEPT, content=act.standing.content or "", seen=1, note="Call me: Boris")
    answer_offer(cast.boris, "sur-2026", 1, accept, now)
    change_draft(cast.boris, "sur-2026", DraftChange(text=LIVING, revision=0), now)
    dora = view_as(person(cast.sur, "Dora", Role.SPONSOR))
    readers = [
        page_of(browser, here, cast.ana, "es", width=1280),
        page_of(browser, here, dora, "ru", width=390),
    ]
    theirs = page_of(browser, here, cast.boris, "en", width=390)
    theirs.goto(f"{here}{AGREEMENT}")
    before = []
    for page in readers:
        for address in ("/customers/sur", f"{AGREEMENT}/comments", AGREEMENT):
            page.goto(f"{here}{address}")
            assert "Boris" in page.inner_text("main"), address
        before.append(hashes(page))

    erase_person(cast.ana, UUID(cast.boris.ident), datetime.now(UTC))

    for page, word, kept in zip(readers, ("persona borrada", "удалённое лицо"), before, strict=True):
        looked = look_everywhere(page, here, "Boris")
        assert {AGREEMENT, f"{AGREEMENT}/comments", f"{AGREEMENT}/versions/1/record", "/customers/sur"} <= set(looked)
        assert [address for address, named in looked.items() if named] == []
        page.goto(f"{here}{AGREEMENT}")
        assert word in page.inner_text("main")
        assert hashes(page) == kept
    theirs.goto(f"{here}{AGREEMENT}")
    theirs.wait_for_url(re.compile("/accounts/login/"))
    assert "Boris" not in theirs.content()
    assert [name for name in chains() if verify(name).faults] == []
