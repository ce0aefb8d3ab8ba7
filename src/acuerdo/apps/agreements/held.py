"""Holding what is kept about agreements to their journals: every move, the contents that moves are about, and terms."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from acuerdo.apps.acts.models import ActMove
from acuerdo.apps.agreements.models import Offer, Version
from acuerdo.apps.journal.queries import links, verify
from acuerdo.apps.journal.shapes import Verified
from acuerdo.core.acts import MoveKind
from acuerdo.core.chains import Fault, Link

_MOVES = frozenset(f"act_{kind}" for kind in MoveKind)
_AGREEMENT = "agreement:"


def hold(chain: str, anchors: Sequence[tuple[int, str]] = ()) -> Verified:
    """Hold a chain to itself and to receipts, and what is kept about its acts to the chain.

    Beside the codes of `find_faults`, each at the number of an entry: `other_move` (a move is gone, or others are kept
    than stand in the journal), `other_content` (what was offered is not what its hash says) and `other_term` (a version
    governs otherwise than its content says).
    """
    found = verify(chain, anchors)
    return replace(found, faults=(*found.faults, *_moves(chain), *_contents(chain)))


def _moves(chain: str) -> Iterator[Fault]:
    rows = {row.receipt_number: row for row in ActMove.objects.filter(act__chain=chain).select_related("act", "person")}
    for link, head in links(chain):
        if link.kind in _MOVES:
            row = rows.pop(link.number, None)
            if row is None or row.receipt_head != head or _kept(row) != _written(link):
                yield Fault(code="other_move", number=link.number)
    for number in sorted(rows):
        yield Fault(code="other_move", number=number)


def _kept(row: ActMove) -> tuple[object, ...]:
    subject = f"{row.act.subject}:{row.act.subject_key}"
    said = (row.side, row.roles.split(), row.content, row.document or None, row.open_until_us)
    return (f"act_{row.kind}", str(row.person.ident), row.at_us, subject, *said)


def _written(link: Link) -> tuple[object, ...]:
    body = link.body if isinstance(link.body, Mapping) else {}
    names = ("act", "side", "roles", "content", "document", "open_until_us")
    return (link.kind, link.actor, link.at_us, *(body.get(name) for name in names))


def _contents(chain: str) -> Iterator[Fault]:
    if not chain.startswith(_AGREEMENT):
        return
    key = chain.removeprefix(_AGREEMENT)
    for offer in Offer.objects.filter(version__agreement__key=key).select_related("version__act").order_by("pk"):
        if sha256(offer.canonical.encode()).hexdigest() != offer.content:
            yield Fault(code="other_content", number=_first_about(offer))
        elif offer.version.offer_id == offer.pk and not _governs_as_said(offer.version, offer):
            yield Fault(code="other_term", number=_first_about(offer))


def _governs_as_said(version: Version, offer: Offer) -> bool:
    said = json.loads(offer.canonical)
    term = said["term"]
    last = None if version.to_on is None else version.to_on.isoformat()
    kept = (str(version.from_on), last, version.renewal, version.notice, version.time_zone, version.act.content)
    names = (term["from"], term.get("to"), term.get("renewal", "express"), term.get("notice", ""))
    return kept == (*names, said["time_zone"], offer.content)


def _first_about(offer: Offer) -> int:
    moves = ActMove.objects.filter(act=offer.version.act, content=offer.content).order_by("number")
    return moves.values_list("receipt_number", flat=True).first() or 0
