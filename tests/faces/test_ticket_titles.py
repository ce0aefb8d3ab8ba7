"""Titles of tickets on every face: whoever may see a ticket reads what it is called, and nobody else does."""

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from acuerdo.apps.journal.models import Entry
from acuerdo.apps.notices.models import Outgoing
from acuerdo.apps.notices.shapes import Channel
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.models import Handle, Ticket
from acuerdo.apps.tickets.queries import titles_for
from acuerdo.faces.worker.deliveries import deliver_due
from acuerdo.faces.worker.mail import send
from acuerdo.flows.time_passes import fold_due
from tests.faces.api.asking import Asker
from tests.faces.open_clocks import fact, make_open_clocks
from tests.flows.telling import say
from tests.people import Cast

pytestmark = pytest.mark.django_db
LATE = "Nobody can pay at the till of Eva Sanz"
RISK = "Принтер <b>не</b> печатает"


@pytest.fixture
def cast() -> Cast:
    """Sur's open tickets, two of which have titles."""
    found = make_open_clocks("tomas@norte.example")
    told = [fact("LATE", 19, "changed", title=LATE), fact("RISK", 39, "changed", title=RISK)]
    say(found.ana, *told, at=timezone.now())
    return found


def client_of(viewer: Viewer) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(Person.objects.get(pk=viewer.person))
    client.cookies["language"] = "en"
    return client


def shown(viewer: Viewer, address: str) -> str:
    return client_of(viewer).get(address).content.decode()


PAGES = ("/", "/tickets/", "/tickets/?q=t", "/tickets/desk/LATE", "/queue/", "/board/", "/board/?q=till")


def test_who_may_see_a_ticket_reads_its_title_on_every_page(cast: Cast) -> None:
    for handle in Handle.objects.all():
        client_of(cast.tomas).post("/queue/claim", {"name": str(handle.ident)})
    for address in PAGES:
        assert LATE in shown(cast.tomas, address), address
    for address in ("/tickets/", "/tickets/desk/LATE", "/board/"):
        assert LATE in shown(cast.boris, address), address
    listed = shown(cast.tomas, "/tickets/")
    assert "Принтер &lt;b&gt;не&lt;/b&gt; печатает" in listed
    assert f'title="{LATE}"' in listed


@pytest.mark.parametrize("address", [*PAGES, "/board/?q=Eva", "/tickets/?q=Eva"])
def test_another_customer_reads_it_nowhere(cast: Cast, address: str) -> None:
    answer = client_of(cast.vera).get(address)
    assert "till of" not in answer.content.decode()
    assert ">LATE" not in answer.content.decode()


def test_search_finds_a_word_of_the_title_in_whatever_capitals(cast: Cast) -> None:
    for text in ("принтер", "ПРИНТЕР", "till"):
        found = shown(cast.boris, f"/tickets/?q={text}")
        assert ("/RISK" in found) is (text != "till"), text
        assert ("/LATE" in found) is (text == "till"), text


def test_programs_are_told_titles_of_the_tickets_that_they_may_see(cast: Cast) -> None:
    clocks = Asker(cast.boris).ask("GET", "/clocks?q=till").body["items"]
    assert {(one["ticket"], one["title"]) for one in clocks} == {("LATE", LATE)}
    assert Asker(cast.boris).ask("GET", "/tickets/desk/RISK").body["title"] == RISK
    assert Asker(cast.boris).ask("GET", "/tickets/desk/FREE").body["title"] is None
    assert LATE in {one["title"] for one in Asker(cast.ana).ask("GET", "/tickets").body["items"]}
    for address in ("/clocks?q=till", "/tickets", "/tickets/desk/LATE"):
        assert LATE not in str(Asker(cast.vera).ask("GET", address).body)


def test_a_letter_names_the_ticket_by_its_title_as_it_is_when_it_leaves(cast: Cast) -> None:
    Handle.objects.filter(word="Tomas").update(person=Person.objects.get(pk=cast.tomas.person))
    fold_due(timezone.now())
    waiting = Outgoing.objects.filter(kind__startswith="clock_moment", channel=Channel.MAIL)
    assert waiting.exists()
    assert "till of" not in str(list(waiting.values_list("body", flat=True)))  # it stands in the ticket's row alone
    deliver_due({Channel.MAIL: send}, timezone.now)
    letters = [letter for letter in mail.outbox if "LATE" in letter.subject]
    assert letters
    for letter in letters:
        assert f"LATE · {LATE}" in letter.subject
        assert f"LATE · {LATE} (desk)" in letter.body


def test_a_letter_says_no_title_to_whoever_may_not_see_the_ticket(cast: Cast) -> None:
    asked = {("desk", "LATE"), ("desk", "FREE"), ("other", "LATE")}
    assert titles_for(cast.boris.person, asked) == {("desk", "LATE"): LATE}
    assert titles_for(cast.vera.person, asked) == {}
    assert titles_for(cast.nadie.person, asked) == {}
    Ticket.objects.update(customer=cast.volga)
    assert titles_for(cast.boris.person, asked) == {}


def test_a_title_is_emptied_for_good_and_the_journal_does_not_say_what_it_was(cast: Cast) -> None:
    assert "Empty the title" not in shown(cast.tomas, "/tickets/desk/LATE")
    assert client_of(cast.tomas).post("/titles/empty/desk/LATE").status_code == 403
    assert "Empty the title" in shown(cast.ana, "/tickets/desk/LATE")
    answer = client_of(cast.ana).post("/titles/empty/desk/LATE", follow=True)
    assert "The title is gone" in answer.content.decode()
    assert "Empty the title" not in answer.content.decode()
    assert (Ticket.objects.get(name="LATE").title, Ticket.objects.get(name="RISK").title) == ("", RISK)
    entry = Entry.objects.get(kind="title_emptied")
    assert (entry.actor, '"ticket":"LATE"' in entry.body) == (cast.ana.ident, True)
    assert not any("till of" in body for body in Entry.objects.values_list("body", flat=True))
    assert client_of(cast.ana).post("/titles/empty/desk/LATE").status_code == 302
    assert Entry.objects.filter(kind="title_emptied").count() == 1  # nothing was left to empty
    say(cast.ana, fact("LATE", 10, "replied", title=LATE), at=timezone.now())
    assert Ticket.objects.get(name="LATE").title == ""
    say(cast.ana, fact("LATE", 0, "replied", title="Till"), at=timezone.now())
    assert Ticket.objects.get(name="LATE").title == "Till"


def test_a_program_empties_a_title_where_its_person_may(cast: Cast) -> None:
    asked = [Asker(one).ask("DELETE", "/tickets/desk/LATE/title").status for one in (cast.vera, cast.tomas)]
    assert (asked, Ticket.objects.get(name="LATE").title) == ([404, 403], LATE)
    assert Asker(cast.boris).ask("DELETE", "/tickets/desk/LATE/title").status == 204
    assert Ticket.objects.get(name="LATE").title == ""
    assert Entry.objects.get(kind="title_emptied").actor == cast.boris.ident


def test_a_long_title_is_cut_in_lists_by_the_page_and_whole_beside(cast: Cast) -> None:
    long = " ".join(["Nobody"] * 40)
    say(cast.ana, fact("FREE", 4, "changed", title=long), at=timezone.now())
    listed = shown(cast.ana, "/board/")
    assert f'class="titled" title="{long}"' in listed
    assert f'<span class="subject">{long}</span>' in shown(cast.ana, "/tickets/desk/FREE")
