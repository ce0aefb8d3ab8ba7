"""A source and its agreements are not read anew for each fact, and yet it is taken as they are at that moment."""

import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.clocks.commands import Standing, ask_standing
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.journal import rows
from acuerdo.apps.journal.together import Questions
from acuerdo.apps.parties.models import Party
from acuerdo.apps.parties.viewers import NotThere
from acuerdo.apps.tickets.models import Fact, Source, Ticket
from acuerdo.apps.tickets.shapes import Taken
from acuerdo.apps.tickets.sources import SourceIntent, SourceRefused
from acuerdo.apps.tickets.which import which_of
from acuerdo.flows import sources_kept
from tests.flows.telling import add_source, in_force, row, say
from tests.flows.test_at_once import at_once
from tests.people import NOW, Cast, make_cast

LATER = NOW + timedelta(hours=3)


@pytest.fixture
def cast(db: None) -> Cast:  # noqa: ARG001 - its rows stand in it
    found = make_cast()
    in_force(found)
    add_source(found)
    say(found.ana, row("T1", "09:00:00", "opened", key="1"), at=NOW)
    return found


def statuses() -> list[str]:
    return list(Ticket.objects.order_by("name").values_list("status", flat=True))


def test_a_fact_of_a_ticket_that_is_known_takes_two_ways_to_the_database(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways, done = list[int](), rows._done  # noqa: SLF001 - each of its calls is a way there and back

    def counted(statements: Sequence[tuple[str, Sequence[Any]]], *, ending: bool = False) -> object:
        ways.append(len(statements))
        return done(statements, ending=ending)

    monkeypatch.setattr(rows, "_done", counted)
    say(cast.ana, row("T1", "09:05:00", "replied", key="2"), at=NOW + timedelta(minutes=6))
    if connection.vendor == "postgresql":
        assert ways == [2, 1]
    else:
        assert set(ways) == {1}
    assert Clock.objects.get(commitment="first").verdict == "met"


def test_a_word_that_is_changed_means_what_it_means_now(cast: Cast) -> None:
    found = SourceIntent(key="desk", name="Desk", customer="sur", statuses={"bei Kunde": ("waiting", "customer")})
    sources_kept.change(cast.ana, found, NOW)
    say(cast.ana, row("T1", "09:05:00", "changed", status="bei Kunde", key="2"), at=LATER)
    assert Ticket.objects.get().stage == "waiting"


def test_what_another_process_changes_counts_from_the_next_fact_on(cast: Cast) -> None:
    Source.objects.update(values={"priority": {"High": "P1"}})
    assert [
        one.taken for one in say(cast.ana, row("T1", "09:05:00", "changed", priority="High", key="2"), at=LATER)
    ] == [Taken.RECORDED]
    assert Ticket.objects.get().priority == "P1"


def test_a_source_that_was_closed_tells_nothing_until_it_is_open_again(cast: Cast) -> None:
    Source.objects.update(closed_at=NOW)
    for told in ([row("T1", "09:05:00", "replied", key="2")], []):
        with pytest.raises(SourceRefused) as refused:
            say(cast.ana, *told, at=LATER)
        assert refused.value.code == "source_closed"
    assert Fact.objects.count() == 1
    sources_kept.close(cast.ana, "desk", NOW, again=True)
    say(cast.ana, row("T1", "09:05:00", "replied", key="2"), at=LATER)
    assert Fact.objects.count() == 2


def test_whose_tickets_a_source_tells_is_seen_to_each_time(cast: Cast) -> None:
    Source.objects.update(customer=Party.objects.get(key="norte"))
    say(cast.ana, row("T1", "09:05:00", "replied", key="2"), at=LATER)
    assert Ticket.objects.get().customer == Party.objects.get(key="norte")
    with pytest.raises(NotThere):
        say(cast.boris, row("T1", "09:06:00", "replied", key="3"), at=LATER)
    assert Fact.objects.count() == 2


def test_what_was_remembered_of_a_change_that_was_taken_back_is_forgotten(cast: Cast) -> None:
    with transaction.atomic():
        Source.objects.update(statuses={"bei Kunde": ["resolved", None]})
        say(cast.ana, row("T1", "09:05:00", "changed", status="bei Kunde", key="2"), at=LATER)
        assert Ticket.objects.get().stage == "resolved"
        transaction.set_rollback(True)
    Source.objects.update(statuses={"bei Kunde": ["waiting", None]})
    say(cast.ana, row("T1", "09:05:00", "changed", status="bei Kunde", key="2"), at=LATER)
    assert Ticket.objects.get().stage == "waiting"


def test_what_binds_a_customer_is_what_binds_now(cast: Cast) -> None:
    def titled() -> str:
        (reached,) = Standing.books(standing(), frozenset({Source.objects.get().customer_id or 0}))._of.values()  # noqa: SLF001 - what is kept of them
        return str(reached[0][0].agreement.titles["es"])

    def standing() -> Standing:
        return ask_standing(Questions(), which_of(list(Ticket.objects.select_related("source"))))

    assert titled() == "Servicios"
    Agreement.objects.update(titles={"es": "Otros"})
    assert titled() == "Otros"
    Agreement.objects.update(terminated_on=NOW.date() - timedelta(days=1))
    say(cast.ana, row("T2", "09:00:00", "opened", key="2"), at=NOW)
    assert set(Clock.objects.values_list("ticket__name", flat=True)) == {"T1"}
    Agreement.objects.update(terminated_on=None)
    say(cast.ana, row("T3", "09:00:00", "opened", key="3"), at=NOW)
    assert set(Clock.objects.values_list("ticket__name", flat=True)) == {"T1", "T3"}


@pytest.mark.usefixtures("real_transactions")
def test_a_ticket_that_somebody_else_makes_at_this_moment_is_the_same_one() -> None:
    cast = make_cast()
    in_force(cast)
    add_source(cast)
    say(cast.ana, row("T0", "09:00:00", "opened", key="0"), at=LATER)
    made, told = threading.Event(), threading.Event()

    def make() -> None:
        with transaction.atomic():
            source = Source.objects.get()
            Ticket.objects.create(source=source, name="T1", customer=source.customer)
            made.set()
            told.wait(0.5)  # the other one waits for it meanwhile

    def tell() -> object:
        assert made.wait(30)
        found = say(cast.ana, row("T1", "09:00:00", "opened", key="1"), at=LATER)
        told.set()
        return found

    _, found = at_once(make, tell)
    assert isinstance(found, list), found
    assert [one.taken for one in found] == [Taken.RECORDED]
    assert (Ticket.objects.count(), Fact.objects.count(), Clock.objects.count()) == (2, 2, 6)


@pytest.mark.usefixtures("real_transactions")
def test_a_word_that_changes_between_reading_the_source_and_locking_the_ticket_is_seen() -> None:
    cast = make_cast()
    in_force(cast)
    add_source(cast)
    say(cast.ana, row("T1", "09:00:00", "opened", key="0"), at=LATER)
    for turn, stage in enumerate(("waiting", "resolved", "open")):
        at_once(lambda stage=stage: Source.objects.update(statuses={"new": [stage, None]}))  # type: ignore[misc]  # bound early
        say(cast.ana, row("T1", f"09:0{turn + 1}:00", "changed", status="new", key=f"k{turn}"), at=LATER)
        assert Ticket.objects.get().stage == stage
    assert statuses() == ["new"]
