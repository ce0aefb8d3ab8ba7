"""One agreement: what both sides promised each other, and who accepted it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.acts.commands import Intent, MovedMeanwhile
from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.apps.agreements.queries import find_agreement, find_draft, find_versions
from acuerdo.apps.agreements.shapes import VersionRecord
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotAllowed, Viewer
from acuerdo.core.acts import MoveKind, MoveRefused, Side, State
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.faces.web.states import badge
from acuerdo.flows.agreement_negotiated import answer_offer
from acuerdo.words import Language, Phrase, phrase, speak

ANSWERS = (MoveKind.ACCEPT, MoveKind.REJECT, MoveKind.WITHDRAW)

DID: Mapping[MoveKind, Phrase] = MappingProxyType(
    {
        MoveKind.PROPOSE: phrase("proposed it", context="what somebody did with an agreement"),
        MoveKind.COUNTER: phrase("answered with another text", context="what somebody did with an agreement"),
        MoveKind.ACCEPT: phrase("accepted it", context="what somebody did with an agreement"),
        MoveKind.REJECT: phrase("rejected it", context="what somebody did with an agreement"),
        MoveKind.WITHDRAW: phrase("withdrew it", context="what somebody did with an agreement"),
        MoveKind.REGISTER: phrase("registered it as signed on paper", context="what somebody did with an agreement"),
    }
)
SIDES: Mapping[Side, Phrase] = MappingProxyType(
    {
        Side.PROVIDER: phrase("the provider", context="a side of an agreement"),
        Side.CUSTOMER: phrase("the customer", context="a side of an agreement"),
    }
)


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show the page."""
    now = timezone.now()
    agreement = find_agreement(viewer, key)
    versions = find_versions(viewer, key, now, now.date())
    reader = reader_of(request)
    may_negotiate = viewer.may(Permission.NEGOTIATE, agreement.customer_id)
    shown: dict[str, Any] = {  # what a template can hold
        "agreement": agreement,
        "versions": [_shown(version, reader.language) for version in versions],
        "draft": find_draft(viewer, key),
        "may_negotiate": may_negotiate,
        "answers": _answers(viewer, versions[0].act) if versions and may_negotiate else (),
    }
    return render(request, "web/agreement.html", shown)


@require_POST
@for_viewers
def answer(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Accept, reject or withdraw what is on the table."""
    language = reader_of(request).language
    form = request.POST
    back = HttpResponseRedirect(reverse("agreement", args=[key]))
    kinds = {str(kind): kind for kind in ANSWERS}
    number, seen = form.get("number", ""), form.get("seen", "")
    if form.get("kind") not in kinds or not (number.isdecimal() and seen.isdecimal()):
        return HttpResponse(status=400)
    intent = Intent(
        kind=kinds[form["kind"]], content=form.get("content", ""), seen=int(seen), note=form.get("note", "").strip()
    )
    try:
        answer_offer(viewer, key, int(number), intent, timezone.now())
    except (MovedMeanwhile, MoveRefused, NotAllowed) as refused:
        messages.warning(request, say_refusal(language, refused.code))
    return back


def _answers(viewer: Viewer, act: ActRecord) -> tuple[MoveKind, ...]:
    """Return what the viewer's side can do with what is on the table."""
    standing = act.standing
    if standing.state not in (State.OFFERED, State.REGISTERED) or viewer.side is None:
        return ()
    can: list[MoveKind] = []
    roles = viewer.roles(act.customer)
    if any(signer.side is viewer.side and signer.role in roles for signer in standing.missing):
        can.append(MoveKind.ACCEPT)
    if standing.offered_by is not viewer.side:
        can.append(MoveKind.REJECT)
    elif standing.state is State.OFFERED:
        can.append(MoveKind.WITHDRAW)
    return tuple(can)


def _shown(version: VersionRecord, language: Language) -> dict[str, Any]:  # as above
    standing = version.act.standing
    turn = [speak(language, SIDES[side]) for side in Side if side in standing.turn]
    return {
        "version": version,
        "badge": badge(version.state, language),
        "turn": turn,
        "steps": [
            (step, speak(language, DID[step.kind]), speak(language, SIDES[step.side])) for step in version.act.steps
        ],
    }
