"""A share of tickets that moves after its period was frozen is booked in the next one, from figure to figure."""

from datetime import timedelta

import pytest

from acuerdo.apps.periods.queries import list_pending_shares, list_periods, list_shares, read_period
from acuerdo.apps.periods.shapes import Figure, Stand
from tests.faces.api.asking import Asker
from tests.flows.telling import KEY, add_source, in_force, row, say
from tests.flows.test_periods import APRIL, MAY, PROMISED, exclude, freeze
from tests.people import NOW, Cast, make_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guards")]
SHARES = """  - {id: again, kind: ratio, metric: reopen_rate, at_most: 50%, period: month}
  - {id: yearly, kind: ratio, metric: reopen_rate, at_most: 50%, period: year}
"""


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    in_force(found, PROMISED + SHARES)
    add_source(found)
    for name in ("T1", "T2", "T3", "T4"):
        opened = row(name, "09:00:00", "opened", priority="P1")
        told = (row(name, "09:10:00", "replied"), row(name, "10:00:00", "resolved"))
        say(found.ana, opened, *told, at=NOW + timedelta(hours=2))
    return found


def counted(one: Figure | None) -> tuple[int, int] | None:
    return None if one is None else (one.met, one.n)


def test_a_share_that_moves_is_shown_at_once_and_booked_in_the_next_statement(cast: Cast) -> None:
    freeze(cast)
    assert list_pending_shares(cast.boris, KEY, "month", APRIL) == []
    frozen = read_period(cast.boris, KEY, "2026-03", APRIL)
    was = next(one for one in frozen.figures if one.promise == "again")
    say(cast.ana, row("T1", "10:30:00", "reopened"), row("T1", "11:00:00", "resolved"), at=APRIL)
    [one] = list_pending_shares(cast.boris, KEY, "month", APRIL)
    assert (one.of, one.promise, counted(one.was), counted(one.now)) == ("2026-03", "again", (0, 4), (1, 4))
    assert one.was == was
    assert list_shares(cast.boris, KEY, "2026-03", APRIL) == [one]
    line = next(line for line in list_periods(cast.ana, KEY, APRIL) if line.stand is Stand.FROZEN)
    assert line.shares == 1
    freeze(cast, "2026-04", MAY)
    [booked] = list_shares(cast.boris, KEY, "2026-03", MAY)
    assert (booked.booked_in, counted(booked.was), counted(booked.now)) == ("2026-04", (0, 4), (1, 4))
    assert list_shares(cast.boris, KEY, "2026-04", MAY) == [booked]
    assert list_pending_shares(cast.boris, KEY, "month", MAY) == []


def test_what_moves_after_it_was_booked_goes_on_from_the_booked_figure(cast: Cast) -> None:
    freeze(cast)
    say(cast.ana, row("T1", "10:30:00", "reopened"), row("T1", "11:00:00", "resolved"), at=APRIL)
    freeze(cast, "2026-04", MAY)
    exclude(cast, "T2", MAY)
    assert list_pending_shares(cast.boris, KEY, "month", MAY) == []
    say(cast.ana, row("T3", "10:30:00", "reopened"), row("T3", "11:00:00", "resolved"), at=MAY + timedelta(minutes=1))
    [one] = list_pending_shares(cast.boris, KEY, "month", MAY + timedelta(hours=1))
    assert (counted(one.was), counted(one.now)) == ((1, 4), (2, 4))
    assert [why["cause"] for why in one.why] == ["exclusion"]
    figures = read_period(cast.boris, KEY, "2026-03", MAY).figures
    assert counted(next(one for one in figures if one.promise == "again")) == (0, 4)


def test_whoever_sees_no_tickets_sees_the_figures_and_no_changes_of_tickets(cast: Cast) -> None:
    freeze(cast)
    say(cast.ana, row("T1", "10:30:00", "reopened"), row("T1", "11:00:00", "resolved"), at=APRIL)
    exclude(cast, "T1")
    for viewer, causes in ((cast.carla, []), (cast.boris, ["exclusion"])):
        [seen] = list_shares(viewer, KEY, "2026-03", APRIL)
        assert (counted(seen.now), [why["cause"] for why in seen.why]) == ((1, 4), causes)


def test_programs_read_shares_that_moved(cast: Cast) -> None:
    freeze(cast)
    say(cast.ana, row("T1", "10:30:00", "reopened"), row("T1", "11:00:00", "resolved"), at=APRIL)
    boris = Asker(cast.boris)
    [one] = boris.ask("GET", f"/agreements/{KEY}/periods/2026-03").body["shares"]
    assert (one["promise"], one["was"]["counts"]["met"], one["now"]["counts"]["met"], one["booked_in"]) == (
        *("again", 0, 1),
        None,
    )
    lines = boris.ask("GET", f"/agreements/{KEY}/periods").body["items"]
    assert [line["shares_moved"] for line in lines if line["period"] == "2026-03"] == [1]
