"""Reading the journal, and holding it to itself."""

import json
from collections.abc import Iterator, Sequence

from acuerdo.apps.journal.models import Anchor, Chain, Entry
from acuerdo.apps.journal.shapes import Receipt, Verified
from acuerdo.core.chains import Link, find_faults


def link_of(entry: Entry, chain: str) -> Link:
    """Return a sealed entry as a link of its chain."""
    return Link(
        chain=chain,
        number=entry.number or 0,
        at_us=entry.at_us,
        actor=entry.actor,
        kind=entry.kind,
        body=json.loads(entry.body),
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


def verify(chain: str, anchors: Sequence[tuple[int, str]] = ()) -> Verified:
    """Hold a chain to itself, to the heads that were handed out, and to `anchors` that somebody brings."""
    owner = Chain.objects.get(name=chain)
    handed_out = list(Anchor.objects.filter(chain=owner).values_list("number", "head"))
    kept = [(owner.length, owner.head)] if owner.length else []
    faults = find_faults(chain, links(chain), [*kept, *handed_out, *anchors])
    return Verified(chain=chain, length=owner.length, head=owner.head, faults=tuple(faults))


def chains() -> list[str]:
    """Name every chain."""
    return list(Chain.objects.order_by("name").values_list("name", flat=True))


def count_unsealed() -> int:
    """Return how many entries wait to be sealed."""
    return Entry.objects.filter(number__isnull=True).count()
