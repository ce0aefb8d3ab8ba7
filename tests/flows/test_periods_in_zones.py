"""Where an amendment changes the time zone, each clock belongs to one period: that of the zone it was promised in."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.agreements.commands import DraftChange, change_draft
from acuerdo.apps.attained.listing import clocks_of_period
from acuerdo.apps.attained.shapes import ClockQuestion
from acuerdo.apps.periods.queries import list_adjusted, list_pending, list_periods, list_stated, read_period
from acuerdo.apps.periods.shapes import PeriodNotStated, Stand
from acuerdo.core.acts import MoveKind
from acuerdo.core.hours import to_us
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from acuerdo.flows.periods_frozen import PeriodIntent, move
from tests.flows.telling import KEY, add_source, in_force, say
from tests.flows.test_periods import PROMISED, freeze
from tests.people import NOW, Cast, make_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guards")]
LABELS = ("2026-03", "2026-04", "2026-05")
ZONES = (("Europe/Madrid", "Atlantic/Canary"), ("Atlantic/Canary", "Europe/Madrid"), ("UTC", "Pacific/Auckland"))
MID = datetime(2026, 4, 3, 10, tzinfo=UTC)
BORDERS = (datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC))


def amended(before: str, after: str) -> Cast:
    """Let an agreement of one zone be amended in March to another one from April on; both versions count clocks."""
    found = make_cast()
    text = PROMISED.replace("time_zone: Europe/Madrid", f"time_zone: {before}")
    in_force(found, text)
    add_source(found)
    later = text.replace(f"time_zone: {before}", f"time_zone: {after}").replace("from: 2026-03-02", "from: 2026-04-01")
    change_draft(found.ana, KEY, DraftChange(text=later, revision=0), NOW)
    content = offer_draft(found.ana, KEY, Offering(seen=0), NOW).standing.content or ""
    answer_offer(found.boris, KEY, 2, Intent(kind=MoveKind.ACCEPT, content=content, seen=1), NOW)
    hours = range(-15, 16)
    for border in BORDERS:
        for hour in hours:  # opened half an hour before it is answered, all around the end of the month
            at = border + timedelta(hours=hour, minutes=30)
            told = {"ticket": f"T{border:%m}{hour:+}", "priority": "P1", "event": "opened"}
            opened = {**told, "at": (at - timedelta(minutes=10)).isoformat()}
            say(found.ana, opened, {**told, "at": at.isoformat(), "event": "replied"}, at=at)
    return found


@pytest.mark.parametrize(("before", "after"), ZONES)
def test_each_clock_stands_in_one_period_and_its_figures_are_those_of_its_verdicts(before: str, after: str) -> None:
    cast = amended(before, after)
    stated: Counter[tuple[str, str, int]] = Counter()
    for label, month in zip(LABELS, (4, 5, 6), strict=True):
        at = datetime(2026, month, 2, 9, tzinfo=UTC)
        freeze(cast, label, at)
        rows = list_stated(cast.boris, KEY, label)
        stated.update((ticket, promise, cycle) for _, ticket, promise, cycle, _ in rows)
        kinds = Counter(now.kind for _, _, promise, _, now in rows if promise == "first")
        record = read_period(cast.boris, KEY, label, at)
        for figures in (record.figures, record.now):
            counted: Counter[str] = Counter()
            for one in figures:
                counted.update(one.counts if one.promise == "first" else {})
            assert +counted == kinds
        listed = clocks_of_period(cast.boris, KEY, ClockQuestion(period=label, commitment="first"), to_us(at))
        assert {one.ticket for one in listed} >= {ticket for _, ticket, promise, _, _ in rows if promise == "first"}
    assert {one for one in stated if one[1] == "first"} == {
        (f"T{border:%m}{hour:+}", "first", 1) for border in BORDERS for hour in range(-15, 16)
    }
    assert set(stated.values()) == {1}
    assert list_pending(cast.boris, KEY, "month", datetime(2026, 6, 2, 9, tzinfo=UTC)) == []


@pytest.mark.parametrize(("before", "after"), ZONES)
def test_what_moves_of_the_month_before_the_change_is_booked_in_the_month_after_it(before: str, after: str) -> None:
    cast = amended(before, after)
    freeze(cast, "2026-03", datetime(2026, 4, 2, 9, tzinfo=UTC))
    told = {"ticket": "new", "at": "2026-03-31T08:40:00Z", "event": "opened", "priority": "P2"}
    say(cast.ana, told, at=datetime(2026, 4, 3, 9, tzinfo=UTC))
    [first] = [one for one in list_pending(cast.ana, KEY, "month", MID) if one.commitment == "first"]
    assert (first.of, first.ticket) == ("2026-03", "new")
    freeze(cast, "2026-04", datetime(2026, 5, 2, 9, tzinfo=UTC))
    lines = list_adjusted(cast.boris, KEY, "2026-03", datetime(2026, 5, 2, 9, tzinfo=UTC))
    assert {one.booked_in for one in lines} == {"2026-04"}
    assert list_pending(cast.boris, KEY, "month", datetime(2026, 5, 2, 9, tzinfo=UTC)) == []


def test_a_period_runs_until_it_is_over_in_every_zone_that_promises() -> None:
    cast = amended("Atlantic/Canary", "Europe/Madrid")
    between = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)  # over in Madrid, and not on the islands
    stands = {one.span.label: one.stand for one in list_periods(cast.ana, KEY, between)}
    assert stands["2026-03"] is Stand.RUNS
    with pytest.raises(PeriodNotStated, match="period_runs"):
        move(cast.ana, KEY, "2026-03", PeriodIntent(move=MoveKind.PROPOSE, seen=0), between)
    after = between + timedelta(minutes=30)
    assert next(one for one in list_periods(cast.ana, KEY, after) if one.span.label == "2026-03").stand is Stand.OVER
