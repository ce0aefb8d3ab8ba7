"""What stands behind the provider's promises: what its own team owes it, and what its supplier does."""

from datetime import datetime, timedelta

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.agreements.commands import NewAgreement, open_agreement
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.core.acts import MoveKind, Side
from acuerdo.faces.cli.demonstration.texts import rest_of
from acuerdo.flows.agreement_lives import choose_signers
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft


def make_ola(ana: Viewer, lead: Viewer, at: datetime, **values: str) -> None:
    """Agree with the lead of the service desk on what it owes, so that the promise to Sur holds."""
    text = rest_of("desk_ola", **values)
    open_agreement(ana, NewAgreement(key="mesa-interna", kind="ola", customer="norte", text=text), at)
    choose_signers(ana, "mesa-interna", Side.CUSTOMER, [f"@{lead.ident}"], at)
    _agree(ana, lead, "mesa-interna", at)


def make_supplier_contract(ana: Viewer, supplier: Viewer, at: datetime, **values: str) -> None:
    """Agree with the operator of lines, whose hours do not hold what Sur is promised on a Friday evening."""
    text = rest_of("fibra", **values)
    open_agreement(ana, NewAgreement(key="fibra-lineas", kind="underpinning", customer="fibra", text=text), at)
    _agree(ana, supplier, "fibra-lineas", at)


def _agree(ana: Viewer, other: Viewer, key: str, at: datetime) -> None:
    act = offer_draft(ana, key, Offering(seen=0), at)
    accept = Intent(kind=MoveKind.ACCEPT, content=act.standing.content or "", seen=act.seen)
    answer_offer(other, key, 1, accept, at + timedelta(days=1))
