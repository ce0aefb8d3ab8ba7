"""The interface as a whole: its parts, how refusals are answered, and its addresses."""

from django.http import HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError

from acuerdo.faces.api import (
    acts,
    agreements,
    alerts,
    attained,
    board,
    claims,
    drafts,
    exclusions,
    hooks,
    levels,
    life,
    matters,
    me,
    papers,
    parties,
    people,
    periods,
    refused,
    rejudgings,
    requirements,
    services,
    sources,
    texts,
    tickets,
    webhooks,
    years,
)
from acuerdo.faces.api.asking import JsonParser, TokenNeeded
from acuerdo.faces.api.declared import Described
from acuerdo.faces.api.description import ReadablePage
from acuerdo.faces.api.problems import problem_of

_ABOUT = """\
What both sides do in the pages, for programs. Send `Authorization: Bearer` and a token, which you make under your name;
it acts as you, within its scopes. Every refusal is a problem (RFC 9457) with a stable `code`. Instants are UTC with Z.
"""

interface = Described(
    title="Acuerdo",
    version="1",
    description=_ABOUT,
    docs=ReadablePage(),
    urls_namespace="api",
    auth=TokenNeeded(),
    parser=JsonParser(),
)
for _part in (
    me.router,
    agreements.router,
    drafts.router,
    drafts.checks,
    acts.router,
    texts.router,
    papers.router,
    life.router,
    years.router,
    exclusions.router,
    periods.router,
    rejudgings.router,
    attained.router,
    requirements.router,
    services.router,
    levels.router,
    parties.router,
    people.router,
    sources.router,
    refused.router,
    hooks.router,
    claims.router,
    alerts.router,
    matters.router,
    board.router,
    tickets.router,
    webhooks.router,
):
    interface.add_router("", _part)


def _refuse(request: HttpRequest, refused: Exception | type[Exception]) -> HttpResponse:
    answer = problem_of(request, refused) if isinstance(refused, Exception) else None
    if answer is None:
        raise refused
    return answer


for _kind in (Exception, HttpError, ValidationError):
    interface.add_exception_handler(_kind, _refuse)
