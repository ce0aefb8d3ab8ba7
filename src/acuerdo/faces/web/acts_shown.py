"""An act as a page shows it: where it stands, and what its viewer can do about it."""

from typing import Any

from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.core.acts import Side, State


def show_act(viewer: Viewer, record: ActRecord, side: Side | None) -> dict[str, Any]:  # what a template can hold
    """Return what a viewer, who speaks for `side`, can do about an act."""
    standing = record.standing
    roles = frozenset(str(role) for role in viewer.roles(record.customer))
    asked = [one for one in standing.missing if one.side is side]
    return {
        "act": record,
        "agreed": standing.binds,
        "open": standing.state is State.OFFERED,
        "may_accept": side is not None and any(one.is_met_by(side, viewer.ident, roles) for one in asked),
        "may_withdraw": standing.offered_by is side,
    }
