"""Facts as numbers: words become codes, and rows that only the scalar core can judge are named."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from acuerdo.columns import arrays
from acuerdo.columns.arrays import NONE, Codes, Facts, Small, Truths, Whole
from acuerdo.columns.plan import OTHER, PRIORITY, Field, Plan
from acuerdo.columns.reading import Rows, instants_of
from acuerdo.columns.wording import Words, encode_words
from acuerdo.core.clock.facts import CLEARED, SYSTEM, Event
from acuerdo.core.clock.history import MOST_AHEAD_US
from acuerdo.core.clock.intake import EARLIEST_US, LATEST_US, LONGEST_TEXT, FactRefused, StatusMap, read_fact
from acuerdo.core.terms.measures import Stage

_TRUE = ("true", "yes", "1")
_FALSE = ("false", "no", "0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """The facts that count, as numbers, and what stands behind the codes.

    `odd` (tickets) marks those that only the scalar core can judge; `unopened` those that no fact opens. `values` holds
    the words of each field of the plan by code (0: absent), `reasons` the words for waiting.
    """

    facts: Facts
    odd: Truths
    unopened: Truths
    values: tuple[tuple[str, ...], ...]
    reasons: tuple[str, ...]


class _Table:
    """A table's columns, each encoded once."""

    def __init__(self, rows: Rows) -> None:
        self.frame = rows.frame
        self.count = len(rows.frame)
        self._words: dict[str, Words] = {}

    def has(self, name: str) -> bool:
        """Say whether any row gives this column a value."""
        return name in self.frame.columns and self.frame[name].null_count() < self.count

    def known(self, name: str) -> bool:
        """Say whether a column has been encoded."""
        return name in self._words

    def words(self, name: str) -> Words:
        """Return a column as codes; one that is not there says nothing."""
        if name not in self._words:
            silent = Words(np.zeros(self.count, np.int64), ("",))
            self._words[name] = encode_words(self.frame[name]) if self.has(name) else silent
        return self._words[name]


def encode(rows: Rows, plan: Plan, statuses: StatusMap, as_of_us: int, core_only: Truths | None = None) -> Encoded:
    """Encode the facts that happened until `as_of_us`; `core_only` names tickets for the scalar core from the first."""
    table = _Table(rows)
    stage, reason, reasons, bad = _stages(table, plan, statuses)
    bad |= (rows.at < EARLIEST_US) | (rows.at >= LATEST_US)
    until = instants_of(rows.frame, "until")
    until = np.full(table.count, NONE, np.int64) if until is None else until
    sign, wrong = _signs(table, plan, until)
    fields, values = _fields(table, plan)
    bad |= wrong | _beyond(until) | _beyond(instants_of(rows.frame, "recorded_at")) | _bad_values(table, plan)
    odd = _tickets_of(rows, bad | _rare(rows, table))
    if core_only is not None:
        odd |= core_only
    opened = _tickets_of(rows, (sign & arrays.OPENED) > 0)
    kept = (rows.at <= as_of_us) & ~odd[rows.ticket_of_row] if odd.any() else rows.at <= as_of_us
    first = rows.first if kept.all() else np.append(0, np.cumsum(kept))[rows.first]
    facts = Facts(first, rows.at, sign, stage, reason, until, fields)
    if not kept.all():
        facts = Facts(first, rows.at[kept], sign[kept], stage[kept], reason[kept], until[kept], fields[:, kept])
    return Encoded(facts=facts, odd=odd, unopened=~opened, values=values, reasons=reasons)


def _tickets_of(rows: Rows, chosen: Truths) -> Truths:
    """Return which tickets have any chosen row."""
    found = np.zeros(len(rows.tickets), np.bool_)
    return np.logical_or.reduceat(chosen, rows.first[:-1], out=found) if chosen.any() else found


