"""The laws of the clocks, over random tickets, promises and exclusions."""

import json
from collections.abc import Sequence
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from acuerdo.core.clock.exclusions import Exclusion
from acuerdo.core.clock.facts import STATUS_WORDS, Event, Fact
from acuerdo.core.clock.fold import Judge
from acuerdo.core.clock.history import admit
from acuerdo.core.clock.pieces import SpanClass
from acuerdo.core.clock.timeline import State, unfold
from acuerdo.core.clock.verdict import VERDICT_FIELDS, Outcome, Verdict
from acuerdo.core.terms.agreement import Agreement
from acuerdo.core.terms.measures import Stage
from tests.cast import HOUR_US, agreement, exclusion, verdicts
from tests.laws.clock_lives import (
    MEASURES,
    agreements,
    as_fact,
    changes,
    durations,
    exclusions,
    gaps,
    histories,
    laters,
    messages,
    promises,
    turns,
)

quick = settings(max_examples=100, deadline=None)


def judged(terms: Agreement, facts: Sequence[Fact], as_of_us: int, out: Sequence[Exclusion] = ()) -> list[Verdict]:
    return verdicts(terms, facts, as_of_us, exclusions=out)


def sums(verdict: Verdict, until_us: int | None = None) -> dict[SpanClass, int]:
    """The time of each class in the derivation, up to an instant."""
    found = dict.fromkeys(SpanClass, 0)
    for span in verdict.derivation:
        end = span.until_us if until_us is None else min(span.until_us, until_us)
        found[span.kind] += max(0, end - span.from_us)
    return found


@quick
@given(terms=agreements(), facts=histories(), later=laters, out=exclusions())
def test_the_spans_of_a_derivation_are_the_life_of_the_clock(
    terms: Agreement, facts: list[Fact], later: int, out: list[Exclusion]
) -> None:
    for verdict in judged(terms, facts, facts[0].at_us + later, out):
        spans = verdict.derivation
        assert all(one.until_us == following.from_us for one, following in pairwise(spans))
        assert all(span.from_us < span.until_us for span in spans)
        assert sums(verdict) == {
            SpanClass.COUNTED: verdict.consumed_us,
            SpanClass.PAUSED: verdict.paused_us,
            SpanClass.EXCLUDED: verdict.excluded_us,
            SpanClass.OUTSIDE: verdict.outside_us,
        }
        if verdict.started_us is not None and verdict.end_us is not None:
            assert sum(sums(verdict).values()) == verdict.end_us - verdict.started_us


@quick
@given(terms=agreements(), facts=histories(), later=laters, out=exclusions())
def test_the_figures_of_a_verdict_hang_together(
    terms: Agreement, facts: list[Fact], later: int, out: list[Exclusion]
) -> None:
    as_of_us = facts[0].at_us + later
    for verdict in judged(terms, facts, as_of_us, out):
        breached = verdict.verdict is Outcome.BREACHED
        assert (verdict.breached_us is not None) == breached == (verdict.late_us is not None)
        if verdict.due_us is not None and verdict.breaches_us is not None:
            assert verdict.due_us <= verdict.breaches_us
        if breached:
            assert verdict.breached_us == verdict.breaches_us
            assert verdict.started_us is not None
            assert verdict.end_us is not None
            assert verdict.started_us <= (verdict.breached_us or 0) <= verdict.end_us
            assert (verdict.late_us or 0) <= verdict.consumed_us
        if verdict.verdict in (Outcome.MET, Outcome.CANCELLED):
            assert verdict.stopped_us is not None
        if verdict.verdict in (Outcome.RUNNING, Outcome.PAUSED):
            assert verdict.stopped_us is None
            assert verdict.end_us == as_of_us
        if verdict.verdict is Outcome.NOT_APPLICABLE:
            assert (verdict.target_us, verdict.due_us, verdict.breaches_us) == (None, None, None)
            assert verdict.reason is not None
        line = verdict.as_dict()
        assert tuple(json.loads(json.dumps(line))) == VERDICT_FIELDS


