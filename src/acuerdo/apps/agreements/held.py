"""Holding what is kept about agreements to their journals: moves, the contents that they are about, terms and dates."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from acuerdo.apps.acts.models import ActMove
from acuerdo.apps.agreements.models import Agreement, Offer, Version
from acuerdo.apps.journal.queries import links, verify
from acuerdo.apps.journal.shapes import Verified
from acuerdo.core.acts import MoveKind, State
from acuerdo.core.chains import Fault, Link
from acuerdo.core.chains.canonical import Json

_MOVES = frozenset(f"act_{kind}" for kind in MoveKind)
_AGREEMENT = "agreement:"
_ENDS = frozenset({"notice_given", "notice_acknowledged"})


@dataclass(slots=True, kw_only=True)
class _Said:
    """What a chain says of its agreement, as far as it was read; `at` are the numbers of the entries that said it.

    `renewed` is a version and its last date, `written` holds hashes of texts by act and content, `takes_over` dates by
    version.
    """

    terminated_on: str | None = None
    renewed: str | None = None
    written: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    takes_over: dict[str, str] = field(default_factory=dict)
    at: dict[str, int] = field(default_factory=dict)

    def hear(self, link: Link) -> None:
        """Take in the next entry."""
        body = body_of(link)
        if link.kind in _ENDS:
            self._end(str(body.get("last_on")), link)
        elif link.kind == "notice_withdrawn":
            self._end(None, link)
        elif link.kind == "version_takes_over":
            self.takes_over[str(body.get("version"))] = str(body.get("on"))
        elif link.kind in _MOVES:
            self._move(body, link)

    def _end(self, last_on: str | None, link: Link) -> None:
        self.terminated_on, self.at["terminated_on"] = last_on, link.number

    def _move(self, body: Mapping[str, Json], link: Link) -> None:
        subject, _, about = str(body.get("act")).partition(":")
        if "written" in body:
            self.written[about, str(body.get("content"))].add(str(body["written"]))
        if body.get("state") != State.AGREED:
            return
        if subject == "notice_taking_back":
            self._end(None, link)
        elif subject == "agreement_renewal":
            self.renewed, self.at["renewed"] = about.partition(":")[2], link.number


def hold(chain: str, anchors: Sequence[tuple[int, str]] = ()) -> Verified:
    """Hold a chain to itself and to receipts, and what is kept about its acts and its agreement to the chain.

    Beside the codes of `find_faults`, each at the number of an entry: `other_move` (a move is gone, or others are kept
    than stand in the journal), `other_content` (what was offered is not what its hash says), `other_text` (the text as
    it was written is not the one that was offered), `other_term` (a version governs otherwise than its content says)
    and `other_date` (the date of a notice, of a renewal or of taking over is not the one that the journal says).
    """
    found = verify(chain, anchors)
    return replace(found, faults=(*found.faults, *_moves(chain), *_agreement(chain)))


def body_of(link: Link) -> Mapping[str, Json]:
    """Return the body of an entry, empty for one that is damaged."""
    return link.body if isinstance(link.body, Mapping) else {}


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
    body = body_of(link)
    names = ("act", "side", "roles", "content", "document", "open_until_us")
    return (link.kind, link.actor, link.at_us, *(body.get(name) for name in names))


def _agreement(chain: str) -> Iterator[Fault]:
    agreement = Agreement.objects.filter(key=chain.removeprefix(_AGREEMENT)).first()
    if agreement is None or not chain.startswith(_AGREEMENT):
        return
    said = _Said()
    for link, _ in links(chain):
        said.hear(link)
    yield from _dates(agreement, said)
    yield from _contents(agreement, said)


def _dates(agreement: Agreement, said: _Said) -> Iterator[Fault]:
    """Hold the dates of notices and renewals, and those on which versions took over, to what the journal says."""
    renewed = _as_said(agreement.renewed_until)
    if renewed is not None:
        renewed = f"{agreement.renewed_version}:{renewed}"
    if _as_said(agreement.terminated_on) != said.terminated_on:
        yield Fault(code="other_date", number=said.at.get("terminated_on", 1))
    if renewed != said.renewed:
        yield Fault(code="other_date", number=said.at.get("renewed", 1))
    for version in Version.objects.filter(agreement=agreement).select_related("offer").order_by("number"):
        if _as_said(version.takes_over_on) != said.takes_over.get(str(version.number)):
            yield Fault(code="other_date", number=1 if version.offer is None else _first_about(version.offer))


def _as_said(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _contents(agreement: Agreement, said: _Said) -> Iterator[Fault]:
    for offer in Offer.objects.filter(version__agreement=agreement).select_related("version__act").order_by("pk"):
        if sha256(offer.canonical.encode()).hexdigest() != offer.content:
            yield Fault(code="other_content", number=_first_about(offer))
        elif offer.version.offer_id == offer.pk and not _governs_as_said(offer.version, offer):
            yield Fault(code="other_term", number=_first_about(offer))
        if said.written[offer.version.act.subject_key, offer.content] != {offer.written}:
            yield Fault(code="other_text", number=_first_about(offer))


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
