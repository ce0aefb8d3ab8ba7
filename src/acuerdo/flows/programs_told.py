"""Which programs outside are told about a move: each endpoint that wants to know."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.agreements.models import Version
from acuerdo.apps.webhooks.commands import tell
from acuerdo.apps.webhooks.shapes import Event
from acuerdo.core.acts import MoveKind, State
from acuerdo.core.chains.canonical import Json

_EVENTS: Mapping[MoveKind, Event] = MappingProxyType(
    {
        MoveKind.PROPOSE: Event.PROPOSED,
        MoveKind.COUNTER: Event.COUNTERED,
        MoveKind.ACCEPT: Event.ACCEPTED,
        MoveKind.REJECT: Event.REJECTED,
        MoveKind.WITHDRAW: Event.WITHDRAWN,
        MoveKind.REGISTER: Event.REGISTERED,
    }
)


def tell_programs(version: Version, act: ActRecord, at: datetime) -> None:
    """Put the events that follow from the last move; ids and hashes only. A flow calls this in its transaction."""
    step = act.steps[-1]
    events = [_EVENTS[step.kind]]
    if act.standing.state is State.AGREED:
        events.append(Event.AGREED)
    for event in events:
        tell(event, customer=version.agreement.customer_id, receipt=step.receipt, data=_data(version, act), at=at)


def _data(version: Version, act: ActRecord) -> dict[str, Json]:
    step = act.steps[-1]
    return {
        "agreement": version.agreement.key,
        "customer": version.agreement.customer.key,
        "version": version.number,
        "move": step.number,
        "side": step.side,
        "content": step.content,
        "state": act.standing.state,
        "receipt": {"chain": step.receipt.chain, "number": step.receipt.number, "head": step.receipt.head},
    }
