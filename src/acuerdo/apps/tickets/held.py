"""Holding the facts of a source to its chain in the journal."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from acuerdo.apps.journal.queries import bodies, verify
from acuerdo.apps.journal.shapes import Verified
from acuerdo.apps.tickets.keeping import content_of, fact_of
from acuerdo.apps.tickets.models import Fact as FactRow
from acuerdo.apps.tickets.recording import KIND, digest_of
from acuerdo.core.chains import Fault
from acuerdo.core.chains.canonical import Json

SOURCE = "source:"


def hold_source(chain: str, anchors: Sequence[tuple[int, str]] = ()) -> Verified:
    """Hold the chain of a source to itself and to receipts, and its facts to the chain.

    Beside the codes of `find_faults`, each at the number of an entry (0: of none): `other_facts`: of what was recorded
    together, a fact is gone, was added, or says something else.
    """
    found = verify(chain, anchors)
    return replace(found, faults=(*found.faults, *_facts(chain)))


def _facts(chain: str) -> Iterator[Fault]:
    kept = dict(_kept(chain.removeprefix(SOURCE)))
    for number, body in bodies(chain, KIND):
        delivery = body.get("delivery")
        facts, digest = kept.pop(delivery, (0, digest_of(()))) if isinstance(delivery, int) else (0, "")
        if (facts, digest) != (body.get("facts"), body.get("digest")):
            yield Fault(code="other_facts", number=number or 0)
    if kept:
        yield Fault(code="other_facts", number=0)


def _kept(source: str) -> Iterator[tuple[Json, tuple[int, str]]]:
    """Reckon, from what the rows say, how many facts each delivery has and the hash over their contents."""
    rows = FactRow.objects.filter(source__key=source).select_related("ticket").order_by("delivery", "pk")
    for delivery, group in groupby(rows.iterator(chunk_size=2_000), key=lambda row: row.delivery_id):
        contents = [content_of(fact_of(row, source, row.ticket.name), row.body) for row in group]
        yield delivery, (len(contents), digest_of(contents))
