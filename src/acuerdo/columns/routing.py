"""Tickets that the columns leave to the scalar core, one by one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from acuerdo.columns.account import INSTANT, LIFE_SCHEMA, LINE_SCHEMA, Account, RefusedRow, RefusedTicket
from acuerdo.columns.reading import INSTANTS, Rows, with_whole_instants
from acuerdo.core.clock.exclusions import Exclusion
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.fold import Judge
from acuerdo.core.clock.history import History, HistoryRefused, admit
from acuerdo.core.clock.intake import EARLIEST_US, LATEST_US, FactRefused, StatusMap, read_fact
from acuerdo.core.clock.timeline import Timeline, unfold
from acuerdo.core.clock.verdict import Mark, Verdict
from acuerdo.core.hours import to_datetime
from acuerdo.core.terms.agreement import Agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a judgement is a function of, beside the facts; `marks` says what is wrong with tickets' evidence."""

    agreement: Agreement
    as_of_us: int
    statuses: StatusMap
    exclusions: Sequence[Exclusion] = ()
    known_at_us: int | None = None
    marks: Mapping[str, tuple[Mark, ...]]


class CoreJudge:
    """Judges single tickets of a table by the scalar core, and accounts for what it refuses."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._judge = Judge(question.agreement, question.exclusions)

    def judge(self, rows: Rows, tickets: Iterable[int], account: Account) -> dict[int, list[Verdict]]:
        """Return the verdicts of these tickets (by their place)."""
        return {place: self._ticket(rows, place, account) for place in tickets}

    def _ticket(self, rows: Rows, place: int, account: Account) -> list[Verdict]:
        timeline, marks = self.unfold(rows, place, account)
        if timeline is None:
            return []
        account.judged += 1
        account.by_core += 1
        return self._judge.verdicts(timeline, as_of_us=self._question.as_of_us, marks=marks)

    def unfold(self, rows: Rows, place: int, account: Account) -> tuple[Timeline | None, tuple[Mark, ...]]:
        """Return the timeline of a ticket (by its place), None where it has none, and what is wrong with it."""
        question = self._question
        name = rows.tickets[place]
        before = len(account.refused_rows)
        facts = self._facts(rows, place, account)
        if not facts:
            account.tickets -= 1
            return None, ()
        marks = question.marks.get(name, ())
        if len(account.refused_rows) > before:
            marks = _with_incomplete(marks)
        try:
            history = admit(facts, as_of_us=question.as_of_us, known_at_us=question.known_at_us)
        except HistoryRefused as refusal:
            account.refused_tickets.append(RefusedTicket(name, refusal.code, len(facts)))
            account.refused_rows += _refused_rows(refusal.history)
            return None, marks
        if history.refused:
            marks = _with_incomplete(marks)
            account.refused_rows += _refused_rows(history)
        timeline = unfold(history, question.agreement)
        if timeline is None:
            account.not_yet_open += 1
        return timeline, marks

    def _facts(self, rows: Rows, place: int, account: Account) -> list[Fact]:
        """Return the facts of a ticket; rows that are none are refused."""
        begin, end = int(rows.first[place]), int(rows.first[place + 1])
        own = with_whole_instants(rows.frame.slice(begin, end - begin))
        facts: list[Fact] = []
        for number, row in zip(rows.row[begin:end].tolist(), own.iter_rows(named=True), strict=True):
            try:
                facts.append(self._fact(row, number))
            except FactRefused as refusal:
                account.refused_rows.append(RefusedRow(rows.tickets[place], number, refusal.code, str(refusal)))
        return facts

    def _fact(self, row: dict[str, object], number: int) -> Fact:
        cells = dict(row)
        for name in INSTANTS:
            instant = cells.get(name)
            if isinstance(instant, int):
                cells[name] = _moment(name, instant)
        agreement = self._question.agreement
        return read_fact(
            cells,
            number=number,
            statuses=self._question.statuses,
            own_events=agreement.own_events,
            own_fields=agreement.own_fields,
        )


def _refused_rows(history: History) -> list[RefusedRow]:
    return [
        RefusedRow(history.ticket, each.fact.row, each.code, f"key {each.fact.key!r} of source {each.fact.source!r}")
        for each in history.refused
    ]


def _moment(name: str, instant: int) -> datetime:
    if not EARLIEST_US <= instant < LATEST_US:
        raise FactRefused("beyond_years", column=name, found=f"{instant} us", expected="a year from 1970 to 2100")
    return to_datetime(instant)


def _with_incomplete(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    return tuple(dict.fromkeys((*marks, Mark.INCOMPLETE_HISTORY)))


def verdict_rows(verdicts: Sequence[Verdict], *, life: bool) -> pl.DataFrame:
    """Return verdicts of the scalar core as a table of the same columns."""
    schema = pl.Schema({**LINE_SCHEMA, **LIFE_SCHEMA}) if life else LINE_SCHEMA
    columns: dict[str, pl.Series] = {}
    for name, kind in schema.items():
        if kind == INSTANT:
            inner = f"{name.removesuffix('_at')}_us"
            columns[name] = pl.Series([getattr(item, inner) for item in verdicts], dtype=pl.Int64).cast(INSTANT)
        elif name == "marks":
            columns[name] = pl.Series([[str(mark) for mark in item.marks] for item in verdicts], dtype=kind)
        else:
            values = [getattr(item, name) for item in verdicts]
            raw = pl.String() if isinstance(kind, pl.Categorical) else kind
            columns[name] = pl.Series(values, dtype=raw, strict=False).cast(kind)
    return pl.DataFrame(columns)
