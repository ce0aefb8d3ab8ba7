"""Both sides agree on a year of a calendar, once its holidays are published."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from acuerdo.apps.acts.commands import Intent, make_move
from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.agreements.models import Agreement, Version
from acuerdo.apps.life.commands import speaking
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.apps.rejudging.commands import Change, ask
from acuerdo.apps.rejudging.models import Cause
from acuerdo.apps.rejudging.touching import By, Touching
from acuerdo.apps.years.commands import find_year, put_dates, put_year
from acuerdo.core.acts import MoveKind
from acuerdo.core.hours import to_us
from acuerdo.documents.agreed_years import YearRefused, read_dates, with_year, write_dates
from acuerdo.flows.life_told import year_told

_DAY_US = 24 * 3600 * 1_000_000
_OFFERS = frozenset({MoveKind.PROPOSE, MoveKind.COUNTER})


@dataclass(frozen=True, slots=True, kw_only=True)
class YearIntent:
    """What somebody wants to do about a year of a calendar; `seen` is the number of the last move that was seen.

    An offer (propose, counter) names the dates as lines (see `acuerdo.documents.agreed_years`).
    """

    kind: MoveKind
    calendar: str
    year: int
    seen: int
    dates: str = ""
    note: str = ""


def agree_year(viewer: Viewer, key: str, intent: YearIntent, at: datetime) -> ActRecord:
    """Propose, counter, accept, reject or withdraw the dates of a year; agreed, they stand in that calendar's year.

    Raises `NotThere`, `NotAllowed`, `YearRefused`, `MovedMeanwhile` and `MoveRefused`.
    """
    with transaction.atomic():
        agreement, _ = speaking(viewer, key)
        if intent.kind in _OFFERS:
            dates = _looked_at(agreement, intent)
            row = put_year(agreement, intent.calendar, intent.year)
            content = put_dates(row, dates)
        else:
            found = find_year(agreement, intent.calendar, intent.year)
            if found is None:
                raise NotThere("year of a calendar")
            row, content = found, found.act.content
        move = Intent(kind=intent.kind, content=content, seen=intent.seen, note=intent.note)
        act = make_move(viewer, row.act_id, move, at)
        if act.standing.binds:
            _count_anew(agreement, act, intent, at)
        year_told(row, act, at)
    return act


def _count_anew(agreement: Agreement, act: ActRecord, intent: YearIntent, at: datetime) -> None:
    """Have the tickets judged anew whose clocks run, or lasted or were due in a year whose dates are agreed now."""
    begins_us, ends_us = (to_us(datetime(year, 1, 1, tzinfo=UTC)) for year in (intent.year, intent.year + 1))
    change = Change(
        cause=Cause.YEAR,
        agreement=agreement.pk,
        act=act.id,
        about=f"{intent.calendar} {intent.year}",
        from_us=begins_us,
        until_us=ends_us,
    )
    ask(change, Touching(by=By.LASTING, ids=(agreement.pk,), since_us=begins_us - _DAY_US), to_us(at))


def _looked_at(agreement: Agreement, intent: YearIntent) -> str:
    """Return the dates as they are kept, after a look at whether the calendar takes them."""
    newest = Version.objects.filter(agreement=agreement, offer__isnull=False).order_by("-number").first()
    if newest is None or newest.offer is None:
        raise YearRefused("not_provisional", "nothing that binds", "an agreement that both sides accepted")
    dates = read_dates(intent.dates, intent.year)
    with_year(newest.offer.canonical, intent.calendar, intent.year, dates)
    return write_dates(dates)
