"""A notice that was acknowledged is taken back by both sides, and by nobody alone."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from acuerdo.apps.agreements.shapes import LifeState
from acuerdo.apps.journal.queries import links, verify
from acuerdo.apps.life.commands import LifeRefused, Notice
from acuerdo.apps.life.models import Termination
from acuerdo.apps.life.queries import find_taking_back, list_notices
from acuerdo.core.acts import MoveKind, MoveRefused, State
from acuerdo.flows.agreement_lives import TakingBack, acknowledge_notice, give_notice, take_back_notice
from tests.apps.life.test_life import KEY, at, in_force, state
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db
GIVEN, LATER = at(date(2026, 9, 1)), at(date(2026, 9, 5))
PROPOSE, ACCEPT = TakingBack(kind=MoveKind.PROPOSE, seen=0), TakingBack(kind=MoveKind.ACCEPT, seen=1)


@pytest.fixture
def cast() -> Cast:
    """Sur gave notice, and Norte acknowledged it."""
    found = make_cast()
    in_force(found)
    give_notice(found.boris, KEY, Notice(reason="prices"), GIVEN)
    acknowledge_notice(found.ana, KEY, GIVEN)
    return found


def test_both_sides_take_it_back_and_the_agreement_goes_on(cast: Cast) -> None:
    assert state(cast, date(2027, 4, 1)) is LifeState.TERMINATED
    take_back_notice(cast.boris, KEY, PROPOSE, LATER)
    assert state(cast, date(2027, 4, 1)) is LifeState.TERMINATED
    open_act = find_taking_back(cast.ana, KEY, LATER)
    assert open_act is not None
    assert open_act.standing.state is State.OFFERED
    act = take_back_notice(cast.ana, KEY, ACCEPT, LATER)
    assert (act.standing.state, find_taking_back(cast.ana, KEY, LATER)) == (State.AGREED, None)
    assert (state(cast, date(2027, 4, 1)), list_notices(cast.ana, KEY)[0].withdrawn_at) == (LifeState.RENEWED, LATER)
    kinds = [link.kind for link, _ in links(f"agreement:{KEY}")]
    assert kinds[-4:] == ["notice_given", "notice_acknowledged", "act_propose", "act_accept"]
    receipts = [(step.receipt.number, step.receipt.head) for step in act.steps]
    assert verify(f"agreement:{KEY}", receipts).faults == ()
    give_notice(cast.ana, KEY, Notice(), LATER)
    assert len(list_notices(cast.ana, KEY)) == 2


def test_nobody_takes_it_back_alone_nor_after_its_last_date(cast: Cast) -> None:
    with pytest.raises(MoveRefused, match="not_begun"):
        take_back_notice(cast.ana, KEY, TakingBack(kind=MoveKind.ACCEPT, seen=0), LATER)
    take_back_notice(cast.boris, KEY, PROPOSE, LATER)
    with pytest.raises(MoveRefused, match="already_accepted"):
        take_back_notice(cast.boris, KEY, ACCEPT, LATER)
    with pytest.raises(LifeRefused, match="date_past"):
        take_back_notice(cast.ana, KEY, ACCEPT, at(date(2027, 4, 1)))
    assert state(cast, date(2027, 4, 1)) is LifeState.TERMINATED


def test_one_that_was_rejected_can_be_proposed_again_by_either_side(cast: Cast) -> None:
    take_back_notice(cast.boris, KEY, PROPOSE, LATER)
    take_back_notice(cast.ana, KEY, TakingBack(kind=MoveKind.REJECT, seen=1), LATER)
    act = take_back_notice(cast.ana, KEY, TakingBack(kind=MoveKind.PROPOSE, seen=2), LATER)
    assert (act.standing.state, state(cast, date(2027, 4, 1))) == (State.OFFERED, LifeState.TERMINATED)


def test_one_that_nobody_acknowledged_is_withdrawn_and_not_taken_back_by_both(cast: Cast) -> None:
    take_back_notice(cast.boris, KEY, PROPOSE, LATER)
    take_back_notice(cast.ana, KEY, ACCEPT, LATER)
    with pytest.raises(LifeRefused, match="no_notice"):
        take_back_notice(cast.boris, KEY, PROPOSE, LATER)
    give_notice(cast.boris, KEY, Notice(), LATER)
    with pytest.raises(LifeRefused, match="notice_not_acknowledged"):
        take_back_notice(cast.boris, KEY, PROPOSE, LATER)


@pytest.mark.usefixtures("guards")
def test_the_database_refuses_to_take_it_back_without_the_act(cast: Cast) -> None:  # noqa: ARG001 - the rows
    rows = Termination.objects.all()
    for change in ({"withdrawn_at": LATER}, {"acknowledged_at": None}, {"reason": ""}, {"computed_on": GIVEN.date()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    assert rows.update(reason="", reason_salt="") == 1