@quick
@given(terms=agreements(), facts=histories(), laters=st.tuples(laters, laters), out=exclusions())
def test_more_time_alone_never_undoes_a_breach_nor_a_stop(
    terms: Agreement, facts: list[Fact], laters: tuple[int, int], out: list[Exclusion]
) -> None:
    sooner = facts[-1].at_us + min(laters)
    before = judged(terms, facts, sooner, out)
    after = judged(terms, facts, facts[-1].at_us + max(laters), out)
    for one, other in zip(before, after, strict=True):
        if one.stopped_us is not None:
            assert one == other
        elif one.verdict is Outcome.BREACHED:
            assert other.verdict is Outcome.BREACHED
            assert (one.due_us, one.breached_us, one.target_us) == (other.due_us, other.breached_us, other.target_us)
        elif one.verdict is Outcome.RUNNING:
            assert (one.due_us, one.breaches_us) == (other.due_us, other.breaches_us)
            beyond = one.breaches_us is not None and one.breaches_us < sooner + max(laters) - min(laters)
            assert other.verdict is (Outcome.BREACHED if beyond else Outcome.RUNNING)


@quick
@given(terms=agreements(), facts=histories(), later=laters, data=st.data())
def test_duplicates_and_the_order_of_arrival_change_nothing(
    terms: Agreement, facts: list[Fact], later: int, data: st.DataObject
) -> None:
    as_of_us = facts[0].at_us + later
    again = data.draw(st.lists(st.sampled_from(facts)))
    arrived = data.draw(st.permutations([*facts, *(fact._replace(row=fact.row + 100) for fact in again)]))
    assert judged(terms, arrived, as_of_us) == judged(terms, facts, as_of_us)


@quick
@given(terms=agreements(), facts=histories(), later=laters)
def test_facts_without_keys_mean_the_same(terms: Agreement, facts: list[Fact], later: int) -> None:
    as_of_us = facts[0].at_us + later
    bare = [fact._replace(key=None) for fact in facts]
    assert judged(terms, [*bare, *bare], as_of_us) == judged(terms, facts, as_of_us)


@quick
@given(terms=agreements(), facts=histories(), later=laters)
def test_what_happens_after_the_instant_of_judgement_does_not_count(
    terms: Agreement, facts: list[Fact], later: int
) -> None:
    as_of_us = facts[0].at_us + later
    so_far = [fact for fact in facts if fact.at_us <= as_of_us]
    assert judged(terms, facts, as_of_us) == judged(terms, so_far, as_of_us)


def state_at(terms: Agreement, facts: Sequence[Fact], at_us: int) -> State:
    timeline = unfold(admit(facts, as_of_us=at_us), terms)
    assert timeline is not None
    return timeline.moments[-1].state


@quick
@given(terms=agreements(), facts=histories(), laters=st.tuples(gaps, laters), out=exclusions())
def test_to_pause_and_resume_at_once_changes_nothing(
    terms: Agreement, facts: list[Fact], laters: tuple[int, int], out: list[Exclusion]
) -> None:
    at_us = facts[0].at_us + laters[0]
    state = state_at(terms, facts, at_us)
    assume(not state.ended and state.status in (*STATUS_WORDS, None))
    back = {"event": "changed", "status": state.status or "open"}
    if state.stage is Stage.WAITING and state.reason is not None:
        back["reason"] = state.reason
    blink = [as_fact(at_us, {"event": "changed", "status": "pending"}, 50), as_fact(at_us, back, 51)]
    as_of_us = facts[0].at_us + laters[1]
    assert judged(terms, [*facts, *blink], as_of_us, out) == judged(terms, facts, as_of_us, out)


@quick
@given(terms=agreements(), facts=histories(), laters=st.tuples(gaps, laters), out=exclusions())
def test_a_change_to_the_same_values_changes_nothing(
    terms: Agreement, facts: list[Fact], laters: tuple[int, int], out: list[Exclusion]
) -> None:
    at_us = facts[0].at_us + laters[0]
    state = state_at(terms, facts, at_us)
    same: dict[str, str] = {"event": "changed"}
    same |= {name: state.fields[name] for name in ("team", "owner") if name in state.fields}
    if state.given_priority is not None:
        same["priority"] = state.given_priority
    as_of_us = facts[0].at_us + laters[1]
    assert judged(terms, [*facts, as_fact(at_us, same, 50)], as_of_us, out) == judged(terms, facts, as_of_us, out)


covered = st.one_of(changes.filter(lambda cells: cells.get("priority") not in ("P3", "P4")), messages, turns)


