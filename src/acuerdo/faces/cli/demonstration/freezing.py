"""What both sides of the demo froze of the months behind them, and what still waits for an answer."""

from dataclasses import dataclass
from datetime import datetime

from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.viewers import view_as
from acuerdo.apps.periods.models import StatedPeriod
from acuerdo.apps.periods.queries import list_periods
from acuerdo.apps.periods.shapes import PeriodNotStated, Stand
from acuerdo.core.acts import MoveKind
from acuerdo.flows.periods_frozen import PeriodIntent, move

_MOST = 3
"""How many of the last months are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """An agreement whose months are frozen by a person of each side; of the last one the customer's answer `waits`."""

    key: str
    ours: str
    theirs: str
    waits: bool = False


_AGREEMENTS = (
    _Kept(key="sur-servicios", ours="ana@norte.example", theirs="boris@sur.example", waits=True),
    # here an exclusion of these months is offered: once it is accepted, what moves is an adjustment
    _Kept(key="volga-podderzhka", ours="ana@norte.example", theirs="vera@volga.example"),
)


def freeze_months(at: datetime) -> bool:
    """Freeze the last months that are over; say whether that is done: nothing may be about to be judged anew."""
    try:
        for one in _AGREEMENTS:
            if Agreement.objects.filter(key=one.key).exists():
                _freeze(one, at)
    except PeriodNotStated as refused:
        return refused.code != "still_judged"  # whatever else somebody did about them is left as it is
    return True


def _freeze(one: _Kept, at: datetime) -> None:
    ana, customer = (view_as(Person.objects.get(email=email)) for email in (one.ours, one.theirs))
    lines = [line for line in list_periods(ana, one.key, at) if line.unit == "month" and line.stand is not Stand.RUNS]
    moved = set(StatedPeriod.objects.filter(agreement__key=one.key).values_list("label", flat=True))
    for place, line in reversed(list(enumerate(lines[:_MOST]))):
        if line.span.label in moved:
            continue
        move(ana, one.key, line.span.label, PeriodIntent(move=MoveKind.PROPOSE, seen=0), at)
        if place or not one.waits:
            move(customer, one.key, line.span.label, PeriodIntent(move=MoveKind.ACCEPT, seen=1), at)
