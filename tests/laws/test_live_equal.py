"""Live clocks are those of the judge: facts that arrive in parts, twice and in any order lead to the same verdicts."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.db.models import Min
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acuerdo.apps.clocks import governing
from acuerdo.apps.clocks.advancing import advance_clocks
from acuerdo.apps.clocks.commands import fold_tickets
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.clocks.paths import Path
from acuerdo.apps.clocks.queries import clocks_of_row
from acuerdo.apps.tickets.models import Ticket
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.fold import Judge
from acuerdo.core.clock.history import admit
from acuerdo.core.clock.timeline import unfold
from acuerdo.core.clock.verdict import Verdict
from acuerdo.core.hours import to_datetime
from acuerdo.core.terms.agreement import Agreement
from acuerdo.documents import Written, read_agreement
from acuerdo.flows.ticket_event import tell
from tests.flows.telling import TEXT, add_source, in_force
from tests.laws.clock_lives import agreements, histories, laters
from tests.people import Cast, make_cast

if TYPE_CHECKING:
    from acuerdo.apps.tickets.shapes import Telling

pytestmark = pytest.mark.django_db
_PARTS = 3
_MOMENTS = 4


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    in_force(found, TEXT.replace("to: 2026-12-31", "to: 2030-12-31"))
    add_source(found)
    return found


def in_parts(facts: Sequence[Fact], chance: Random) -> list[list[Fact]]:
    """Return the facts shuffled, some of them twice, in a few parts."""
    told = [*facts, *chance.sample(facts, chance.randint(0, len(facts)))]
    chance.shuffle(told)
    return [told[start::_PARTS] for start in range(_PARTS)]


def line(verdict: Verdict) -> dict[str, object]:
    return {**verdict.as_dict(), "derivation": verdict.derivation, "warnings": verdict.warnings}


def figures(clock: Clock | Verdict) -> dict[str, object]:
    names = ("started_us", "stopped_us", "target_us", "consumed_us", "paused_us", "outside_us", "excluded_us")
    more = ("due_us", "breaches_us", "breached_us", "late_us", "commitment", "cycle", "verdict")
    return {name: getattr(clock, name) for name in (*names, *more)} | {"reason": clock.reason or ""}


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(promised=agreements(), facts=histories(), later=laters, chance=st.randoms(use_true_random=False))
def test_what_arrives_in_any_order_leads_to_the_verdicts_of_the_judge(
    cast: Cast, promised: Agreement, facts: list[Fact], later: int, chance: Random
) -> None:
    as_of_us = max(fact.at_us for fact in facts) + later
    timeline = unfold(admit(facts, as_of_us=as_of_us), promised)
    assert timeline is not None
    expected = Judge(promised).verdicts(timeline, as_of_us=as_of_us)
    document = read_agreement(Written(TEXT))
    paths = {
        one.id: Path(points=one.warn_at, warned=len(one.warn_at), steps=(), title={}) for one in promised.commitments
    }
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(governing, "_read", lambda *_: (replace(document, terms=promised), Judge(promised), paths))
        patch.setattr(governing, "_open_again", governing.Books)
        for part in in_parts([fact._replace(title=f"as of {fact.at_us}") for fact in facts], chance):
            told: list[Telling] = list(part)
            tell(cast.ana, "desk", lambda _, told=told: told, to_datetime(as_of_us))  # type: ignore[misc]  # bound early
        ticket = Ticket.objects.select_related("source").get()
        assert ticket.title == f"as of {max(fact.at_us for fact in facts)}"
        live = clocks_of_row(ticket, as_of_us, all_kinds=True)
        assert [line(one.verdict) for one in live.clocks] == [line(one) for one in expected]
        assert sorted(map(figures, Clock.objects.all()), key=repr) == sorted(map(figures, expected), key=repr)
        for at_us in moved_by_time(ticket.pk):
            seen = unfold(admit(facts, as_of_us=at_us), promised)
            assert seen is not None
            judged = {(one.commitment, one.cycle): one for one in Judge(promised).verdicts(seen, as_of_us=at_us)}
            for clock in Clock.objects.filter(judged_us=at_us):
                assert figures(clock) == figures(judged[clock.commitment, clock.cycle])
        transaction.set_rollback(True)


def moved_by_time(ticket: int) -> Iterator[int]:
    """Let a worker look at each of the next moments of a ticket's clocks, as their rows say; yield the instants."""
    for _ in range(_MOMENTS):
        row = Ticket.objects.select_related("source").get(pk=ticket)
        at_us = Clock.objects.aggregate(Min("next_us"))["next_us__min"]
        if at_us is None:
            return
        left = advance_clocks([row], at_us).left
        if left:
            fold_tickets(left, at_us, [])
        yield at_us
