"""The evidence of an agreement's figures, with the periods that both sides froze of it."""

from collections.abc import Iterator
from dataclasses import asdict, replace

from acuerdo.apps.acts.queries import record_of, said_in
from acuerdo.apps.agreements.queries import find_agreement
from acuerdo.apps.attained import evidence
from acuerdo.apps.attained.evidence import name_of
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.periods.models import StatedPeriod
from acuerdo.apps.periods.queries import list_stated
from acuerdo.apps.periods.shapes import Stated
from acuerdo.core.acts import MoveKind, State
from acuerdo.core.hours import to_datetime, to_us
from acuerdo.studies.frozen import FrozenMove, FrozenPeriod, FrozenVerdict, frozen_figures
from acuerdo.studies.testimony import Testimony

_SIGNING = frozenset({MoveKind.PROPOSE, MoveKind.COUNTER, MoveKind.ACCEPT})
_NOT_TOLD = ("version", "content", "counted_us")


def testimony_of(viewer: Viewer, key: str, number: int | None, as_of_us: int) -> Testimony:
    """Return what the viewer's tickets say (`acuerdo.apps.attained.evidence`), with what was frozen by an instant.

    Of a frozen period it holds the figures, and the verdicts by the version. Raises `NotThere` and `NothingPromised`.
    """
    told = evidence.testimony_of(viewer, key, number, as_of_us)
    return replace(told, frozen=tuple(_frozen(viewer, key, told, as_of_us)))


def _frozen(viewer: Viewer, key: str, told: Testimony, as_of_us: int) -> Iterator[FrozenPeriod]:
    rows = StatedPeriod.objects.filter(agreement=find_agreement(viewer, key), act__state=State.AGREED)
    for row in rows.select_related("act").prefetch_related("act__offers").order_by("until_us", "from_us"):
        said, record = said_in(row.act), record_of(row.act, to_datetime(as_of_us))
        moves = tuple(
            FrozenMove(kind=one.kind, side=one.side, person=one.person, at_us=to_us(one.at))
            for one in record.steps
            if one.kind in _SIGNING and one.content == row.act.content
        )
        found = FrozenPeriod(
            label=row.label,
            unit=row.unit,
            content=row.act.content or "",
            as_of_us=said["as_of_us"],
            version=told.version,
            moves=moves,
            figures=frozen_figures(said["figures"]),
            verdicts=tuple(
                _verdict(name_of(source, ticket, several=told.several), commitment, cycle, now)
                for source, ticket, commitment, cycle, now in list_stated(viewer, key, row.label)
                if now.version == told.version
            ),
        )
        if found.frozen_us <= as_of_us:
            yield found


def _verdict(ticket: str, commitment: str, cycle: int, now: Stated) -> FrozenVerdict:
    figures = {name: value for name, value in asdict(now).items() if name not in _NOT_TOLD}
    return FrozenVerdict(ticket=ticket, commitment=commitment, cycle=cycle, **figures)
