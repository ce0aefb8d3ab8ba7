"""What the words of a source mean, changed on a page: statuses, words of columns, and whose tickets they name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
from acuerdo.faces.web.turning import asked_page, turn
from acuerdo.flows import sources_kept
from acuerdo.studies.vocabulary import FIELDS, say_known, say_reason
from acuerdo.words import Language, phrase, speak

_KEPT = phrase("What its words mean is kept; what it tells from now on is understood so.")
_WAITING_FOR = ("customer", "supplier", "change", "agreed_date")
_EMPTY = 3
ON_A_PAGE = 100
"""How many words stand on a page; a form has three fields for each, and Django takes a thousand."""
_Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """The words that stand on one page of several: which of each kind, in the order that the source has them in."""

    statuses: Sequence[_Row]
    values: Sequence[_Row]
    customers: Sequence[_Row]


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show what the words of a source mean, or keep what somebody says that they mean from now on."""
    source = find_source(viewer, key)
    if not (viewer.may(Permission.KEEP_SOURCES) or viewer.may_anywhere(Permission.KEEP_SOURCES)):
        raise NotAllowed(Permission.KEEP_SOURCES)
    page = _page(request, source)
    if request.method != "POST":
        return _form(request, viewer, source, _part(source, page))
    language = reader_of(request).language
    said = _said(viewer, request.POST)
    rows = _whole(source, page, said)
    fault = _keep(viewer, source, rows, request.POST, language)
    if fault:
        return _form(request, viewer, source, said, fault)
    messages.success(request, speak(language, _KEPT))
    there = reverse("source", args=[key])
    return HttpResponseRedirect(there if _pages(source) == 1 else f"{reverse('source_words', args=[key])}?page={page}")


def _keep(viewer: Viewer, source: SourceRecord, rows: _Part, form: QueryDict, language: Language) -> str:
    """Keep what words mean from now on, and return what is wrong with it, empty for nothing."""
    if _says_twice(rows):
        return say_refusal(language, "word_twice")
    try:
        sources_kept.change(
            viewer, _intent(source, rows, form.get("name", "")), timezone.now(), seen=form.get("seen", "")
        )
    except NotThere:
        return speak(language, NO_SUCH_CUSTOMER)
    except SourceRefused as refused:
        return say_refusal(language, refused.code)
    return ""


def _rows_of(source: SourceRecord) -> list[_Row]:
    """Return all that the words of a source mean, a row for each, with its kind first."""
    statuses = [("status", word, _choice(*means)) for word, means in source.statuses.items()]
    values = [("value", column, word, said) for column, words in source.values.items() for word, said in words.items()]
    return [*statuses, *values, *(("customer", *one) for one in sorted(source.customers.items()))]


