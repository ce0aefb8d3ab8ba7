"""What the words of a source mean, changed on a page: statuses, words of columns, and whose tickets they name."""

from collections.abc import Iterable, Mapping
from itertools import zip_longest
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from acuerdo.apps.parties.queries import name_customer
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer
from acuerdo.apps.tickets.queries import find_source
from acuerdo.apps.tickets.refusals import list_refused
from acuerdo.apps.tickets.shapes import SourceRecord
from acuerdo.apps.tickets.sources import VALUED, SourceIntent, SourceRefused, intent_of, mark_of
from acuerdo.core.clock.facts import STATUS_WORDS
from acuerdo.core.terms.measures import Stage
from acuerdo.faces.web.customer_choice import NO_SUCH_CUSTOMER, suggestions
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.faces.web.ticket_pages import STAGES
from acuerdo.flows import sources_kept
from acuerdo.studies.vocabulary import FIELDS, say_known, say_reason
from acuerdo.words import Language, phrase, speak

_KEPT = phrase("What its words mean is kept; what it tells from now on is understood so.")
_WAITING_FOR = ("customer", "supplier", "change", "agreed_date")
_EMPTY = 3
_MOST_ROWS = 600
_Row = tuple[str, ...]


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show what the words of a source mean, or keep what somebody says that they mean from now on."""
    source = find_source(viewer, key)
    if not (viewer.may(Permission.KEEP_SOURCES) or viewer.may_anywhere(Permission.KEEP_SOURCES)):
        raise NotAllowed(Permission.KEEP_SOURCES)
    if request.method != "POST":
        return _form(request, viewer, source, intent_of(source))
    language = reader_of(request).language
    wanted = _said(viewer, source, request.POST)
    if _says_twice(request.POST):
        return _form(request, viewer, source, wanted, fault=say_refusal(language, "word_twice"))
    try:
        sources_kept.change(viewer, wanted, timezone.now(), seen=request.POST.get("seen", ""))
    except NotThere:
        return _form(request, viewer, source, wanted, fault=speak(language, NO_SUCH_CUSTOMER))
    except SourceRefused as refused:
        return _form(request, viewer, source, wanted, fault=say_refusal(language, refused.code))
    messages.success(request, speak(language, _KEPT))
    return HttpResponseRedirect(reverse("source", args=[key]))


def _form(
    request: HttpRequest, viewer: Viewer, source: SourceRecord, wanted: SourceIntent, fault: str = ""
) -> HttpResponse:
    language = reader_of(request).language
    statuses = [(word, _choice(stage, reason)) for word, (stage, reason) in wanted.statuses.items() if stage in STAGES]
    values = [(column, word, value) for column, words in wanted.values.items() for word, value in words.items()]
    known = {*wanted.statuses, *STATUS_WORDS}
    unknown = sorted({one.said["status"] for one in list_refused(viewer, source.key) if _says_status(one.said)} - known)
    shown: dict[str, Any] = {  # what a template can hold
        "source": source,
        "name": wanted.name,
        "fault": fault,
        "seen": request.POST.get("seen", "") if fault else mark_of(intent_of(source)),
        "choices": [
            (one, _say_choice(language, one)) for one in dict.fromkeys([*_choices(), *(means for _, means in statuses)])
        ],
        "columns": [(one, say_known(language, FIELDS, one)) for one in VALUED],
        "statuses": _with_room([*statuses, *((word, "") for word in unknown)], 2),
        "values": _with_room(values, 3),
        "customers": _with_room(sorted(wanted.customers.items()), 2),
        "unknown": len(unknown),
        **suggestions(viewer, permission=Permission.KEEP_SOURCES),
    }
    return render(request, "web/source_words.html", shown, status=422 if fault else 200)


def _says_status(said: Mapping[str, object]) -> bool:
    return isinstance(said.get("status"), str) and bool(said["status"])


def _with_room(rows: Iterable[_Row], columns: int) -> list[_Row]:
    return [*rows, *[("",) * columns] * _EMPTY]


def _choices() -> list[str]:
    """Return what a status may stand for, as the form says it: a stage, with the reason of waiting after a colon."""
    waiting = [_choice(Stage.WAITING, reason) for reason in _WAITING_FOR]
    return [Stage.OPEN, Stage.WAITING, *waiting, Stage.RESOLVED, Stage.CLOSED, Stage.CANCELLED]


def _choice(stage: str, reason: str | None) -> str:
    return f"{stage}:{reason}" if reason else stage


def _say_choice(language: Language, choice: str) -> str:
    stage, _, reason = choice.partition(":")
    words = speak(language, STAGES[Stage(stage)])
    return f"{words} ({say_reason(language, reason)})" if reason else words


def _said(viewer: Viewer, source: SourceRecord, form: QueryDict) -> SourceIntent:
    """Return what a form says: a row without a word, or without what it means, is one that was taken away."""
    values: dict[str, dict[str, str]] = {}
    for column, word, value in _rows(form, "column", "word", "value"):
        values.setdefault(column, {})[word] = value
    return SourceIntent(
        key=source.key,
        name=form.get("name", ""),
        statuses={
            word: (stage, reason or None)
            for word, choice in _rows(form, "status", "means")
            for stage, _, reason in [choice.partition(":")]
        },
        values=values,
        customers={
            word: name_customer(viewer, said, Permission.KEEP_SOURCES) or said
            for word, said in _rows(form, "customer_word", "customer")
        },
    )


def _says_twice(form: QueryDict) -> bool:
    """Say whether a word stands in two rows, of which one would be lost."""
    words = [
        *(("status", word) for word, _ in _rows(form, "status", "means")),
        *((column, word) for column, word, _ in _rows(form, "column", "word", "value")),
        *(("customer", word) for word, _ in _rows(form, "customer_word", "customer")),
    ]
    return len(words) > len(set(words))


def _rows(form: QueryDict, *names: str) -> list[_Row]:
    columns = ([said.strip() for said in form.getlist(name)[:_MOST_ROWS]] for name in names)
    return [row for row in zip_longest(*columns, fillvalue="") if all(row)]
