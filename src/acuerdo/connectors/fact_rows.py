"""Facts as rows of a file in our own columns, which need no profile any more."""

from collections.abc import Iterable, Iterator

from acuerdo.core.clock.facts import FACT_COLUMNS, Fact
from acuerdo.core.clock.verdict import instant_text
from acuerdo.core.hours import to_datetime
from acuerdo.core.terms.measures import Stage

_WORDS = {Stage.WAITING: "on_hold", Stage.MERGED: "cancelled"}


def rows_of(facts: Iterable[Fact]) -> Iterator[dict[str, str]]:
    """Yield a row per fact, with the known status word of its stage; cells that say nothing are left out."""
    for fact in facts:
        given: dict[str, str | None] = {
            "ticket": fact.ticket,
            "at": _text(fact.at_us),
            "event": fact.event,
            "status": None if fact.stage is None or fact.status is None else _WORDS.get(fact.stage, str(fact.stage)),
            "reason": fact.reason or ("waiting" if fact.stage is Stage.WAITING else None),
            "until": None if fact.until_us is None else _text(fact.until_us),
            **{name: value or "-" for name, value in fact.fields},
            "by": fact.by,
            "public": None if fact.public else "false",
            "into": fact.into,
            "source": fact.source or None,
            "seq": str(fact.row if fact.seq is None else fact.seq),
            "key": fact.key,
            "corrects": fact.corrects,
            "recorded_at": None if fact.recorded_us is None else _text(fact.recorded_us),
        }
        yield {name: given[name] or "" for name in (*FACT_COLUMNS, *given) if given.get(name)}


def _text(instant: int) -> str:
    return instant_text(to_datetime(instant))
