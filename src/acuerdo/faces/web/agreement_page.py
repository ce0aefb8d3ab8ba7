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
from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.agreements.queries import find_agreement, find_draft, find_versions, may_negotiate, side_of
from acuerdo.apps.agreements.shapes import LifeState, VersionRecord
from acuerdo.apps.agreements.signers import names_of
from acuerdo.apps.parties.viewers import NotAllowed, Viewer
from acuerdo.core.acts import MoveKind, MoveRefused, Side, Signer, State
from acuerdo.core.hours import to_datetime
from acuerdo.faces.web.agreement_tabs import tabs
from acuerdo.faces.web.kept_documents import read_kept
from acuerdo.faces.web.life_words import say_origin, say_side, say_signer
from acuerdo.faces.web.naming import name_of
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.faces.web.states import badge
from acuerdo.flows.agreement_negotiated import answer_offer
from acuerdo.studies.agreement_text import overview_of
from acuerdo.words import Language, Phrase, phrase, say_list, speak

GOVERNING = frozenset({LifeState.ACTIVE, LifeState.RENEWED, LifeState.UNDER_REVIEW})
YOURS = phrase("your side's answer is awaited", context="an offer")
AWAITED: Mapping[Side, Phrase] = MappingProxyType(
    {
        Side.PROVIDER: phrase("the provider's answer is awaited", context="an offer"),
        Side.CUSTOMER: phrase("the customer's answer is awaited", context="an offer"),
    }
)
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


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show the page."""
    now = timezone.now()
    agreement = find_agreement(viewer, key)
    versions = find_versions(viewer, key, now)
    reader = reader_of(request)
    may_speak = may_negotiate(viewer, agreement)
    names = names_of(signer.person for version in versions for signer in version.act.standing.signers if signer.person)
    side = side_of(viewer, agreement)
    shown: dict[str, Any] = {  # what a template can hold
        "agreement": agreement,
        "versions": [_shown(version, names, side, reader.language) for version in versions],
        "promised": _promised(versions[0], reader.language) if versions else None,
        "governing": next((one for one in versions[1:] if one.state in GOVERNING), None),
        "draft": find_draft(viewer, key),
        "may_negotiate": may_speak,
        "answers": _answers(viewer, agreement, versions[0].act) if versions and may_speak else (),
        "tabs": tabs(viewer, agreement, "agreement", reader.language),
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


def _answers(viewer: Viewer, agreement: Agreement, act: ActRecord) -> tuple[MoveKind, ...]:
    """Return what the viewer's side can do with what is on the table."""
    standing = act.standing
    side = side_of(viewer, agreement)
    if standing.state not in (State.OFFERED, State.REGISTERED) or side is None:
        return ()
    can: list[MoveKind] = []
    roles = frozenset(str(role) for role in viewer.roles(act.customer))
    if any(signer.is_met_by(side, viewer.ident, roles) for signer in standing.missing):
        can.append(MoveKind.ACCEPT)
    if standing.offered_by is not side:
        can.append(MoveKind.REJECT)
    elif standing.state is State.OFFERED:
        can.append(MoveKind.WITHDRAW)
    return tuple(can)


def _promised(version: VersionRecord, language: Language) -> dict[str, Any] | None:  # as above
    """Return what a version promises, as the columns and rows of a table; None for a text that cannot be read."""
    if not version.canonical:
        return None
    table = overview_of(read_kept(version.canonical, ""), language)
    heads = [column.title for column in table.columns]
    rows = [list(zip(heads[1:], (cell.text for cell in row[1:]), strict=True)) for row in table.rows]
    return {"heads": heads, "rows": [(row[0].text, cells) for row, cells in zip(table.rows, rows, strict=True)]}


def _shown(version: VersionRecord, names: Mapping[str, str], own: Side | None, language: Language) -> dict[str, Any]:
    """Return a version as it is shown to somebody who speaks for a side, or for none."""
    standing = version.act.standing
    turn = [YOURS if side is own else AWAITED[side] for side in Side if side in standing.turn]
    signers = [_signer(signer, version.act, names, language) for signer in standing.signers]
    return {
        "version": version,
        "badge": badge(version.state, language),
        "turn": [speak(language, words) for words in turn],
        "binds": standing.binds,
        "accepted": say_list(
            language, [f"{name_of(language, one['by'])} ({one['side']})" for one in signers if one["at"]]
        ),
        "own_signers": say_list(
            language,
            [one["name"] for one, signer in zip(signers, standing.signers, strict=True) if signer.side is own],
        ),
        "has_before": version.number > 1 or any(step.kind is MoveKind.COUNTER for step in version.act.steps),
        "signers": signers,
        "origin": say_origin(language, version.origin),
        "steps": [(step, speak(language, DID[step.kind]), say_side(language, step.side)) for step in version.act.steps],
    }


def _signer(signer: Signer, act: ActRecord, names: Mapping[str, str], language: Language) -> dict[str, Any]:
    """Return a signer as it is shown: who it is, and who accepted when, if somebody did."""
    accepted = [move for move in act.standing.accepted if signer.is_met_by(move.side, move.person, move.roles)]
    made = {(step.at, step.side): step.person for step in act.steps}
    move = accepted[0] if accepted else None
    at = None if move is None else to_datetime(move.at_us)
    return {
        "side": say_side(language, signer.side),
        "name": say_signer(language, signer.role, names.get(signer.person or "", "")),
        "at": at,
        "by": "" if move is None or at is None else made.get((at, move.side), ""),
    }
