"""What is attained live is what the judge says of the same facts: every promise, in every period, at any instant."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acuerdo.apps.agreements.models import Agreement as AgreementRow
from acuerdo.apps.attained.listing import counted, counted_in
from acuerdo.apps.attained.queries import attained_in
from acuerdo.apps.attained.shapes import AttainedTable, ClockQuestion
from acuerdo.apps.clocks import governing
from acuerdo.apps.clocks.paths import Path
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.fold import Judge
from acuerdo.core.hours import to_datetime
from acuerdo.core.measures.placing import Kind, kind_of, place_us
from acuerdo.core.periods import period_named
from acuerdo.core.terms.agreement import Agreement, Commitment, CountedBy, FirstContact, Metric, Period, RatioCommitment
from acuerdo.core.terms.conditions import Cases
from acuerdo.documents import Written, read_agreement
from acuerdo.flows.ticket_event import tell
from acuerdo.studies.attained import attained, period_column
from acuerdo.studies.judging import Judgement, judge_facts
from acuerdo.studies.report.clocks import placed
from acuerdo.studies.report.promises import Ground, promise_lines
from acuerdo.studies.tables import share_table, verdict_table
from tests.cast import HOUR_US
from tests.flows.telling import KEY, TEXT, add_source, in_force
from tests.laws.clock_lives import agreements, histories, laters
from tests.people import Cast, make_cast

if TYPE_CHECKING:
    from acuerdo.apps.tickets.shapes import Telling

pytestmark = pytest.mark.django_db
_ODD = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
PERIODS = [Period(), Period(unit="quarter"), Period(rolling_days=30)]
RATIOS = [
    RatioCommitment(id="first-contact", metric=Metric.FIRST_CONTACT_RESOLUTION, definition=FirstContact.SINGLE_REPLY),
    RatioCommitment(id="reopened", metric=Metric.REOPEN_RATE, at_most=Fraction(1, 10), period=Period(unit="quarter")),
    RatioCommitment(id="old", metric=Metric.BACKLOG_AGE, at_most=Fraction(1, 2), older_than_us=20 * HOUR_US),
]


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    in_force(found, TEXT.replace("to: 2026-12-31", "to: 2030-12-31"))
    add_source(found)
    return found


@st.composite
def promised(draw: st.DrawFn) -> Agreement:
    """An agreement whose promises are shares, in groups or not, or statistics, in periods of every kind; and ratios."""
    terms = draw(agreements())
    return replace(terms, commitments=tuple(_share(draw, one) for one in terms.commitments), ratios=tuple(RATIOS))


def _share(draw: st.DrawFn, commitment: Commitment) -> Commitment:
    of_times = draw(st.sampled_from([None, None, "mean", "median", "p90"]))
    return replace(
        commitment,
        period=draw(st.sampled_from(PERIODS)),
        counted_by=draw(st.sampled_from(list(CountedBy))),
        per=draw(st.sampled_from([(), (), ("priority",), ("team", "priority")])),
        at_least=None if of_times else Cases.always(draw(st.sampled_from([Fraction(1, 2), Fraction(19, 20)]))),
        statistic=of_times,
        at_most_us=Cases.always(HOUR_US) if of_times else None,
        min_sample=draw(st.sampled_from([0, 2])),
    )


@st.composite
def several(draw: st.DrawFn) -> list[Fact]:
    """The histories of a few tickets."""
    found: list[Fact] = []
    for number, facts in enumerate(draw(st.lists(histories(), min_size=1, max_size=3))):
        found += [one._replace(ticket=f"T{number}", key=f"{number}{one.key}") for one in facts]
    return found


@settings(max_examples=12, deadline=None, suppress_health_check=_ODD)
@given(terms=promised(), facts=several(), later=laters, chance=st.randoms(use_true_random=False))
def test_figures_are_those_of_the_judge(
    cast: Cast, terms: Agreement, facts: list[Fact], later: int, chance: Random
) -> None:
    as_of_us = max(fact.at_us for fact in facts) + later
    looked_us = chance.randint(max(min(fact.at_us for fact in facts), as_of_us - 100 * HOUR_US), as_of_us)
    document = read_agreement(Written(TEXT))
    paths = {one.id: Path(points=one.warn_at, warned=len(one.warn_at), steps=(), title={}) for one in terms.commitments}
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(governing, "_read", lambda *_: (replace(document, terms=terms), Judge(terms), paths))
        patch.setattr(governing, "_open_again", governing.Books)
        told: list[Telling] = [fact for fact in facts if fact.at_us <= looked_us]
        tell(cast.ana, "desk", lambda _: told, to_datetime(looked_us))
        judgement = judge_facts(terms, [one for one in told if isinstance(one, Fact)], as_of_us=as_of_us)
        row = AgreementRow.objects.get(key=KEY)
        for label in _labels(judgement, as_of_us):
            live = attained_in(row, label, as_of_us)
            assert [line.now for line in live.lines] == _expected(terms, judgement, live.period.label, as_of_us)
            assert _listed(row, live, as_of_us) == _counted(live)
        transaction.set_rollback(True)


def _labels(judgement: Judgement, as_of_us: int) -> set[str | None]:
    around = [one.opened_us for one in judgement.verdicts] + [as_of_us]
    return {None, *(to_datetime(us).strftime("%Y-%m") for us in around), to_datetime(as_of_us).strftime("%Y")}


def _expected(terms: Agreement, judgement: Judgement, label: str, as_of_us: int) -> Sequence[object]:
    table, shares = verdict_table(judgement.verdicts), share_table(judgement.ratio_cases)
    ground = Ground(agreement=terms, clocks=placed(terms, table), shares=shares, as_of_us=as_of_us)
    return [line.now for line in promise_lines(ground, period_named(label, terms.time_zone))]


def _listed(row: AgreementRow, live: AttainedTable, as_of_us: int) -> Counter[tuple[str, str | None, Kind]]:
    """Count the clocks that the numbers open into."""
    found = counted_in(row, ClockQuestion(period=live.period.label), as_of_us)
    return Counter((one.commitment, one.group, one.kind) for one in map(counted, found))


def _counted(live: AttainedTable) -> Counter[tuple[str, str | None, Kind]]:
    lines = [line for line in live.lines if not line.is_ratio]
    found = Counter({(line.promise.id, line.group, kind): 0 for line in lines for kind in Kind})
    for line in lines:
        for kind in Kind:
            found[line.promise.id, line.group, kind] += getattr(line.now, kind)
    return +found


@settings(max_examples=60, deadline=None, suppress_health_check=_ODD)
@given(terms=agreements(), facts=histories(), later=laters)
def test_a_verdict_belongs_to_the_period_that_the_columns_say(terms: Agreement, facts: list[Fact], later: int) -> None:
    as_of_us = max(fact.at_us for fact in facts) + later
    verdicts = judge_facts(terms, facts, as_of_us=as_of_us).verdicts
    for rule in CountedBy:
        table = verdict_table(verdicts).with_columns(period_column(rule).alias("in_at"))
        assert [place_us(one, rule) for one in verdicts] == [
            None if at is None else (at - to_datetime(0)) // (to_datetime(1) - to_datetime(0)) for at in table["in_at"]
        ]
    by_columns = attained(terms, verdict_table(verdicts), as_of_us=as_of_us)
    assert sum(one.n + one.third for one in by_columns) <= len(verdicts)
    assert all(kind_of(one.verdict, one.marks) for one in verdicts)
