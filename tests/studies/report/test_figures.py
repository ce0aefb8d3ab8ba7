"""The figures of a report: those of the judgement, in the period they belong to, and nothing else."""

from dataclasses import replace

import polars as pl
import pytest

from acuerdo.core.periods import PeriodRefused
from acuerdo.studies.report.figures import Origin, chosen_period, make_report
from acuerdo.studies.report.model import MOST_LISTED, PromiseLine, ReportModel
from acuerdo.studies.report.promises import Ground, promise_lines
from acuerdo.studies.report.refusals import ReportPeriodRefused
from acuerdo.studies.standings import Standing
from acuerdo.studies.trending import MOST_PERIODS, Reading
from tests.studies.report.desk import ALWAYS, EVIL, judged, month_facts, spring

HOUR_US = 3_600_000_000


@pytest.fixture(scope="module")
def march() -> ReportModel:
    return make_report(spring(), "2026-03")


def line_of(model: ReportModel, commitment: str, group: str | None = None) -> PromiseLine:
    return next(line for line in model.promises if (line.commitment, line.group) == (commitment, group))


def test_every_promise_of_a_closed_period_has_the_figures_of_the_judgement(march: ReportModel) -> None:
    attained = {(row.commitment, row.group, row.period.label): row for row in spring().attained}
    shown = [line.now for line in march.promises]
    assert len(shown) == 5
    assert shown == [attained[row.commitment, row.group, row.period.label] for row in shown]
    assert {row.period.label for row in shown} == {"2026-03", "2026-Q1"}


def test_the_counts_of_march_are_those_counted_by_hand(march: ReportModel) -> None:
    second = line_of(march, "first", "P2").now
    # Of nine tickets of P2 the third, the seventh and the eleventh were slow; so was the one with the bad name.
    assert (second.met, second.breached, second.standing) == (6, 4, Standing.BREACHED)
    assert (line_of(march, "first", "P1").now.met, line_of(march, "first", "P1").now.breached) == (3, 0)
    assert (march.tickets, march.breaches.total) == (13, 5)


def test_a_longer_period_holds_nothing_that_came_after_the_report() -> None:
    february = line_of(make_report(spring(), "2026-02"), "fix").now
    assert (february.period.label, february.n, february.so_far) == ("2026-Q1", 24, True)
    whole = line_of(make_report(spring(), "2026-03"), "fix").now
    assert (whole.n, whole.so_far) == (37, False)


def test_a_longer_report_shows_every_period_of_a_shorter_promise() -> None:
    quarter = make_report(spring(), "2026-Q1")
    months = [line.now.period.label for line in quarter.promises if (line.commitment, line.group) == ("first", "P2")]
    assert months == ["2026-01", "2026-02", "2026-03"]
    # Three slow tickets a month, less the one of Epiphany, and both promises to the ticket with the bad name.
    assert quarter.breaches.total == 3 + 3 + 3 - 1 + 2


def test_lists_maps_and_distributions_count_the_same_clocks(march: ReportModel) -> None:
    clocks = march.verdicts["met"] + march.verdicts["breached"]
    assert sum(map(sum, march.heat)) == march.breaches.total == march.verdicts["breached"]
    assert sum(spread.n for spread in march.spreads if spread.commitment != "speed") == clocks
    assert all(sum(spread.bars) == spread.n for spread in march.spreads)
    assert sum(share.clocks for share in march.shares) == march.breaches.total


def test_the_map_of_hours_is_read_on_the_clocks_of_the_zone(march: ReportModel) -> None:
    # A slow ticket of 10:00 breaks its two hours at noon of its own day: 4, 10 and 16 March, and the one of the 10th.
    assert [row[12] for row in march.heat] == [1, 2, 1, 0, 0, 0, 0]
    # One business day from Tuesday 10:00 is Wednesday 10:00.
    assert march.heat[2][10] == 1


