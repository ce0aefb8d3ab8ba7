"""Making room for acts about years of calendars, inside the transaction of a flow."""

from hashlib import sha256

from acuerdo.apps.acts.commands import begin_act, keep_said
from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.agreements.queries import signers_for
from acuerdo.apps.years.models import CalendarYear
from acuerdo.core.acts import State

ACT_SUBJECT = "calendar_year"


def put_year(agreement: Agreement, calendar: str, year: int) -> CalendarYear:
    """Return the year that a proposal is about: the one that is not agreed yet, else a next one, to correct it."""
    last = find_year(agreement, calendar, year)
    if last is not None and last.act.state != State.AGREED:
        return last
    number = 1 if last is None else last.number + 1
    act = begin_act(
        subject=ACT_SUBJECT,
        key=f"{agreement.pk}:{sha256(calendar.encode()).hexdigest()[:16]}:{year}:{number}",
        customer=agreement.customer_id,
        chain=agreement.chain,
        signers=signers_for(agreement),
    )
    found, _ = CalendarYear.objects.get_or_create(
        agreement=agreement, calendar=calendar, year=year, number=number, defaults={"act_id": act}
    )
    return found


def find_year(agreement: Agreement, calendar: str, year: int) -> CalendarYear | None:
    """Return the year about which a side moved last."""
    rows = CalendarYear.objects.filter(agreement=agreement, calendar=calendar, year=year)
    return rows.select_related("act", "agreement").order_by("-number").first()


def put_dates(row: CalendarYear, dates: str) -> str:
    """Keep the dates that are offered for a year, and return the hash that is accepted with them."""
    return keep_said(
        row.act_id,
        {
            "agreement": row.agreement.key,
            "calendar": row.calendar,
            "year": row.year,
            "dates": list(dates.splitlines()),
        },
    )
