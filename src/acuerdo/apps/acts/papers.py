"""Signed papers: taken, found again, and bound by their hash to what was agreed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from acuerdo.apps.acts.models import Act, Evidence, Paper
from acuerdo.apps.acts.paper_files import keep_file, read_file, require_pdf
from acuerdo.apps.acts.queries import require_voice, side_in, signers_of
from acuerdo.apps.acts.shapes import ActRecord, BoundRecord, EvidenceRecord, PaperRecord
from acuerdo.apps.journal.commands import hand_out, record
from acuerdo.apps.journal.shapes import Receipt
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer, seen_by
from acuerdo.core.acts import MoveRefused, Side, Signer, State
from acuerdo.core.hours import to_datetime, to_us

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it came: its name, which decides nothing, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Facing:
    """What a paper is about: the customer (its row's id), and who signs."""

    customer: int
    signers: tuple[Signer, ...]


def keep_paper(viewer: Viewer, facing: Facing, upload: Upload, at: datetime) -> str:
    """Keep a signed PDF and return its hash. Raises `NotThere`, `NotAllowed`, `PaperRefused`."""
    customer = facing.customer
    if not viewer.may(Permission.SEE_AGREEMENTS, customer):
        raise NotThere("customer")
    require_voice(viewer, customer, facing.signers)
    require_pdf(upload.content)
    digest = keep_file(upload.content)
    Paper.objects.get_or_create(
        customer_id=customer,
        sha256=digest,
        defaults={
            "size": len(upload.content),
            "name": upload.name[:LONGEST_NAME],
            "added_by_id": viewer.person,
            "added_at": at,
        },
    )
    return digest


def find_paper(viewer: Viewer, customer: int, digest: str) -> PaperRecord:
    """Return what is known of a paper of a customer. Raises `NotThere`."""
    rows = seen_by(viewer, Paper.objects.filter(customer=customer), Permission.SEE_AGREEMENTS)
    paper = rows.filter(sha256=digest).select_related("added_by").first()
    if paper is None:
        raise NotThere("paper")
    return _paper(paper)


def list_bound(viewer: Viewer, customer: int, acts: Sequence[ActRecord]) -> list[BoundRecord]:
    """Return the papers of some acts of a customer, in the order of the acts. Asks the database twice."""
    rows = seen_by(viewer, Paper.objects.filter(customer=customer), Permission.SEE_AGREEMENTS)
    papers = {row.sha256: _paper(row) for row in rows.select_related("added_by")}
    later: dict[int, list[EvidenceRecord]] = {}
    bound = Evidence.objects.filter(act__in=[act.id for act in acts]).select_related("person", "act")
    for row in bound.order_by("pk"):
        later.setdefault(row.act_id, []).append(_record(row, row.act.chain))
    return [
        BoundRecord(
            act=act.id, paper=papers[one.document], side=one.side, person=one.person, at=one.at, receipt=one.receipt
        )
        for act in acts
        for one in (*(step for step in act.steps if step.document), *later.get(act.id, ()))
        if one.document in papers
    ]


def open_paper(viewer: Viewer, customer: int, digest: str) -> bytes:
    """Return the bytes of a paper, held to their hash. Raises `NotThere`, `PaperRefused` (`damaged_paper`)."""
    return read_file(find_paper(viewer, customer, digest).sha256)


def bind_evidence(viewer: Viewer, act_id: int, digest: str, at: datetime) -> EvidenceRecord:
    """Bind a kept paper to what an act agreed on; a flow calls this inside its transaction.

    Raises `NotThere`, `NotAllowed` and `MoveRefused` (`not_begun` where nothing binds yet).
    """
    with transaction.atomic():
        act = Act.objects.select_for_update().filter(pk=act_id).first()
        if act is None or not viewer.may(Permission.SEE_AGREEMENTS, act.customer_id):
            raise NotThere("act")
        signers = signers_of(act)
        require_voice(viewer, act.customer_id, signers)
        side = side_in(viewer, act.customer_id, signers)
        if side is None or not Paper.objects.filter(customer=act.customer_id, sha256=digest).exists():
            raise NotThere("paper")
        if act.state not in (State.AGREED, State.REGISTERED):
            raise MoveRefused("not_begun", act.state, "something that both sides agreed on")
        known = Evidence.objects.filter(act=act, document=digest).select_related("person").first()
        return _record(known or _bind(viewer, act, side, (digest, at)), act.chain)


def _bind(viewer: Viewer, act: Act, side: Side, bound: tuple[str, datetime]) -> Evidence:
    digest, at = bound
    body = {"act": f"{act.subject}:{act.subject_key}", "side": str(side), "content": act.content, "document": digest}
    receipt = record(act.chain, at=at, actor=viewer.ident, kind="act_evidence", body=body)
    hand_out(receipt, to=viewer.ident, by="receipt", at=at)
    return Evidence.objects.create(
        act=act,
        document=digest,
        content=act.content,
        side=side,
        person_id=viewer.person,
        at_us=to_us(at),
        receipt_number=receipt.number,
        receipt_head=receipt.head,
    )


def list_evidence(act_id: int) -> tuple[EvidenceRecord, ...]:
    """Return the papers bound to an act, the first one first; whoever calls has asked a door for the act."""
    rows = Evidence.objects.filter(act=act_id).select_related("person", "act").order_by("pk")
    return tuple(_record(row, row.act.chain) for row in rows)


def _paper(row: Paper) -> PaperRecord:
    return PaperRecord(
        sha256=row.sha256, size=row.size, name=row.name, added_by=row.added_by.name, added_at=row.added_at
    )


def _record(row: Evidence, chain: str) -> EvidenceRecord:
    return EvidenceRecord(
        document=row.document,
        content=row.content,
        side=Side(row.side),
        person=row.person.name,
        at=to_datetime(row.at_us),
        receipt=Receipt(chain=chain, number=row.receipt_number, head=row.receipt_head),
    )
