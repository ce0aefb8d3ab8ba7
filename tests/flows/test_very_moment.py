"""Both sides agree on something in the very moment in which a ticket is told: it is judged by what they agreed on."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections, transaction

from acuerdo.apps.acts.papers import Upload
from acuerdo.apps.agreements.commands import NewAgreement, open_agreement
from acuerdo.apps.clocks.commands import fold_tickets
from acuerdo.apps.exclusions.shapes import ExclusionSaid
from acuerdo.apps.rejudging import intake
from acuerdo.apps.rejudging.comparing import moves_in
from acuerdo.apps.rejudging.models import MovedClock, Rejudging, Waiting
from acuerdo.apps.tickets.models import Ticket
from acuerdo.apps.tickets.sources import SourceIntent
from acuerdo.core.acts import MoveKind
from acuerdo.core.chains.canonical import Json
from acuerdo.core.clock.exclusions import Scope
from acuerdo.core.hours import to_us
from acuerdo.flows import sources_kept, ticket_event
from acuerdo.flows.agreement_registered import Registering, register_paper
from acuerdo.flows.exclusions_agreed import ExclusionIntent, answer, claim
from acuerdo.flows.rejudged import close_judged, judge_part
from acuerdo.flows.years_agreed import YearIntent, agree_year
from tests.flows.telling import KEY, TEXT, add_source, in_force, row, say
from tests.flows.test_looked_again import HELD
from tests.flows.test_papers import PDF
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.usefixtures("real_transactions")
LATER = NOW + timedelta(hours=3)
EVE = datetime(2026, 12, 31, 16, tzinfo=UTC)
"""Two hours before the office closes for the year."""
ROWS = (row("T1", "09:00:00", "opened", priority="P1", customer="S"), row("T1", "09:40:00", "replied"))
LATE = ({**ROWS[0], "at": EVE.isoformat()},)


@pytest.fixture
def cast(real_transactions: None, tmp_path: object, settings: object) -> Cast:  # noqa: ARG001 - its rows stand in them
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]  # the fixture of pytest-django
    found = make_cast()
    add_source(found, "desk", "", customers={"S": "sur"})
    return found


@contextmanager
def telling(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, rows: Sequence[Mapping[str, Json]] = ROWS, at: datetime = LATER
) -> Iterator[Callable[[], None]]:
    """Tell a ticket over another connection: folded, but not committed before the function given is called.

    Where one writes at a time (SQLite), nobody else could write meanwhile, and it is committed at once.
    """
    folded, end, faults = threading.Event(), threading.Event(), list[BaseException]()
    fold = intake.fold_told

    def waiting(*said: object, **more: object) -> None:
        fold(*said, **more)  # type: ignore[arg-type]  # passed on as they come
        folded.set()
        if connection.vendor == "postgresql":
            assert end.wait(30)

    def tell() -> None:
        try:
            say(cast.ana, *rows, at=at)
        except BaseException as fault:  # noqa: BLE001 - told to the test
            faults.append(fault)
        finally:
            folded.set()
            connections.close_all()

    def commit() -> None:
        end.set()
        thread.join()
        assert not faults

    monkeypatch.setattr(ticket_event, "fold_told", waiting)
    thread = threading.Thread(target=tell)
    thread.start()
    assert folded.wait(30)
    monkeypatch.setattr(ticket_event, "fold_told", fold)
    if connection.vendor != "postgresql":
        thread.join()
    try:
        yield commit
    finally:
        end.set()
        thread.join()


def carry(at: datetime = LATER) -> int:
    """Let a worker do what there is to do; return how many tickets it judged."""
    done = sum(iter(lambda: judge_part(at), 0))
    close_judged(at)
    return done


def stale(at: datetime = LATER) -> list[str]:
    """Return the promises whose clocks would say something else if their ticket was folded now."""
    with transaction.atomic():
        tickets = list(Ticket.objects.select_for_update(of=("self",)).select_related("source"))
        found = [move.commitment for move in moves_in(fold_tickets(tickets, to_us(at)), to_us(at))]
        transaction.set_rollback(True)
    return found


def exclude(cast: Cast) -> None:
    said = ExclusionSaid(
        scope=Scope.AGREEMENT,
        reason="force_majeure",
        from_us=to_us(NOW),
        until_us=to_us(NOW + timedelta(minutes=30)),
        commitments=("first",),
    )
    claim(cast.ana, KEY, said, LATER)
    answer(cast.boris, KEY, 1, ExclusionIntent(move=MoveKind.ACCEPT, seen=1), LATER)


def register(cast: Cast) -> None:
    open_agreement(cast.ana, NewAgreement(key=KEY, kind="sla", customer="sur", text=TEXT), LATER)
    register_paper(cast.ana, KEY, Registering(paper=Upload(name="a.pdf", content=PDF)), LATER)


def mean_another(cast: Cast) -> None:
    wanted = SourceIntent(key="desk", name="Desk", customer="", customers={"S": "volga"}, statuses={}, values={})
    sources_kept.change(cast.ana, wanted, LATER)


def agree_on_year(cast: Cast, at: datetime) -> None:
    for viewer, kind, seen, dates in (
        (cast.ana, MoveKind.PROPOSE, 0, "2027-01-01 Año nuevo\n2027-01-04 Puente"),
        (cast.boris, MoveKind.ACCEPT, 1, ""),
    ):
        agree_year(viewer, KEY, YearIntent(kind=kind, calendar="office", year=2027, seen=seen, dates=dates), at)


def nothing(_: Cast) -> None:
    """Agree on nothing before."""


CHANGES: dict[str, tuple[Callable[[Cast], None], Callable[[Cast], None]]] = {
    "an exclusion": (in_force, exclude),
    "a version": (nothing, in_force),
    "a paper": (nothing, register),
    "words": (in_force, mean_another),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_ticket_told_in_the_very_moment_of_a_change_is_judged_by_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    before, agree = CHANGES[change]
    before(cast)
    carry()
    with telling(cast, monkeypatch) as commit:
        agree(cast)
        commit()
    carry()
    assert stale() == []
    assert_over()


def test_a_ticket_told_in_the_very_moment_in_which_a_year_is_agreed_is_judged_by_its_dates(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_force(cast, HELD)
    carry()
    with telling(cast, monkeypatch, LATE, EVE) as commit:
        agree_on_year(cast, EVE)
        commit()
    carry(EVE)
    assert stale(EVE) == []
    assert_over(EVE)


def test_a_change_is_over_once_all_that_ran_in_its_moment_has_ended_and_judges_meanwhile(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_force(cast)
    say(cast.ana, {**ROWS[0], "ticket": "T0"}, at=LATER)
    carry()
    with telling(cast, monkeypatch) as commit:
        exclude(cast)
        alone = connection.vendor == "sqlite"
        assert (carry(), carry()) == (1 + alone, 0)
        newest = Rejudging.objects.latest("pk")
        assert (newest.ended_us is not None, newest.tickets) == (alone, 1 + alone)
        commit()
    assert carry() == 1 - alone
    assert stale() == []
    assert_over(tickets=2)


def test_a_worker_notes_what_ran_where_whoever_agreed_was_killed_before_doing_so(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_force(cast)
    carry()
    with telling(cast, monkeypatch) as commit:
        exclude(cast)
        Rejudging.objects.update(again_until=None)
        assert carry() == (connection.vendor == "sqlite")
        commit()
    assert carry() == (connection.vendor == "postgresql")
    assert stale() == []
    assert_over()


def test_what_runs_in_another_database_of_the_server_is_not_waited_for(cast: Cast) -> None:
    in_force(cast)
    say(cast.ana, ROWS[0], at=LATER)
    carry()
    with busy_elsewhere():
        exclude(cast)
        carry()
        assert_over()


@contextmanager
def busy_elsewhere() -> Iterator[None]:
    """Keep a transaction open in another database of the same server; with SQLite there is none."""
    if connection.vendor == "sqlite":
        yield
        return
    import psycopg  # noqa: PLC0415 - only where there is such a server

    told = connection.settings_dict
    with psycopg.connect(host=told["HOST"], port=told["PORT"], user=told["USER"], dbname="postgres") as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")
        yield


def assert_over(at: datetime = LATER, tickets: int = 1) -> None:
    """Make sure that the last change judged each ticket, knows what it moved, and nothing waits."""
    newest = Rejudging.objects.latest("pk")
    assert (newest.tickets, newest.ended_us, Waiting.objects.count()) == (tickets, to_us(at), 0)
    assert MovedClock.objects.filter(rejudging=newest).exists()
