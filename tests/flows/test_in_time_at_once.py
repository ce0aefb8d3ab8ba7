"""Several workers, and one that is killed: every moment is told once."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from acuerdo.apps.alerts import raising
from acuerdo.apps.alerts.letters import KIND
from acuerdo.apps.alerts.models import Alert
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.notices.models import Outgoing
from acuerdo.flows.time_passes import fold_due
from tests.flows.telling import add_source, in_force, row, say
from tests.flows.test_at_once import at_once
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.usefixtures("real_transactions")
LATER = NOW + timedelta(minutes=16)
TICKETS = 9


@pytest.fixture
def cast(real_transactions: None) -> Cast:  # noqa: ARG001 - its rows stand in them
    found = make_cast()
    in_force(found)
    add_source(found)
    rows = [row(f"T{one}", "09:00:00", "opened", key=f"k{one}", priority="P1", owner="Tomas") for one in range(TICKETS)]
    say(found.ana, *rows)
    return found


def letters() -> Counter[str]:
    """Return how many letters were put about each ticket."""
    return Counter(str(one.body["ticket"]) for one in Outgoing.objects.filter(kind=KIND))


def look(most: int = TICKETS) -> int:
    """Look as a worker does, until nothing is due."""
    done = 0
    while folded := fold_due(LATER, most):
        done += folded
    return done


@pytest.mark.usefixtures("cast")
def test_several_workers_share_what_is_due_and_tell_it_once() -> None:
    found = at_once(*[partial(look, 3)] * 3)
    assert sum(one for one in found if isinstance(one, int)) == TICKETS, found
    look()
    assert Alert.objects.count() == 3 * TICKETS  # half of the time, due, and the breach
    assert letters() == {f"T{one}": 1 for one in range(TICKETS)}  # to Tomas, who holds it: the last of the three


@pytest.mark.usefixtures("cast")
def test_a_worker_that_is_killed_loses_nothing_and_repeats_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = list(Clock.objects.order_by("pk").values_list("next_us", "told"))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(raising, "put_all", killed)
        with pytest.raises(KeyboardInterrupt):
            fold_due(LATER)
    assert list(Clock.objects.order_by("pk").values_list("next_us", "told")) == before
    assert (Alert.objects.count(), letters()) == (0, Counter())
    assert look() == TICKETS
    assert look() == 0
    assert letters() == {f"T{one}": 1 for one in range(TICKETS)}
