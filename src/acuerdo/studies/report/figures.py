"""Making the figures of a report out of an answer."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl

from acuerdo.core.clock.exclusions import Exclusion
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.verdict import ENGINE
from acuerdo.core.hours import to_datetime
from acuerdo.core.periods import PeriodSpan, period_named, periods_over
from acuerdo.core.terms.agreement import Agreement, Period
from acuerdo.studies.answers import Answer
from acuerdo.studies.frozen import FrozenPeriod
from acuerdo.studies.inputs import Case
from acuerdo.studies.report import clocks as of
from acuerdo.studies.report.claims import tables_if_accepted, touches
from acuerdo.studies.report.frozen import Judged, frozen_note
from acuerdo.studies.report.model import Evidence, ReportModel
from acuerdo.studies.report.promises import Ground, promise_lines
from acuerdo.studies.report.refusals import ReportPeriodRefused
from acuerdo.studies.tallying import is_under_way

_NAMED = ("holiday", "closure", "special")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The names of what was read beside the facts, and the program's version, for the page that says how to check."""

    agreement_file: str
    facts_files: tuple[str, ...] = ()
    exclusions_file: str | None = None
    exclusions_sha256: str | None = None
    profile_file: str | None = None
    profile_sha256: str | None = None
    marks_file: str | None = None
    frozen_file: str | None = None
    program: str = ""


def make_report(
    answer: Answer, label: str | None = None, *, origin: Origin | None = None, frozen: Sequence[FrozenPeriod] = ()
) -> ReportModel:
    """Make the report of a period (`2026-04`, `2026-Q2`, ...; without one: the last whole month of the data).

    Of a period among those that both sides froze (`frozen`) it says so, and what moved since.
    Raises `PeriodRefused` for a label that is none, and `ReportPeriodRefused` for a period outside the data.
    """
    case, judgement = answer.case, answer.judgement
    terms = case.terms
    period = chosen_period(answer, label)
    placed = of.placed(terms, answer.table)
    ground = Ground(agreement=terms, clocks=placed, shares=answer.shares, as_of_us=case.as_of_us)
    clocks = of.inside(placed, period)
    order = [commitment.id for commitment in terms.commitments]
    # Where a statistic of times is promised, a clock beyond the limit breaks no promise.
    held = clocks.filter(pl.col("commitment").is_in([one.id for one in terms.commitments if one.statistic is None]))
    judged = clocks.filter(pl.col("verdict") != "not_applicable")
    excluded = clocks.filter(pl.col("excluded_us") > 0)
    lines = promise_lines(ground, period, _claimed(answer, ground, period))
    return ReportModel(
        document=case.document,
        period=period,
        so_far=is_under_way(period, case.as_of_us),
        outside_term=_outside_term(answer, period),
        begins_on=_begins_on(answer, period),
        as_of_us=case.as_of_us,
        zone=terms.time_zone,
        promises=lines,
        tickets=judged["ticket"].n_unique(),
        verdicts=Counter(held["verdict"]),
        breaches=of.breaches(held),
        shares=of.shares(held, order),
        approached=of.approached(held),
        heat=of.heat(held, terms.time_zone),
        spreads=of.spreads(clocks, order),
        exclusions=_exclusions(case.exclusions, period, frozenset(clocks["ticket"])),
        clocks_with_exclusions=excluded.height,
        excluded_us=int(excluded["excluded_us"].sum()),
        incomplete=_marked(clocks, "incomplete_history"),
        pauses_unknown=len(_marked(clocks, "pauses_unknown")),
        refused_rows=case.refused,
        refused_tickets=tuple(judgement.refused_tickets),
        quarantined=_recorded_in(judgement.quarantined, period),
        late=_recorded_in(judgement.late, period),
        recorded=_tells_recording(case),
        not_judged=terms.not_judged,
        provisional=_provisional(terms, period),
        evidence=_evidence(answer, origin or Origin(agreement_file=case.document.source)),
        days_off=tuple(_days_off(terms, period)),
        frozen=frozen_note(frozen, period.label, Judged(terms=terms, promises=lines, clocks=clocks)),
    )


