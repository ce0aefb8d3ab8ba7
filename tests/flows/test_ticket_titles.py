"""Titles of tickets: told beside facts, kept in the ticket's row alone, and never what anything is judged by."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acuerdo.apps.clocks.finding import ClockFilter
from acuerdo.apps.clocks.ticket_lists import find_tickets
from acuerdo.apps.imports.shapes import Decision, Stand
from acuerdo.apps.journal.models import Entry
from acuerdo.apps.tickets.models import Fact, Refusal, Ticket
from acuerdo.apps.tickets.queries import find_ticket
from acuerdo.apps.tickets.shapes import Taken, TicketPart
from acuerdo.core.hours import to_us
from acuerdo.flows import import_carried
from tests.flows.importing import bring, carried, cast_with_files, decide
from tests.flows.telling import row, say
from tests.people import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    return cast_with_files(tmp_path, monkeypatch)


def title(name: str = "T1") -> str:
    return str(Ticket.objects.get(name=name).title)


def test_a_title_is_kept_with_the_ticket_and_stands_in_no_fact(cast: Cast) -> None:
    say(cast.ana, row("T1", "09:00:00", "opened", key="1", title="  Ana's printer\tis off\n"))
    assert find_ticket(cast.ana, "desk", "T1").title == "Ana's printer is off"
    fact = Fact.objects.get()
    assert "printer" not in fact.body
    assert not any("printer" in str(body) for body in Entry.objects.values_list("body", flat=True))
    say(cast.ana, row("T2", "09:00:00", "opened", key="2"))
    say(cast.ana, row("T3", "09:00:00", "opened", key="2"))
    assert title("T2") == ""


def test_the_same_fact_has_the_same_content_with_any_title_and_takes_the_title_of_its_last_telling(cast: Cast) -> None:
    told = row("T1", "09:00:00", "opened", key="1")
    say(cast.ana, {**told, "title": "Printer"})
    contents = list(Fact.objects.values_list("content", flat=True))
    (again,) = say(cast.ana, {**told, "title": "Printer of the third floor"})
    assert again.taken is Taken.DUPLICATE
    assert title() == "Printer of the third floor"
    say(cast.ana, told)
    assert title() == "Printer of the third floor"  # nothing is said of it
    assert list(Fact.objects.values_list("content", flat=True)) == contents


def test_the_title_of_the_latest_instant_wins_in_whatever_order_facts_come(cast: Cast) -> None:
    first = row("T1", "09:00:00", "opened", key="1", title="first")
    middle = row("T1", "09:10:00", "changed", key="2", title="middle", priority="P1")
    last = row("T1", "09:20:00", "changed", key="3", title="last", priority="P2")
    say(cast.ana, first, last, at=NOW.replace(hour=12))
    say(cast.ana, middle, at=NOW.replace(hour=13))
    assert title() == "last"
    say(cast.ana, row("T1", "09:30:00", "changed", key="4", title="-"), at=NOW.replace(hour=13))
    assert title() == ""
    say(cast.ana, last, at=NOW.replace(hour=13))
    assert title() == ""


def test_a_title_of_an_instant_to_come_does_not_stand_in_the_way_of_the_next_one(cast: Cast) -> None:
    say(cast.ana, row("T1", "09:00:00", "opened", key="1"))
    say(cast.ana, {**row("T1", "09:00:00", "changed", key="2", title="ahead"), "at": "2030-01-01T00:00:00Z"})
    assert Ticket.objects.get().title_us == to_us(NOW)
    say(cast.ana, row("T1", "09:05:00", "changed", key="3", title="now"), at=NOW.replace(minute=6))
    assert title() == "now"


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("x" * 5_000, "x" * 299 + "…"),
        ("a\x07b\u202ec", "a b c"),
        ("Ж" * 300, "Ж" * 300),
        ("\x00 \x1f", "before"),
        (7, "7"),
    ],
)
def test_no_title_is_a_reason_to_refuse_a_fact(cast: Cast, told: str | int, kept: str) -> None:
    say(cast.ana, row("T1", "09:00:00", "opened", key="1", title="before"))
    (answer,) = say(cast.ana, row("T1", "09:00:00", "replied", key="2", title=told))
    assert answer.taken is Taken.RECORDED
    assert title() == kept


def test_a_refused_row_is_kept_without_its_title(cast: Cast) -> None:
    (answer,) = say(cast.ana, row("T1", "09:00:00", "exploded", key="1", title="Ana's printer"))
    assert answer.taken is Taken.REFUSED
    assert "printer" not in str(Refusal.objects.get().said)
    assert title() == ""


def test_a_title_costs_no_statement(cast: Cast) -> None:
    counts = list[int]()
    for more in ({}, {"title": "Printer"}):
        name = f"T{len(counts)}"
        say(cast.ana, row(name, "09:00:00", "opened", **more))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            say(cast.ana, row(name, "09:00:00", "replied", **more))
        counts.append(len(asked))
    assert counts[0] == counts[1]


TICKETS = (
    "ticket,at,event,priority,key,title",
    "F1,2026-03-02T09:00:00Z,opened,P1,1,Принтер не печатает",
    "F1,2026-03-02T09:20:00Z,replied,,2,",
    "F2,2026-03-02T09:00:00Z,opened,P1,3,second",
    "F2,2026-03-02T09:30:00Z,changed,P2,4,second and last",
    "F2,2026-03-02T09:20:00Z,replied,,5,second and older",
    "F3,2026-03-02T09:00:00Z,opened,P1,6,third",
    "F3,2026-03-02T09:10:00Z,changed,P2,7,-",
    "F4,2026-03-02T09:00:00Z,opened,P1,8,  ",
    'F5,2026-03-02T09:00:00Z,opened,P1,9,"a, \x07""long"" one ' + "y" * 400 + '"',
    "F6,2026-03-02T09:00:00Z,opened,P1,10,same instant",
    "F6,2026-03-02T09:00:00Z,replied,,11,same instant later row",
    "F7,2026-03-02T09:00:00Z,changed,P1,12,never opened",
)
EXPECTED = {
    "F1": "Принтер не печатает",
    "F2": "second and last",
    "F3": "",
    "F4": "",
    "F5": ('a, "long" one ' + "y" * 400)[:299] + "…",
    "F6": "same instant later row",
    "F7": "never opened",
}


@pytest.mark.parametrize("least", [1_000, 1], ids=["row by row", "as tables"])
def test_a_file_gives_the_same_titles_row_by_row_and_as_tables(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, least: int
) -> None:
    monkeypatch.setattr(import_carried, "TABLE_FROM", least)
    ident = bring(cast.ana, "\n".join(TICKETS).encode())
    carried(cast.ana, ident)
    decide(cast.ana, ident, Decision.CONFIRM)
    assert carried(cast.ana, ident).stand is Stand.DONE
    assert dict(Ticket.objects.values_list("name", "title")) == EXPECTED
    assert Fact.objects.count() == len(TICKETS) - 1
    assert not Fact.objects.filter(body__contains="second").exists()


def test_titles_are_found_by_a_word_in_whatever_capitals(cast: Cast) -> None:
    say(cast.ana, row("T1", "09:00:00", "opened", title="Принтер не печатает"))
    say(cast.ana, row("T2", "09:00:00", "opened", title="Correo lento en Almería"))
    for text, names in (("принтер", ["T1"]), ("ПРИНТЕР", ["T1"]), ("almería", ["T2"]), ("correo", ["T2"]), ("x", [])):
        found = find_tickets(cast.ana, ClockFilter(text=text), TicketPart(most=9), to_us(NOW))
        assert [one.name for one in found] == names, text
