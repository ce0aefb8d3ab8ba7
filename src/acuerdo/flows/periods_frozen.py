"""Both sides freeze what a period came to: its figures and verdicts stay, and what moves later is an adjustment."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from acuerdo.apps.acts.commands import Intent, make_move
from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.journal.views import in_one_view
from acuerdo.apps.life.commands import speaking
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.periods.commands import begin_period, find_period, put_statement
from acuerdo.apps.periods.models import StatedPeriod
from acuerdo.core.acts import MoveKind
from acuerdo.core.hours import to_us
from acuerdo.flows.people_told import ask_for_answers, latest, signing, write_to
from acuerdo.flows.programs_told import tell_of_period

if TYPE_CHECKING:
    from acuerdo.core.chains.canonical import Json

_OFFERS = frozenset({MoveKind.PROPOSE, MoveKind.COUNTER})


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodIntent:
    """What somebody wants to do about a period; `seen` is the number of the last move that was seen."""

    move: MoveKind
    seen: int
    note: str = ""


def move(viewer: Viewer, key: str, label: str, intent: PeriodIntent, at: datetime) -> ActRecord:
    """Propose to freeze what a period comes to now, counter, or accept, reject or withdraw what is offered.

    Raises `NotThere`, `NotAllowed`, `PeriodNotStated`, `MovedMeanwhile` and `MoveRefused`.
    """
    return in_one_view(lambda: _move(viewer, key, label, intent, at))


def _move(viewer: Viewer, key: str, label: str, intent: PeriodIntent, at: datetime) -> ActRecord:
    agreement, _ = speaking(viewer, key)
    if intent.move in _OFFERS:
        row = begin_period(agreement, label, to_us(at))
        content = put_statement(row, to_us(at))
    else:
        row = find_period(agreement, label)
        content = row.act.content
    made = Intent(kind=intent.move, content=content, seen=intent.seen, note=intent.note)
    act = make_move(viewer, row.act_id, made, at)
    _told(row, act, at)
    return act


def _told(row: StatedPeriod, act: ActRecord, at: datetime) -> None:
    """Tell those who answer of an offer, and those who sign of what was frozen; the letter says where, not what."""
    agreement, step = row.agreement, act.steps[-1]
    body: dict[str, Json] = {"agreement": agreement.key, "period": row.label}
    tell_of_period(row, act, at)
    if act.standing.binds:
        write_to(signing(act.standing.signers, agreement), "period_frozen", latest(agreement), body, at)
    elif step.kind in _OFFERS:
        ask_for_answers(agreement, act, "period_waits", body, at)