def _pages(source: SourceRecord) -> int:
    """Return how many pages the words of a source take."""
    return max(1, -(-len(_rows_of(source)) // ON_A_PAGE))


def _page(request: HttpRequest, source: SourceRecord) -> int:
    return max(1, min(asked_page(request), _pages(source)))


def _part(source: SourceRecord, page: int) -> _Part:
    return _sorted_out(_rows_of(source)[(page - 1) * ON_A_PAGE : page * ON_A_PAGE])


def _whole(source: SourceRecord, page: int, said: _Part) -> _Part:
    """Return all rows of a source, with what somebody said in place of those that stood on a page."""
    rows = _rows_of(source)
    others = _sorted_out(rows[: (page - 1) * ON_A_PAGE] + rows[page * ON_A_PAGE :])
    return _Part(
        statuses=[*others.statuses, *said.statuses],
        values=[*others.values, *said.values],
        customers=[*others.customers, *said.customers],
    )


def _sorted_out(rows: Iterable[_Row]) -> _Part:
    kinds: dict[str, list[_Row]] = {"status": [], "value": [], "customer": []}
    for kind, *row in rows:
        kinds[kind].append(tuple(row))
    return _Part(statuses=kinds["status"], values=kinds["value"], customers=kinds["customer"])


def _form(request: HttpRequest, viewer: Viewer, source: SourceRecord, part: _Part, fault: str = "") -> HttpResponse:
    language = reader_of(request).language
    known = {*source.statuses, *STATUS_WORDS, *(word for word, _ in part.statuses)}
    unknown = sorted({one.said["status"] for one in list_refused(viewer, source.key) if _says_status(one.said)} - known)
    choices = dict.fromkeys([*_choices(), *(means for _, means in part.statuses if _is_choice(means))])
    shown: dict[str, Any] = {  # what a template can hold
        "source": source,
        "name": request.POST.get("name", "") if fault else source.name,
        "fault": fault,
        "seen": request.POST.get("seen", "") if fault else mark_of(intent_of(source)),
        "choices": [(one, _say_choice(language, one)) for one in choices],
        "columns": [(one, say_known(language, FIELDS, one)) for one in VALUED],
        "statuses": _with_room([*part.statuses, *((word, "") for word in unknown)], 2),
        "values": _with_room(part.values, 3),
        "customers": _with_room(part.customers, 2),
        "unknown": len(unknown),
        "turned": turn(request, _page(request, source), _pages(source)),
        **suggestions(viewer, permission=Permission.KEEP_SOURCES),
    }
    return render(request, "web/source_words.html", shown, status=422 if fault else 200)


def _is_choice(means: str) -> bool:
    return means.partition(":")[0] in STAGES


def _says_status(said: Mapping[str, object]) -> bool:
    return isinstance(said.get("status"), str) and bool(said["status"])


def _with_room(rows: Iterable[_Row], columns: int) -> list[_Row]:
    return [*rows, *[("",) * columns] * _EMPTY]


def _choices() -> list[str]:
    """Return what a status may stand for, as the form says it: a stage, with the reason of waiting after a colon."""
    waiting = [_choice(Stage.WAITING, reason) for reason in _WAITING_FOR]
    return [Stage.OPEN, Stage.WAITING, *waiting, Stage.RESOLVED, Stage.CLOSED, Stage.CANCELLED]


def _choice(stage: str, reason: str | None = None) -> str:
    return f"{stage}:{reason}" if reason else stage


def _say_choice(language: Language, choice: str) -> str:
    stage, _, reason = choice.partition(":")
    words = speak(language, STAGES[Stage(stage)])
    return f"{words} ({say_reason(language, reason)})" if reason else words


def _said(viewer: Viewer, form: QueryDict) -> _Part:
    """Return what a form says: a row without a word, or without what it means, is one that was taken away."""
    return _Part(
        statuses=_rows(form, "status", "means"),
        values=_rows(form, "column", "word", "value"),
        customers=[
            (word, name_customer(viewer, said, Permission.KEEP_SOURCES) or said)
            for word, said in _rows(form, "customer_word", "customer")
        ],
    )


def _intent(source: SourceRecord, rows: _Part, name: str) -> SourceIntent:
    values: dict[str, dict[str, str]] = {}
    for column, word, value in rows.values:
        values.setdefault(column, {})[word] = value
    parted = [(word, choice.partition(":")) for word, choice in rows.statuses]
    return SourceIntent(
        key=source.key,
        name=name,
        statuses={word: (stage, reason or None) for word, (stage, _, reason) in parted},
        values=values,
        customers={word: customer for word, customer in rows.customers},  # noqa: C416 - rows of two
    )


def _says_twice(rows: _Part) -> bool:
    """Say whether a word stands in two rows, of which one would be lost."""
    words = [
        *(("status", word) for word, _ in rows.statuses),
        *((column, word) for column, word, _ in rows.values),
        *(("customer", word) for word, _ in rows.customers),
    ]
    return len(words) > len(set(words))


def _rows(form: QueryDict, *names: str) -> list[_Row]:
    columns = ([said.strip() for said in form.getlist(name)] for name in names)
    return [row for row in zip_longest(*columns, fillvalue="") if all(row)]
