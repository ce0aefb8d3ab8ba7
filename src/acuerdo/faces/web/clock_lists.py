"""Lists of open clocks: what is asked for in an address, and each clock in words, as of now."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from acuerdo.apps.clocks.finding import (
    ME,
    NOBODY,
    ClockFilter,
    Standing,
    list_holders,
    name_owners,
    next_due,
    open_clocks,
    place_of,
    standing_of,
)
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.clocks.queries import ClockRecord, clocks_now
from acuerdo.apps.parties.roles import PartyKind
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.core.hours import to_datetime
from acuerdo.faces.web.filter_words import choices_of
from acuerdo.faces.web.naming import title_of
from acuerdo.faces.web.states import Badge
from acuerdo.studies.vocabulary import MEASURES, say_known, say_reason
from acuerdo.words import Language, Phrase, phrase, say_duration, speak

ON_A_PAGE = 50
_LONGEST = 100
_MINUTE_US = 60_000_000
STANDINGS: Mapping[Standing, tuple[Phrase, str, str]] = MappingProxyType(
    {
        Standing.LATE: (phrase("late", context="an open clock"), "✕", "bad"),
        Standing.AT_RISK: (phrase("at risk", context="verdict"), "!", "warn"),
        Standing.RUNNING: (phrase("running", context="verdict"), "▶", "calm"),
        Standing.WAITING: (phrase("paused", context="verdict"), "❚❚", "rest"),
    }
)
_LATE = phrase("{late} late")
_LEFT = phrase("{left} left")
_LATE_OF_HOURS = phrase("{late} of service hours late")
_LEFT_OF_HOURS = phrase("{left} of service hours left")
_LEFT_THEN = phrase("{left} left once it goes on")
_ME = phrase("me", context="who holds a ticket")
_NOBODY = phrase("nobody", context="who holds a ticket")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """An open clock in a list. `left` says how much time there is; `owner` is None where nobody holds the ticket."""

    place: int
    source: str
    ticket: str
    title: str
    customer: str
    service: str
    team: str
    owner: str | None
    priority: str
    promise: str
    measure: str
    agreement: str
    badge: Badge
    standing: Standing
    reason: str
    left: str
    due_at: datetime | None
    used: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPage:
    """Clocks of a list, and the place after which the next ones stand (empty: that is all)."""

    rows: Sequence[ClockRow]
    after: str


def read_filter(query: QueryDict) -> ClockFilter:
    """Return what an address asks for, as far as it can be understood; `q` are the letters that are sought."""
    said = {one.name: _text(query, one.name) for one in fields(ClockFilter) if one.name != "text"}
    said["state"] = said["state"] if said["state"] in set(Standing) else ""
    return ClockFilter(text=_text(query, "q"), **said)


def query_of(wanted: ClockFilter) -> dict[str, str]:
    """Return what is asked for by the names that an address has for it."""
    said: dict[str, str] = asdict(wanted)
    return {"q": said.pop("text"), **said}


def show_clocks_of(viewer: Viewer, wanted: ClockFilter, after: str, at_us: int, language: Language) -> ClockPage:
    """Return a page of the open clocks that a viewer may see, what is due first, first."""
    found = next_due(open_clocks(viewer, wanted, at_us), after, ON_A_PAGE + 1)
    shown = found[:ON_A_PAGE]
    inside = viewer.kind is PartyKind.PROVIDER
    owners = name_owners([row.ticket.owner for row in shown]) if inside else {}
    now = clocks_now(shown, at_us)
    rows = [_row(row, now.get(row.pk), owners if inside else None, at_us, language) for row in shown]
    return ClockPage(rows=rows, after=place_of(shown[-1]) if len(found) > ON_A_PAGE else "")


def filter_fields(viewer: Viewer, wanted: ClockFilter, at_us: int, language: Language) -> dict[str, Any]:
    """Return what the form of a filter shows: what was asked for, and the words that there are to choose from."""
    people = list_holders(viewer)
    return {
        "asked": wanted,
        "filtered": wanted != ClockFilter(),
        "kinds": choices_of(open_clocks(viewer, ClockFilter(), at_us), language),
        "states": [(str(one), speak(language, words)) for one, (words, _, _) in STANDINGS.items()],
        "holders": [(ME, speak(language, _ME)), (NOBODY, speak(language, _NOBODY)), *people],
        "inside": viewer.kind is PartyKind.PROVIDER,
    }


def address_of(page: str, **wanted: str) -> str:
    """Return the address of a page that is asked for something."""
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in wanted.items() if value})
    return f"{reverse(page)}?{query.urlencode()}" if query else reverse(page)


def _text(query: QueryDict, name: str) -> str:
    return query.get(name, "").replace("\0", "").strip()[:_LONGEST]


def _row(
    row: Clock,
    record: ClockRecord | None,
    owners: Mapping[str, tuple[str, str]] | None,
    at_us: int,
    language: Language,
) -> ClockRow:
    ticket, standing = row.ticket, standing_of(row, at_us)
    words, sign, tone = STANDINGS[standing]
    owner = "" if owners is None else ticket.owner
    document = None if record is None else record.rules.document
    return ClockRow(
        place=row.pk,
        source=ticket.source.key,
        ticket=ticket.name,
        title=ticket.title,
        customer="" if ticket.customer is None or owners is None else ticket.customer.name,
        service=ticket.service if document is None else str(document.service_name(ticket.service, language)),
        team="" if owners is None else ticket.team,
        owner=(owners or {}).get(owner, ("", owner))[1] if owner else None,
        priority=row.priority,
        promise=row.commitment if document is None else str(document.commitment_title(row.commitment, language)),
        measure=_measure(row, record, language),
        agreement=title_of(language, row.agreement),
        badge=Badge(speak(language, words), sign, tone),
        standing=standing,
        reason=say_reason(language, row.reason) if standing is Standing.WAITING and row.reason else "",
        left=_left(row, record, standing, at_us, language),
        due_at=None if row.due_us is None or standing is Standing.WAITING else to_datetime(row.due_us),
        used=_used(row, record),
    )


def _measure(row: Clock, record: ClockRecord | None, language: Language) -> str:
    if row.measure in MEASURES or record is None:
        return say_known(language, MEASURES, row.measure)
    return str(record.rules.document.measure_title(row.measure, language))


def _left(row: Clock, record: ClockRecord | None, standing: Standing, at_us: int, language: Language) -> str:
    """Say how late a clock is, or how much of its target is left, in the time that counts.

    Where less counts than passes by the clock on the wall, it says that these are service hours.
    """
    if standing is Standing.LATE:
        late_us, since_us = (row.late_us, row.breaches_us) if record is None else _late(record)
        if late_us is None:
            return ""
        hours = since_us is not None and at_us - since_us - late_us > _MINUTE_US
        return speak(language, _LATE_OF_HOURS if hours else _LATE, late=_length(language, late_us))
    consumed = row.consumed_us if record is None else record.verdict.consumed_us
    if row.target_us is None:
        return ""
    left_us = max(0, row.target_us - consumed)
    if standing is Standing.WAITING:
        return speak(language, _LEFT_THEN, left=_length(language, left_us))
    hours = row.due_us is not None and row.due_us - at_us - left_us > _MINUTE_US
    return speak(language, _LEFT_OF_HOURS if hours else _LEFT, left=_length(language, left_us))


def _late(record: ClockRecord) -> tuple[int | None, int | None]:
    return record.verdict.late_us, record.verdict.breaches_us


def _used(row: Clock, record: ClockRecord | None) -> int:
    consumed = row.consumed_us if record is None else record.verdict.consumed_us
    return 0 if not row.target_us else min(100, consumed * 100 // row.target_us)


def _length(language: Language, length_us: int) -> str:
    rounded = length_us if length_us < _MINUTE_US else length_us // _MINUTE_US * _MINUTE_US
    return say_duration(language, timedelta(microseconds=rounded))
