"""Holding what is kept about an agreement to its journal: what notices and renewals say too."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from acuerdo.apps.agreements import held
from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.journal.queries import links
from acuerdo.apps.journal.shapes import Verified
from acuerdo.apps.life.commands import content_to_renew
from acuerdo.apps.life.models import Renewal, Termination
from acuerdo.core.chains import Fault

_SAID = ("side", "given_on", "wanted_on", "earliest_on", "last_on", "in_time")


def hold(chain: str, anchors: Sequence[tuple[int, str]] = ()) -> Verified:
    """Hold a chain as `agreements.held` does, and the notices and renewals that are kept to it.

    Beside its codes: `other_notice` (a notice is gone, or says something else than stands in the journal) and
    `other_renewal` (the date of a renewal is not the one on which its moves were made).
    """
    found = held.hold(chain, anchors)
    agreement = Agreement.objects.filter(key=chain.partition(":")[2]).first()
    if agreement is None or agreement.chain != chain:
        return found
    return replace(found, faults=(*found.faults, *_notices(agreement), *_renewals(agreement)))


def _notices(agreement: Agreement) -> Iterator[Fault]:
    rows = Termination.objects.filter(agreement=agreement).select_related("given_by")
    kept = {row.receipt_number: row for row in rows}
    for link, head in links(agreement.chain):
        if link.kind == "notice_given":
            row, body = kept.pop(link.number, None), held.body_of(link)
            said = (head, link.actor, *(body.get(name) for name in _SAID))
            if row is None or _kept(row) != said:
                yield Fault(code="other_notice", number=link.number)
    for number in sorted(kept):
        yield Fault(code="other_notice", number=number)


def _kept(row: Termination) -> tuple[object, ...]:
    dates = (row.given_on, row.wanted_on, row.earliest_on, row.computed_on)
    return (row.receipt_head, str(row.given_by.ident), row.side, *(day.isoformat() for day in dates), row.in_time)


def _renewals(agreement: Agreement) -> Iterator[Fault]:
    for row in Renewal.objects.filter(version__agreement=agreement).select_related("version", "act"):
        said = content_to_renew(agreement, row.version.number, row.until_on)
        moves = row.act.moves.order_by("number").values_list("content", "receipt_number")
        if row.content != said or any(content != said for content, _ in moves):
            yield Fault(code="other_renewal", number=next((number for _, number in moves), 1))