def _stages(table: _Table, plan: Plan, statuses: StatusMap) -> tuple[Small, Codes, tuple[str, ...], Truths]:
    """Return the stage and reason that each fact brings, the words, and the rows that contradict themselves."""
    event, status, given = table.words("event"), table.words("status"), table.words("reason")
    pair = event.codes * len(status.words) + status.codes
    seen = np.zeros(len(event.words) * len(status.words), np.bool_)
    seen[pair] = True
    stage = np.full(len(seen), -1, np.int8)
    reason = np.full(len(seen), -1, np.int32)
    bad = np.zeros(len(seen), np.bool_)
    reasons = list(given.words[1:])
    for place in np.flatnonzero(seen):
        words = (event.words[place // len(status.words)], status.words[place % len(status.words)])
        try:
            brought = _brought(words, plan, statuses)
        except FactRefused:
            bad[place] = True
            continue
        stage[place] = -1 if brought[0] is None else arrays.STAGES.index(brought[0])
        if brought[1] is not None:
            if brought[1] not in reasons:
                reasons.append(brought[1])
            reason[place] = reasons.index(brought[1])
    own = reason.take(pair)
    if len(given.words) > 1:
        own = np.where(given.codes > 0, (given.codes - 1).astype(np.int32), own)
    return stage.take(pair), own, tuple(reasons), bad.take(pair)


def _brought(words: tuple[str, str], plan: Plan, statuses: StatusMap) -> tuple[Stage | None, str | None]:
    """Ask the core what an event with a status brings about."""
    row = {"ticket": "-", "at": "1970-01-01T00:00:00Z", "event": words[0], "status": words[1]}
    fact = read_fact(row, statuses=statuses, own_events=plan.agreement.own_events)
    return fact.stage, fact.reason


def _signs(table: _Table, plan: Plan, until: Whole) -> tuple[Codes, Truths]:
    """Return each fact's event with who spoke and what else it is, and which rows are unclear about it."""
    words = table.words("event")
    event = np.array([plan.events.index(word) if word in plan.events else -1 for word in words.words], np.int32)
    spoken = np.array([_SPOKEN.get(word, 0) for word in words.words], np.int32)
    plain = np.array([arrays.OPENED if word == Event.OPENED else 0 for word in words.words], np.int32)
    sign = (event * np.int32(arrays.SIGNS) + plain + spoken).take(words.codes)
    bad = (event < 0).take(words.codes)
    public, unclear = _public(table)
    system = _by_system(table)
    silent = system if public is None else ~public if system is None else ~public | system
    if silent is not None:
        sign &= ~(silent * np.int32(arrays.REPLY | arrays.CUSTOMER))
    if system is not None:
        sign |= system * np.int32(arrays.SYSTEM)
    if (until != NONE).any():
        agreed = np.array([word == Event.AGREED for word in words.words], np.bool_)[words.codes] & (until != NONE)
        sign[agreed] |= arrays.AGREED
    return sign, bad if unclear is None else bad | unclear


_SPOKEN = {str(Event.REPLIED): arrays.REPLY, str(Event.ASKED): arrays.CUSTOMER}


def _by_system(table: _Table) -> Truths | None:
    """Say which facts a machine did; None for none of them."""
    by = table.words("by")
    return by.codes == by.find(SYSTEM) if by.find(SYSTEM) > 0 else None


def _public(table: _Table) -> tuple[Truths | None, Truths | None]:
    """Say which facts are public (None: all), and which do not say it clearly (None: all do)."""
    if not table.has("public"):
        return None, None
    column = table.frame["public"]
    if column.dtype == pl.Boolean:
        public = column.fill_null(value=True).to_numpy()
        return (None if public.all() else public), None
    words = table.words("public")
    public = np.array([word.lower() in ("", *_TRUE) for word in words.words], np.bool_)
    known = np.array([word.lower() in ("", *_TRUE, *_FALSE) for word in words.words], np.bool_)
    return public[words.codes], ~known[words.codes]


def _beyond(instants: Whole | None) -> Truths | bool:
    """Say which instants lie outside the years that are known."""
    if instants is None:
        return False
    return np.asarray((instants != NONE) & ((instants < EARLIEST_US) | (instants >= LATEST_US)))


def _bad_values(table: _Table, plan: Plan) -> Truths | bool:
    """Say which rows give a declared field a value that it cannot have, or say too much."""
    bad: Truths | bool = False
    for name, allowed in plan.agreement.own_fields.items():
        if allowed and table.has(name):
            words = table.words(name)
            known = np.array([word in ("", CLEARED) or word in allowed for word in words.words], np.bool_)
            bad = bad | ~known[words.codes]
    for name, kind in table.frame.schema.items():
        if table.known(name):
            words = table.words(name)
            if max(map(len, words.words)) > LONGEST_TEXT:
                bad = bad | np.array([len(word) > LONGEST_TEXT for word in words.words], np.bool_)[words.codes]
        elif kind == pl.String and (table.frame[name].str.len_bytes() > LONGEST_TEXT).any():
            lengths = table.frame[name].str.strip_chars().str.len_chars()
            bad = bad | (lengths > LONGEST_TEXT).fill_null(value=False).to_numpy()
    return bad


def _fields(table: _Table, plan: Plan) -> tuple[Codes, tuple[tuple[str, ...], ...]]:
    """Return what each fact gives to each field of the plan, and the values by code."""
    found = np.empty((len(plan.fields), table.count), np.int32)
    values: list[tuple[str, ...]] = []
    for place, field in enumerate(plan.fields):
        if not table.has(field.name):
            found[place] = -1
            values.append(("",))
            continue
        words = table.words(field.name)
        translation, known = _values(words, field)
        found[place] = translation.take(words.codes)
        values.append(known)
    return found, tuple(values)


def _values(words: Words, field: Field) -> tuple[Codes, tuple[str, ...]]:
    """Return a field's code of each word (-1: nothing is said, 0: cleared), and the field's values."""
    known: dict[str, int] = {"": 0}
    translation = np.full(len(words.words), -1, np.int32)
    for place, word in enumerate(words.words[1:], start=1):
        value = "" if word == CLEARED else word
        if value and field.name != PRIORITY and field.named is not None and value not in field.named:
            value = OTHER
        translation[place] = known.setdefault(value, len(known))
    return translation, tuple(known)


def _rare(rows: Rows, table: _Table) -> Truths:
    """Say which rows need the scalar core: corrections, facts ahead of their receipt, and what was said twice."""
    rare = np.zeros(table.count, np.bool_)
    if table.has("corrects"):
        rare |= rows.frame["corrects"].is_not_null().to_numpy()
    recorded = instants_of(rows.frame, "recorded_at")
    if recorded is not None:
        rare |= (recorded != NONE) & (rows.at - recorded > MOST_AHEAD_US)
    if table.has("seq") and not rows.frame["seq"].dtype.is_integer():
        rare |= rows.frame["seq"].is_not_null().to_numpy()
    return rare | _said_twice(rows, table)


def _said_twice(rows: Rows, table: _Table) -> Truths:
    """Say which rows may repeat another of their ticket: the same key, or without keys the same content."""
    twice = np.zeros(table.count, np.bool_)
    if table.has("key"):
        keyed = np.flatnonzero(rows.frame["key"].is_not_null().to_numpy())
        names = [name for name in ("source", "key") if table.has(name)]
        texts = [pl.col(name).cast(pl.String).str.strip_chars().fill_null("") for name in names]
        found = rows.frame[keyed].select(pl.Series("ticket", rows.ticket_of_row[keyed]), *texts)
        twice[keyed] = found.is_duplicated().to_numpy()
    tied = np.zeros(table.count, np.bool_)
    same = np.diff(rows.at) == 0
    same[rows.first[1:-1] - 1] = False  # where another ticket begins
    tied[1:] |= same
    tied[:-1] |= same
    if tied.any():
        places = np.flatnonzero(tied)
        twice[places] |= _contents(rows.frame[places]).is_duplicated().to_numpy()
    return twice


def _contents(frame: pl.DataFrame) -> pl.DataFrame:
    """Return what rows say, alike where they say the same: an empty text says nothing, and a fact is public anyway."""
    said = pl.col(pl.String, pl.Categorical, pl.Enum).cast(pl.String).str.strip_chars()
    table = frame.drop("recorded_at", strict=False).with_columns(said).with_columns(pl.col(pl.String).replace("", None))
    if "public" not in table.columns:
        return table
    hidden = pl.col("public").cast(pl.String).str.to_lowercase().is_in(_FALSE).fill_null(value=False)
    return table.with_columns(hidden.alias("public"))
