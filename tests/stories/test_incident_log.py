"""The real log: every ticket accounted for, the page that tells of it current, and the clock behind its own flag."""

import re
from itertools import pairwise
from random import Random

import polars as pl
import pytest

import write_incident_log
from acuerdo.connectors.importing import import_facts
from acuerdo.core.clock.pieces import SpanClass
from acuerdo.core.clock.verdict import Outcome, Verdict
from acuerdo.studies.claims.evidence import judged_by
from acuerdo.studies.claims.reconciling import reconcile
from acuerdo.studies.claims.shapes import Claim, Difference
from acuerdo.studies.inputs import Engine, Evidence, load_case
from acuerdo.studies.judging import Judgement, judge_facts
from acuerdo.studies.tables import TABLE_SCHEMA, verdict_table
from incident_figures import CANDIDATES, FOUND, IncidentLog, best_threshold, ended

from .incident_log import EXAMPLE, PROFILE, require_log, write_tickets

TICKETS = 24_918
ROWS = 141_712
SAMPLED = 500


@pytest.fixture(scope="module")
def log() -> IncidentLog:
    return IncidentLog(require_log())


@pytest.fixture(scope="module")
def page() -> str:
    return write_incident_log.PAGE.read_text("utf-8")


def counted(verdicts: pl.DataFrame) -> dict[tuple[str, str], int]:
    return {(name, word): n for name, word, n in verdicts.group_by("commitment", "verdict").len().iter_rows()}


def test_every_row_is_told_or_changes_nothing_and_none_is_refused(log: IncidentLog) -> None:
    counts = log.imported.counts
    assert counts.rows == sum(log.imported.statuses.values()) == ROWS
    assert log.imported.refused == ()
    assert log.imported.incomplete == frozenset()
    assert (counts.blank, counts.ignored, counts.duplicate, counts.refused) == (0, 0, 0, 0)
    assert counts.facts == log.imported.table.height
    assert counts.unchanged == as_before(log).height


def as_before(log: IncidentLog) -> pl.DataFrame:
    """Return the rows that say of their ticket what the row before them said; state -100 says nothing."""
    said = sorted(
        set(log.imported.profile.columns.values()) - {"number", "sys_updated_at", "opened_at", "sys_updated_by"}
    )
    state = pl.col("incident_state").replace("-100", None).forward_fill().over("number")
    rows = log.rows.with_columns(state)
    same = [pl.col(name) == pl.col(name).shift(1).over("number") for name in said]
    return rows.filter(pl.all_horizontal(same).fill_null(value=False))


def test_every_ticket_is_judged_refused_or_not_open_yet(log: IncidentLog) -> None:
    account = log.account
    assert account.tickets == TICKETS
    assert account.judged + len(account.refused_tickets) + account.not_yet_open == TICKETS
    assert account.refused_tickets == []
    assert account.refused_rows == []


def test_every_ticket_has_both_promises_once(log: IncidentLog) -> None:
    for commitment in ("ownership", "resolution"):
        clocks = log.verdicts.filter(pl.col("commitment") == commitment)
        assert clocks.height == clocks["ticket"].n_unique() == TICKETS
    assert log.verdicts.height == 2 * TICKETS
    assert set(log.verdicts["verdict"]) == {"met", "breached"}
    assert log.verdicts["stopped_at"].null_count() == 0


def test_the_page_says_what_the_log_says(log: IncidentLog, page: str) -> None:
    assert write_incident_log.page(page, log) == page


def test_the_page_shows_every_figure_once(page: str) -> None:
    shown = re.findall(r"<!-- figures: (.*?) -->", page)
    assert sorted(shown) == sorted(write_incident_log.FIGURES)
    assert page.count("<!-- end -->") == len(shown)


def test_a_page_out_of_date_is_noticed(log: IncidentLog, page: str) -> None:
    old = page.replace("| tickets judged | 24,918 |", "| tickets judged | 24,917 |")
    assert old != page
    assert write_incident_log.page(old, log) == page


