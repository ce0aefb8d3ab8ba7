"""My queue and the board: what is due next, of whom, and what each side is shown."""

import pytest
from django.test import Client
from django.utils import timezone

from acuerdo.apps.catalogue.models import Service
from acuerdo.apps.journal.models import Entry
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.roles import Role
from acuerdo.apps.parties.viewers import Viewer, view_as
from acuerdo.apps.tickets.models import Handle
from acuerdo.apps.views.commands import MOST
from acuerdo.apps.views.models import SavedView
from acuerdo.flows.person_erased import erase_person
from tests.faces.open_clocks import fact, make_open_clocks
from tests.flows.telling import add_source, say
from tests.people import NOW, Cast, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    """Sur's agreement around the clock, and three open tickets: one late, one at risk and one that waits."""
    return make_open_clocks("tomas@norte.example")


def client_of(viewer: Viewer) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(Person.objects.get(pk=viewer.person))
    client.cookies["language"] = "en"
    return client


def page(viewer: Viewer, address: str) -> str:
    answer = client_of(viewer).get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode().partition("<main")[2]


def claim_all(cast: Cast) -> None:
    for handle in Handle.objects.all():
        client_of(cast.tomas).post("/queue/claim", {"name": str(handle.ident)})


def test_a_technician_claims_the_own_names_and_sees_what_is_due_next_with_the_late_first(cast: Cast) -> None:
    empty = page(cast.tomas, "/queue/")
    assert "No help desk knows you" in empty
    assert empty.count("Is that you?") == 2
    claim_all(cast)
    shown = page(cast.tomas, "/queue/")
    assert "1 clock of yours is late. First: LATE, first: 5 min late." in " ".join(shown.split())
    assert "Open LATE" in shown
    assert shown.index(">LATE<") < shown.index(">RISK<") < shown.index(">WAIT<")
    assert "at risk" in shown
    assert "waiting for the customer" in shown
    assert "left once it goes on" in shown
    assert ">FREE<" not in shown
    assert "Is that you?" not in shown
    assert Entry.objects.filter(kind="name_linked").count() == 2
    assert "1 clock of yours is late" in page(cast.tomas, "/")


def test_nobody_claims_the_name_of_somebody_else_nor_one_that_is_taken(cast: Cast) -> None:
    add_source(cast, "other")
    say(cast.ana, fact("T9", 5, "opened", owner="Ana Perez"), at=timezone.now(), source="other")
    other = Handle.objects.get(word="Ana Perez")
    answer = client_of(cast.tomas).post("/queue/claim", {"name": str(other.ident)}, follow=True)
    assert "This name is not yours" in answer.content.decode()
    claim_all(cast)
    taken = str(Handle.objects.get(word="Tomas").ident)
    assert client_of(cast.ana).post("/queue/claim", {"name": taken}).status_code == 404
    assert client_of(cast.boris).post("/queue/claim", {"name": str(other.ident)}).status_code == 404
    assert client_of(cast.tomas).post("/queue/claim", {"name": "x"}).status_code == 404
    assert Handle.objects.filter(person=cast.tomas.person).count() == 2


def test_who_keeps_a_source_says_which_person_a_name_is_and_takes_it_back(cast: Cast) -> None:
    client, address = client_of(cast.ana), "/sources/desk/people"
    assert "2 names are nobody" in page(cast.ana, address)
    assert page(cast.ana, address).count('value="Tomas"') == 3  # suggested for both, and once to choose from
    handle = Handle.objects.get(word="Tomas")
    form = {"name": str(handle.ident), "person": "Nobody Such"}
    assert "has this name or e-mail address" in client.post(address, form, follow=True).content.decode()
    Person.objects.create(party=cast.norte, name="Tomas", email="two@norte.example", joined_at=timezone.now())
    form["person"] = "TOMAS"
    assert "Several people have this name" in client.post(address, form, follow=True).content.decode()
    form["person"] = "Tomas@norte.example"
    assert "stand in that person" in client.post(address, form, follow=True).content.decode()
    assert "RISK" in page(cast.tomas, "/queue/")
    found = page(cast.ana, f"{address}?q=tomas@")
    assert "tomas@norte.example" in found
    assert "Take back" not in found
    client.post(address, {"name": str(handle.ident), "person": ""})
    handle.refresh_from_db()
    assert handle.person is None
    assert client.post(address, {"name": "x"}).status_code == 404


