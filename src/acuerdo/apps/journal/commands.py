"""Writing into the journal."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from acuerdo.apps.journal.models import Anchor, Chain, Entry
from acuerdo.apps.journal.queries import count_unsealed, link_of
from acuerdo.apps.journal.rows import ask
from acuerdo.apps.journal.shapes import Receipt
from acuerdo.apps.journal.together import Questions, Writes
from acuerdo.core.chains import START
from acuerdo.core.chains.canonical import Json, write_canonical
from acuerdo.core.hours import to_us


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What happened, as an entry says it; `body` must hold no personal data."""

    at: datetime
    actor: str
    kind: str
    body: Json


_APPEND = (
    "INSERT INTO journal_entry (chain_id, at_us, actor, kind, body, previous, hash)"
    " SELECT id, CAST(%s AS bigint), CAST(%s AS text), CAST(%s AS text), CAST(%s AS text), '', ''"
    " FROM journal_chain WHERE name = %s RETURNING id"
)
_CHAIN = "SELECT id FROM journal_chain WHERE name = %s"
_ENTRY = ("chain_id", "at_us", "actor", "kind", "body", "previous", "hash")
_SEALED = ("number", "previous", "hash")


def append(chain: str, *, at: datetime, actor: str, kind: str, body: Json) -> int:
    """Write down what happened, still unsealed, and return the row's id. `body` must hold no personal data."""
    values = (to_us(at), actor, kind, write_canonical(body), chain)
    written = ask(_APPEND, values)
    if not written:
        Chain.objects.get_or_create(name=chain, defaults={"head": START})
        written = ask(_APPEND, values)
    return int(written[0][0])


def append_with(questions: Questions, writes: Writes, chain: str) -> Callable[[Said], None]:
    """Ask for a chain; what is returned writes down what happened, still unsealed, with other rows."""
    found = questions.ask(_CHAIN, (chain,))

    def write(said: Said) -> None:
        rows = found()
        owner = rows[0][0] if rows else Chain.objects.get_or_create(name=chain, defaults={"head": START})[0].pk
        values = (owner, to_us(said.at), said.actor, said.kind, write_canonical(said.body), "", "")
        writes.add(Entry, _ENTRY, [values])

    return write


def seal(chain: str) -> Receipt:
    """Number and hash the entries of a chain that are not sealed yet, in the order of their rows."""
    with transaction.atomic():
        owner = Chain.objects.select_for_update().get(name=chain)
        waiting = list(Entry.objects.filter(chain=owner, number__isnull=True).order_by("pk"))
        for entry in waiting:
            entry.number, entry.previous = owner.length + 1, owner.head
            entry.hash = link_of(entry, chain).hash
            owner.length, owner.head = entry.number, entry.hash
        if len(waiting) == 1:  # as a rule, and a statement for many takes four times as long to put together
            waiting[0].save(update_fields=_SEALED)
        else:
            Entry.objects.bulk_update(waiting, _SEALED, batch_size=500)
        if waiting:
            owner.save(update_fields=["length", "head"])
    return Receipt(chain=chain, number=owner.length, head=owner.head)


def seal_waiting() -> int:
    """Seal every chain that has unsealed entries, each in a transaction of its own; return how many entries."""
    waiting = Entry.objects.filter(number__isnull=True).order_by("chain__name")
    names = list(waiting.values_list("chain__name", flat=True).distinct())
    before = count_unsealed()
    for name in names:
        seal(name)
    return before


def record(chain: str, *, at: datetime, actor: str, kind: str, body: Json) -> Receipt:
    """Write down what happened and seal it at once; a flow calls this inside its transaction."""
    append(chain, at=at, actor=actor, kind=kind, body=body)
    return seal(chain)


def hand_out_all(receipts: Iterable[Receipt], *, to: str, by: str, at: datetime) -> None:
    """Remember that several heads were given to a person at once."""
    heads = {receipt.chain: receipt for receipt in receipts}
    rows = Chain.objects.filter(name__in=list(heads))
    Anchor.objects.bulk_create(
        Anchor(chain=row, number=heads[row.name].number, head=heads[row.name].head, handed_to=to, by=by, at=at)
        for row in rows
    )


def hand_out(receipt: Receipt, *, to: str, by: str, at: datetime) -> None:
    """Remember that a head was given to a person (`to`, an ident)."""
    owner = Chain.objects.get(name=receipt.chain)
    Anchor.objects.create(chain=owner, number=receipt.number, head=receipt.head, handed_to=to, by=by, at=at)
