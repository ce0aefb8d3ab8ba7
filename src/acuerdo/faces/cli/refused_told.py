"""What a judgement refused: the first of it on the screen, and all of it in a file."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import polars as pl

from acuerdo.connectors.refusals import RefusedRow
from acuerdo.connectors.saying import say_found, say_reason
from acuerdo.studies.answers import Answer
from acuerdo.studies.judging import RefusedFact, RefusedTicket
from acuerdo.studies.vocabulary import say_known
from acuerdo.studies.writing import without_formulas
from acuerdo.words import Language, Phrase, phrase, speak

_Refused = TypeVar("_Refused")

SHOWN = 20
"""So many of a kind are shown; the rest is counted."""

_COLUMNS = ("what", "file", "line", "row", "ticket", "code", "column", "found", "expected", "hint")

_ROWS = phrase("{n} row was refused:", plural="{n} rows were refused:")
_ROW = phrase("  {file}, line {line} ({ticket}): {column}: found {found}, expected {expected} {hint}")
_WHOLE_ROW = phrase("  {file}, line {line} ({ticket}): found {found}, expected {expected} {hint}")
_TICKETS = phrase("{n} ticket was refused:", plural="{n} tickets were refused:")
_TICKET = phrase("  ticket {ticket}: {why}")
_FACTS = phrase("{n} fact was refused:", plural="{n} facts were refused:")
_FACT = phrase("  ticket {ticket}, row {row}: {why}")
_AND_MORE = phrase("  and {n} more", plural="  and {n} more")
_ALL_WRITTEN = phrase("Everything that was refused stands in {file}.")
_ALL_ASKED = phrase("Everything that was refused, line by line: acuerdo judge ... --refused refused.csv")
_REASONS = MappingProxyType(
    {
        "no_opened": phrase("no fact that counts says when it was opened"),
        "duplicate_key": phrase("another fact has its key and says something else"),
        "corrects_unknown": phrase("it corrects a fact that is not there"),
        "correction_cycle": phrase("the corrections correct each other in a circle"),
    }
)
"""Why the history of a ticket refuses a fact or the whole of it, by code."""


def refused_lines(answer: Answer, language: Language, written: Path | None) -> Iterator[str]:
    """Yield the first rows, tickets and facts that were refused, how many more there are, and where all of them are.

    `written` is the file that `write_refused` wrote, if it was asked for.
    """
    rows, judgement = answer.case.refused, answer.judgement
    yield from _first(rows, _ROWS, _say_row, language)
    yield from _first(judgement.refused_tickets, _TICKETS, _say_ticket, language)
    yield from _first(judgement.refused_facts, _FACTS, _say_fact, language)
    if written is not None:
        yield speak(language, _ALL_WRITTEN, file=str(written))
    elif max(map(len, (rows, judgement.refused_tickets, judgement.refused_facts))) > SHOWN:
        yield speak(language, _ALL_ASKED)


def write_refused(answer: Answer, where: Path, language: Language) -> None:
    """Write every row, ticket and fact that was refused as CSV, a line each; what cannot be said of one is empty.

    `what` is `row`, `ticket` or `fact`, `code` the stable name of the reason; the reason is in the reader's language.
    """
    lines = [*_row_lines(answer, language), *_ticket_lines(answer, language), *_fact_lines(answer, language)]
    table = pl.DataFrame(lines, schema=dict.fromkeys(_COLUMNS, pl.String), orient="row")
    without_formulas(table).write_csv(where, include_bom=True)


def _first(
    all_of_them: Sequence[_Refused], head: Phrase, say: Callable[[_Refused, Language], str], language: Language
) -> Iterator[str]:
    if not all_of_them:
        return
    yield speak(language, head, n=len(all_of_them))
    yield from (say(one, language) for one in all_of_them[:SHOWN])
    if len(all_of_them) > SHOWN:
        yield speak(language, _AND_MORE, n=len(all_of_them) - SHOWN)


def _say_row(row: RefusedRow, language: Language) -> str:
    column = {"column": row.column} if row.column else {}
    return speak(
        language,
        _ROW if column else _WHOLE_ROW,
        **column,
        file=row.file,
        line=str(row.line),
        ticket=row.ticket or "?",
        found=say_found(row.code, row.found, language),
        expected=say_reason(row.expected, language),
        hint=f"({say_reason(row.hint, language)})" if row.hint else "",
    ).rstrip()


def _say_ticket(ticket: RefusedTicket, language: Language) -> str:
    return speak(language, _TICKET, ticket=ticket.ticket, why=say_known(language, _REASONS, ticket.code))


def _say_fact(fact: RefusedFact, language: Language) -> str:
    why = say_known(language, _REASONS, fact.code)
    return speak(language, _FACT, ticket=fact.ticket, row=str(fact.row), why=why)


def _row_lines(answer: Answer, language: Language) -> Iterator[tuple[str | None, ...]]:
    for row in answer.case.refused:
        found = say_found(row.code, row.found, language)
        expected, hint = say_reason(row.expected, language), say_reason(row.hint, language)
        numbers = (str(row.line), str(row.row))
        yield "row", row.file, *numbers, row.ticket, row.code, row.column, found, expected, hint or None


def _ticket_lines(answer: Answer, language: Language) -> Iterator[tuple[str | None, ...]]:
    for ticket in answer.judgement.refused_tickets:
        why = say_known(language, _REASONS, ticket.code)
        yield "ticket", None, None, None, ticket.ticket, ticket.code, None, None, None, why


def _fact_lines(answer: Answer, language: Language) -> Iterator[tuple[str | None, ...]]:
    for fact in answer.judgement.refused_facts:
        why = say_known(language, _REASONS, fact.code)
        yield "fact", None, None, str(fact.row), fact.ticket, fact.code, None, None, None, why
