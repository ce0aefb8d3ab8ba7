"""Who is told of what both sides settle of a ticket; called by a flow inside its transaction, right after the move."""

from datetime import datetime
from typing import TYPE_CHECKING

from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.matters.models import Matter
from acuerdo.core.acts import MoveKind
from acuerdo.flows.people_told import ask_for_answers, latest, signing, write_to
from acuerdo.flows.programs_told import tell_of_matter

if TYPE_CHECKING:
    from acuerdo.core.chains.canonical import Json

_OFFERS = frozenset({MoveKind.PROPOSE, MoveKind.COUNTER})


def matter_told(row: Matter, act: ActRecord, at: datetime) -> None:
    """Tell those who answer of an offer, and those who sign of what was agreed; the letter says where, not what."""
    agreement, step = row.agreement, act.steps[-1]
    body: dict[str, Json] = {
        "agreement": agreement.key,
        "source": row.ticket.source.key,
        "ticket": row.ticket.name,
    }
    tell_of_matter(row, act, at)
    if act.standing.binds:
        write_to(signing(act.standing.signers, agreement), f"{row.kind}_agreed", latest(agreement), body, at)
    elif step.kind in _OFFERS:
        ask_for_answers(agreement, act, f"{row.kind}_waits", body, at)
