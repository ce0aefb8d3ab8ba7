"""An agreement that is in force on paper is registered, and a signed paper is bound to what was agreed."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from acuerdo.apps.acts.commands import Intent, make_move
from acuerdo.apps.acts.papers import Facing, Upload, bind_evidence, keep_paper
from acuerdo.apps.acts.queries import signers_of
from acuerdo.apps.acts.shapes import ActRecord, EvidenceRecord
from acuerdo.apps.agreements.commands import (
    AgreementRefused,
    drop_draft,
    open_version,
    put_offer,
    require_paper,
    say_why,
)
from acuerdo.apps.agreements.models import Version
from acuerdo.apps.agreements.queries import find_agreement, find_draft, signers_for
from acuerdo.apps.catalogue.queries import published_level
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.core.acts import MoveKind
from acuerdo.documents import Written, read_agreement
from acuerdo.flows.agreement_negotiated import settle
from acuerdo.flows.offers_told import tell_about
from acuerdo.flows.programs_told import tell_of_paper, tell_programs


@dataclass(frozen=True, slots=True, kw_only=True)
class Registering:
    """The signed PDF, from which the draft of the viewer's side was written, and a word with it."""

    paper: Upload
    note: str = ""


def register_paper(viewer: Viewer, key: str, registering: Registering, at: datetime) -> ActRecord:
    """Register an agreement that was signed on paper: the draft of the viewer's side, bound to the PDF by its hash.

    It governs at once, as registered, until the other side confirms it (agreed) or disputes it. Raises what the
    documents, papers, acts and agreements refuse.
    """
    draft = find_draft(viewer, key)
    if draft is None:
        raise AgreementRefused("no_draft", "nothing", "a draft of your side, written from the paper")
    document = read_agreement(Written(draft.text), name=f"{key}.yaml", level=published_level)
    with transaction.atomic():
        agreement = find_agreement(viewer, key, lock=True)
        require_paper(agreement, document.from_on)
        facing = Facing(customer=agreement.customer_id, signers=signers_for(agreement))
        digest = keep_paper(viewer, facing, registering.paper, at)
        version = open_version(agreement, at, untouched=True)
        say_why(version, draft.reason, draft.origin)
        offer = put_offer(viewer, version, document, draft.text, at)
        intent = Intent(
            kind=MoveKind.REGISTER,
            content=offer.content,
            seen=version.act.moves_made,
            note=registering.note,
            document=digest,
            written=offer.written,
        )
        act = make_move(viewer, version.act_id, intent, at)
        drop_draft(viewer, agreement)
        settle(version, act)
        tell_about(version, act, at)
        tell_programs(version, act, at)
    return act


def add_evidence(viewer: Viewer, key: str, number: int, upload: Upload, at: datetime) -> EvidenceRecord:
    """Bind a signed PDF to a version that both sides agreed on. Raises what the papers and acts refuse."""
    agreement = find_agreement(viewer, key)
    version = Version.objects.select_related("act").filter(agreement=agreement, number=number).first()
    if version is None:
        raise NotThere("version")
    with transaction.atomic():
        facing = Facing(customer=agreement.customer_id, signers=signers_of(version.act))
        digest = keep_paper(viewer, facing, upload, at)
        bound = bind_evidence(viewer, version.act_id, digest, at)
        tell_of_paper(version, bound, at)
    return bound
