"""What was judged anew, why, and which verdicts moved from what to what: pages of an agreement, and a table to keep."""

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from acuerdo.apps.agreements.models import AgreementKind
from acuerdo.apps.agreements.queries import find_agreement
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.rejudging.queries import (
    Turn,
    count_turns,
    list_moved,
    list_rejudgings,
    read_rejudging,
    sum_rejudgings,
)
from acuerdo.apps.rejudging.shapes import Figures, MovedLine
from acuerdo.core.clock.verdict import Outcome, instant_text
from acuerdo.core.hours import to_datetime
from acuerdo.faces.web.agreement_page import DID
from acuerdo.faces.web.agreement_tabs import tabs
from acuerdo.faces.web.clocks_shown import badge_of
from acuerdo.faces.web.promise_names import Names, names_in
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.rejudging_words import address_of, say_cause
from acuerdo.studies.vocabulary import OUTCOMES
from acuerdo.words import Language, phrase, say_duration, speak

MOST = 100
"""How many clocks one page shows."""
COLUMNS = (
    *("source", "ticket", "commitment", "cycle", "shared", "verdict_before", "verdict_after"),
    *("due_at_before", "due_at_after", "breached_at_before", "breached_at_after"),
    *("stopped_at_before", "stopped_at_after", "consumed_s_before", "consumed_s_after"),
)
_NONE = phrase("no clock", context="in place of a verdict")
_LONGEST = 18
_FORMULA = re.compile(r"[=+\-@\t\r]")


@for_viewers
def show_all(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show what was judged anew, the last first."""
    agreement, language = find_agreement(viewer, key), reader_of(request).language
    before = _place(request.GET.get("before", ""))
    found = list_rejudgings(viewer, key, before=before, most=MOST + 1)
    under_way, moved = sum_rejudgings(viewer, key)
    shown: dict[str, Any] = {  # what a template can hold
        "agreement": agreement,
        "tabs": tabs(viewer, agreement, "rejudgings", language),
        "rows": [(one, say_cause(language, one), int(one.share * 100)) for one in found[:MOST]],
        "under_way": under_way,
        "moved": moved,
        "told": agreement.kind == AgreementKind.SLA or viewer.may_anywhere(Permission.SEE_TICKETS),
        "more": found[MOST - 1].place if len(found) > MOST else None,
    }
    return render(request, "web/rejudgings.html", shown)


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str, ident: UUID) -> HttpResponse:
    """Show one change: how far it is, who stands behind it, and which verdicts moved."""
    agreement, language = find_agreement(viewer, key), reader_of(request).language
    now = timezone.now()
    record, names = read_rejudging(viewer, key, ident, now), names_in(viewer, key, now, language)
    found = list_moved(viewer, key, ident, after=_place(request.GET.get("after", "")) or 0, most=MOST + 1)
    shown: dict[str, Any] = {  # what a template can hold
        "agreement": agreement,
        "tabs": tabs(viewer, agreement, "rejudgings", language),
        "one": record,
        "cause": say_cause(language, record),
        "address": address_of(key, record),
        "percent": int(record.share * 100),
        "steps": [(step, speak(language, DID[step.kind])) for step in record.steps],
        "turns": [_turn(names, one) for one in count_turns(viewer, key, ident)],
        "lines": [_line(names, one) for one in found[:MOST]],
        "more": found[MOST - 1].place if len(found) > MOST else None,
        "sees_tickets": viewer.may_anywhere(Permission.SEE_TICKETS),
    }
    return render(request, "web/rejudging.html", shown)


@for_viewers
def download(_: HttpRequest, viewer: Viewer, key: str, ident: UUID) -> HttpResponse:
    """Give all clocks that moved as a file with commas, by the names of the verdict line."""
    lines = list_moved(viewer, key, ident)
    answer = HttpResponse(_written(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{key}-{ident}.csv"'
    return answer


def _written(lines: Sequence[MovedLine]) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(line) for line in lines)
    return text.getvalue()


def _row(line: MovedLine) -> Iterator[str]:
    yield from (plain_cell(one) for one in (line.source, line.ticket, line.commitment))
    yield from (str(line.cycle), "yes" if line.shared else "no")
    for name in ("verdict", "due_us", "breached_us", "stopped_us", "consumed_us"):
        yield from (_cell(figures, name) for figures in (line.was, line.now))


def _cell(figures: Figures | None, name: str) -> str:
    value = None if figures is None else getattr(figures, name)
    if value is None:
        return ""
    if name == "consumed_us":
        return seconds_cell(value)
    return instant_text(to_datetime(value)) if name.endswith("_us") else str(value)


def seconds_cell(us: int) -> str:
    """Return a length in seconds, to the last microsecond.

    >>> seconds_cell(1_234_567_000_000), seconds_cell(62_500_000)
    ('1234567', '62.5')
    """
    return f"{Decimal(us).scaleb(-6).normalize():f}"


def plain_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def _turn(names: Names, one: Turn) -> dict[str, object]:
    return {
        "promise": names.promise(one.commitment),
        "was": _say(names.language, one.was),
        "now": _say(names.language, one.now),
        "clocks": one.clocks,
    }


def _say(language: Language, verdict: str) -> str:
    return speak(language, OUTCOMES[Outcome(verdict)]) if verdict else speak(language, _NONE)


def _line(names: Names, one: MovedLine) -> dict[str, object]:
    return {
        "one": one,
        "promise": names.promise(one.commitment),
        "was": _side(names.language, one.was, one.now),
        "now": _side(names.language, one.now, one.was),
    }


def _side(language: Language, figures: Figures | None, other: Figures | None) -> dict[str, object]:
    """Return what a page shows of a clock's figures: its state, and the instant and the length that matter most.

    When one that has stopped was due matters where the `other` side of it was due at another instant.
    """
    if figures is None:
        return {"none": speak(language, _NONE)}
    done = figures.stopped_us is not None
    dated = not done or (other is not None and other.due_us != figures.due_us)
    return {
        "badge": badge_of(figures.verdict, language),
        "breached_at": _breached_at(figures),
        "due_at": None if figures.due_us is None or not dated else to_datetime(figures.due_us),
        "consumed": say_duration(language, timedelta(microseconds=figures.consumed_us)) if done else "",
    }


def _breached_at(figures: Figures) -> datetime | None:
    """Return when a clock was breached: one that does not count any more is not said to have been."""
    if figures.breached_us is None or figures.verdict is Outcome.EXCLUDED:
        return None
    return to_datetime(figures.breached_us)


def _place(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST else None
