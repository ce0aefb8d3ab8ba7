"""After any changes the live clocks are those of the judge from scratch, and what was frozen adds up to them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from acuerdo.apps.agreements.models import Agreement, Offer
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.exclusions.queries import agreed_exclusions
from acuerdo.apps.exclusions.shapes import ClaimedAlready, ExclusionSaid
from acuerdo.apps.periods.models import StatedClock
from acuerdo.apps.rejudging.models import Waiting
from acuerdo.apps.tickets.models import Ticket
from acuerdo.apps.tickets.reading import facts_of
from acuerdo.apps.years.models import CalendarYear
from acuerdo.apps.years.queries import with_agreed_years
from acuerdo.core.acts import MoveKind
from acuerdo.core.clock.exclusions import Scope, as_they_count
from acuerdo.core.clock.fold import Judge
from acuerdo.core.clock.history import HistoryRefused, admit
from acuerdo.core.clock.timeline import unfold
from acuerdo.core.clock.verdict import Verdict
from acuerdo.core.hours import to_us
from acuerdo.documents import Written, read_agreement
from acuerdo.flows.exclusions_agreed import ExclusionIntent, answer, claim
from acuerdo.flows.periods_frozen import PeriodIntent, move
from acuerdo.flows.rejudged import close_judged, judge_part
from acuerdo.flows.time_passes import fold_due
from acuerdo.flows.years_agreed import YearIntent, agree_year
from tests.flows.telling import KEY, add_source, in_force, say
from tests.flows.test_looked_again import HELD
from tests.flows.test_periods import together
from tests.laws.test_live_equal import figures
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db
START = datetime(2026, 12, 30, 9, tzinfo=UTC)
OVER = datetime(2027, 1, 2, 9, tzinfo=UTC)
Step = tuple[str, Mapping[str, object]]
BEGUN: list[Step] = [
    ("tell", {"ticket": "T1", "hour": 0, "event": "opened"}),
    ("tell", {"ticket": "T2", "hour": 0, "event": "opened"}),
    ("tell", {"ticket": "T1", "hour": 2, "event": "replied"}),
    ("tell", {"ticket": "T2", "hour": 3, "event": "resolved"}),
]


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    in_force(found, HELD)
    add_source(found)
    return found


names = st.sampled_from(["T1", "T2"])
hours = st.one_of(st.integers(0, 9), st.integers(0, 200))
events = st.sampled_from(["opened", "replied", "asked", "resolved", "reopened", "pending", "open", "retracted"])
steps = st.one_of(
    st.tuples(st.just("tell"), st.fixed_dictionaries({"ticket": names, "hour": hours, "event": events})),
    st.tuples(st.just("tell"), st.fixed_dictionaries({"ticket": names, "hour": hours, "event": events})),
    st.tuples(st.just("exclude"), st.fixed_dictionaries({"ticket": st.sampled_from(["", "T1"]), "hour": hours})),
    st.tuples(st.just("year"), st.fixed_dictionaries({"day": st.integers(1, 8)})),
    st.tuples(st.just("work"), st.just({})),
    st.tuples(st.just("wait"), st.fixed_dictionaries({"hour": st.integers(1, 60)})),
)


def tell(cast: Cast, number: int, said: Mapping[str, object], at: datetime) -> None:
    event, moment = str(said["event"]), START + timedelta(hours=int(str(said["hour"])))
    fact = {"ticket": said["ticket"], "at": min(moment, at).isoformat(), "event": event, "key": f"k{number}"}
    if event in ("pending", "open"):
        fact |= {"event": "changed", "status": event}
    elif event == "retracted":
        fact |= {"corrects": f"k{number - 1}"}
    elif event == "opened":
        fact |= {"priority": "P1"}
    say(cast.ana, fact, at=at)  # type: ignore[arg-type]  # a row of texts


def exclude(cast: Cast, said: Mapping[str, object], at: datetime) -> None:
    ticket, moment = str(said["ticket"]), START + timedelta(hours=int(str(said["hour"])))
    if ticket and not Ticket.objects.filter(name=ticket, opened_us__isnull=False).exists():
        return
    about = ExclusionSaid(
        scope=Scope.TICKET if ticket else Scope.AGREEMENT,
        source="desk" if ticket else "",
        ticket=ticket,
        from_us=to_us(moment),
        until_us=to_us(moment + timedelta(hours=5)),
        reason="third_party",
    )
    try:
        number, _ = claim(cast.ana, KEY, about, at)
    except ClaimedAlready:  # just this was agreed on before
        return
    answer(cast.boris, KEY, number, ExclusionIntent(move=MoveKind.ACCEPT, seen=1), at)


def agree(cast: Cast, said: Mapping[str, object], at: datetime) -> None:
    dates = f"2027-01-0{said['day']} Fiesta"
    for viewer, kind, seen, told in ((cast.ana, MoveKind.PROPOSE, 0, dates), (cast.boris, MoveKind.ACCEPT, 1, "")):
        agree_year(viewer, KEY, YearIntent(kind=kind, calendar="office", year=2027, seen=seen, dates=told), at)


def from_scratch(ticket: Ticket, at_us: int) -> dict[tuple[str, int], Verdict]:
    """Judge a ticket's facts by what both sides agreed on, without a thought of what was judged before."""
    agreement = Agreement.objects.get(key=KEY)
    document = read_agreement(Written(with_agreed_years(agreement.pk, Offer.objects.get().canonical)))
    agreed = agreed_exclusions([agreement.pk]).get(agreement.pk, ())
    excluded = as_they_count([one.exclusion for one in agreed], document.terms.maintenance_notice)
    try:
        history = admit(facts_of([ticket])[ticket.pk], as_of_us=at_us)
    except HistoryRefused:
        return {}
    timeline = unfold(history, document.terms)
    found = [] if timeline is None else Judge(document.terms, excluded).verdicts(timeline, as_of_us=at_us)
    return {(one.commitment, one.cycle): one for one in found}


