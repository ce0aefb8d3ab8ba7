"""The engine that judges by columns: its compiled code is loaded while the evidence is read."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from acuerdo.connectors.tables import table_of
from acuerdo.core.clock.facts import STATUS_WORDS, Event, Fact
from acuerdo.core.terms.agreement import Agreement


@contextmanager
def loading_columns(terms: Agreement, at_us: int, *, compiling: bool) -> Iterator[Future[bool]]:
    """Load the engine beside the work of the block; the future says whether it is compiled.

    Without `compiling` it is loaded only if it was compiled by an earlier run.

    Loading takes about as long as reading a large file, and reading leaves the interpreter free. `at_us` is any instant
    that the agreement's calendars know.
    """
    loader = ThreadPoolExecutor(1, "columns")
    try:
        compiled = loader.submit(_is_compiled, compiling=compiling)
        loaded = loader.submit(_load, terms, at_us, compiling=compiling)
        yield compiled
        loaded.result()
    finally:
        loader.shutdown(wait=False, cancel_futures=True)  # a refusal of the evidence waits for nothing


def _is_compiled(*, compiling: bool) -> bool:
    from acuerdo.columns.compiling import COMPILED, is_kept  # noqa: PLC0415 - the compiler takes half a second to load

    return COMPILED if compiling else is_kept()


def _load(terms: Agreement, at_us: int, *, compiling: bool) -> None:
    """Judge one small ticket: that brings in all the compiled code."""
    from acuerdo.columns.routing import Question  # noqa: PLC0415 - see above
    from acuerdo.columns.table import TableJudge  # noqa: PLC0415 - see above

    if _is_compiled(compiling=compiling):
        opened = Fact(ticket="1", at_us=at_us, event=Event.OPENED)
        question = Question(agreement=terms, as_of_us=at_us, statuses=STATUS_WORDS, marks={})
        TableJudge(question, engine="numba", life=True).judge(table_of([opened], terms.own_fields))
