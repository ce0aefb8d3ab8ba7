"""Pages of tickets: whose clock runs and until when, and what each side is shown of what happened."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from acuerdo.apps.clocks.finding import ClockFilter
from acuerdo.apps.clocks.queries import clocks_of_row
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.models import Handle, Refusal, Ticket
from acuerdo.apps.tickets.queries import find_ticket_row
from acuerdo.core.chains.canonical import Json
from acuerdo.core.hours import to_us
from acuerdo.faces.web import source_pages
from acuerdo.faces.web.clock_lists import show_clocks_of
from acuerdo.words import Language
from tests.faces.api.asking import Asker
from tests.flows.telling import TEXT, add_source, in_force, say
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db
PAGE = "/tickets/desk/T1"


def fact(minutes_ago: float, event: str, **more: Json) -> dict[str, Json]:
    at = timezone.now() - timedelta(minutes=minutes_ago)
    return {"ticket": "T1", "at": at.isoformat(), "event": event, **more}


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    today = datetime.now(UTC).date()
    term = f"from: {today - timedelta(days=40)}, to: {today + timedelta(days=400)}"
    in_force(found, TEXT.replace("from: 2026-03-02, to: 2026-12-31", term), timezone.now() - timedelta(days=41))
    add_source(found)
    return found


def page(viewer: Viewer, address: str, language: str = "en") -> str:
    client = Client(headers={"Accept-Language": language})
    client.force_login(Person.objects.get(pk=viewer.person))
    client.cookies["language"] = language
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_first_line_says_which_clock_runs_out_first(cast: Cast) -> None:
    # Nobody at any hour is due to have resolved a P2 within four hours.
    say(cast.ana, fact(5, "opened", priority="P2", owner="Tomas Gil"), at=timezone.now())
    shown = page(cast.ana, PAGE)
    assert "first: " in shown
    assert "left, due" in shown
    assert "at risk" not in shown
    assert "Tomas Gil" in shown
    listed = page(cast.boris, "/tickets/")
    assert PAGE in listed
    assert "1 clock is due within four hours" in listed
    assert "overdue" not in listed


def test_a_clock_past_its_first_warning_is_at_risk_and_one_past_its_end_is_breached(cast: Cast) -> None:
    say(cast.ana, fact(10, "opened", priority="P1"), at=timezone.now())
    assert "at risk" in page(cast.ana, PAGE)
    add_source(cast, "other")
    say(cast.ana, fact(20, "opened", priority="P1"), at=timezone.now(), source="other")
    assert "first: breached" in page(cast.boris, "/tickets/other/T1")
    assert "1 clock is overdue" in page(cast.boris, "/tickets/")
    assert "Due next" not in page(cast.vera, "/tickets/")


def test_the_other_side_sees_neither_notes_within_the_provider_nor_who_works_there(cast: Cast) -> None:
    told = [
        fact(9, "opened", priority="P1", owner="Tomas Gil"),
        fact(8, "replied", public=False, by="Tomas Gil", status="waiting_supplier"),
        fact(7, "replied", by="Tomas Gil"),
    ]
    say(cast.ana, *told, at=timezone.now())
    inside, outside = page(cast.ana, PAGE), page(cast.boris, PAGE)
    assert "note within the provider" in inside
    assert "Tomas Gil" in inside
    assert "note within the provider" not in outside
    assert "Tomas Gil" not in outside
    assert "waiting_supplier" not in outside.partition("What happened")[2]


def test_whoever_was_erased_is_shown_as_such(cast: Cast) -> None:
    say(cast.ana, fact(9, "opened", owner="Tomas Gil"), fact(8, "replied", by="Tomas Gil"), at=timezone.now())
    Handle.objects.update(word="")  # as erasing does
    for address in (PAGE, "/tickets/"):
        shown = page(cast.ana, address)
        assert "erased person" in shown
        assert "Tomas" not in shown.partition("<main")[2]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"event": "replied"}, "no fact says when this ticket was opened"),
        ({"event": "opened", "at": "2020-01-01T09:00:00Z"}, "no agreement was in force"),
    ],
)
def test_a_page_without_clocks_says_why(cast: Cast, told: dict[str, Json], said: str) -> None:
    say(cast.ana, {**fact(10, "opened"), **told}, at=timezone.now())
    assert said in page(cast.boris, PAGE)


def test_services_and_agreements_go_by_their_names(cast: Cast) -> None:
    say(cast.ana, fact(5, "opened", priority="P1", service="desk"), at=timezone.now())
    shown = page(cast.boris, PAGE)
    assert "<dt>Service</dt><dd>Mesa</dd>" in shown
    assert "service: Mesa" in shown
    assert ">Servicios</a>" in shown
    assert ">desk<" not in shown


def test_time_that_counts_less_than_passes_is_called_service_hours(cast: Cast) -> None:
    friday = datetime.now(UTC).replace(hour=14, minute=0, second=0, microsecond=0) - timedelta(days=14)
    friday -= timedelta(days=(friday.weekday() - 4) % 7)
    say(cast.ana, {**fact(0, "opened", priority="P1"), "at": friday.isoformat()}, at=friday)

    def said(hours: float) -> list[str]:
        at_us = to_us(friday + timedelta(hours=hours))
        return [row.left for row in show_clocks_of(cast.boris, ClockFilter(), "", at_us, Language.EN).rows]

    assert "3 h of service hours left" in [text.replace("\N{NO-BREAK SPACE}", " ") for text in said(1)]
    assert any("of service hours late" in text for text in said(120))
    assert "9 min left" in [text.replace("\N{NO-BREAK SPACE}", " ") for text in said(0.1)]


def test_a_ticket_of_nobody_says_so_and_refused_rows_are_told(cast: Cast) -> None:
    add_source(cast, "many", "", customers={"Sur": "sur"})
    rows = [{**fact(10, "opened"), "customer": "Nadie"}, fact(9, "exploded")]
    say(cast.ana, *rows, at=timezone.now(), source="many")
    shown = page(cast.ana, "/tickets/many/T1")
    assert "it is not known whose ticket this is" in shown
    assert "1 row about this ticket was refused" in shown


def test_tickets_are_found_by_the_letters_of_their_names_and_listed_in_parts(cast: Cast) -> None:
    rows = [{**fact(10, "opened"), "ticket": f"INC-{number:03}"} for number in range(60)]
    say(cast.ana, *rows, at=timezone.now())
    whole = page(cast.boris, "/tickets/")
    assert "60 clocks are due within four hours" in whole
    first = whole.partition("<h2>All tickets")[2]
    assert "INC-059" in first
    assert "INC-009" not in first
    before = first.partition("before=")[2].partition('"')[0]
    assert "INC-009" in page(cast.boris, f"/tickets/?before={before}")
    found = page(cast.boris, "/tickets/?q=inc-00")
    assert "INC-009" in found
    assert "INC-059" not in found
    assert "INC" not in page(cast.vera, "/tickets/")


def test_a_source_is_added_closed_and_opened_and_refused_rows_are_settled_on_its_page(cast: Cast) -> None:
    client = Client()
    client.force_login(Person.objects.get(pk=cast.ana.person))
    for form in ({"key": "Phone", "name": "Phone", "customer": "sur"}, {"key": "phone", "name": "P", "customer": "x"}):
        refused = client.post("/sources/new", form)
        assert refused.status_code == 422
        assert f'value="{form["name"]}"' in refused.content.decode()  # what was typed is kept
    added = client.post("/sources/new", {"key": "phone", "name": "Teléfono", "customer": "Sur"})
    assert added.headers["Location"] == "/sources/phone"
    say(cast.ana, fact(9, "opened"), fact(8, "exploded"), at=timezone.now(), source="phone")
    shown = page(cast.ana, "/sources/phone")
    assert "found exploded" in shown
    refusal = shown.partition('name="refusal" value="')[2].partition('"')[0]
    settled = client.post("/sources/phone/change", {"then": "settle", "refusal": refusal}, follow=True)
    assert "None waits." in settled.content.decode()
    assert "was refused" not in page(cast.ana, "/tickets/phone/T1")
    for then, said in (("close", "nothing is taken from it"), ("reopen", "Told last")):
        assert said in client.post("/sources/phone/change", {"then": then}, follow=True).content.decode()
    for odd in ({"then": "settle", "refusal": "x"}, {"then": "dance"}):
        assert client.post("/sources/phone/change", odd).status_code == 400
    assert client.post("/sources/phone/change", {"then": "settle", "refusal": refusal}).status_code == 404
    assert "Teléfono" in page(cast.ana, "/sources/")


def test_refused_rows_are_settled_all_that_are_shown_at_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_pages, "MOST", 3)
    say(cast.ana, *({**fact(9, "exploded"), "key": f"odd-{n}"} for n in range(5)), at=timezone.now())
    client = Client()
    client.force_login(Person.objects.get(pk=cast.ana.person))
    for shown, left in ((3, 2), (2, 0)):
        found = client.get("/sources/desk").content.decode()
        assert f"Settle these {shown}" in found
        assert ("The newest 3 of 5 stand here." in found) is (left == 2)
        ids = re.findall(r'name="refusal" value="(\d+)"', found)[-shown:]
        told = client.post("/sources/desk/change", {"then": "settle", "refusal": ids}, follow=True).content.decode()
        assert f"{shown} refused rows are settled" in told
        assert Refusal.objects.filter(settled_at=None).count() == left
    assert client.post("/sources/desk/change", {"then": "settle", "refusal": ["1", "x"]}).status_code == 400


def test_refused_rows_of_a_kind_are_settled_at_once_once_their_number_was_seen(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_pages, "MOST", 3)
    say(cast.ana, *({**fact(9, "exploded"), "key": f"odd-{n}"} for n in range(5)), at=timezone.now())
    say(cast.ana, {**fact(9, "changed"), "status": "Wartet"}, at=timezone.now())
    client = Client()
    client.force_login(Person.objects.get(pk=cast.ana.person))
    shown = client.get("/sources/desk").content.decode()
    assert "Settle all 5" in shown
    form = {
        "then": "settle",
        **dict(re.findall(r'name="(code|column|until)" value="([^"]*)"', shown.split("Settle all")[0])),
    }
    assert form["code"] == "unknown_event"
    assert "5 refused rows are settled" in client.post("/sources/desk/change", form, follow=True).content.decode()
    assert Refusal.objects.filter(settled_at=None).values_list("code", flat=True).get() == "unmapped_status"
    assert client.post("/sources/desk/change", {**form, "until": "x"}).status_code == 400


def test_what_was_set_aside_while_the_clock_was_wrong_is_told_again_on_the_page(cast: Cast) -> None:
    now = timezone.now()
    say(cast.ana, fact(9, "opened"), fact(5, "replied"), at=now - timedelta(hours=2))
    client = Client()
    client.force_login(Person.objects.get(pk=cast.ana.person))
    assert "2 facts were set aside" in client.get("/sources/desk").content.decode()
    told = client.post("/sources/desk/change", {"then": "tell_again"}, follow=True).content.decode()
    assert "2 facts were told again" in told
    assert "Tell again what waits" not in told
    assert Ticket.objects.get(name="T1").facts == 4
    nothing = client.post("/sources/desk/change", {"then": "tell_again"}, follow=True).content.decode()
    assert "Nothing waits any more." in nothing


def test_a_customer_does_not_learn_whose_ticket_it_was_said_to_be_before(cast: Cast) -> None:
    add_source(cast, "many", "", customers={"Obras del Sur": "sur", "Volga": "volga"})
    told = [
        {**fact(9, "opened"), "customer": "Obras del Sur", "team": "Mesa de Obras"},
        {**fact(8, "changed"), "team": "Taller de Obras"},
        {**fact(7, "changed"), "customer": "Volga", "team": "Desk of Volga"},
    ]
    say(cast.ana, *told, at=timezone.now(), source="many")
    inside, outside = page(cast.ana, "/tickets/many/T1"), page(cast.vera, "/tickets/many/T1")
    assert all(word in inside for word in ("Obras del Sur", "Mesa de Obras", "Desk of Volga"))
    assert "Desk of Volga" in outside
    assert "Obras" not in outside


def test_a_ticket_whose_name_holds_signs_of_addresses_refreshes_itself_and_no_other(cast: Cast) -> None:
    say(cast.ana, {**fact(5, "opened"), "ticket": "T1#2?a%20"}, at=timezone.now())
    shown = page(cast.boris, "/tickets/desk/T1%232%3Fa%2520")
    assert 'hx-get="/tickets/desk/T1%232%3Fa%2520?seen=' in shown


def test_a_ticket_whose_name_has_line_breaks_has_its_page_and_stands_in_lists(cast: Cast) -> None:
    name = "Impresora\nno / imprime\r\n№ 7"
    at = timezone.now()
    say(cast.ana, {"ticket": name, "at": at.isoformat(), "event": "opened", "priority": "P1"}, at=at)
    for viewer in (cast.ana, cast.boris):
        for address in ("/board/", "/", reverse("ticket", args=["desk", name])):
            assert page(viewer, address)
        assert reverse("ticket", args=["desk", name]) in page(viewer, "/tickets/")
    asked = Asker(cast.boris).ask("GET", f"/tickets/desk/{quote(name)}")
    assert (asked.status, asked.body["ticket"]) == (200, name)


def test_an_open_clock_is_seen_to_the_second_and_what_was_told_since_is_not_left_out(cast: Cast) -> None:
    opened = timezone.now().replace(microsecond=0) - timedelta(minutes=10)
    told = {"ticket": "T1", "at": opened.isoformat(), "event": "opened", "priority": "P1"}
    say(cast.ana, told, at=opened)
    assert not re.search(r"\d[.,]\d{6}", page(cast.boris, PAGE))
    found = find_ticket_row(cast.boris, "desk", "T1")
    at_us = to_us(opened) + 600_250_000
    seen = [
        clocks_of_row(found, at_us, all_kinds=False, plain=plain).clocks[0].verdict.end_us for plain in (True, False)
    ]
    assert seen == [to_us(opened) + 600_000_000, at_us]
    replied = {"ticket": "T1", "at": (opened + timedelta(seconds=600.2)).isoformat(), "event": "replied"}
    say(cast.ana, replied, at=opened + timedelta(seconds=600.2))
    shown = clocks_of_row(found, at_us, all_kinds=False, plain=True).clocks
    assert [one.verdict.verdict for one in shown if one.verdict.commitment == "first"] == ["met"]
