"""What a help desk says of its own promises, held against our verdicts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from acuerdo.apps.claims.queries import MOST_EXPLAINED, Held, claims_held
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.queries import find_source
from acuerdo.core.clock.verdict import Outcome
from acuerdo.core.hours import to_datetime, to_us
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.studies.claims.shapes import Compared
from acuerdo.studies.claims.wording import DIFFERENCES, say_assumption
from acuerdo.studies.vocabulary import OUTCOMES
from acuerdo.words import Language, say_percent, speak

_MOST_WAYS = 2


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show what a source claims, promise by promise, where it differs from our verdicts, and why."""
    language = reader_of(request).language
    record = find_source(viewer, key)
    found = claims_held(viewer, key, to_us(timezone.now()))
    shown: dict[str, Any] = {  # what a template can hold
        "source": record,
        "claims": sum(one.claims for one in found),
        "agreed": sum(one.agreed for one in found),
        "promises": [_promise(language, one) for one in found],
        "most": MOST_EXPLAINED,
        "address": request.build_absolute_uri(f"/api/v1/sources/{key}/claims"),
    }
    return render(request, "web/claims.html", shown)


def _promise(language: Language, held: Held) -> dict[str, object]:
    return {
        "name": held.commitment
        if held.document is None
        else str(held.document.commitment_title(held.commitment, language)),
        "claims": held.claims,
        "agreed": held.agreed,
        "share": say_percent(language, held.agreed / held.claims, places=1) if held.claims else "",
        "clock": [say_assumption(language, step.assumption) for step in held.steps],
        "lines": [_line(language, line, held.titles.get(line.ticket, "")) for line in held.lines],
    }


def _line(language: Language, line: Compared, title: str) -> dict[str, object]:
    ours, claim = line.ours, line.claim
    word = None if claim.met is None else Outcome.MET if claim.met else Outcome.BREACHED
    return {
        "ticket": line.ticket,
        "title": title,
        "known": ours is not None,
        "claimed": "" if word is None else speak(language, OUTCOMES[word]),
        "claimed_due_at": None if claim.due_us is None else to_datetime(claim.due_us),
        "verdict": "" if ours is None else speak(language, OUTCOMES[Outcome(ours.verdict)]),
        "due_at": None if ours is None or ours.due_us is None else to_datetime(ours.due_us),
        "cause": "" if line.cause is None else speak(language, DIFFERENCES[line.cause]),
        "ways": [say_assumption(language, one) for one in line.causes[:_MOST_WAYS]],
    }