def test_whoever_was_erased_is_erased_under_every_name_that_was_theirs(cast: Cast) -> None:
    say(cast.ana, fact("T9", 5, "opened", owner="tgil"), at=timezone.now())
    tomas = Person.objects.get(pk=cast.tomas.person)
    Handle.objects.filter(word="tgil").update(person=tomas)
    erase_person(None, tomas.ident, timezone.now())
    assert not Handle.objects.exclude(word="").exists()
    assert "erased person" in page(cast.ana, "/board/")
    assert "tgil" not in page(cast.ana, "/board/")


def test_the_board_counts_by_person_and_team_and_what_is_due_in_the_shift(cast: Cast) -> None:
    claim_all(cast)
    shown = " ".join(page(cast.ana, "/board/").split())
    assert "1 clock is late, 1 is at risk." in shown
    assert "around the clock" in shown
    assert "&lt;" not in shown  # what is made apart and put in stays markup
    assert "By person" in shown
    assert "By team" in shown
    assert shown.index(">LATE<") < shown.index(">RISK<")
    for address, there, missing in (
        ("/board/?state=waiting", "WAIT", "LATE"),
        ("/board/?holder=nobody", "FREE", "RISK"),
        ("/board/?holder=me", "", "RISK"),
        ("/board/?team=mesa", "WAIT", "RISK"),
        ("/board/?priority=P1", "LATE", "RISK"),
        ("/board/?service=desk", "LATE", "RISK"),
        ("/board/?commitment=fix&agreement=sur-2026", "RISK", ">first<"),
        ("/board/?q=RIS", "RISK", "LATE"),
        ("/board/?q=sur&customer=sur", "RISK", "nothing"),
        ("/board/?customer=volga", "No open clock fits", "RISK"),
    ):
        listed = page(cast.ana, address).partition('id="due"')[2]
        assert there in listed, address
        assert f">{missing}<" not in listed, address
    ident = Person.objects.get(pk=cast.tomas.person).ident
    assert ">LATE<" in page(cast.ana, f"/board/?holder={ident}").partition('id="due"')[2]


def test_the_customer_sees_the_same_clocks_without_who_works_on_them(cast: Cast) -> None:
    claim_all(cast)
    named = {"name": {"en": "Help when things break"}, "words": "help", "defined_at": NOW, "changed_at": NOW}
    Service.objects.update_or_create(key="desk", defaults=named)
    shown = page(cast.boris, "/board/")
    assert ">LATE<" in shown
    assert "By service" in shown
    assert ">Help when things break<" in shown
    assert ">desk<" not in shown
    for hidden in ("Tomas", "tomas", "By person", "By team", "mesa", "My queue"):
        assert hidden not in shown, hidden
    assert "Tomas" not in page(cast.boris, "/board/?holder=nobody&team=red")
    assert ">LATE<" in page(cast.boris, "/board/?holder=nobody&team=mesa")  # neither is answered to them
    assert "No clock is open" in page(cast.vera, "/board/")


def test_a_page_asked_again_answers_its_part_alone_and_nothing_where_nothing_changed(cast: Cast) -> None:
    claim_all(cast)
    client = client_of(cast.tomas)
    whole = client.get("/queue/").content.decode()
    again = whole.partition('hx-get="')[2].partition('"')[0].replace("&amp;", "&")
    same = client.get(again, headers={"HX-Request": "true"})
    assert same.status_code in (200, 204)  # a minute may have passed
    part = client.get("/queue/?seen=other", headers={"HX-Request": "true"}).content.decode()
    assert 'id="live"' in part
    assert "<main" not in part
    board = client.get("/board/?seen=other&state=late", headers={"HX-Request": "true"}).content.decode()
    assert 'id="live-top" hx-swap-oob="true"' in board
    assert "state=late" in board
    assert "<form" not in board + part


def test_long_lists_come_in_parts_each_clock_once(cast: Cast) -> None:
    rows = [fact(f"N{number:02}", 4, "opened", priority="P2") for number in range(60)]
    say(cast.ana, *rows, at=timezone.now())
    seen, address = list[str](), "/board/?commitment=first&q=N"
    for _ in range(2):
        listed = page(cast.ana, address).partition('id="due"')[2]
        seen += [part.partition("<")[0] for part in listed.split("<strong>N")[1:]]
        address = listed.partition('rel="next"')[2].partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert sorted(seen) == [f"{number:02}" for number in range(60)]