def test_what_is_met_lies_within_the_first_ten_tenths(march: ReportModel) -> None:
    first = next(spread for spread in march.spreads if spread.commitment == "first")
    assert sum(first.bars[:10]) == 9
    assert first.bars[14] == 3
    assert first.bars[-1] == 1
    assert (first.median_us, first.longest_us > 2 * HOUR_US) == (HOUR_US // 4, True)


def test_the_latest_breach_comes_first_and_says_where_its_time_went(march: ReportModel) -> None:
    first, *others = march.breaches.lines
    assert first.ticket == EVIL
    lates = [line.late_us or 0 for line in march.breaches.lines]
    assert lates == sorted(lates, reverse=True)
    # Two days from Tuesday 10:00 to Thursday 10:00: twice eight office hours and what lies between.
    answered = next(line for line in (first, *others) if line.commitment == "first")
    assert (answered.consumed_us, answered.outside_us) == (16 * HOUR_US, 32 * HOUR_US)
    assert (answered.paused_us, answered.excluded_us) == (0, 0)


def test_long_lists_name_some_and_count_all() -> None:
    facts = month_facts(2026, 3, 22, slow=frozenset(range(1, 23))) + month_facts(2025, 11, 1)
    facts += [text.replace("T2026", "U2026") for text in month_facts(2026, 3, 22, slow=frozenset(range(1, 23)))]
    model = make_report(judged(facts, as_of="2026-05-01T00:00:00+02:00"), "2026-03")
    assert len(model.breaches.lines) == MOST_LISTED
    assert model.breaches.rest == model.breaches.total - MOST_LISTED > 0


def test_a_claim_of_one_side_counts_for_nothing_and_is_shown_both_ways(march: ReportModel) -> None:
    line = line_of(march, "first", "P2")
    assert line.if_accepted is not None
    assert (line.now.breached, line.if_accepted.breached) == (4, 3)
    assert line_of(march, "first", "P1").if_accepted is None
    assert [exclusion.accepted for exclusion in march.exclusions] == [True, False]


def test_a_claim_over_a_whole_service_is_tried_on_every_ticket() -> None:
    claim = "c1,2026-03-01T00:00:00+01:00,2026-03-31T00:00:00+02:00,service:desk,,third_party,Norte,,,call"
    model = make_report(judged(month_facts(2026, 3), exclusions=[claim], as_of="2026-04-02T00:00:00Z"), "2026-03")
    line = line_of(model, "first", "P2")
    assert line.if_accepted is not None
    assert (line.now.breached, line.if_accepted.breached) == (3, 0)


def test_a_claim_over_a_whole_ticket_is_tried_on_ratios_too() -> None:
    facts = [*month_facts(2026, 3), "T202603-02,2026-03-20T10:00:00+01:00,reopened,,,customer,,"]
    claim = "c1,,,ticket:T202603-02,,out_of_scope,Norte,,,call"
    model = make_report(judged(facts, exclusions=[claim], as_of="2026-04-02T00:00:00Z"), "2026-03")
    line = line_of(model, "reopened")
    assert line.if_accepted is not None
    assert (line.now.met, line.now.n, line.now.excluded) == (1, 12, 0)
    assert (line.if_accepted.met, line.if_accepted.n, line.if_accepted.excluded) == (0, 11, 1)


def test_late_facts_and_days_off_of_the_period_are_listed(march: ReportModel) -> None:
    assert [fact.ticket for fact in march.late] == [EVIL]
    assert make_report(spring(), "2026-02").late == ()
    assert [(name, cause) for name, _, cause in march.days_off] == [("office", "closure:Fair")]
    assert march.not_judged == (("uptime", "availability"),)


def test_a_period_without_tickets_is_an_honest_empty_report() -> None:
    answer = judged(month_facts(2026, 1) + month_facts(2026, 4), as_of="2026-05-04T00:00:00Z")
    model = make_report(answer, "2026-02")
    assert (model.tickets, model.breaches.total, model.spreads, model.tickets) == (0, 0, (), 0)
    assert {line.now.standing for line in model.promises if line.commitment != "fix"} == {Standing.NO_CLOCKS}
    assert line_of(model, "first", "P2").before is not None


def test_an_agreement_that_no_ticket_touches_still_shows_its_promises() -> None:
    only = ALWAYS.replace("measure: first_response,", "measure: first_response, applies_to: {service: none},")
    answer = judged(month_facts(2026, 1, 1), agreement=only, as_of="2026-02-01T00:00:00Z")
    model = make_report(answer, "2026-01")
    assert [(line.now.standing, line.past) for line in model.promises] == [
        (Standing.NO_CLOCKS, (model.promises[0].now,))
    ]


def test_one_ticket_around_the_clock_makes_a_report() -> None:
    model = make_report(judged(month_facts(2026, 1, 1), agreement=ALWAYS), "2026-01")
    assert [(line.now.met, line.now.n) for line in model.promises] == [(1, 1)]
    assert model.promises[0].reading is Reading.TOO_FEW


@pytest.mark.parametrize("label", ["2024-12", "2026-06", "2027"])
def test_a_period_of_which_the_facts_say_nothing_is_refused(label: str) -> None:
    with pytest.raises(ReportPeriodRefused, match="reach from 2026-01-02 to 2026-04") as refused:
        make_report(spring(), label)
    assert refused.value.code == "period_outside_data"


def test_a_label_that_is_no_period_is_refused() -> None:
    with pytest.raises(PeriodRefused, match="2026-13"):
        make_report(spring(), "2026-13")


def test_without_a_label_the_last_whole_month_is_reported() -> None:
    assert chosen_period(spring(), None).label == "2026-03"
    assert chosen_period(judged(month_facts(2026, 1, 1)), None).label == "2026-01"


def test_a_period_that_is_not_over_says_so() -> None:
    model = make_report(judged(month_facts(2026, 1, 3)), "2026-01")
    assert (model.so_far, line_of(model, "first", "P2").now.so_far) == (True, True)


def test_a_period_outside_the_term_of_the_agreement_says_so() -> None:
    short = ALWAYS.replace("term: {from: 2026-01-01}", "term: {from: 2020-01-01, to: 2025-12-31}")
    facts = month_facts(2026, 1, 2)
    assert make_report(judged(facts, agreement=short), "2026-01").outside_term
    assert not make_report(judged(facts, agreement=ALWAYS), "2026-01").outside_term


def test_a_fall_after_many_steady_months_is_a_real_change() -> None:
    steady = [line for month in range(1, 12) for line in month_facts(2025, month, 20, slow=frozenset({1}))]
    bad = month_facts(2025, 12, 20, slow=frozenset(range(1, 20)))
    one = ALWAYS.replace("2026-01-01", "2025-01-01").replace("period: month", "period: month, min_sample: 3")
    model = make_report(judged(steady + bad, agreement=one, as_of="2026-01-02T00:00:00Z"), "2025-12")
    assert model.promises[0].reading is Reading.WORSE
    assert len(model.promises[0].past) == MOST_PERIODS
    quiet = make_report(judged(steady, agreement=one, as_of="2025-12-02T00:00:00Z"), "2025-11")
    assert quiet.promises[0].reading is Reading.NOISE


def test_less_is_better_where_times_are_promised() -> None:
    steady = [line for month in range(1, 12) for line in month_facts(2025, month, 8)]
    quick = [text.replace("resolved,,resolved", "changed,,") for text in month_facts(2025, 12, 8)]
    quick += [
        text.replace(",opened,P1,new,customer", ",resolved,,resolved,agent").replace(
            ",opened,P2,new,customer", ",resolved,,resolved,agent"
        )
        for text in month_facts(2025, 12, 8)
        if ",opened," in text
    ]
    answer = judged(steady + quick, as_of="2026-01-02T00:00:00Z")
    assert line_of(make_report(answer, "2025-12"), "speed").reading is Reading.BETTER


def test_incomplete_tickets_are_counted_apart_and_named() -> None:
    bad = ["T9,2026-01-07T10:00:00+01:00,opened,P2,new,customer,desk,", "T9,never,replied,,,agent,,"]
    answer = judged(month_facts(2026, 1) + bad, as_of="2026-02-03T00:00:00Z")
    model = make_report(answer, "2026-01")
    assert model.incomplete == ("T9",)
    assert line_of(model, "first", "P2").now.incomplete == 1
    assert [row.ticket for row in model.refused_rows] == ["T9"]


def test_the_report_says_what_it_was_computed_from() -> None:
    origin = Origin(agreement_file="a.yaml", exclusions_file="x.csv", exclusions_sha256="ab", program="acuerdo 9")
    evidence = make_report(spring(), "2026-03", origin=origin).evidence
    case = spring().case
    assert evidence.files == case.files
    assert (evidence.as_of_us, evidence.program, evidence.agreement_file) == (case.as_of_us, "acuerdo 9", "a.yaml")


def test_the_order_of_verdicts_changes_nothing() -> None:
    answer = spring()
    shuffled = replace(answer, table=answer.table.reverse())
    period = chosen_period(answer, "2026-03")

    def lines(table: pl.DataFrame) -> object:
        from acuerdo.studies.report.clocks import placed  # noqa: PLC0415 - beside its only use

        terms = answer.case.terms
        shares = answer.shares
        ground = Ground(agreement=terms, clocks=placed(terms, table), shares=shares, as_of_us=answer.case.as_of_us)
        return promise_lines(ground, period)

    assert lines(shuffled.table) == lines(answer.table)