def chosen_period(answer: Answer, label: str | None) -> PeriodSpan:
    """Return the period of a label, or the last whole month before the data cut-off, and see that there is data.

    Raises `PeriodRefused` and `ReportPeriodRefused`.
    """
    zone, as_of_us = answer.case.terms.time_zone, answer.case.as_of_us
    if answer.judgement.not_yet_open and not answer.judgement.judged:
        cut_off = to_datetime(as_of_us).astimezone(ZoneInfo(zone)).date().isoformat()
        raise ReportPeriodRefused(
            f"{label or 'last whole month'}: no ticket was open yet at the data cut-off, {cut_off}, and the facts say "
            "nothing about any period before it; name a later cut-off, or none for that of the last fact"
        )
    first = answer.table["opened_at"].cast(pl.Int64).min()
    first_us = first if isinstance(first, int) else as_of_us
    if label is None:
        months = periods_over(Period(), zone, first_us, as_of_us + 1)
        whole = [month for month in months if month.until_us <= as_of_us]
        return (whole or months)[-1]
    period = period_named(label, zone)
    if period.from_us > as_of_us or period.until_us <= first_us:
        begin, end = (to_datetime(at).astimezone(ZoneInfo(zone)).date().isoformat() for at in (first_us, as_of_us))
        raise ReportPeriodRefused(
            f"period {label}: the facts reach from {begin} to {end} and say nothing about it; "
            "name a period within them, or add the export of that time"
        )
    return period


def _begins_on(answer: Answer, period: PeriodSpan) -> date | None:
    document = answer.case.document
    zone = ZoneInfo(document.time_zone)
    first, last = (to_datetime(at).astimezone(zone).date() for at in (period.from_us, period.until_us - 1))
    return document.from_on if first < document.from_on <= last else None


def _outside_term(answer: Answer, period: PeriodSpan) -> bool:
    document = answer.case.document
    zone = ZoneInfo(document.time_zone)
    first, last = (to_datetime(at).astimezone(zone).date() for at in (period.from_us, period.until_us - 1))
    return last < document.from_on or (document.to_on is not None and first > document.to_on)


def _claimed(answer: Answer, ground: Ground, period: PeriodSpan) -> Ground | None:
    tables = tables_if_accepted(answer, period)
    if tables is None:
        return None
    table, shares = tables
    clocks = of.placed(ground.agreement, table)
    return Ground(agreement=ground.agreement, clocks=clocks, shares=shares, as_of_us=ground.as_of_us)


def _exclusions(exclusions: Sequence[Exclusion], period: PeriodSpan, tickets: frozenset[str]) -> tuple[Exclusion, ...]:
    return tuple(
        exclusion
        for exclusion in exclusions
        if touches(exclusion, period) and (not exclusion.whole_ticket or exclusion.scope_id in tickets)
    )


def _marked(clocks: pl.DataFrame, mark: str) -> tuple[str, ...]:
    found = clocks.filter(pl.col("marks").list.contains(mark))
    return tuple(found["ticket"].unique().sort())


def _recorded_in(facts: Sequence[Fact], period: PeriodSpan) -> tuple[Fact, ...]:
    return tuple(
        fact for fact in facts if any(period.from_us <= at < period.until_us for at in (fact.at_us, fact.known_us))
    )


def _tells_recording(case: Case) -> bool:
    """Whether the evidence says of any fact when it was recorded."""
    if case.table is not None:
        return case.table["recorded_at"].count() > 0
    return any(fact.recorded_us is not None for fact in case.facts)


def _provisional(terms: Agreement, period: PeriodSpan) -> tuple[str, ...]:
    return tuple(
        name
        for name, calendar in terms.calendars.items()
        if calendar.provisional_between_us(period.from_us, period.until_us)
    )


def _days_off(terms: Agreement, period: PeriodSpan) -> Iterator[tuple[str, int, str]]:
    """Yield the dates of a period on which something other than the week closed a calendar."""
    for name, calendar in terms.calendars.items():
        seen = set[tuple[datetime, str]]()
        for start, _, cause in calendar.closed_us(period.from_us, period.until_us):
            if cause.partition(":")[0] not in _NAMED:
                continue
            local = to_datetime(start).astimezone(ZoneInfo(terms.time_zone))
            day = (local.replace(hour=0, minute=0, second=0, microsecond=0), cause)
            if day not in seen:
                seen.add(day)
                yield name, start, cause


def _evidence(answer: Answer, origin: Origin) -> Evidence:
    case = answer.case
    return Evidence(
        files=case.files,
        counts=case.counts,
        profile=case.profile,
        time_zone=case.time_zone,
        as_of_us=case.as_of_us,
        known_at_us=case.known_at_us,
        engine=f"{ENGINE}/{answer.engine}",
        agreement_file=origin.agreement_file,
        facts_files=origin.facts_files or tuple(file.file for file in case.files),
        exclusions_file=origin.exclusions_file,
        exclusions_sha256=origin.exclusions_sha256,
        profile_file=origin.profile_file,
        profile_sha256=origin.profile_sha256,
        marks_file=origin.marks_file,
        frozen_file=origin.frozen_file,
        program=origin.program,
    )