def test_tickets_are_filtered_by_what_they_say_and_by_how_their_clocks_stand(cast: Cast) -> None:
    claim_all(cast)
    say(cast.ana, fact("DONE", 200, "opened", priority="P1", owner="Tomas"), at=timezone.now())
    say(cast.ana, fact("DONE", 190, "resolved", by="Tomas"), at=timezone.now())
    ident = Person.objects.get(pk=cast.tomas.person).ident
    for asked, there, missing in (
        ("stage=resolved", "DONE", "LATE"),
        ("state=late", "LATE", "DONE"),
        ("state=waiting&commitment=fix", "WAIT", "RISK"),
        ("commitment=fix&agreement=sur-2026", "DONE", "nothing"),
        ("commitment=nothing", "No ticket fits", "LATE"),
        (f"holder={ident}&priority=P1", "DONE", "WAIT"),
        ("holder=nobody", "FREE", "LATE"),
        ("team=mesa&q=SUR", "WAIT", "LATE"),
        ("service=desk&customer=sur", "LATE", "WAIT"),
    ):
        shown = page(cast.ana, f"/tickets/?{asked}")
        assert there in shown, asked
        assert f">{missing}<" not in shown, asked
    theirs = page(cast.boris, "/tickets/?holder=nobody&team=mesa&state=late")
    assert ">LATE<" in theirs  # who works on them is not asked of the provider's people by the other side
    assert "Held by" not in theirs


def test_a_list_is_kept_under_a_name_for_oneself_or_for_the_own_side(cast: Cast) -> None:
    client = client_of(cast.boris)
    form = {"page": "board", "name": "What is <late>", "query": "state=late&seen=x&page=9&holder=me"}
    kept = client.post("/views/keep", form)
    assert kept.headers["Location"] == "/board/?state=late&holder=me"
    shown = page(cast.boris, "/board/?holder=me&state=late")
    assert "What is &lt;late&gt;" in shown
    assert 'aria-current="true">What is' in shown
    elena = person(cast.sur, "Elena", Role.CUSTOMER_CONTACT)
    assert "What is" not in page(view_as(elena), "/board/")
    client.post("/views/keep", {**form, "query": "state=waiting", "shared": "yes"})
    assert "/board/?state=waiting" in page(view_as(elena), "/board/")
    for other in (cast.ana, cast.vera):
        assert "What is" not in page(other, "/board/")
    view = SavedView.objects.get()
    assert client_of(view_as(elena)).post(f"/views/{view.pk}/drop").status_code == 404
    assert client.post(f"/views/{view.pk}/drop").headers["Location"] == "/board/"
    assert not SavedView.objects.exists()


def test_a_list_that_cannot_be_kept_is_refused_with_the_reason(cast: Cast) -> None:
    client = client_of(cast.boris)
    for form, said in (
        ({"page": "board", "name": " ", "query": "state=late"}, "Give it a name"),
        ({"page": "board", "name": "n" * 61, "query": "state=late"}, "too long"),
        ({"page": "board", "name": "All", "query": "state=odd"}, "Choose something first"),
    ):
        assert said in client.post("/views/keep", form, follow=True).content.decode()
    assert client.post("/views/keep", {"page": "people", "name": "a", "query": "q=a"}).status_code == 404
    kept = {"party": cast.sur, "person_id": cast.boris.person, "page": "tickets", "query": "q=a", "created_at": NOW}
    SavedView.objects.bulk_create(SavedView(name=str(number), **kept) for number in range(MOST))
    form = {"page": "board", "name": "One more", "query": "state=late"}
    assert "as many lists" in client.post("/views/keep", form, follow=True).content.decode()
    erase_person(None, Person.objects.get(pk=cast.boris.person).ident, timezone.now())
    assert not SavedView.objects.exists()


def test_an_address_with_an_endless_place_is_answered_like_any_other(cast: Cast) -> None:
    for place in (f"{'9' * 5_000}-1", f"1-{'9' * 5_000}", f"{'9' * 30}-1", f"-{'9' * 5_000}", "x-y"):
        for address in ("/board/", "/queue/"):
            assert client_of(cast.ana).get(address, {"after": place}).status_code == 200, (address, place[:9])
