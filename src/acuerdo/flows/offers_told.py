"""Who is told about an offer: those whose answer it waits for, and, once agreed, those who sign."""

from collections.abc import Iterable
from datetime import datetime

from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.agreements.models import Version
from acuerdo.apps.notices.commands import put
from acuerdo.apps.notices.shapes import Channel, Notice
from acuerdo.apps.parties.viewers import holders
from acuerdo.core.acts import Signer, State


def tell_about(version: Version, act: ActRecord, at: datetime) -> None:
    """Put the letters that follow from the last move; a flow calls this inside its transaction."""
    standing = act.standing
    if standing.state is State.OFFERED:
        _put("offer_waits", version, act, standing.missing, at)
    elif standing.state is State.AGREED:
        _put("offer_agreed", version, act, standing.signers, at)


def _put(kind: str, version: Version, act: ActRecord, signers: Iterable[Signer], at: datetime) -> None:
    customer = version.agreement.customer_id
    for signer in signers:
        for person, ident in holders(signer, customer):
            put(
                Notice(
                    key=f"{kind}:{version.agreement.key}:{version.number}:{len(act.steps)}:{ident}",
                    kind=kind,
                    channel=Channel.MAIL,
                    person=person,
                    customer=customer,
                    body={
                        "agreement": version.agreement.key,
                        "number": str(version.number),
                        "content": act.standing.content,
                    },
                ),
                at,
            )
