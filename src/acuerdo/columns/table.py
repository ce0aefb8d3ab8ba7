"""Judging a table of facts: compiled where the common law is enough, by the scalar core ticket by ticket where not."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from acuerdo.columns import arrays
from acuerdo.columns.account import Account, ColumnsAnswer, RefusedTicket
from acuerdo.columns.arrays import NONE, Truths, Whole
from acuerdo.columns.batches import Horizon, Judged, entered_at, judge_batch
from acuerdo.columns.encoding import Encoded, encode
from acuerdo.columns.lines import add_life, make_table, without
from acuerdo.columns.plan import Plan
from acuerdo.columns.reading import Rows, check_columns, instants_of, order_rows
from acuerdo.columns.routing import CoreJudge, Question, verdict_rows
from acuerdo.core.clock.exclusions import Scope
from acuerdo.core.clock.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Prepared:
    """A table of facts in order, and as numbers; `unknown` counts the tickets of which nothing was recorded yet."""

    rows: Rows
    encoded: Encoded
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a table: the lines of the tickets that the columns judged, the verdicts of the others."""

    prepared: Prepared
    account: Account
    judged: Judged | None
    lines: Whole | None
    verdicts: dict[int, list[Verdict]]


class TableJudge:
    """Judges tables of facts by one agreement; keeps the tables of its calendars between batches.

    `engine` is `core` (the scalar core alone), `numba` (compiled) or `numpy` (the same code over arrays without the
    compiler): all give the same answers. `life` adds when each ticket was opened and resolved.
    """

    def __init__(self, question: Question, *, engine: str, life: bool = False) -> None:
        self._question = question
        self._engine = engine
        self._life = life
        self._plan = Plan(question.agreement, question.exclusions)
        self._horizon = Horizon(self._plan)
        self._core = CoreJudge(question)
        accepted = [item for item in question.exclusions if item.accepted]
        self._excluded = {item.scope_id for item in accepted if item.scope is Scope.TICKET}

    def judge(self, frame: pl.DataFrame, first_row: int = 1) -> ColumnsAnswer:
        """Judge a table that holds whole tickets. Raises `TableRefused`."""
        return self.tell(self.decide(self.prepare(frame, first_row)))

    def prepare(self, frame: pl.DataFrame, first_row: int = 1) -> Prepared:
        """Put a table in order and into numbers. Raises `TableRefused`."""
        known = self._known(frame)
        rows = order_rows(known, first_row)
        return Prepared(rows, self._encoded(rows), self._unknown(frame, known, rows))

    def prepare_parts(self, frame: pl.DataFrame, most_rows: int) -> Iterator[Prepared]:
        """Put a table in order, and into numbers some whole tickets at a time. Raises `TableRefused`."""
        known = self._known(frame)
        rows = order_rows(known)
        unknown = self._unknown(frame, known, rows)
        for part in rows.cut(most_rows):
            yield Prepared(part, self._encoded(part), unknown)
            unknown = 0

    def _known(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Check a table, and leave out what was not yet recorded."""
        question = self._question
        check_columns(frame.schema, tuple(question.agreement.own_fields))
        return _known(frame, question.known_at_us)

    def _unknown(self, frame: pl.DataFrame, known: pl.DataFrame, rows: Rows) -> int:
        """Count the tickets of which nothing was recorded yet."""
        return 0 if known is frame else _named(frame) - rows.tickets.drop_nulls().len()

    def _encoded(self, rows: Rows) -> Encoded:
        question = self._question
        return encode(rows, self._plan, question.statuses, question.as_of_us, self._core_only(rows))

    def decide(self, prepared: Prepared) -> Decided:
        """Judge what is in numbers, and ticket by ticket what only the scalar core can."""
        rows, encoded = prepared.rows, prepared.encoded
        account = Account(tickets=len(rows.tickets) + prepared.unknown, not_yet_open=prepared.unknown)
        odd = encoded.odd
        judged: Judged | None = None
        if not odd.all():
            judged = judge_batch(encoded, self._plan, self._horizon, self._question.as_of_us)
            odd = odd | judged.odd
        _account(account, rows, encoded, odd, judged)
        verdicts = self._core.judge(rows, np.flatnonzero(odd).tolist(), account) if odd.any() else {}
        lines = None if judged is None else without(judged.lines, odd)
        account.lines = sum(map(len, verdicts.values())) + (0 if lines is None else lines.shape[1])
        return Decided(prepared, account, judged, lines, verdicts)

    def tell(self, decided: Decided) -> ColumnsAnswer:
        """Lay a judgement out as a table."""
        table = self._table(decided)
        if decided.verdicts:
            table = self._merged(table, decided)
        return ColumnsAnswer(table=table, account=decided.account, tickets=decided.prepared.rows.tickets)

    def _core_only(self, rows: Rows) -> Truths:
        if self._engine == "core":
            return np.ones(len(rows.tickets), np.bool_)
        if not self._excluded:
            return rows.tickets.is_null().to_numpy()
        return rows.tickets.is_in(list(self._excluded)).fill_null(value=True).to_numpy()

    def _table(self, decided: Decided) -> pl.DataFrame:
        lines, judged, prepared = decided.lines, decided.judged, decided.prepared
        if lines is None or judged is None:
            return verdict_rows([], life=self._life)
        tickets, reasons = prepared.rows.tickets, prepared.encoded.reasons
        table = make_table(lines, self._plan, tickets, judged.states, reasons, self._question.marks)
        if not self._life:
            return table
        resolved = entered_at(judged.moments, arrays.RESOLVED, arrays.CLOSED)
        ended = entered_at(judged.moments, arrays.ENDED_FROM, arrays.MERGED)
        return add_life(table, lines[arrays.TICKET], judged.opened, resolved, ended)

    def _merged(self, table: pl.DataFrame, decided: Decided) -> pl.DataFrame:
        """Put the scalar core's verdicts among the others, in the order of the tickets."""
        by_core = [verdict for found in decided.verdicts.values() for verdict in found]
        both = pl.concat([table, verdict_rows(by_core, life=self._life).cast(table.schema)])
        places = [] if decided.lines is None else decided.lines[arrays.TICKET].tolist()
        places += [place for place, found in decided.verdicts.items() for _ in found]
        return both[np.argsort(np.array(places, np.int64), kind="stable")]


def _known(frame: pl.DataFrame, known_at_us: int | None) -> pl.DataFrame:
    """Leave out what was not yet recorded."""
    if known_at_us is None:
        return frame
    at, recorded = instants_of(frame, "at"), instants_of(frame, "recorded_at")
    if at is None:
        return frame
    known = at if recorded is None else np.where(recorded == NONE, at, recorded)
    return frame.filter(pl.Series(known <= known_at_us))


def _named(frame: pl.DataFrame) -> int:
    """Count the tickets of a table."""
    names = frame["ticket"].cast(pl.String).str.strip_chars()
    return names.filter(names != "").n_unique()


def _account(account: Account, rows: Rows, encoded: Encoded, odd: Truths, judged: Judged | None) -> None:
    """Account for the tickets that the columns judged."""
    plain = ~odd
    for place in np.flatnonzero(plain & encoded.unopened).tolist():
        facts = int(rows.first[place + 1] - rows.first[place])
        account.refused_tickets.append(RefusedTicket(rows.tickets[place], "no_opened", facts))
    if judged is not None:
        account.judged += int((plain & (judged.opened != NONE)).sum())
        account.not_yet_open += int((plain & ~encoded.unopened & (judged.opened == NONE)).sum())
