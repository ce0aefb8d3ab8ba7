"""What the database is asked about many agreements is what is said of each one."""

from datetime import date, timedelta
from random import Random

import pytest

from acuerdo.apps.acts.models import Act
from acuerdo.apps.agreements.days import Days
from acuerdo.apps.agreements.lists import PER_PAGE, find_page, find_part, find_waiting, list_agreements, list_waiting
from acuerdo.apps.agreements.models import Agreement, Offer, Version
from acuerdo.apps.agreements.shapes import AgreementFilter, AgreementLine, LifeState
from acuerdo.core.acts import State
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db
ON = NOW.date()
DAYS = (ON - timedelta(days=200), ON, ON + timedelta(days=200))
EAST, WEST = "Asia/Vladivostok", "America/Los_Angeles"
SEED = 20260302
AGREEMENTS, VERSIONS, SPREAD = 160, 3, 250


def somewhen(random: Random) -> date:
    return ON + timedelta(days=random.randint(-SPREAD, SPREAD))


def make_version(agreement: Agreement, number: int, cast: Cast, random: Random) -> Version:
    state = random.choice([*State, State.AGREED, State.AGREED, State.OFFERED])
    act = Act.objects.create(
        customer=agreement.customer,
        subject="agreement_version",
        subject_key=f"{agreement.key}:{number}",
        chain=agreement.chain,
        signers="provider:contract_manager\ncustomer:sponsor",
        state=state,
        agreed_at=NOW,
        open_until=random.choice([None, NOW - timedelta(days=1), NOW + timedelta(days=number)]),
        offers_made=random.randint(1, 2),
        waits_for=random.choice(["provider", "customer", ""]),
    )
    version = Version.objects.create(agreement=agreement, number=number, act=act)
    if state in {State.AGREED, State.REGISTERED, State.DISPUTED} and random.random() < 0.95:
        offer = Offer.objects.create(version=version, content="0" * 64, made_by_id=cast.ana.person, made_at=NOW)
        from_on = somewhen(random)
        said = {
            "time_zone": random.choice(["", EAST, WEST]),
            "renewal": random.choice(["tacit", "never", "express"]),
            "notice": random.choice(["", "30d", "2mo"]),
        }
        to_on = random.choice([None, from_on + timedelta(days=random.randint(0, SPREAD))])
        Version.objects.filter(pk=version.pk).update(offer=offer, from_on=from_on, to_on=to_on, **said)
    return version


@pytest.fixture
def cast() -> Cast:
    """Agreements in every state, with none to three versions each."""
    found, random = make_cast(), Random(SEED)  # noqa: S311 - rows of a test, the same each time
    for place in range(AGREEMENTS):
        renewed = random.random() < 0.2
        agreement = Agreement.objects.create(
            key=f"a{place:03}",
            customer=random.choice([found.sur, found.volga]),
            created_at=NOW,
            created_by_id=found.ana.person,
            reviewed_since=random.choice([None, None, NOW]),
            terminated_on=random.choice([None, None, None, somewhen(random)]),
            renewed_version=random.randint(1, 2) if renewed else None,
            renewed_until=somewhen(random) if renewed else None,
        )
        for number in range(1, random.randint(0, VERSIONS) + 1):
            make_version(agreement, number, found, random)
    return found


def everything(cast: Cast, wanted: AgreementFilter, on: date) -> list[AgreementLine]:
    return find_part(cast.ana, wanted, "", AGREEMENTS, NOW, on)


def test_agreements_are_chosen_by_the_state_that_each_line_shows(cast: Cast) -> None:
    seen = set()
    for on in DAYS:
        lines = list_agreements(cast.ana, NOW, on)
        for state in LifeState:
            expected = [line for line in lines if line.state is state]
            seen |= {state} if expected else set()
            assert everything(cast, AgreementFilter(states=frozenset({state})), on) == expected
            page = find_page(cast.ana, AgreementFilter(states=frozenset({state})), NOW, on)
            assert (page.total, list(page.lines)) == (len(expected), expected[:PER_PAGE])
    assert seen == set(LifeState) - {LifeState.SUPERSEDED}  # a list shows the newer one


def test_each_line_stands_by_the_date_of_its_own_zone(cast: Cast) -> None:
    begun = Version.objects.filter(time_zone__in=[EAST, WEST]).values_list("from_on", "to_on")
    edges = sorted({day for pair in begun for day in pair if day})[:: len(begun) // 3]
    moved = 0
    for edge in edges:
        on = Days(on=edge, before=frozenset({WEST}), after=frozenset({EAST}))
        lines = list_agreements(cast.ana, NOW, on)
        moved += lines != list_agreements(cast.ana, NOW, edge)
        for state in LifeState:
            expected = [line for line in lines if line.state is state]
            found = find_part(cast.ana, AgreementFilter(states=frozenset({state})), "", AGREEMENTS, NOW, on)
            assert found == expected, (edge, state)
        due = edge + timedelta(days=90)
        expected = [line for line in lines if line.decision is not None and line.decision.decide_by <= due]
        assert find_part(cast.ana, AgreementFilter(decide_by=due), "", AGREEMENTS, NOW, on) == expected
    assert moved > 0


def test_several_states_are_chosen_together(cast: Cast) -> None:
    states = frozenset({LifeState.DRAFT, LifeState.ACTIVE, LifeState.LAPSED})
    expected = [line for line in list_agreements(cast.ana, NOW, ON) if line.state in states]
    assert everything(cast, AgreementFilter(states=states), ON) == expected


def test_agreements_are_chosen_by_the_decision_that_each_line_shows(cast: Cast) -> None:
    for on in DAYS:
        until = on + timedelta(days=90)
        lines = list_agreements(cast.ana, NOW, on)
        expected = [line for line in lines if line.decision is not None and line.decision.decide_by <= until]
        assert expected
        assert everything(cast, AgreementFilter(decide_by=until), on) == expected
        assert find_page(cast.ana, AgreementFilter(decide_by=until), NOW, on).total == len(expected)


def test_what_waits_is_chosen_and_counted_for_either_side(cast: Cast) -> None:
    for viewer in (cast.ana, cast.boris, cast.carla):
        waiting = list_waiting(viewer, NOW)
        first, count = find_waiting(viewer, NOW, 2)
        assert (len(first), count) == (min(2, len(waiting)), len(waiting))
        chosen = find_page(viewer, AgreementFilter(waiting=True), NOW, ON)
        assert [line.key for line in chosen.lines] == sorted({line.key for line in waiting})[:PER_PAGE]
    rows = Version.objects.values_list("agreement__key", "number", "act__open_until")
    until = {(key, number): open_until for key, number, open_until in rows}
    found = find_waiting(cast.ana, NOW, VERSIONS * AGREEMENTS)[0]
    soonest = [until[line.key, line.number] or NOW + timedelta(days=99) for line in found]
    assert soonest == sorted(soonest)
