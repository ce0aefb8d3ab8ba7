"""Reading which years of calendars both sides agreed on."""

from collections.abc import Iterable
from datetime import datetime

from acuerdo.apps.acts.queries import records_of, said_in
from acuerdo.apps.agreements.queries import find_agreement
from acuerdo.apps.journal.rows import ask, listed, one_of
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.years.models import CalendarYear
from acuerdo.apps.years.shapes import YearRecord
from acuerdo.core.acts import State
from acuerdo.documents.agreed_years import provisional_years, read_dates, with_year

_AGREED = (
    "SELECT year.agreement_id, act.content FROM years_calendaryear year JOIN acts_act act ON act.id = year.act_id"
    " WHERE act.state = %s AND {} ORDER BY year.number, year.id"
)


def list_years(viewer: Viewer, key: str, at: datetime) -> list[YearRecord]:
    """Return the years about which a side moved, each as it was moved about last. Raises `NotThere`."""
    rows = CalendarYear.objects.filter(agreement=find_agreement(viewer, key))
    several = list(rows.select_related("act").prefetch_related("act__offers").order_by("year", "calendar", "number"))
    acts = records_of([row.act for row in several], at)
    found: dict[tuple[str, int], YearRecord] = {}
    for row in several:
        said, act = _dates_in(row), acts[row.act_id]
        found[row.calendar, row.year] = YearRecord(
            calendar=row.calendar, year=row.year, number=row.number, dates=said, act=act
        )
    return list(found.values())


def with_agreed_years(agreement: int, canonical: str, by: datetime | None = None) -> str:
    """Return a canonical text of an agreement (its row's id) with the years that both sides agreed on, the latest last.

    With `by` only those that they had agreed on by then. What such a year says stands in the place of what was foreseen
    when the text was frozen; the rest stays as it is.
    """
    rows = CalendarYear.objects.filter(agreement=agreement, act__state=State.AGREED)
    rows = rows if by is None else rows.filter(act__agreed_at__lte=by)
    agreed: dict[tuple[str, int], str] = {}
    for row in rows.select_related("act").prefetch_related("act__offers").order_by("number"):
        agreed[row.calendar, row.year] = _dates_in(row)
    for (calendar, year), dates in sorted(agreed.items()):
        if year in provisional_years(canonical).get(calendar, ()):
            canonical = with_year(canonical, calendar, year, read_dates(dates, year))
    return canonical


def _dates_in(row: CalendarYear) -> str:
    return "\n".join(said_in(row.act).get("dates", ()))


def agreed_contents(agreements: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Return the hashes of the years that both sides agreed on, in their order, by the ids of agreements' rows."""
    wanted = sorted(set(agreements))
    found: dict[int, tuple[str, ...]] = {}
    for agreement, content in ask(
        _AGREED.format(one_of("year.agreement_id", "bigint")), (str(State.AGREED), listed(wanted))
    ):
        found[agreement] = (*found.get(agreement, ()), content)
    return found
