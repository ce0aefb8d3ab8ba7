"""Who is told about an offer or a paper: those whose answer it waits for, and, once agreed, those who sign."""

from datetime import datetime

from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.agreements.models import Version
from acuerdo.core.acts import Side, State
from acuerdo.flows.people_told import About, opposite, people_of, signing, write_to


def tell_about(version: Version, act: ActRecord, at: datetime) -> None:
    """Put the letters that follow from the last move; a flow calls this inside its transaction."""
    standing, agreement = act.standing, version.agreement
    about = About(agreement=agreement, said=f"{version.number}:{len(act.steps)}")
    body = {"agreement": agreement.key, "number": str(version.number), "content": standing.content or ""}
    if standing.state is State.OFFERED:
        write_to(signing(standing.missing, agreement), "offer_waits", about, body, at)
    elif standing.state is State.AGREED:
        write_to(signing(standing.signers, agreement), "offer_agreed", about, body, at)
    elif standing.state in (State.REGISTERED, State.DISPUTED):
        kind = "paper_registered" if standing.state is State.REGISTERED else "paper_disputed"
        other = opposite(Side(act.steps[-1].side))
        write_to(people_of(agreement, other), kind, about, {**body, "document": standing.document or ""}, at)
