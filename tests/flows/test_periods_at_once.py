"""A statement says one thing: its figures and its verdicts are of one instant, whatever is told while it is made."""

from threading import Thread

import pytest
from django.db import OperationalError, connection, connections

from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.journal.views import in_one_view
from acuerdo.apps.parties.models import Party
from acuerdo.apps.periods import commands
from acuerdo.apps.periods.figures import figures_now
from acuerdo.apps.periods.queries import read_period
from acuerdo.core.acts import MoveKind
from acuerdo.flows.periods_frozen import PeriodIntent, move
from tests.flows.telling import KEY, add_source, in_force, row, say
from tests.flows.test_periods import APRIL
from tests.people import Cast, make_cast

pytestmark = pytest.mark.usefixtures("real_transactions")
PROPOSE = PeriodIntent(move=MoveKind.PROPOSE, seen=0)


@pytest.fixture
def cast(real_transactions: None) -> Cast:  # noqa: ARG001 - its rows stand in them
    found = make_cast()
    in_force(found)
    add_source(found)
    say(found.ana, row("T1", "09:00:00", "opened", priority="P1"), row("T1", "09:10:00", "resolved"), at=APRIL)
    return found


def elsewhere(work: str) -> list[BaseException]:
    """Do something over another connection, which waits for nobody; return what it met."""
    met = list[BaseException]()

    def run() -> None:
        try:
            with connection.cursor() as cursor:
                if connection.vendor == "sqlite":
                    cursor.execute("PRAGMA busy_timeout = 1")
                cursor.execute(work)
        except OperationalError as fault:
            met.append(fault)
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    thread.join()
    return met


def test_figures_and_verdicts_of_a_statement_are_of_one_instant(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    met = list[BaseException]()

    def meanwhile(*said: object) -> object:
        met.extend(elsewhere(f"UPDATE {Clock._meta.db_table} SET counted_us = NULL"))  # noqa: S608, SLF001 - our table
        return figures_now(*said)  # type: ignore[arg-type] # as it was called

    monkeypatch.setattr(commands, "figures_now", meanwhile)
    move(cast.ana, KEY, "2026-03", PROPOSE, APRIL)
    record = read_period(cast.boris, KEY, "2026-03", APRIL)
    assert record.clocks == sum(sum(one.counts.values()) for one in record.figures) > 0
    assert len(met) == (connection.vendor == "sqlite")  # where one writes at a time, the other is told to wait


def test_work_is_done_again_where_somebody_changed_first_what_it_changes(cast: Cast) -> None:
    seen, ours = list[str](), Party.objects.filter(pk=cast.sur.pk)

    def work() -> int:
        seen.append(ours.get().name)
        if len(seen) == 1:
            elsewhere(f"UPDATE {Party._meta.db_table} SET name = 'Sur SA' WHERE id = {cast.sur.pk}")  # noqa: S608, SLF001 - our table
        return ours.update(language="ru")

    assert in_one_view(work) == 1
    assert seen == (["Sur"] if connection.vendor == "sqlite" else ["Sur", "Sur SA"])
    assert ours.get().language == "ru"
