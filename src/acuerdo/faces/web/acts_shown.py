"""An act as a page shows it: where it stands, whose acceptance it needs, and what its viewer can do about it."""

from typing import Any

from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.agreements.signers import names_of
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.core.acts import Side, Standing, State
from acuerdo.faces.web.life_words import say_side, say_signer
from acuerdo.words import Language, say_list


def show_act(
    viewer: Viewer, record: ActRecord, side: Side | None, language: Language
) -> dict[str, Any]:  # what a template can hold
    """Return what a viewer, who speaks for `side`, can do about an act, and who has yet to accept it."""
    standing = record.standing
    roles = frozenset(str(role) for role in viewer.roles(record.customer))
    asked = [one for one in standing.missing if one.side is side]
    return {
        "act": record,
        "agreed": standing.binds,
        "open": standing.state is State.OFFERED,
        "may_accept": side is not None and any(one.is_met_by(side, viewer.ident, roles) for one in asked),
        "may_withdraw": standing.offered_by is side,
        "lacking": _lacking(standing, language),
    }


def _lacking(standing: Standing, language: Language) -> str:
    """Say whose acceptance an open act needs; empty where it needs none."""
    people = {one.person for one in standing.missing if one.person is not None}
    names = names_of(people) if people else {}
    said = [
        f"{say_signer(language, one.role, names.get(one.person or '', ''))} ({say_side(language, one.side)})"
        for one in standing.missing
    ]
    return say_list(language, said) if said else ""
