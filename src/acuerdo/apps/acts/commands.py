"""Making moves in two-sided acts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_hex

from django.db import transaction

from acuerdo.apps.acts.models import Act, ActMove, ActOffer
from acuerdo.apps.acts.queries import move_of, record_of, require_voice, side_in, signers_of, write_signers
from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.journal.commands import hand_out, record
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.core.acts import Move, MoveKind, MoveRefused, Signer, State, fold
from acuerdo.core.chains.canonical import Json, write_canonical
from acuerdo.core.hours import to_datetime, to_us

LONGEST_NOTE = 4_000


class MovedMeanwhile(RuntimeError):
    """Somebody else moved first; the viewer has to look again. `code` is `moved_meanwhile`."""

    code = "moved_meanwhile"

    def __init__(self, seen: int, made: int) -> None:
        self.seen = seen
        self.made = made
        super().__init__(f"the act has {made} moves, and {seen} were seen: look at what happened meanwhile")


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What somebody wants to do about which content; `seen` is the number of the last move that the person saw.

    `written` is the SHA-256 of the text as it was written whose meaning the content is; the journal says it too.
    """

    kind: MoveKind
    content: str
    seen: int
    note: str = ""
    open_until: datetime | None = None
    document: str | None = None
    written: str | None = None


def begin_act(*, subject: str, key: str, customer: int, chain: str, signers: Sequence[Signer]) -> int:
    """Make room for the moves about a subject, and return the act's id."""
    lines = write_signers(signers)
    act, _ = Act.objects.get_or_create(
        subject=subject,
        subject_key=key,
        defaults={"customer_id": customer, "chain": chain, "signers": lines, "state": State.NOT_BEGUN},
    )
    return act.pk


def keep_said(act_id: int, said: Mapping[str, Json]) -> str:
    """Keep what is offered in an act, inside the transaction of a flow; return the hash that is accepted with it."""
    content = hash_said(said)
    ActOffer.objects.get_or_create(act_id=act_id, content=content, defaults={"said": write_canonical(said)})
    return content


def hash_said(said: Mapping[str, Json]) -> str:
    """Return the hash by which what is offered is known, and accepted."""
    return sha256(write_canonical(said).encode()).hexdigest()


def make_move(viewer: Viewer, act_id: int, intent: Intent, at: datetime) -> ActRecord:
    """Make a move and return the act as it stands then; a flow calls this inside its transaction.

    Raises `NotThere`, `NotAllowed`, `MovedMeanwhile` and `MoveRefused`.
    """
    with transaction.atomic():
        act = Act.objects.select_for_update().filter(pk=act_id).first()
        if act is None or not viewer.may(Permission.SEE_AGREEMENTS, act.customer_id):
            raise NotThere("act")
        require_voice(viewer, act.customer_id, signers_of(act))
        if intent.seen != act.moves_made:
            raise MovedMeanwhile(intent.seen, act.moves_made)
        return _move(viewer, act, intent, at)


def _move(viewer: Viewer, act: Act, intent: Intent, at: datetime) -> ActRecord:
    signers = signers_of(act)
    side = side_in(viewer, act.customer_id, signers)
    if side is None:
        raise NotThere("act")
    roles = sorted(str(role) for role in viewer.roles(act.customer_id))
    move = Move(
        kind=intent.kind,
        side=side,
        person=viewer.ident,
        at_us=to_us(at),
        content=intent.content,
        roles=frozenset(roles),
        open_until_us=None if intent.open_until is None else to_us(intent.open_until),
        document=intent.document,
    )
    earlier = [move_of(row) for row in act.moves.select_related("person").order_by("number")]
    if len(intent.note) > LONGEST_NOTE:
        raise MoveRefused("long_note", f"{len(intent.note)} characters", f"at most {LONGEST_NOTE}")
    standing = fold(signers, [*earlier, move], move.at_us)
    salt = token_hex(16) if intent.note else ""
    body = {
        "act": f"{act.subject}:{act.subject_key}",
        "side": str(move.side),
        "roles": roles,
        "content": move.content,
        "document": move.document,
        "open_until_us": move.open_until_us,
        "state": str(standing.state),
        "note": sha256((salt + intent.note).encode()).hexdigest() if intent.note else None,
        **({} if intent.written is None else {"written": intent.written}),
    }
    receipt = record(act.chain, at=at, actor=viewer.ident, kind=f"act_{move.kind}", body=body)
    hand_out(receipt, to=viewer.ident, by="receipt", at=at)
    ActMove.objects.create(
        act=act,
        number=act.moves_made + 1,
        kind=move.kind,
        side=move.side,
        person_id=viewer.person,
        roles=" ".join(roles),
        at_us=move.at_us,
        content=move.content,
        open_until_us=move.open_until_us,
        document=move.document or "",
        note=intent.note,
        note_salt=salt,
        receipt_number=receipt.number,
        receipt_head=receipt.head,
    )
    act.state, act.content = standing.state, standing.content or ""
    act.moves_made += 1
    act.open_until = None if standing.open_until_us is None else to_datetime(standing.open_until_us)
    act.agreed_at = None if standing.agreed_at_us is None else to_datetime(standing.agreed_at_us)
    act.offers_made, act.waits_for = standing.round, " ".join(sorted(standing.turn))
    act.save(update_fields=["state", "content", "moves_made", "offers_made", "waits_for", "open_until", "agreed_at"])
    return record_of(act, at)
