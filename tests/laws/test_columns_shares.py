"""Parts in ratios and findings about single tickets: the columns say field by field what the scalar core says."""

from collections.abc import Sequence
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acuerdo.connectors.tables import table_of
from acuerdo.core.clock.facts import Fact
from acuerdo.core.terms.agreement import Agreement, FirstContact, Metric, RatioCommitment
from acuerdo.core.terms.conditions import EVERY, Condition
from acuerdo.core.terms.priorities import PriorityScale
from tests.cast import us
from tests.columns.histories import (
    BEGIN,
    CALENDARS,
    HOUR,
    OWN_EVENTS,
    PRIORITIES,
    facts_of,
    raw_table,
    text_of,
    told_table,
)
from tests.columns.shares import examined_by_columns, examined_by_core
from tests.laws.clock_lives import histories as keyed_histories

_OFTEN = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
METRICS = [
    *((Metric.FIRST_CONTACT_RESOLUTION, definition) for definition in (None, *FirstContact)),
    *((metric, None) for metric in Metric if metric is not Metric.FIRST_CONTACT_RESOLUTION),
]
EVENTS = ["changed", "changed", "replied", "replied", "resolved", "resolved", "reopened", "reopened", "closed"]
RARE = ["asked", "opened", "cancelled", "merged", "agreed", "root_cause_sent"]
WORDS = {
    "priority": [*PRIORITIES, "-"],
    "impact": ["high", "low"],
    "urgency": ["high", "low", "-"],
    "type": ["request", "incident", "-", " request "],
    "service": ["erp", "mail", "-", " erp "],
    "team": ["desk", "field", "other", "-"],
    "tier": ["1", "2", "-", "", " "],
    "owner": ["ana", "ben", "system", "-"],
    "by": ["ana", "system"],
    "public": ["true", "false"],
    "status": ["open", "pending", "resolved", "closed"],
    "reason": ["customer"],
}
usual = PriorityScale(
    levels=PRIORITIES, matrix={("high", "high"): "P1", ("high", "low"): "P2"}, by_type={"request": "P3"}
)
erp = PriorityScale(
    levels=PRIORITIES, matrix={("high", "high"): "P2", ("low", "low"): "P3"}, by_type={"incident": "P1"}
)

conditions = st.builds(
    lambda name, values, opened_in: Condition(
        fields=((name, frozenset(values)),) if values else (), opened_in=frozenset(opened_in)
    ),
    st.sampled_from(["priority", "priority", "team", "service"]),
    st.sampled_from([(), ("P1", "desk", "erp"), ("P2", "P3", "field", "mail")]),
    st.sampled_from([(), (), ("office",), ("nights", "always")]),
)


@st.composite
def terms(draw: st.DrawFn) -> Agreement:
    """An agreement with a ratio of every kind, all of one scope, sometimes with a service's own scale."""
    scope, exception = draw(st.one_of(st.just(EVERY), conditions)), draw(st.one_of(st.just(EVERY), conditions))
    ratios = [
        RatioCommitment(
            id=f"r{place}",
            metric=metric,
            definition=definition,
            applies_to=scope,
            exceptions=() if exception.is_empty else (exception,),
        )
        for place, (metric, definition) in enumerate(METRICS)
    ]
    return Agreement(
        id="random",
        version_hash="0" * 64,
        time_zone="Europe/Madrid",
        calendars=CALENDARS,
        commitments=(),
        ratios=tuple(ratios),
        scale=draw(st.sampled_from([PriorityScale(levels=PRIORITIES), usual, usual])),
        scales={"erp": erp} if draw(st.booleans()) else {},
        own_events=OWN_EVENTS,
    )


words = st.tuples(st.sampled_from(sorted(WORDS)), st.integers(0, 4))
facts = st.tuples(
    st.integers(0, 6), st.one_of(st.sampled_from(EVENTS), st.sampled_from(RARE)), st.lists(words, max_size=3)
)


@st.composite
def lives(draw: st.DrawFn) -> list[dict[str, str]]:
    """The rows of some tickets, sometimes before their opening, sometimes one of them twice."""
    rows = []
    for place in range(draw(st.integers(1, 3))):
        opened = draw(st.sampled_from([0, 0, 0, 1, 3]))
        told = [(opened, "opened", draw(st.lists(words, max_size=4))), *draw(st.lists(facts, max_size=8))]
        rows += [_row(f"T{place}", *fact) for fact in told]
    again = draw(st.sampled_from([0, 0, 0, 1]))
    return [*rows, *({**row} for row in rows[-again:] if again)]


def _row(ticket: str, hours: int, event: str, said: list[tuple[str, int]]) -> dict[str, str]:
    row = {name: WORDS[name][place % len(WORDS[name])] for name, place in said}
    if event not in ("changed", "replied", "asked"):
        row.pop("status", None)
    return {**row, "ticket": ticket, "at": text_of(BEGIN + hours * HOUR), "event": event}


@_OFTEN
@given(terms(), lives(), st.sampled_from([2, 4, 9]), st.one_of(st.none(), st.randoms(use_true_random=False)))
def test_parts_in_ratios_and_findings_are_those_of_the_scalar_core(
    agreement: Agreement, rows: list[dict[str, str]], hours: int, chance: Random | None
) -> None:
    if chance is not None:
        chance.shuffle(rows)
    as_of = BEGIN + hours * HOUR
    expected = examined_by_core(agreement, facts_of(rows), as_of)
    for table in (raw_table(rows), told_table(rows)):
        found = examined_by_columns(agreement, table, as_of)
        assert found.shares.rows() == expected.shares.rows()
        assert found.findings.rows() == expected.findings.rows()
        assert found.shares.schema == expected.shares.schema
        assert found.findings.schema == expected.findings.schema


@_OFTEN
@given(terms(), st.lists(keyed_histories(), min_size=1, max_size=2), st.integers(0, 20 * 24))
def test_lives_with_keys_and_sequences_give_the_same(
    agreement: Agreement, found: Sequence[Sequence[Fact]], hours: int
) -> None:
    own = [fact._replace(ticket=f"T{place}") for place, life in enumerate(found) for fact in life]
    told = [fact._replace(row=row) for row, fact in enumerate(own, start=1)]
    as_of = us("Mon 09:00") + hours * HOUR
    by_columns = examined_by_columns(agreement, table_of(told), as_of)
    by_core = examined_by_core(agreement, told, as_of)
    assert by_columns.shares.rows() == by_core.shares.rows()
    assert by_columns.findings.rows() == by_core.findings.rows()
