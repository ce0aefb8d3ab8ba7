"""Lines of numbers become the table of verdicts."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from acuerdo.columns import arrays
from acuerdo.columns.account import INSTANT, LIFE_SCHEMA, LINE_SCHEMA, WORD
from acuerdo.columns.arrays import NONE, REASON_WORDS, Truths, Whole
from acuerdo.columns.plan import PRIORITY, Plan
from acuerdo.core.clock.timeline import State
from acuerdo.core.clock.verdict import ENGINE, Mark, Outcome
from acuerdo.core.terms.groups import write_group

Marks = Mapping[str, tuple[Mark, ...]]

_OUTCOMES = (
    Outcome.MET,
    Outcome.BREACHED,
    Outcome.RUNNING,
    Outcome.PAUSED,
    Outcome.CANCELLED,
    Outcome.NOT_APPLICABLE,
    Outcome.EXCLUDED,  # which only the scalar core says
)
_INSTANTS = {
    "started_at": arrays.STARTED,
    "stopped_at": arrays.STOPPED,
    "due_at": arrays.DUE,
    "breaches_at": arrays.BREACHES,
    "breached_at": arrays.BREACHED_AT,
}
_SECONDS = {
    "target_s": arrays.TARGET,
    "consumed_s": arrays.CONSUMED,
    "paused_s": arrays.PAUSED_FOR,
    "outside_s": arrays.OUTSIDE,
    "excluded_s": arrays.EXCLUDED_FOR,
    "late_s": arrays.LATE,
}
_ALWAYS = ("consumed_s", "paused_s", "outside_s", "excluded_s")


def _places(codes: Whole) -> pl.Series:
    """Return codes as polars asks for places itself, which it takes without another copy."""
    return pl.Series(codes.astype(np.uint32))


def words_by_code(words: Sequence[str | None], codes: Whole) -> pl.Series:
    """Return the word that each code stands for."""
    return pl.Series(list(words) or [None], dtype=pl.String).cast(WORD).gather(_places(codes))


def fixed_words(words: Sequence[str], codes: Whole) -> pl.Series:
    """Return the word that each code stands for, of words that every part of an answer shares."""
    return pl.Series(words, dtype=pl.Enum(list(dict.fromkeys(words)))).gather(_places(codes))


def _instant(column: Whole) -> pl.Series:
    missing = column == NONE
    found = pl.Series(column)
    return (found.set(pl.Series(missing), None) if missing.any() else found).cast(INSTANT)


def _seconds(column: Whole, *, always: bool) -> pl.Series:
    seconds = column / 1_000_000
    if not always:
        seconds[column == NONE] = np.nan
    return pl.Series(seconds, nan_to_null=not always)


def make_table(
    lines: Whole,
    plan: Plan,
    tickets: pl.Series,
    states: Sequence[State],
    reasons: Sequence[str],
    marks: Marks,
) -> pl.DataFrame:
    """Return lines as a table of `LINE_SCHEMA`; `tickets` holds the names by code."""
    agreement = plan.agreement
    columns = lines
    commitment = columns[arrays.COMMITMENT]
    count = len(commitment)
    verdicts = [str(item) for item in _OUTCOMES]
    ids, measures = [item.id for item in agreement.commitments], [item.measure.name for item in agreement.commitments]
    found: dict[str, pl.Series] = {
        "ticket": tickets.gather(_places(columns[arrays.TICKET])),
        "commitment": fixed_words(ids, commitment),
        "measure": fixed_words(measures, commitment),
        "cycle": pl.Series(columns[arrays.CYCLE]).cast(pl.Int32),
        "priority": words_by_code([state.fields.get(PRIORITY) for state in states], columns[arrays.STATE]),
        "verdict": fixed_words(verdicts, columns[arrays.VERDICT]),
        "reason": words_by_code((*REASON_WORDS, *reasons), columns[arrays.REASON]),
        "marks": _marks(columns, tickets, marks),
        "group": _groups(plan, states, columns),
    }
    found.update({name: _instant(columns[place]) for name, place in _INSTANTS.items()})
    found.update({name: _seconds(columns[place], always=name in _ALWAYS) for name, place in _SECONDS.items()})
    always = {"agreement": agreement.id, "version_hash": agreement.version_hash, "engine": ENGINE}
    for name, word in always.items():
        found[name] = pl.Series([word], dtype=pl.Enum([word])).new_from_index(0, count)
    return pl.DataFrame({name: found[name].alias(name) for name in LINE_SCHEMA})


def _groups(plan: Plan, states: Sequence[State], columns: Whole) -> pl.Series:
    """Return the group of each line: the fields that its commitment is judged by, in the state at the breach."""
    words: list[str | None] = [None]
    commitments = plan.agreement.commitments
    if not any(commitment.per for commitment in commitments):
        return pl.Series(words, dtype=WORD).new_from_index(0, columns.shape[1])
    places = np.zeros((len(commitments), max(len(states), 1)), np.int64)
    for place, commitment in enumerate(commitments):
        if commitment.per:
            places[place, : len(states)] = len(words) + np.arange(len(states))
            words += [write_group(commitment.per, state.fields) for state in states]
    return words_by_code(words, places[columns[arrays.COMMITMENT], columns[arrays.GROUP]])


def _marks(columns: Whole, tickets: pl.Series, marks: Marks) -> pl.Series:
    """Return the marks of each line: those of its ticket, and whether its calendar is provisional."""
    if not marks and not columns[arrays.PROVISIONAL].any():
        return pl.Series(np.zeros((columns.shape[1], 0))).cast(pl.List(pl.String))
    kinds: dict[tuple[Mark, ...], int] = {(): 0}
    of_ticket = np.zeros(max(len(tickets), 1), np.int64)
    if marks:
        of_ticket = np.array(
            [kinds.setdefault(marks.get(name, ()), len(kinds)) for name in tickets.to_list()], np.int64
        )
    codes = 2 * of_ticket[columns[arrays.TICKET]] + columns[arrays.PROVISIONAL]
    words = [[*map(str, kind), *more] for kind in kinds for more in ((), (str(Mark.PROVISIONAL_CALENDAR),))]
    return pl.Series(words, dtype=pl.List(pl.String)).gather(_places(codes))


def add_life(table: pl.DataFrame, ticket: Whole, opened: Whole, resolved: Whole, ended: Whole) -> pl.DataFrame:
    """Add when each line's ticket was opened, last resolved, and last ended."""
    columns = zip(LIFE_SCHEMA, (opened, resolved, ended), strict=True)
    return table.with_columns(_instant(values[ticket]).alias(name) for name, values in columns)


def without(lines: Whole, odd: Truths) -> Whole:
    """Leave out the lines of some tickets."""
    return lines[:, ~odd[lines[arrays.TICKET]]] if odd.any() else lines
