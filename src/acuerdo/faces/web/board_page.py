"""The board: what is late, at risk, running and waiting, with whom, and how much of it is due in this shift."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from acuerdo.apps.catalogue.queries import name_services
from acuerdo.apps.catalogue.shapes import choose_text
from acuerdo.apps.clocks.finding import (
    NOBODY,
    ClockFilter,
    Load,
    Standing,
    count_loads,
    open_clocks,
    versions_of,
)
from acuerdo.apps.clocks.loads import Counts, count_all, count_by, count_by_holder, count_free
from acuerdo.apps.clocks.shifts import Shift, find_shift
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.core.hours import to_datetime, to_us
from acuerdo.faces.web.clock_lists import STANDINGS, address_of, filter_fields, query_of, read_filter, show_clocks_of
from acuerdo.faces.web.kept_views import views_shown
from acuerdo.faces.web.live import answer_live
from acuerdo.faces.web.readers import Reader, for_viewers, reader_of
from acuerdo.words import Language, phrase, say_duration, say_instant, speak

_LATE = phrase("{n} clock is late", plural="{n} clocks are late")
_RISK = phrase("{n} is at risk", plural="{n} are at risk")
_NONE_LATE = phrase("No clock is late or at risk.")
_DUE = phrase("{n} comes due by {until}.", plural="{n} come due by {until}.")
_SHIFT = phrase("{left} of service hours ({calendar}) until {until}.")
_DAY = phrase("Every promise here runs around the clock; counted until {until}.")
_NOBODY = phrase("nobody", context="who holds a ticket")
_HELD_BY_NOBODY = phrase("held by nobody", context="open clocks")
_NO_TEAM = phrase("no team", context="of a ticket")
_NO_SERVICE = phrase("no service named", context="of a ticket")


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """The open clocks of a person, a team or a service. `name` is a person's where `address` leads to one."""

    name: str
    person: bool
    address: str
    counts: Counts


@for_viewers
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the open clocks that a viewer may see: how many of which kind, with whom, and which is due next."""
    if not viewer.may_anywhere(Permission.SEE_TICKETS):
        raise NotThere("board")
    reader, now = reader_of(request), timezone.now()
    at_us, wanted = to_us(now), read_filter(request.GET)
    rows = open_clocks(viewer, replace(wanted, state=""), at_us)
    shift = find_shift(versions_of(rows), at_us, reader.time_zone)
    loads = count_loads(rows, shift.until_us)
    inside = viewer.kind is PartyKind.PROVIDER
    page = show_clocks_of(viewer, wanted, request.GET.get("after", ""), at_us, reader.language)
    said = query_of(wanted)
    shown: dict[str, Any] = {  # what a template can hold
        "page": page,
        "answer": _answer(loads, shift, reader),
        "tiles": _tiles(loads, said, inside=inside, language=reader.language),
        "groups": _groups(loads, said, _service_names(viewer, loads, reader), inside=inside, language=reader.language),
        "shift": _say_shift(shift, reader),
        "until": _until(shift, reader),
        "next": address_of("board", **said, after=page.after) if page.after else "",
        "now": now,
        "whose": inside,
        "here": "board",
        "first_page": not request.GET.get("after"),
        "filtered": wanted != ClockFilter(),
    }
    parts = ("web/board_part.html", "web/board_top.html")
    return answer_live(request, "web/board.html", parts, shown, lambda: _form(request, viewer, wanted, at_us))


def _form(request: HttpRequest, viewer: Viewer, wanted: ClockFilter, at_us: int) -> dict[str, Any]:
    """Return what stands beside the parts that refresh themselves: the filter, and the kept lists."""
    fields = filter_fields(viewer, wanted, at_us, reader_of(request).language)
    return {**fields, **views_shown(viewer, "board", request.GET)}


def _answer(loads: Sequence[Load], shift: Shift, reader: Reader) -> str:
    """Say what is late and at risk, and how much comes due in the shift."""
    counts = count_all(loads)
    due = sum(load.in_shift for load in loads if load.standing is not Standing.LATE)
    parts = [speak(reader.language, words, n=n) for words, n in ((_LATE, counts.late), (_RISK, counts.at_risk)) if n]
    first = ", ".join(parts) + "." if parts else speak(reader.language, _NONE_LATE)
    return f"{first} {speak(reader.language, _DUE, n=due, until=_until(shift, reader))}" if due else first


def _tiles(loads: Sequence[Load], said: Mapping[str, str], *, inside: bool, language: Language) -> list[dict[str, Any]]:
    """Return the numbers at the top, each with the address of what it counts."""
    counts = count_all(loads)
    tiles = [
        {
            "number": getattr(counts, one),
            "name": speak(language, words),
            "sign": sign,
            "tone": tone,
            "here": said["state"] == one,
            "address": address_of("board", **{**said, "state": "" if said["state"] == one else str(one)}),
        }
        for one, (words, sign, tone) in STANDINGS.items()
    ]
    if inside:
        here = said["holder"] == NOBODY
        tiles.append(
            {
                "number": count_free(loads),
                "name": speak(language, _HELD_BY_NOBODY),
                "sign": "○",
                "tone": "rest",
                "here": here,
                "address": address_of("board", **{**said, "holder": "" if here else NOBODY}),
            }
        )
    return tiles


def _service_names(viewer: Viewer, loads: Sequence[Load], reader: Reader) -> Mapping[str, str]:
    """Return what the services of clocks are called, for a customer, who sees them by service."""
    if viewer.kind is PartyKind.PROVIDER:
        return {}
    found = name_services(viewer, {load.service for load in loads})
    return {key: choose_text(texts, reader.language) for key, texts in found.items()}


def _groups(
    loads: Sequence[Load], said: Mapping[str, str], names: Mapping[str, str], *, inside: bool, language: Language
) -> list[dict[str, Any]]:  # for a template
    if not inside:
        named = count_by(loads, lambda load: (names.get(load.service, load.service), load.service))
        return [{"kind": "service", "rows": _rows(named, "service", said, language)}]
    teams = count_by(loads, lambda load: (load.team, load.team))
    return [
        {"kind": "holder", "rows": _rows(count_by_holder(loads), "holder", said, language)},
        {"kind": "team", "rows": _rows(teams, "team", said, language)},
    ]


_EMPTY = {"holder": _NOBODY, "team": _NO_TEAM, "service": _NO_SERVICE}


def _rows(
    counted: Mapping[tuple[str, str], Counts], kind: str, said: Mapping[str, str], language: Language
) -> list[GroupRow]:
    """Return what was counted by a name (and what the filter calls it), those with most that is late, first."""
    rows = [
        GroupRow(
            name=name if (person := kind == "holder" and value != NOBODY) or name else speak(language, _EMPTY[kind]),
            person=person,
            address=address_of("board", **{**said, kind: value}) if value else "",
            counts=counts,
        )
        for (name, value), counts in counted.items()
    ]
    return sorted(rows, key=lambda row: (-row.counts.late, -row.counts.at_risk, -row.counts.in_shift, row.name))


def _until(shift: Shift, reader: Reader) -> str:
    return say_instant(reader.language, to_datetime(shift.until_us), zone=ZoneInfo(reader.time_zone))


def _say_shift(shift: Shift, reader: Reader) -> str:
    until = _until(shift, reader)
    if not shift.calendar:
        return speak(reader.language, _DAY, until=until)
    left = say_duration(reader.language, timedelta(minutes=shift.left_us // 60_000_000))
    document = shift.document
    named = shift.calendar if document is None else str(document.calendar_title(shift.calendar, reader.language))
    return speak(reader.language, _SHIFT, left=left, until=until, calendar=named)
