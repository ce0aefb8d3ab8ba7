"""Who has to accept an agreement on each side."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.agreements.commands import AgreementRefused
from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.agreements.queries import find_agreement
from acuerdo.apps.agreements.signers import SignerRecord, list_candidates, list_signers, may_choose
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.core.acts import Side
from acuerdo.faces.web.agreement_tabs import tabs
from acuerdo.faces.web.life_words import say_side, say_signer
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.flows.agreement_lives import choose_signers
from acuerdo.words import Language


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show who signs, and to whoever chooses for a side the form for it."""
    agreement = find_agreement(viewer, key)
    language = reader_of(request).language
    signers = list_signers(viewer, key)
    shown = {
        "agreement": agreement,
        "tabs": tabs(viewer, agreement, "signers", language),
        "sides": [_side(viewer, agreement, side, signers, language) for side in Side],
        "total": len(signers),
    }
    return render(request, "web/signers.html", shown)


@require_POST
@for_viewers
def choose(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Choose who signs for a side."""
    find_agreement(viewer, key)
    side = request.POST.get("side", "")
    if side not in set(Side):
        return HttpResponse(status=400)
    try:
        choose_signers(viewer, key, Side(side), request.POST.getlist("signer"), timezone.now())
    except AgreementRefused as refused:
        messages.warning(request, say_refusal(reader_of(request).language, refused.code))
    return HttpResponseRedirect(reverse("signers", args=[key]))


def _side(
    viewer: Viewer, agreement: Agreement, side: Side, signers: list[SignerRecord], language: Language
) -> dict[str, object]:
    mine = [one for one in signers if one.side is side]
    chosen = {f"@{one.person}" if one.person else one.role for one in mine}
    choices: list[tuple[str, str, bool]] = []
    if may_choose(viewer, agreement, side):
        candidates = list_candidates(viewer, agreement.key, side)
        words = [(str(role), say_signer(language, role, "")) for role in candidates.roles]
        words += [(f"@{ident}", name) for ident, name in candidates.people]
        choices = [(word, said, word in chosen) for word, said in words]
    return {
        "side": str(side),
        "name": say_side(language, side),
        "signers": [(say_signer(language, one.role, one.name), bool(one.person)) for one in mine],
        "choices": choices,
    }
