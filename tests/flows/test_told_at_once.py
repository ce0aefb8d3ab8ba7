"""Several who tell facts at the same moment: each fact is there once, and each of them is told so."""

import pytest

from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.tickets.models import Fact, Ticket
from acuerdo.apps.tickets.shapes import Answer, Taken
from acuerdo.core.chains.canonical import Json
from acuerdo.flows.journal_held import hold_chain
from tests.flows.telling import add_source, in_force, row, say
from tests.flows.test_at_once import at_once
from tests.people import Cast, make_cast

pytestmark = pytest.mark.usefixtures("real_transactions")
ROUNDS = 3


@pytest.fixture
def cast(real_transactions: None) -> Cast:  # noqa: ARG001 - its rows stand in them
    found = make_cast()
    in_force(found)
    add_source(found)
    return found


def counted(found: list[object]) -> dict[Taken, int]:
    answers = [one for told in found if isinstance(told, list) for one in told if isinstance(one, Answer)]
    return {taken: sum(one.taken is taken for one in answers) for taken in Taken}


@pytest.mark.parametrize("_", range(ROUNDS))
def test_the_same_facts_told_by_several_at_once_are_there_once(cast: Cast, _: int) -> None:
    rows = [row(f"T{number}", "09:00:00", "opened", key=f"k{number}") for number in range(6)]
    found = at_once(*(lambda told=told: say(cast.ana, *told) for told in (rows, rows[::-1], rows)))
    assert counted(found) == {Taken.RECORDED: 6, Taken.DUPLICATE: 12, Taken.REFUSED: 0}, found
    assert (Fact.objects.count(), Ticket.objects.count(), Clock.objects.count()) == (6, 6, 18)
    assert hold_chain("source:desk").faults == ()


@pytest.mark.parametrize("_", range(ROUNDS))
def test_a_key_told_for_two_tickets_at_once_is_one_ticket_s(cast: Cast, _: int) -> None:
    def told(ticket: str) -> dict[str, Json]:
        return row(ticket, "09:00:00", "opened", key="same")

    found = at_once(lambda: say(cast.ana, told("A")), lambda: say(cast.ana, told("B")))
    assert counted(found) == {Taken.RECORDED: 1, Taken.DUPLICATE: 0, Taken.REFUSED: 1}, found
    assert Fact.objects.count() == 1
