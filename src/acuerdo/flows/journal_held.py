"""The journal is held to itself, to the receipts that were handed out, and what is kept beside it to the journal."""

from collections.abc import Sequence

from acuerdo.apps.journal.shapes import Verified
from acuerdo.apps.life.held import hold
from acuerdo.apps.tickets.held import SOURCE, hold_source


def hold_chain(chain: str, anchors: Sequence[tuple[int, str]] = ()) -> Verified:
    """Hold a chain to itself, to what somebody brings, and what it is about to the chain."""
    return hold_source(chain, anchors) if chain.startswith(SOURCE) else hold(chain, anchors)
