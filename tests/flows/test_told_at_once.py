"""Several who tell facts at the same moment: each fact is there once, and each of them is told so."""

import pytest

from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.readings.commands import claim_due
from acuerdo.apps.readings.models import Reading
from acuerdo.apps.readings.shapes import ReadingIntent, Step
from acuerdo.apps.tickets.models import Fact, Ticket
from acuerdo.apps.tickets.shapes import Answer, Taken
from acuerdo.core.chains.canonical import Json
from acuerdo.flows import readings_kept
from acuerdo.flows.journal_held import hold_chain
from acuerdo.flows.source_read import keep_rows
from acuerdo.surroundings import from_surroundings
from tests.flows.telling import add_source, in_force, row, say
from tests.flows.test_at_once import at_once
from tests.people import NOW, Cast, make_cast

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


@pytest.mark.parametrize("_", range(ROUNDS))
def test_a_help_desk_is_read_while_a_program_tells_a_key_of_its_for_another_ticket(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, _: int
) -> None:
    monkeypatch.setenv("ACUERDO_SOURCE_NETWORKS", "127.0.0.0/8")
    wanted = ReadingIntent(
        source="desk",
        program="request_tracker",
        address="http://127.0.0.1:1",
        account="reader",
        secret="word",  # noqa: S106 - of a desk that is none
        every_s=60,
    )
    readings_kept.connect(cast.ana, wanted, from_surroundings().source_networks, NOW)
    claimed = claim_due(NOW)
    assert claimed is not None
    rows = [row(f"T{number}", "09:00:00", "opened", key=f"k{number}") for number in range(6)]
    others = [{**one, "ticket": f"X{place}"} for place, one in enumerate(rows)]
    read, told = at_once(
        lambda: keep_rows(claimed, rows, Step(last=6, since=6), NOW), lambda: say(cast.ana, *reversed(others))
    )
    assert isinstance(read, int), read
    assert counted([told])[Taken.RECORDED] == 6 - read, told
    assert {one.key for one in Fact.objects.all()} == {one["key"] for one in rows}
    assert Reading.objects.get().last == 6
