"""Reading the journal, and holding it to itself."""

import json
from collections.abc import Iterator, Mapping, Sequence

from acuerdo.apps.journal.models import Anchor, Chain, Entry
from acuerdo.apps.journal.shapes import EntryRecord, Receipt, Verified
from acuerdo.core.chains import START, Link, find_faults
from acuerdo.core.chains.canonical import Json, write_canonical
from acuerdo.core.hours import to_datetime


def _read(body: str) -> Json:
    """Read a body; one that is not written as the journal writes stays a text, so that its hash is another."""
    try:
        found: Json = json.loads(body)
        return found if write_canonical(found) == body else body
    except (ValueError, TypeError, RecursionError):
        return body


def link_of(entry: Entry, chain: str) -> Link:
    """Return a sealed entry as a link of its chain."""
    return Link(
        chain=chain,
        number=entry.number or 0,
        at_us=entry.at_us,
        actor=entry.actor,
        kind=entry.kind,
        body=_read(entry.body),
        previous=entry.previous,
    )


def links(chain: str) -> Iterator[tuple[Link, str]]:
    """Yield the sealed links of a chain in order, each with the hash that was kept."""
    rows = Entry.objects.filter(chain__name=chain, number__isnull=False).order_by("number")
    for entry in rows.iterator(chunk_size=2_000):
        yield link_of(entry, chain), entry.hash


def head(chain: str) -> Receipt | None:
    """Return the head of a chain, None for one that has not begun."""
    found = Chain.objects.filter(name=chain).first()
    return None if found is None else Receipt(chain=chain, number=found.length, head=found.head)


def list_heads(prefix: str) -> dict[str, Receipt]:
    """Return the heads of the chains whose names begin with some letters, by name."""
    rows = Chain.objects.filter(name__startswith=prefix, length__gt=0)
    return {row.name: Receipt(chain=row.name, number=row.length, head=row.head) for row in rows}


def verify(chain: str, anchors: Sequence[tuple[int, str]] = ()) -> Verified:
    """Hold a chain to itself, to the heads that were handed out, and to `anchors` that somebody brings."""
    owner = Chain.objects.filter(name=chain).first()
    if owner is None:  # nothing was ever written into it
        return Verified(chain=chain, length=0, head=START, faults=tuple(find_faults(chain, (), anchors)))
    handed_out = list(Anchor.objects.filter(chain=owner).values_list("number", "head"))
    kept = [(owner.length, owner.head)] if owner.length else []
    faults = find_faults(chain, links(chain), [*kept, *handed_out, *anchors])
    return Verified(chain=chain, length=owner.length, head=owner.head, faults=tuple(faults))


def chains() -> list[str]:
    """Name every chain."""
    return list(Chain.objects.order_by("name").values_list("name", flat=True))


def _person_in(body: str) -> str:
    said = _read(body)
    return str(said.get("person", "")) if isinstance(said, Mapping) else ""


def list_entries(chain: str, before: int | None, most: int) -> list[EntryRecord]:
    """Return sealed entries of a chain, the newest first; of those before a number, where one is given.

    Whoever calls has asked a door for what the chain is about.
    """
    rows = Entry.objects.filter(chain__name=chain, number__isnull=False).order_by("-number")
    return [
        EntryRecord(
            number=row.number or 0,
            at=to_datetime(row.at_us),
            actor=row.actor,
            kind=row.kind,
            about=_person_in(row.body),
            head=row.hash,
        )
        for row in (rows if before is None else rows.filter(number__lt=before))[:most]
    ]


def count_unsealed() -> int:
    """Return how many entries wait to be sealed."""
    return Entry.objects.filter(number__isnull=True).count()


def bodies(chain: str, kind: str) -> Iterator[tuple[int | None, Mapping[str, Json]]]:
    """Yield what the entries of a kind in a chain say, in order, with their numbers; None of one that is not sealed."""
    rows = Entry.objects.filter(chain__name=chain, kind=kind).order_by("pk")
    for number, body in rows.values_list("number", "body").iterator(chunk_size=2_000):
        said = _read(body)
        yield number, said if isinstance(said, Mapping) else {}
