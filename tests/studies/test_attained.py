"""What was attained: every clock in exactly one number, every number in the right period."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.verdict import Mark
from acuerdo.core.measures.ratios import RatioCase, is_old
from acuerdo.core.terms.agreement import Agreement, CountedBy, Metric, Period, RatioCommitment
from acuerdo.studies.attained import attained
from acuerdo.studies.judging import judge_facts
from acuerdo.studies.standings import Attained, Standing
from acuerdo.studies.tables import share_table, verdict_table
from tests.cast import agreement, commitment, exclusion, history, length_us, resolution, us


def _attained(terms: Agreement, facts: Sequence[Fact], as_of: str, **more: object) -> list[Attained]:
    judgement = judge_facts(terms, facts, as_of_us=us(as_of), **more)  # type: ignore[arg-type]  # passed on
    return attained(terms, verdict_table(judgement.verdicts), share_table(judgement.ratio_cases), as_of_us=us(as_of))


def _ticket(name: str, *lines: str) -> list[Fact]:
    return history(*lines, ticket=name)


MET = ("2026-03-02 09:00 opened P1", "10:00 resolved")
LATE = ("2026-03-02 09:00 opened P1", "2026-03-03 16:00 resolved")


def test_a_share_is_met_over_met_and_breached() -> None:
    terms = agreement(resolution("4h", at_least="50%"))
    facts = [*_ticket("A", *MET), *_ticket("B", *MET), *_ticket("C", *LATE)]
    [row] = _attained(terms, facts, "2026-04-02 00:00")
    assert (row.met, row.breached, row.n, row.share) == (2, 1, 3, Fraction(2, 3))
    assert row.standing is Standing.MET
    assert row.period.label == "2026-03"
    assert row.interval is not None
    assert row.interval.low < 2 / 3 < row.interval.high
    assert row.misses_left == 0


def test_a_promise_met_exactly_is_kept() -> None:
    terms = agreement(resolution("4h", at_least="50%"))
    [row] = _attained(terms, [*_ticket("A", *MET), *_ticket("B", *LATE)], "2026-04-02 00:00")
    assert row.standing is Standing.MET


def test_below_the_smallest_sample_there_is_no_judgement() -> None:
    terms = agreement(replace(commitment(resolution("4h", at_least="50%")), min_sample=2))
    [row] = _attained(terms, _ticket("A", *LATE), "2026-04-02 00:00")
    assert row.standing is Standing.TOO_FEW


def test_groups_are_judged_each_by_its_own_share() -> None:
    terms = agreement(resolution("4h", at_least={"P1": "90%", "P2": "10%"}, per=["priority"]))
    low = [line.replace("P1", "P2") for line in LATE]
    facts = [
        *_ticket("A", *LATE),
        *_ticket("B", *MET),
        *_ticket("C", *low),
        *_ticket("D", "09:00 opened P2", "10:00 resolved"),
    ]
    rows = {row.group: row for row in _attained(terms, facts, "2026-04-02 00:00")}
    assert rows["P1"].standing is Standing.BREACHED
    assert rows["P2"].standing is Standing.MET


def test_a_slash_inside_a_value_does_not_change_whose_share_is_asked() -> None:
    promise = resolution("4h", at_least={"P1": "90%", "default": "10%"}, per=["category", "priority"])
    facts = [
        *_ticket("A", *(line.replace("P1", "P1 category=HW/Printer") for line in MET)),
        *_ticket("B", *(line.replace("P1", "P1 category=HW/Printer") for line in LATE)),
    ]
    [row] = _attained(agreement(promise), facts, "2026-04-02 00:00")
    assert (row.group, row.target, row.standing) == (r"HW\/Printer/P1", Fraction(9, 10), Standing.BREACHED)


def test_a_clock_belongs_to_the_period_in_which_it_was_first_decided() -> None:
    terms = agreement(resolution("4h", at_least="50%"))
    facts = _ticket("A", "2026-03-31 09:00 opened P1", "2026-04-20 10:00 resolved")
    [row] = _attained(terms, facts, "2026-05-02 00:00")
    assert (row.period.label, row.breached) == ("2026-03", 1)


@pytest.mark.parametrize(
    "lines",
    [
        ("2026-03-30 09:00 opened P1", "2026-04-10 10:00 resolved"),
        ("2026-03-30 09:00 opened P1", "2026-04-10 10:00 cancelled"),
        ("2026-03-30 09:00 opened P1",),
        ("2026-03-31 16:00 opened P1", "2026-04-01 10:00 resolved"),
        ("2026-03-31 16:00 opened P1", "2026-04-01 10:00 cancelled"),
        ("2026-04-30 16:00 opened P1",),
    ],
)
def test_an_excluded_clock_stays_in_the_period_that_it_would_have_had(lines: tuple[str, ...]) -> None:
    terms, facts = agreement(resolution("4h", at_least="50%")), _ticket("A", *lines)
    counted = _attained(terms, facts, "2026-05-01 00:00")
    excluded = _attained(terms, facts, "2026-05-01 00:00", exclusions=[exclusion(scope="ticket:A")])
    assert [row.period.label for row in excluded] == [row.period.label for row in counted]
    assert [row.excluded for row in excluded] == [1] * len(counted)
    assert [row.n for row in excluded] == [0] * len(counted)


@pytest.mark.parametrize(("rule", "label"), [(CountedBy.OPENED, "2026-03"), (CountedBy.RESOLVED, "2026-04")])
def test_an_agreement_may_count_by_the_opening_or_the_resolution(rule: CountedBy, label: str) -> None:
    terms = agreement(replace(commitment(resolution("400h", at_least="50%")), counted_by=rule))
    facts = _ticket("A", "2026-03-31 09:00 opened P1", "2026-04-20 10:00 resolved")
    assert [row.period.label for row in _attained(terms, facts, "2026-05-02 00:00") if row.n] == [label]


def test_by_the_resolution_a_ticket_that_ended_without_one_counts_where_it_ended() -> None:
    rule = replace(commitment(resolution("4h", at_least="50%")), counted_by=CountedBy.RESOLVED)
    terms = agreement(rule)
    facts = [
        *_ticket("late", "2026-03-30 09:00 opened P1", "2026-04-02 16:00 cancelled"),
        *_ticket("early", "2026-03-30 09:00 opened P1", "2026-03-30 10:00 merged into=X"),
        *_ticket("then", "2026-03-30 09:00 opened P1", "2026-03-31 16:00 resolved", "2026-04-02 16:00 cancelled"),
    ]
    rows = _attained(terms, facts, "2026-05-02 00:00")
    assert [(row.period.label, row.breached, row.cancelled) for row in rows] == [("2026-03", 1, 1), ("2026-04", 1, 0)]


def test_by_the_resolution_the_clocks_of_an_open_ticket_stand_apart_in_the_period_of_the_judgement() -> None:
    rule = replace(commitment(resolution({"P1": "4h", "P3": "none"}, at_least="50%")), counted_by=CountedBy.RESOLVED)
    facts = [
        *_ticket("breached", "2026-03-30 09:00 opened P1"),
        *_ticket("running", "2026-05-01 16:00 opened P1"),
        *_ticket("without", "2026-03-30 09:00 opened P3"),
    ]
    [row] = _attained(agreement(rule), facts, "2026-05-02 00:00")
    assert (row.period.label, row.so_far, row.standing) == ("2026-05", True, Standing.NO_CLOCKS)
    assert (row.n, row.running, row.not_applicable) == (0, 2, 1)


def test_a_clock_that_runs_within_its_target_belongs_to_no_period_yet() -> None:
    terms = agreement(resolution("400h", at_least="50%"))
    assert _attained(terms, _ticket("A", "2026-03-31 09:00 opened P1"), "2026-04-02 00:00") == []


def test_third_numbers_are_never_dropped_and_never_in_the_share() -> None:
    terms = agreement(resolution("4h", at_least="50%", applies_to={"priority": ["P1"]}))
    facts = [
        *_ticket("met", *MET),
        *_ticket("cancelled", "2026-03-02 09:00 opened P1", "10:00 cancelled"),
        *_ticket("elsewhere", "2026-03-02 09:00 opened P3", "10:00 resolved"),
        *_ticket("incomplete", *LATE),
        *_ticket("unknown", *LATE),
    ]
    marks = {"incomplete": (Mark.INCOMPLETE_HISTORY,), "unknown": (Mark.PAUSES_UNKNOWN,)}
    [row] = _attained(terms, facts, "2026-04-02 00:00", marks=marks)
    assert (row.met, row.breached) == (1, 0)
    assert (row.cancelled, row.not_applicable, row.incomplete, row.pauses_unknown_breached) == (1, 1, 1, 1)


def test_a_month_without_clocks_is_there_and_says_so() -> None:
    terms = agreement(resolution("4h", at_least="50%"))
    facts = [*_ticket("A", *MET), *_ticket("B", "2026-05-04 09:00 opened P1", "10:00 resolved")]
    rows = _attained(terms, facts, "2026-06-02 00:00")
    assert [(row.period.label, row.standing) for row in rows] == [
        ("2026-03", Standing.MET),
        ("2026-04", Standing.NO_CLOCKS),
        ("2026-05", Standing.MET),
    ]


def test_a_period_that_is_not_over_says_so() -> None:
    terms = agreement(resolution("4h", at_least="50%"))
    [row] = _attained(terms, _ticket("A", *MET), "2026-03-20 00:00")
    assert row.so_far


def test_a_month_begins_at_midnight_of_the_agreements_zone() -> None:
    terms = agreement(resolution("400h", at_least="50%", calendar="always"))
    facts = _ticket("A", "2026-03-31 23:30 opened P1", "2026-04-01 00:00 resolved")
    [row] = _attained(terms, facts, "2026-05-02 00:00")
    assert row.period.label == "2026-04"


def test_rolling_windows_end_at_the_instant_of_judgement() -> None:
    terms = agreement(replace(commitment(resolution("4h", at_least="50%")), period=Period(rolling_days=30)))
    rows = _attained(terms, _ticket("A", *MET), "2026-03-20 00:00")
    assert [(row.period.until_us, row.so_far) for row in rows] == [(us("2026-03-20 00:00") + 1, False)]


REOPENED = RatioCommitment(id="again", metric=Metric.REOPEN_RATE, at_most=Fraction(1, 10))


@pytest.mark.parametrize("last", ["2026-03-20 10:00", "2026-03-20 12:00"])
def test_a_rolling_window_holds_what_happened_at_the_instant_of_judgement_clocks_and_tickets_alike(last: str) -> None:
    rolling = Period(rolling_days=30)
    clocks = replace(commitment(resolution("400h", at_least="50%")), period=rolling)
    terms = replace(agreement(clocks), ratios=(replace(REOPENED, period=rolling),))
    facts = [*_ticket("A", *MET), *_ticket("B", *MET), *_ticket("C", "2026-03-20 09:00 opened P1", f"{last} resolved")]
    of_clocks, of_tickets = _attained(terms, facts, "2026-03-20 12:00")
    assert (of_clocks.n, of_tickets.n) == (3, 3)
    assert (of_clocks.period, of_clocks.so_far) == (of_tickets.period, of_tickets.so_far)
    assert not of_clocks.so_far


@pytest.mark.parametrize("as_of", ["2026-04-01 00:00", "2026-04-15 00:00"])
def test_what_is_resolved_at_the_boundary_of_a_month_belongs_to_the_month_that_begins(as_of: str) -> None:
    clocks = commitment(resolution("400h", at_least="50%"))
    terms = replace(agreement(clocks), ratios=(REOPENED,))
    facts = [*_ticket("A", *MET), *_ticket("B", "2026-03-30 09:00 opened P1", "2026-04-01 00:00 resolved")]
    rows = [(row.period.label, row.n, row.so_far) for row in _attained(terms, facts, as_of)]
    assert rows == [("2026-03", 1, False), ("2026-04", 1, True)] * 2


def test_a_month_is_over_when_its_last_instant_is_seen() -> None:
    terms = agreement(resolution("400h", at_least="50%"))
    for as_of, so_far in (("2026-03-31 23:59:59.999998", True), ("2026-03-31 23:59:59.999999", False)):
        [row] = _attained(terms, _ticket("A", *MET), as_of)
        assert row.so_far is so_far


def test_a_statistic_takes_overdue_running_clocks_as_lower_bounds() -> None:
    speed = replace(commitment({"measure": "resolution", "calendar": "always", "within": "6h"}), statistic="p90")
    terms = agreement(speed)
    facts = [*_ticket("A", *MET), *_ticket("B", "2026-03-02 09:00 opened P1")]
    [row] = _attained(terms, facts, "2026-03-03 09:00")
    assert row.value is not None
    assert row.value.lower_bound
    assert row.value.value_us == length_us("24h")


OLD = RatioCommitment(id="old", metric=Metric.BACKLOG_AGE, at_most=Fraction(1, 10), older_than_us=length_us("240h"))


@pytest.mark.parametrize("ratio", [REOPENED, OLD])
def test_a_ticket_excluded_whole_or_with_a_refused_row_is_counted_apart_in_a_ratio(ratio: RatioCommitment) -> None:
    terms = replace(agreement(), ratios=(ratio,))
    lines = ("2026-03-02 09:00 opened", "2026-03-20 10:00 resolved", "11:00 reopened")
    facts = [fact for name in ("A", "B", "C", "D", "E") for fact in _ticket(name, *lines)]
    facts += _ticket("C", "2026-03-20 12:00 replied key=k", "12:30 asked key=k")
    exclusions = [
        exclusion(scope="ticket:A"),
        exclusion(scope="ticket:D", commitments=["resolution"], name="X2"),
        exclusion(scope="ticket:E", accepted=False, name="X3"),
    ]
    marks = {"B": (Mark.INCOMPLETE_HISTORY,), "D": (Mark.PAUSES_UNKNOWN,)}
    row = _attained(terms, facts, "2026-04-01 00:00", exclusions=exclusions, marks=marks)[0]
    unknown = int(ratio.metric is not Metric.BACKLOG_AGE)  # its age is known from its dates
    assert (row.met, row.n, row.excluded, row.incomplete) == (2 - unknown, 2 - unknown, 1, 2)
    assert (row.pauses_unknown_met, row.pauses_unknown_breached) == (unknown, 0)


def test_the_backlog_is_aged_at_the_end_of_each_period() -> None:
    terms = replace(agreement(), ratios=(OLD,))
    facts = [
        *history("2026-03-02 09:00 opened", "2026-04-20 09:00 resolved", ticket="old"),
        *history("2026-03-30 09:00 opened", "2026-04-20 09:00 resolved", ticket="young"),
    ]
    march, april = _attained(terms, facts, "2026-05-01 00:00")[:2]
    assert (march.met, march.n, march.standing) == (1, 2, Standing.BREACHED)
    assert (april.n, april.standing) == (0, Standing.NO_CLOCKS)


def _by_case(terms: Agreement, ratio: RatioCommitment, cases: Sequence[RatioCase], row: Attained, as_of: int) -> int:
    """Count the old ones among the tickets open at the end of a period, case by case."""
    at = min(row.period.until_us - 1, as_of)
    spans = [(case, *span) for case in cases for span in case.open_spans]
    now_open = [case for case, since, until in spans if since <= at and (until is None or at < until)]
    assert len(now_open) == row.n
    return sum(is_old(terms, ratio, case.opened_us, at) for case in now_open)


@given(
    spans=st.lists(st.tuples(st.integers(0, 120), st.integers(0, 60), st.integers(0, 60), st.booleans()), max_size=30),
    calendar=st.sampled_from([None, "office", "always"]),
    hours=st.sampled_from([0, 8, 100]),
)
@settings(max_examples=40, deadline=None)
def test_the_old_ones_of_a_backlog_are_counted_as_one_by_one(
    spans: list[tuple[int, int, int, bool]], calendar: str | None, hours: int
) -> None:
    ratio = RatioCommitment(
        id="old",
        metric=Metric.BACKLOG_AGE,
        calendar=calendar,
        older_than_us=length_us(f"{hours}h"),
        at_most=Fraction(1),
    )
    terms = replace(agreement(), ratios=(ratio,))
    half_day, opened = length_us("12h"), us("2026-03-02 09:00")
    cases = [
        RatioCase(
            ticket=str(place),
            commitment="old",
            opened_us=opened + since * half_day,
            open_spans=(
                (opened + since * half_day, opened + (since + first) * half_day),
                *(((opened + (since + first + wait) * half_day, None),) if again else ()),
            ),
        )
        for place, (since, first, wait, again) in enumerate(spans)
    ]
    as_of = us("2026-06-10 00:00")
    rows = attained(terms, verdict_table([]), share_table(cases), as_of_us=as_of)
    assert [row.met for row in rows] == [_by_case(terms, ratio, cases, row, as_of) for row in rows]
    assert bool(rows) == bool(cases)
