"""Programs read the board: the same clocks and counts as its page, for whoever asks."""

import pytest

from acuerdo.apps.parties.models import Person
from acuerdo.apps.tickets.models import Handle
from tests.faces.api.asking import Asker
from tests.faces.open_clocks import make_open_clocks
from tests.people import Cast

pytestmark = pytest.mark.django_db
EVERY = ("late", "at_risk", "running", "waiting")


@pytest.fixture
def cast() -> Cast:
    """Sur's agreement around the clock: a ticket that is late, one at risk, one that waits, and one of nobody."""
    found = make_open_clocks("tgil")
    Handle.objects.filter(word="Tomas").update(person=Person.objects.get(pk=found.tomas.person))
    return found


def names(asker: Asker, query: str = "") -> list[tuple[str, str]]:
    return [(one["ticket"], one["commitment"]) for one in asker.ask("GET", f"/clocks{query}").body["items"]]


def test_open_clocks_come_by_when_they_are_due_in_parts(cast: Cast) -> None:
    ana = Asker(cast.ana)
    whole = names(ana)
    assert whole[0] == ("LATE", "first")
    assert {ticket for ticket, _ in whole} == {"LATE", "RISK", "WAIT", "FREE"}
    assert whole[-1][0] == "WAIT"
    parts, cursor = list[tuple[str, str]](), ""
    while cursor is not None:
        told = ana.ask("GET", f"/clocks?limit=3&cursor={cursor}").body
        parts += [(one["ticket"], one["commitment"]) for one in told["items"]]
        cursor = told["next_cursor"]
    assert parts == whole
    assert ana.ask("GET", "/clocks?state=fax").status == 422
    assert ana.ask("GET", "/clocks?cursor=-").status == 400


def test_a_clock_says_where_it_stands_and_what_is_left(cast: Cast) -> None:
    found = {(one["ticket"], one["commitment"]): one for one in Asker(cast.ana).ask("GET", "/clocks").body["items"]}
    late, risk, waits = found["LATE", "first"], found["RISK", "first"], found["WAIT", "fix"]
    assert (late["standing"], late["left_s"], round(late["late_s"])) == ("late", None, 300)
    assert (late["owner"], late["holder"], late["team"], late["service"]) == ("tgil", None, "red", "desk")
    assert (risk["standing"], round(risk["left_s"]), risk["late_s"]) == ("at_risk", 1200, None)
    assert (risk["owner"], risk["holder"]) == ("Tomas", cast.tomas.ident)
    assert (waits["standing"], waits["reason"], waits["due_at"]) == ("waiting", "customer", None)
    assert round(waits["target_s"] - waits["consumed_s"] - waits["left_s"]) == 0


@pytest.mark.parametrize(
    ("query", "there", "missing"),
    [
        ("?state=waiting", "WAIT", "LATE"),
        ("?holder=nobody", "FREE", "RISK"),
        ("?team=mesa", "WAIT", "RISK"),
        ("?priority=P1", "LATE", "RISK"),
        ("?service=desk", "LATE", "RISK"),
        ("?q=ris", "RISK", "LATE"),
        ("?commitment=fix&agreement=sur-2026", "RISK", ""),
    ],
)
def test_clocks_are_chosen_as_on_the_page(cast: Cast, query: str, there: str, missing: str) -> None:
    tickets = {ticket for ticket, _ in names(Asker(cast.ana), query)}
    assert (there in tickets, missing in tickets) == (True, False)


def test_the_board_counts_what_the_list_holds(cast: Cast) -> None:
    ana = Asker(cast.ana)
    board = ana.ask("GET", "/board").body
    listed = [one["standing"] for one in ana.ask("GET", "/clocks?limit=200").body["items"]]
    assert [board["clocks"][one] for one in EVERY] == [listed.count(one) for one in EVERY]
    assert board["services"] is None
    people = {one["name"]: (one["key"], one["clocks"]["late"]) for one in board["people"]}
    assert people == {"tgil": (None, 1), "Tomas": (cast.tomas.ident, 0), None: ("nobody", 0)}
    assert board["teams"][0]["key"] == "red"
    assert board["held_by_nobody"] == len(names(ana, "?holder=nobody"))
    assert board["shift"]["calendar"] is None
    assert sum(one["clocks"]["in_shift"] for one in board["teams"]) == board["clocks"]["in_shift"]


def test_a_customer_is_told_what_its_page_shows_and_nothing_of_the_providers_people(cast: Cast) -> None:
    boris = Asker(cast.boris)
    told = boris.ask("GET", "/clocks").body["items"]
    assert {(one["ticket"], one["commitment"]) for one in told} == set(names(Asker(cast.ana)))
    assert {(one["team"], one["owner"], one["holder"]) for one in told} == {(None, None, None)}
    assert names(boris, "?holder=nobody&team=mesa") == names(boris)  # nothing is filtered by what is not told
    board = boris.ask("GET", "/board").body
    assert (board["people"], board["teams"], board["held_by_nobody"]) == (None, None, None)
    assert [(one["key"], one["clocks"]["late"]) for one in board["services"]] == [("desk", 1), (None, 0)]
    assert names(Asker(cast.vera)) == []
    assert Asker(cast.vera).ask("GET", "/board").body["clocks"]["late"] == 0