@quick
@given(
    spec=promises({"measure": "resolution", "on_change": "carry", "on_reopen": "continue"}),
    facts=histories(only=covered),
    laters=st.tuples(laters, laters),
    out=exclusions(),
)
def test_what_was_consumed_at_an_instant_is_what_the_derivation_counts_up_to_it(
    spec: dict[str, object], facts: list[Fact], laters: tuple[int, int], out: list[Exclusion]
) -> None:
    terms = agreement(spec)
    then_us = facts[0].at_us + min(laters)
    (then,) = judged(terms, facts, then_us, out)
    (now,) = judged(terms, facts, facts[0].at_us + max(laters), out)
    assert sums(now, then_us)[SpanClass.COUNTED] == then.consumed_us
    assert sums(now, then_us)[SpanClass.EXCLUDED] == then.excluded_us
    assert then.consumed_us <= now.consumed_us


@quick
@given(
    spec=promises({"on_change": "carry"}),
    within=durations,
    facts=histories(),
    later=laters,
    out=exclusions(),
)
def test_a_clock_with_one_target_is_breached_exactly_when_more_is_consumed(
    spec: dict[str, object], within: str, facts: list[Fact], later: int, out: list[Exclusion]
) -> None:
    terms = agreement({**spec, "within": within}, measures=MEASURES)
    for verdict in judged(terms, facts, facts[0].at_us + later, out):
        if verdict.verdict is Outcome.NOT_APPLICABLE:
            continue
        assert verdict.target_us is not None
        assert (verdict.verdict is Outcome.BREACHED) == (verdict.consumed_us > verdict.target_us)
        if verdict.late_us is not None and spec["on_reopen"] != "count":
            assert verdict.late_us == verdict.consumed_us - verdict.target_us


@quick
@given(
    spec=promises(),
    facts=histories(),
    lengths=st.tuples(st.integers(0, 9 * HOUR_US), st.integers(0, HOUR_US)),
    later=laters,
)
def test_a_longer_target_is_never_due_earlier_nor_broken_sooner(
    spec: dict[str, object], facts: list[Fact], lengths: tuple[int, int], later: int
) -> None:
    short, more = lengths
    as_of_us = facts[0].at_us + later
    strict = judged(agreement({**spec, "within": f"{short}us"}, measures=MEASURES), facts, as_of_us)
    mild = judged(agreement({**spec, "within": f"{short + more}us"}, measures=MEASURES), facts, as_of_us)
    for one, other in zip(strict, mild, strict=True):
        if spec["on_change"] != "restart":  # a breach keeps a clock from counting anew, and with it what was consumed
            assert one.consumed_us == other.consumed_us
        assert other.verdict is not Outcome.BREACHED or one.verdict is Outcome.BREACHED
        if one.due_us is not None and other.due_us is not None:
            assert one.due_us <= other.due_us
        if one.breaches_us is not None and other.breaches_us is not None:
            assert one.breaches_us <= other.breaches_us


@quick
@given(terms=agreements(), facts=histories(), others=histories(), later=laters, out=exclusions())
def test_a_verdict_does_not_depend_on_other_tickets(
    terms: Agreement, facts: list[Fact], others: list[Fact], later: int, out: list[Exclusion]
) -> None:
    as_of_us = facts[0].at_us + later
    alone = judged(terms, facts, as_of_us, out)
    judge = Judge(terms, [*out, exclusion(scope="ticket:T2")])
    for each in ([fact._replace(ticket="T2") for fact in others], facts):
        end_us = each[-1].at_us + 100 * HOUR_US
        timeline = unfold(admit(each, as_of_us=end_us), terms)
        assert timeline is not None
        judge.verdicts(timeline, as_of_us=end_us)
    timeline = unfold(admit(facts, as_of_us=as_of_us), terms)
    assert timeline is not None
    assert judge.verdicts(timeline, as_of_us=as_of_us) == alone


@quick
@given(terms=agreements(), facts=histories(), later=laters, place=st.integers(0, 9))
def test_a_fact_that_is_taken_back_never_was(terms: Agreement, facts: list[Fact], later: int, place: int) -> None:
    taken = facts[place % len(facts)]
    assume(taken.event != Event.OPENED)
    back = as_fact(facts[-1].at_us, {"event": "retracted", "corrects": taken.key}, 60)
    as_of_us = facts[0].at_us + later
    rest = [fact for fact in facts if fact is not taken]
    assert judged(terms, [*facts, back], as_of_us) == judged(terms, rest, as_of_us)
