"""A ticket of a real Request Tracker, followed by both sides in two languages: late, and put right between them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from acuerdo.apps.notices.shapes import Channel
from acuerdo.apps.parties.models import Person
from acuerdo.apps.readings.shapes import ReadingIntent
from acuerdo.faces.worker.deliveries import deliver_due
from acuerdo.faces.worker.help_desks import read_due
from acuerdo.faces.worker.mail import send
from acuerdo.flows import readings_kept
from acuerdo.flows.time_passes import fold_due
from acuerdo.surroundings import from_surroundings
from tests.faces.web.browsing import in_chromium, page_of
from tests.flows.telling import KEY, TEXT, add_source, in_force
from tests.people import Cast, make_cast
from tests.request_tracker import AGENT, CUSTOMER, READER, NoDesk, RequestTracker, start

pytestmark = [pytest.mark.usefixtures("real_transactions"), in_chromium]
TEN = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
"""Ten in the morning of Madrid, on a working day."""


@pytest.fixture(scope="module")
def desk() -> Iterator[RequestTracker]:
    try:
        found = start()
    except NoDesk as missing:
        pytest.skip(str(missing))
    yield found
    found.stop()


class Day:
    """The day on which all of it happens: one clock for the help desk, for the pages and for the worker."""

    def __init__(self, desk: RequestTracker, monkeypatch: pytest.MonkeyPatch) -> None:
        self.desk = desk
        self.now = TEN
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def pass_to(self, minutes: int) -> None:
        """Let it be so many minutes after ten; a worker does then what is due."""
        self.now = TEN + timedelta(minutes=minutes)
        self.desk.set_clock(self.now)
        self.work()

    def work(self) -> None:
        read_due(lambda: self.now)
        while fold_due(self.now):
            pass
        deliver_due({Channel.MAIL: send}, lambda: self.now)


@pytest.fixture
def cast(desk: RequestTracker, monkeypatch: pytest.MonkeyPatch, real_transactions: None) -> Cast:  # noqa: ARG001 - its rows stand in them
    monkeypatch.setenv("ACUERDO_SOURCE_NETWORKS", "127.0.0.0/8")
    found = make_cast()
    Person.objects.filter(pk=found.tomas.person).update(name="Tomas Gil")
    at = TEN - timedelta(days=1)
    in_force(found, TEXT.replace("id: desk", "id: General"), at)
    add_source(found, "rt", values={"priority": {"100": "P1", "50": "P2"}})
    wanted = ReadingIntent(
        source="rt",
        program="request_tracker",
        address=desk.address,
        account=READER,
        secret=desk.secret(READER),
        every_s=10,
    )
    readings_kept.connect(found.ana, wanted, from_surroundings().source_networks, at)
    return found


def clocks(page: Page, ticket: str) -> str:
    """Return what the page of a ticket, which fits the screen, says of its clocks."""
    page.goto(ticket)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), ticket
    return page.locator('section[aria-labelledby="clocks"]').inner_text()


def test_a_ticket_of_the_help_desk_is_late_and_both_sides_agree_what_does_not_count(
    cast: Cast, desk: RequestTracker, live_server: LiveServer, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, day = live_server.url, Day(desk, monkeypatch)
    desk.set_clock(TEN)
    with desk.as_user(CUSTOMER) as boris, desk.as_user("root") as root:
        number = boris.open(Priority=100, Subject="Nada imprime")
        root.change(number, Owner=AGENT)
    ticket = f"{here}/tickets/rt/{number}"
    tomas = page_of(browser, here, cast.tomas, "es", width=1280)
    boris_page = page_of(browser, here, cast.boris, "ru", width=390)

    day.pass_to(2)
    tomas.goto(f"{here}/queue/")
    tomas.get_by_role("button", name="Sí, soy yo").click()
    tomas.locator(f'a[href$="/tickets/rt/{number}"]').first.wait_for()
    boris_page.goto(f"{here}/board/")
    boris_page.locator(f'a[href$="/tickets/rt/{number}"]').first.click()
    assert "en curso" in clocks(tomas, ticket)
    assert "идёт" in clocks(boris_page, ticket)

    mail.outbox.clear()
    day.pass_to(8)
    assert [(letter.to, "first" in letter.subject) for letter in mail.outbox] == [(["tomas@norte.example"], True)]
    day.pass_to(16)
    assert any("incumplido" in letter.subject for letter in mail.outbox)
    assert "incumplido" in clocks(tomas, ticket)
    assert "нарушен" in clocks(boris_page, ticket)
    with desk.as_user(AGENT) as agent:
        agent.reply(number, "Ya va")
    day.pass_to(17)

    claim(page_of(browser, here, cast.ana, "es", width=1280), here, number)
    assert "incumplido" in clocks(tomas, ticket)
    boris_page.goto(f"{here}/")
    boris_page.locator(f'a[href$="/agreements/{KEY}/exclusions/1"]').first.click()
    boris_page.get_by_role("button", name="Принять").click()
    boris_page.get_by_text("принято обеими сторонами").first.wait_for()
    day.work()
    assert "cumplido" in clocks(tomas, ticket)
    assert "incumplido" not in clocks(tomas, ticket)
    assert "соблюдён" in clocks(boris_page, ticket)
    assert "нарушен" not in clocks(boris_page, ticket)
    for page, word in ((tomas, "Exclusiones"), (boris_page, "Исключения")):
        said = report(page, here)
        assert word in said
        assert "La impresora estaba apagada" in said


def report(page: Page, here: str) -> str:
    """Return the report of the month, as the page of what was attained gives it."""
    page.goto(f"{here}/agreements/{KEY}/attained")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator('a[href*="/attained/report?"]').first.click()
    page.wait_for_url(re.compile("/attained/report"))
    return page.locator("body").inner_text()


def claim(ana: Page, here: str, number: str) -> None:
    """Ana claims ten minutes in which the customer's machine was off."""
    ana.goto(f"{here}/agreements/{KEY}/exclusions")
    ana.get_by_label("Ticket").fill(f"rt/{number}")
    ana.fill("#from", "2026-03-03T10:03")
    ana.fill("#until", "2026-03-03T10:13")
    ana.locator("#reason").select_option("customer_act")
    ana.fill("#evidence", "La impresora estaba apagada")
    ana.get_by_role("button", name="Reclamarla").click()
    ana.wait_for_url(re.compile(f"/agreements/{KEY}/exclusions/1"))
