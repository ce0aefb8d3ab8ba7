"""Parts of a long file that are laid out ahead of time: recorded as they would be at the moment at which they are."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings

from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.imports.models import Import
from acuerdo.apps.imports.shapes import Decision, Stand
from acuerdo.apps.journal.commands import seal_waiting
from acuerdo.apps.tickets.models import Fact, SourceCustomer, Ticket
from acuerdo.flows import import_carried
from acuerdo.flows.import_carried import Carrier, carry
from acuerdo.flows.journal_held import hold_chain
from acuerdo.flows.parts_coming import Coming, TablePart
from tests.flows.importing import LATER, bring, carried, decide
from tests.flows.telling import add_source, in_force, row, say
from tests.people import Cast, make_cast

TICKETS = 30


@pytest.fixture
def cast(real_transactions: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:  # noqa: ARG001 - its rows stand in them
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    monkeypatch.setattr(import_carried, "TABLE_FROM", 1)
    monkeypatch.setattr(import_carried, "TABLE_AT_ONCE", 8)
    found = make_cast()
    in_force(found)
    return found


def brought(cast: Cast, *, customer: str = "") -> UUID:
    """Bring a file of tickets with two facts each, and confirm it."""
    lines = [
        f"T{ticket},2026-03-02T09:{ticket:02}:{second}Z,{event},{customer},Ana {ticket % 7},{ticket}{event}"
        for ticket in range(TICKETS)
        for second, event in (("00", "opened"), ("30", "resolved"))
    ]
    ident = bring(cast.ana, "\n".join(["ticket,at,event,customer,owner,key", *lines]).encode())
    carried(cast.ana, ident)
    decide(cast.ana, ident, Decision.CONFIRM)
    return ident


def recorded(ident: UUID) -> Import:
    assert carry(ident, Carrier(clock=lambda: LATER, stopped=lambda: False, beside=True))
    return Import.objects.get(ident=ident)


def after_first(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> list[int]:
    """Let something happen between the laying out of the first part and its recording; return where parts began."""
    began: list[int] = []

    def take(self: Coming, begin: int) -> TablePart:
        part = self._laying.lay(begin)
        if not began:
            happens()
        began.append(begin)
        return part

    monkeypatch.setattr(Coming, "take", take)
    return began


def told_once() -> None:
    assert (Ticket.objects.count(), Fact.objects.count()) == (TICKETS, 2 * TICKETS)
    seal_waiting()
    assert hold_chain("source:desk").faults == ()


def test_a_file_whose_next_part_is_laid_out_meanwhile_is_recorded_once_and_judged(cast: Cast) -> None:
    add_source(cast)
    found = recorded(brought(cast))
    assert (found.stand, found.recorded, found.not_taken) == (Stand.DONE, 2 * TICKETS, 0)
    told_once()
    assert set(Clock.objects.filter(commitment="fix").values_list("verdict", flat=True)) == {"met"}
    assert Clock.objects.count() == 3 * TICKETS


def test_told_to_leave_it_leaves_what_is_laid_out_and_goes_on_later(cast: Cast) -> None:
    add_source(cast)
    ident, turns = brought(cast), iter([False, False, True])
    assert carry(ident, Carrier(clock=lambda: LATER, stopped=lambda: next(turns), beside=True))
    left = Import.objects.get(ident=ident)
    assert (left.stand, left.recorded) == (Stand.RECORDING, Fact.objects.count())
    assert 0 < left.recorded < 2 * TICKETS
    assert recorded(ident).recorded == 2 * TICKETS
    told_once()


def test_a_ticket_that_somebody_tells_meanwhile_is_told_on_row_by_row(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_source(cast)
    began = after_first(monkeypatch, lambda: say(cast.ana, row("T1", "08:00:00", "opened", key="0"), at=LATER))
    found = recorded(brought(cast))
    assert (found.stand, found.recorded) == (Stand.DONE, 2 * TICKETS)
    assert Ticket.objects.get(name="T1").facts == 3
    assert Fact.objects.count() == 2 * TICKETS + 1
    assert began == [0]  # row by row it goes further than the file is long


@pytest.mark.parametrize("moved", [True, False])
def test_what_governs_a_ticket_is_looked_at_again_when_it_is_recorded(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, *, moved: bool
) -> None:
    add_source(cast, customer="", customers={"acme": "sur"})
    laid = after_first(monkeypatch, SourceCustomer.objects.all().delete if moved else lambda: None)
    found = recorded(brought(cast, customer="acme"))
    assert found.recorded == 2 * TICKETS
    assert len(laid) > 5
    told_once()
    assert Clock.objects.count() == (0 if moved else 3 * TICKETS)
    assert Ticket.objects.filter(customer__isnull=moved).count() == TICKETS