def test_a_marker_that_nothing_fills_is_refused(log: IncidentLog) -> None:
    with pytest.raises(KeyError, match="weather"):
        write_incident_log.page("<!-- figures: weather -->\n<!-- end -->", log)


def test_what_the_text_of_the_page_says_is_in_the_figures(log: IncidentLog, page: str) -> None:
    prose = re.sub(r"<!-- figures: .*?<!-- end -->", "", page, flags=re.DOTALL)
    right = log.found.filter((pl.col("verdict") == "breached") == pl.col("broken")).height
    freed = log.found.filter(pl.col("verdict") == "breached", pl.col("verdict_at_resolution") == "met").height
    numbers = (log.claims["broken"].sum(), right, freed, ended(log.rows).height)
    assert [f"{number:,}" for number in numbers] == ["9,115", "24,907", "4,759", "276"]
    assert [number for number in numbers if f"{number:,}" not in prose] == []


def test_the_clock_that_was_found_says_what_the_flag_says_but_for_eleven_tickets(log: IncidentLog) -> None:
    wrong = log.found.filter((pl.col("verdict") == "breached") != pl.col("broken"))
    assert log.found.height == TICKETS
    assert wrong.height == 11
    assert wrong.filter("at_resolution").height == 10
    assert wrong.filter(~pl.col("at_resolution"))["ticket"].to_list() == ["INC0075438"]


def test_of_the_one_person_the_clock_to_the_resolution_says_what_the_flag_says(log: IncidentLog) -> None:
    theirs = log.found.filter("at_resolution")
    assert theirs.height == 60
    assert theirs.filter((pl.col("verdict_at_resolution") == "breached") != pl.col("broken")).height == 0


def test_a_clock_that_rests_from_the_resolution_on_only_keeps_more(log: IncidentLog) -> None:
    broken = log.found.filter(pl.col("verdict") == "met", pl.col("verdict_at_resolution") == "breached")
    assert broken.height == 0


def test_the_targets_of_the_agreement_lie_in_what_the_log_allows(log: IncidentLog) -> None:
    fit = log.fit(FOUND)
    for priority, target_h in (("P3", 62), ("P4", 134)):
        lowest, beyond = fit[priority].lowest_s, fit[priority].beyond_s
        assert lowest is not None
        assert beyond is not None
        assert lowest <= target_h * 3600 < beyond


def test_no_other_clock_that_was_tried_says_better_what_the_flag_says(log: IncidentLog) -> None:
    wrong = {one.id: sum(fit.wrong for fit in log.fit(one).values()) for one in CANDIDATES}
    assert min(wrong, key=lambda name: wrong[name]) == FOUND.id
    assert wrong[FOUND.id] == 13


def test_the_waits_add_up_to_the_paused_time(log: IncidentLog) -> None:
    paused = log.verdicts.filter(pl.col("commitment") == "resolution").select(pl.col("paused_s").sum() / 3600).item()
    assert sum(hours for _, _, hours in log.waits()) == pytest.approx(paused, abs=0.001)


def test_the_best_target_lies_between_the_last_kept_and_the_first_broken() -> None:
    consumed = pl.Series([50, 10, 20, 20, 30, 40]).to_numpy()
    broken = pl.Series([False, False, False, False, True, True]).to_numpy()
    fit = best_threshold(consumed, broken)
    assert (fit.wrong, fit.lowest_s, fit.beyond_s) == (1, 20, 30)


