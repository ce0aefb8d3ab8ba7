"""Sources: who keeps them, whose tickets they tell about, and what their words mean."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from secrets import token_hex
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from acuerdo.apps.journal.commands import record
from acuerdo.apps.journal.rows import ask, on_postgresql, row_of
from acuerdo.apps.parties.models import Party
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer, seen_by
from acuerdo.apps.tickets.keeping import PERSONAL
from acuerdo.apps.tickets.models import Source, SourceCustomer, SourceKind
from acuerdo.apps.tickets.shapes import SourceRecord
from acuerdo.apps.tickets.wording import note_words
from acuerdo.core.chains.canonical import write_canonical
from acuerdo.core.clock.facts import STATE_FIELDS, STATUS_WORDS
from acuerdo.core.terms.measures import Stage

if TYPE_CHECKING:
    from acuerdo.core.chains.canonical import Json

MOST_WORDS = 500
_KEY = re.compile(r"[-a-z0-9_]{1,64}")
_LONGEST_WORD = 200
_MARK = 16
VALUED = tuple(name for name in STATE_FIELDS if name not in {*PERSONAL, "customer"})
"""The columns whose words a source may say in its own way; what names people or customers is known otherwise."""

_JSON = frozenset({"statuses", "values"})
_TO_TELL = tuple(  # what telling needs; the rest is read where somebody asks for it
    one.attname
    for one in Source._meta.concrete_fields  # noqa: SLF001 - Django's documented way to a model's fields
    if one.attname in {"id", "key", "kind", "name", "customer_id", "salt", *_JSON}
)
_QUOTED = ", ".join(f'"{name}"' for name in _TO_TELL)  # one of them is a word of SQL
_OPEN = (
    f"SELECT {_QUOTED}, closed_at IS NOT NULL, {{}}"  # noqa: S608 - names of columns alone
    " FROM tickets_source WHERE key = %s"
)
_WRITTEN_BY = "xmin::text"  # PostgreSQL's own word for the transaction that wrote a row: another one for each change
_MOST_REMEMBERED = 1_000
_OF_CUSTOMER = _TO_TELL.index("customer_id")
_SAID_STAGES = frozenset(Stage) - {Stage.MERGED}


class SourceRefused(ValueError):
    """A source that cannot be kept so.

    `code` is `odd_key`, `source_exists`, `source_closed`, `source_open`, `no_name`, `odd_status`, `odd_customer_word`,
    `odd_value`, `many_words`, `word_twice`, `words_changed`, `no_hook`, `needs_secret` or `odd_secret`.
    """

    def __init__(self, code: str, found: str, expected: str) -> None:
        self.code = code
        super().__init__(f"found {found}, expected {expected}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceIntent:
    """What a source is to be: its name, whose its tickets are (one customer, or by the word they carry), its statuses.

    `statuses` maps the source's own words to a stage and a reason for waiting; `values` the words of other columns to
    what the agreements call them, like a priority's level; `customers` its words to parties' keys.
    """

    key: str
    name: str
    kind: SourceKind = SourceKind.API
    customer: str = ""
    customers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    statuses: Mapping[str, tuple[str, str | None]] = field(default_factory=lambda: MappingProxyType({}))
    values: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))


def intent_of(source: SourceRecord) -> SourceIntent:
    """Return what would have to be said to keep a source as it is."""
    return SourceIntent(
        key=source.key,
        name=source.name,
        customers=source.customers,
        statuses=source.statuses,
        values=source.values,
    )


def mark_of(wanted: SourceIntent) -> str:
    """Return a short text that is another one where a source has another name, or its words another meaning."""
    said: dict[str, Json] = {
        "name": wanted.name,
        "customers": dict(wanted.customers),
        "statuses": {word: list(means) for word, means in wanted.statuses.items()},
        "values": {column: dict(words) for column, words in wanted.values.items()},
    }
    return sha256(write_canonical(said).encode()).hexdigest()[:_MARK]


def open_source(viewer: Viewer, key: str) -> Source:
    """Return a source into which the viewer may tell facts. Raises `NotThere`, `SourceRefused` (`source_closed`)."""
    return _opened(key, _may_tell(viewer))


def recall_source(viewer: Viewer, key: str) -> Source:
    """Return what `open_source` does, as it was when this process read it last.

    Whether it is still so, what locks its tickets sees (`locking.Meanwhile`): then `forget_source`, and try again.
    """
    return _recalled(key, _may_tell(viewer))


def recall_row(key: str) -> Source:
    """Return a source that tells by itself, as `recall_source` does. Raises `NotThere`, `SourceRefused`."""
    return _recalled(key, lambda _: True)


def forget_source(key: str) -> None:
    """Have a source read anew the next time."""
    _REMEMBERED.pop(key, None)


_Seen = Callable[[int | None], bool]
_REMEMBERED: dict[str, tuple[tuple[Any, ...], str]] = {}
"""Open sources by their keys: what was read of each (`_TO_TELL`), and by which transaction it was written."""


def _may_tell(viewer: Viewer) -> _Seen:
    return lambda customer: viewer.sees(Permission.TELL_FACTS, customer)


def _recalled(key: str, seen: _Seen) -> Source:
    values, by = _REMEMBERED.get(key, ((), ""))
    if not by or not seen(values[_OF_CUSTOMER]):
        return _opened(key, seen)
    row = row_of(Source, _TO_TELL, values)
    row.remembered = by
    return row


def _opened(key: str, seen: _Seen) -> Source:
    """Return an open source, and remember it where the database says what wrote it; `seen` says whose is to be seen."""
    rows = ask(_OPEN.format(_WRITTEN_BY if on_postgresql() else "''"), (key,))
    if not rows or not seen(rows[0][_OF_CUSTOMER]):
        raise NotThere("source")
    *told, closed, by = rows[0]
    if closed:
        raise SourceRefused("source_closed", "a source that was closed", "one that is open")
    values = tuple(json.loads(one) if name in _JSON else one for name, one in zip(_TO_TELL, told, strict=True))
    if by:
        if len(_REMEMBERED) >= _MOST_REMEMBERED:
            _REMEMBERED.clear()
        _REMEMBERED[key] = (values, by)
    return row_of(Source, _TO_TELL, values)


def add_source(viewer: Viewer, wanted: SourceIntent, at: datetime) -> Source:
    """Begin a source. Raises `NotThere`, `NotAllowed`, `SourceRefused`."""
    customer = _party(viewer, wanted.customer) if wanted.customer else None
    viewer.require(Permission.KEEP_SOURCES, None if customer is None else customer.pk)
    if not _KEY.fullmatch(wanted.key):
        raise SourceRefused("odd_key", repr(wanted.key), "small letters, digits, - and _, at most 64")
    values = _values(wanted)
    defaults = {**values, "customer": customer, "kind": wanted.kind, "salt": token_hex(16)}
    row, fresh = Source.objects.get_or_create(
        key=wanted.key, defaults={**defaults, "created_at": at, "created_by_id": viewer.person}
    )
    if not fresh:
        raise SourceRefused("source_exists", wanted.key, "a key that no source has")
    _know_customers(viewer, row, wanted.customers)
    _write(viewer, row, "source_added", at)
    return row


def change_source(viewer: Viewer, wanted: SourceIntent, at: datetime) -> Source:
    """Change what a source is called and what its words mean from now on; what it told stays as it was understood.

    Whose its tickets are, for a source of one customer, does not change. Raises as `add_source`.
    """
    row = keep_source(viewer, wanted.key)
    for name, value in _values(wanted).items():
        setattr(row, name, value)
    row.save(update_fields=list(_values(wanted)))
    SourceCustomer.objects.filter(source=row).delete()
    _know_customers(viewer, row, wanted.customers)
    _write(viewer, row, "source_changed", at)
    return row


def refuse_closed(row: Source) -> None:
    """Raise `SourceRefused` (`source_closed`) for a source that was closed."""
    if row.closed_at is not None:
        raise SourceRefused("source_closed", "a source that was closed", "one that is open")


def close_source(viewer: Viewer, key: str, at: datetime, *, again: bool = False) -> None:
    """Take no facts from a source any more, or with `again` take them again. Raises `NotThere`, `SourceRefused`."""
    row = keep_source(viewer, key)
    if (row.closed_at is not None) is not again:
        code, found = ("source_open", "an open source") if again else ("source_closed", "a closed source")
        raise SourceRefused(code, found, "the other of the two")
    row.closed_at = None if again else at
    row.save(update_fields=["closed_at"])
    _write(viewer, row, "source_opened" if again else "source_closed", at)


def keep_source(viewer: Viewer, key: str) -> Source:
    """Return a source that the viewer looks after, locked. Raises `NotThere`."""
    return find_source_row(viewer, key, Permission.KEEP_SOURCES, lock=True)


def find_source_row(viewer: Viewer, key: str, permission: Permission, *, lock: bool = False) -> Source:
    """Return a source towards which the viewer has a permission. Raises `NotThere`."""
    rows = Source.objects.select_for_update(of=("self",)) if lock else Source.objects.all()
    found = seen_by(viewer, rows.select_related("customer"), permission).filter(key=key).first()
    if found is None:
        raise NotThere("source")
    return found


def _party(viewer: Viewer, key: str) -> Party:
    """Return a customer by its key, of those whose sources the viewer looks after."""
    rows = seen_by(viewer, Party.objects.filter(kind=PartyKind.CUSTOMER), Permission.KEEP_SOURCES, path="pk")
    found = rows.filter(key=key).first()
    if found is None:
        raise NotThere("customer")
    return found


def _values(wanted: SourceIntent) -> dict[str, object]:
    name = wanted.name.strip()
    if not name or len(name) > _LONGEST_WORD:
        raise SourceRefused("no_name", repr(name[:40]), f"a name of at most {_LONGEST_WORD} letters")
    if len(wanted.statuses) > MOST_WORDS or len(wanted.customers) > MOST_WORDS:
        raise SourceRefused("many_words", "more words", f"at most {MOST_WORDS}")
    for word, (stage, reason) in wanted.statuses.items():
        if (
            not word.strip()
            or len(word) > _LONGEST_WORD
            or stage not in _SAID_STAGES
            or (reason and (stage != "waiting" or len(reason) > _LONGEST_WORD))
        ):
            raise SourceRefused("odd_status", f"{word[:40]!r}: {stage!r}", "a word and one of the stages")
    _refuse_odd_values(wanted.values)
    values = {column: dict(sorted(words.items())) for column, words in sorted(wanted.values.items()) if words}
    return {
        "name": name,
        "values": values,
        "statuses": {word: list(means) for word, means in sorted(wanted.statuses.items())},
    }


def _refuse_odd_values(values: Mapping[str, Mapping[str, str]]) -> None:
    for column, words in values.items():
        if column not in VALUED:
            raise SourceRefused("odd_value", repr(column[:40]), "one of " + ", ".join(VALUED))
        if len(words) > MOST_WORDS:
            raise SourceRefused("many_words", "more words", f"at most {MOST_WORDS}")
        for word, value in words.items():
            if not word.strip() or not value.strip() or max(len(word), len(value)) > _LONGEST_WORD:
                raise SourceRefused("odd_value", f"{word[:40]!r}: {value[:40]!r}", "a word and what it stands for")


def _know_customers(viewer: Viewer, row: Source, customers: Mapping[str, str]) -> None:
    if customers and row.customer_id is not None:
        raise SourceRefused("odd_customer_word", "words of customers", "none, where all tickets are one customer's")
    for word, key in sorted(customers.items()):
        if not word.strip() or len(word) > _LONGEST_WORD:
            raise SourceRefused("odd_customer_word", repr(word[:40]), f"a word of at most {_LONGEST_WORD} letters")
        SourceCustomer.objects.create(source=row, word=word, customer=_party(viewer, key))


def _write(viewer: Viewer, row: Source, kind: str, at: datetime) -> None:
    note_words(row, at)
    words = SourceCustomer.objects.filter(source=row).order_by("word").values_list("word", "customer__key")
    body: dict[str, Json] = {
        "customer": "" if row.customer is None else row.customer.key,
        "customers": dict(words),
        "statuses": row.statuses,
        "values": row.values,
    }
    record(row.chain, at=at, actor=viewer.ident, kind=kind, body=body)


def statuses_of(row: Source) -> Mapping[str, tuple[Stage, str | None]]:
    """Return what the status words of a source mean: the known ones, and its own before them."""
    own = {word: (Stage(stage), reason) for word, (stage, reason) in row.statuses.items()}
    return {**STATUS_WORDS, **own}
