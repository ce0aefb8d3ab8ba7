"""The dates of notices, renewals and of taking over are held to the journal: a change in the database is found."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.agreements.commands import DraftChange, change_draft
from acuerdo.apps.agreements.models import Version
from acuerdo.apps.life.commands import Notice
from acuerdo.apps.life.held import hold
from acuerdo.apps.life.models import Termination
from acuerdo.core.acts import MoveKind
from acuerdo.flows.agreement_lives import (
    RenewalIntent,
    TakingBack,
    acknowledge_notice,
    give_notice,
    renew,
    take_back_notice,
    withdraw_notice,
)
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from tests.apps.life.test_life import EXPRESS, KEY, in_force
from tests.guards import lift_guards
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db
WANTED = Notice(wanted_on=date(2026, 8, 31))


def faults() -> list[str]:
    return [fault.code for fault in hold(f"agreement:{KEY}").faults]


def at(days: int) -> datetime:
    return NOW + timedelta(days=days)


def live() -> Cast:
    """Renew, end with notice, agree on its date, take it back, end again: each step holds."""
    cast = make_cast()
    in_force(cast, EXPRESS)
    assert faults() == []
    until = date(2028, 3, 31)
    renew(cast.ana, KEY, RenewalIntent(kind=MoveKind.PROPOSE, until_on=until, seen=0), at(1))
    assert faults() == []
    renew(cast.boris, KEY, RenewalIntent(kind=MoveKind.ACCEPT, until_on=until, seen=1), at(1))
    give_notice(cast.ana, KEY, WANTED, at(2))
    assert faults() == []
    withdraw_notice(cast.ana, KEY, at(3))
    assert faults() == []
    give_notice(cast.ana, KEY, WANTED, at(4))
    acknowledge_notice(cast.boris, KEY, at(5), as_wanted=True)
    assert faults() == []
    take_back_notice(cast.ana, KEY, TakingBack(kind=MoveKind.PROPOSE, seen=0), at(6))
    take_back_notice(cast.boris, KEY, TakingBack(kind=MoveKind.ACCEPT, seen=1), at(6))
    assert faults() == []
    give_notice(cast.boris, KEY, WANTED, at(7))
    return cast


@pytest.fixture
def lived() -> Cast:
    return live()


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("UPDATE agreements_agreement SET terminated_on = '2026-09-30'", ["other_date"]),
        ("UPDATE agreements_agreement SET terminated_on = NULL", ["other_date"]),
        ("UPDATE agreements_agreement SET renewed_until = '2030-03-31'", ["other_date"]),
        ("UPDATE agreements_agreement SET renewed_until = NULL, renewed_version = NULL", ["other_date"]),
        ("UPDATE agreements_version SET takes_over_on = '2026-06-01'", ["other_date"]),
        ("UPDATE agreements_offer SET text = REPLACE(text, '# ours', '# theirs')", ["other_text"]),
        ("UPDATE life_termination SET wanted_on = '2026-12-31'", ["other_notice"] * 3),
        ("UPDATE life_termination SET earliest_on = '2026-12-31'", ["other_notice"] * 3),
        ("UPDATE life_termination SET receipt_number = 1 WHERE taking_back_id IS NOT NULL", ["other_notice"] * 2),
        ("UPDATE life_renewal SET until_on = '2030-03-31'", ["other_renewal"]),
    ],
)
@pytest.mark.usefixtures("lived")
def test_a_date_changed_in_the_database_is_found(told: str, found: list[str]) -> None:
    assert faults() == []
    assert Termination.objects.count() == len([WANTED] * 3)
    lift_guards()
    with connection.cursor() as cursor:
        cursor.execute(told)
        assert cursor.rowcount > 0
    assert faults() == found


def test_the_date_on_which_a_version_took_over_is_found_changed() -> None:
    cast = make_cast()
    in_force(cast, EXPRESS)
    change_draft(cast.ana, KEY, DraftChange(text=EXPRESS.replace("1h", "2h"), revision=0), at(60))
    content = offer_draft(cast.ana, KEY, Offering(seen=0), at(60)).standing.content or ""
    answer_offer(cast.boris, KEY, 2, Intent(kind=MoveKind.ACCEPT, content=content, seen=1), at(61))
    assert Version.objects.get(number=2).takes_over_on == date(2026, 5, 3)
    assert faults() == []
    lift_guards()
    Version.objects.filter(number=2).update(takes_over_on=None)
    assert faults() == ["other_date"]