@pytest.fixture(scope="module")
def judged(log: IncidentLog, tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    """Draw tickets, and judge them one by one."""
    drawn = Random(20_160_229).sample(log.claims["ticket"].sort().to_list(), SAMPLED)  # noqa: S311 - a sample, no secret
    rows = write_tickets(frozenset(drawn), tmp_path_factory.mktemp("log") / "sample.csv")
    facts = import_facts(rows, PROFILE, time_zone="UTC").facts
    return judge_facts(log.agreement, facts, as_of_us=log.as_of_us)


def test_spans_of_a_sample_add_up_to_wall_time_and_to_the_figures(judged: Judgement) -> None:
    assert len(judged.verdicts) == 2 * SAMPLED
    for verdict in judged.verdicts:
        spans = verdict.derivation
        by_kind = {kind: sum(span.length_us for span in spans if span.kind is kind) for kind in SpanClass}
        assert sum(by_kind.values()) == wall(verdict)
        assert by_kind[SpanClass.COUNTED] == verdict.consumed_us
        assert by_kind[SpanClass.PAUSED] == verdict.paused_us
        assert by_kind[SpanClass.OUTSIDE] == verdict.outside_us
        assert all(one.until_us == two.from_us for one, two in pairwise(spans))


def wall(verdict: Verdict) -> int:
    assert verdict.started_us is not None
    assert verdict.stopped_us is not None
    return verdict.stopped_us - verdict.started_us


def test_a_sample_keeps_the_laws_of_due_and_breach(judged: Judgement) -> None:
    for verdict in judged.verdicts:
        assert verdict.target_us is not None
        if verdict.verdict is Outcome.BREACHED:
            assert verdict.breached_us == verdict.breaches_us
            assert verdict.late_us is not None
            assert verdict.late_us >= 0
        else:
            assert verdict.consumed_us <= verdict.target_us
            assert verdict.late_us is None
        if verdict.due_us is not None and verdict.breaches_us is not None:
            assert verdict.due_us <= verdict.breaches_us


def test_one_by_one_a_sample_comes_to_what_all_at_once_came_to(judged: Judgement, log: IncidentLog) -> None:
    one_by_one = verdict_table(judged.verdicts).select(list(TABLE_SCHEMA)).sort("ticket", "commitment")
    tickets = one_by_one["ticket"].unique()
    at_once = log.verdicts.filter(pl.col("ticket").is_in(tickets.implode())).sort("ticket", "commitment")
    assert at_once.select(one_by_one.columns).rows() == one_by_one.rows()


def test_the_profile_of_the_flag_differs_from_the_shipped_one_in_resolved_alone(log: IncidentLog) -> None:
    ours, shipped = log.until_closed.profile, log.imported.profile
    assert ours.columns == shipped.columns
    assert ours.priorities == shipped.priorities
    assert ours.values == shipped.values
    differ = {word for word in shipped.statuses if ours.statuses[word] != shipped.statuses[word]}
    assert differ == {"Resolved"}


def test_the_two_agreements_of_the_flag_differ_in_one_pause_alone() -> None:
    lines = [
        [line for line in (EXAMPLE / f"{name}.yaml").read_text("utf-8").splitlines() if not line.startswith("#")]
        for name in ("made-sla", "made-sla-at-resolution")
    ]
    differ = [pair for pair in zip(*lines, strict=True) if pair[0] != pair[1]]
    assert differ[-1] == ("    pauses_in: []", "    pauses_in: [confirmation]")
    assert all("id:" in one or "made_sla" in one for one, _ in differ[:-1])


def test_the_clock_behind_the_flag_is_found_by_holding_it_against_the_verdicts(log: IncidentLog) -> None:
    case = load_case(
        EXAMPLE / "agreement.yaml",
        Evidence(
            facts=(require_log(),),
            now_us=log.imported.last_us or 0,
            profile="servicenow-audit",
            time_zone="UTC",
            extras=("made_sla",),
            engine=Engine.COLUMNS,
        ),
    )
    claims = {ticket: Claim(met=word == "true") for ticket, word in case.extras["made_sla"].items()}
    found = reconcile(case.terms, "resolution", claims, judged_by(case))
    assert (len(found.lines), found.agreed, found.fitted) == (TICKETS, 19_825, 24_644)
    assert [step.assumption.name for step in found.steps] == ["stops_closed", "pauses_never"]
    assert sum(line.cause is Difference.UNKNOWN for line in found.lines) == 29
