"""Years of calendars that both sides agree on, once their holidays are published."""

from http import HTTPStatus
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from acuerdo.apps.years.queries import list_years
from acuerdo.core.acts import MoveKind
from acuerdo.faces.api.answering import answer
from acuerdo.faces.api.asking import viewer_of
from acuerdo.faces.api.declared import refusals
from acuerdo.faces.api.once import once
from acuerdo.faces.api.shapes import ActTold, Page, Said, Told
from acuerdo.flows.years_agreed import YearIntent, agree_year

router = Router(tags=["life of agreements"])

_DATES = "lines: a date and its name, or a date, its hours (09:00-17:00) and its name"


class CalendarYearTold(Told):
    """A year of a calendar about which a side moved: the dates on the table, and the act about it."""

    calendar: str
    year: int
    dates: str = Field(description=_DATES)
    act: ActTold


class CalendarYearSaid(Said):
    """A move about a year of a calendar; propose and counter name its dates."""

    kind: Literal["propose", "counter", "accept", "reject", "withdraw"]
    calendar: Annotated[str, Field(max_length=100)]
    year: Annotated[int, Field(ge=1970, le=2100)]
    seen: Annotated[int, Field(ge=0, le=2**31 - 1)]
    dates: Annotated[str, Field(max_length=100_000, description=_DATES)] = ""
    note: Annotated[str, Field(max_length=4_000)] = ""


@router.get(
    "/agreements/{slug:key}/calendar-years",
    response={200: Page[CalendarYearTold], **refusals(404)},
    operation_id="list_calendar_years",
)
def show(request: HttpRequest, key: str) -> HttpResponse:
    """The years of calendars about which a side moved, each by its last act."""
    told = [
        CalendarYearTold(calendar=one.calendar, year=one.year, dates=one.dates, act=ActTold.of(one.act))
        for one in list_years(viewer_of(request), key, timezone.now())
    ]
    return answer(Page[CalendarYearTold](items=told))


@router.post(
    "/agreements/{slug:key}/calendar-years",
    response={201: ActTold, **refusals(404, 409, 413)},
    operation_id="move_calendar_year",
)
@once
def move(request: HttpRequest, key: str, said: CalendarYearSaid) -> HttpResponse:
    """Propose, counter, accept, reject or withdraw the dates of a year. Binding: it is done in your name."""
    intent = YearIntent(
        kind=MoveKind(said.kind),
        calendar=said.calendar,
        year=said.year,
        seen=said.seen,
        dates=said.dates,
        note=said.note,
    )
    return answer(ActTold.of(agree_year(viewer_of(request), key, intent, timezone.now())), HTTPStatus.CREATED)