def carry(at: datetime) -> None:
    while judge_part(at) or fold_due(at):
        pass
    close_judged(at)


def live(cast: Cast, lived: list[Step], at: datetime, first: int) -> datetime:
    """Let happen what is said, an hour apart where nobody waits; return when it is then."""
    for number, (kind, said) in enumerate(lived, start=first):
        at += timedelta(hours=int(str(said["hour"])) if kind == "wait" else 1)
        match kind:
            case "tell":
                tell(cast, number, said, at)
            case "exclude":
                exclude(cast, said, at)
            case "year" if not CalendarYear.objects.exists():
                agree(cast, said, at)
            case "work":
                carry(at)
    carry(at)
    return at


def freeze(cast: Cast, at: datetime) -> list[dict[str, object]]:
    """Let both sides freeze December; return what is kept of it."""
    for viewer, kind, seen in ((cast.ana, MoveKind.PROPOSE, 0), (cast.boris, MoveKind.ACCEPT, 1)):
        move(viewer, KEY, "2026-12", PeriodIntent(move=kind, seen=seen), at)
    return kept()


def kept() -> list[dict[str, object]]:
    return [dict(row) for row in StatedClock.objects.order_by("pk").values()]


@settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(before=st.lists(steps, min_size=2, max_size=7), after=st.lists(steps, min_size=2, max_size=7))
def test_after_any_changes_live_clocks_are_the_judges(cast: Cast, before: list[Step], after: list[Step]) -> None:
    with transaction.atomic():
        lived = [*BEGUN, *before]
        at = max(live(cast, lived, START, 0), OVER)
        carry(at)
        frozen = freeze(cast, at)
        at = live(cast, after, at, len(lived))
        assert not Waiting.objects.exists()
        for ticket in Ticket.objects.select_related("source"):
            rows = Clock.objects.filter(ticket=ticket)
            assert {(one.commitment, one.cycle) for one in rows} == set(from_scratch(ticket, ticket.folded_us))
            for clock in rows:
                judged = from_scratch(ticket, clock.judged_us)[clock.commitment, clock.cycle]
                assert figures(clock) == figures(judged)
        assert kept() == frozen
        both, now = together("2026-12", at)
        assert both == now
        transaction.set_rollback(True)
