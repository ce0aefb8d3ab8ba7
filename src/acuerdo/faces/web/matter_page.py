"""Moves about a ticket: its priority, or work outside the scope, claimed by one side and answered by the other."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.acts.commands import MovedMeanwhile
from acuerdo.apps.matters.models import MatterKind
from acuerdo.apps.matters.shapes import MatterRefused, PriorityOffer, RouteOffer
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.core.acts import MoveKind, MoveRefused
from acuerdo.core.hours import to_us
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.flows.ticket_settled import MatterIntent, settle

_OFFERS = frozenset({MoveKind.PROPOSE, MoveKind.COUNTER})
_MOVES = {str(one): one for one in (*_OFFERS, MoveKind.ACCEPT, MoveKind.REJECT, MoveKind.WITHDRAW)}
_LONGEST = 9
_MOST = Decimal(10**12)


@require_POST
@for_viewers
def move(request: HttpRequest, viewer: Viewer, source: str, name: str) -> HttpResponse:
    """Claim, answer, accept, reject or withdraw."""
    form, language, now = request.POST, reader_of(request).language, timezone.now()
    made, seen = _MOVES.get(form.get("move", "")), form.get("seen", "")[:_LONGEST]
    kind = form.get("kind", "")
    if made is None or kind not in MatterKind.values or not (seen.isascii() and seen.isdecimal()):
        return HttpResponse(status=400)
    try:
        offer = _offer(form, MatterKind(kind), to_us(now)) if made in _OFFERS else None
        intent = MatterIntent(kind=MatterKind(kind), move=made, seen=int(seen), offer=offer, note=form.get("note", ""))
        settle(viewer, source, name, intent, now)
    except (MatterRefused, MovedMeanwhile, MoveRefused) as refused:
        messages.warning(request, say_refusal(language, refused.code))
    return HttpResponseRedirect(f"{reverse('ticket', args=[source, name])}#{kind}")


def _offer(form: QueryDict, kind: MatterKind, now_us: int) -> PriorityOffer | RouteOffer:
    if kind is MatterKind.PRIORITY:
        opening = form.get("from", "opening") == "opening"
        return PriorityOffer(priority=form.get("priority", "").strip(), from_opening=opening, since_us=now_us)
    agreement, _, rest = form.get("route", "").partition("|")
    service, _, item = rest.partition("|")
    if not (item.isascii() and item.isdecimal() and len(item) < _LONGEST):
        raise MatterRefused("no_such_item")
    return RouteOffer(agreement=agreement, service=service, item=int(item), amount=_amount(form.get("amount", "")))


def _amount(text: str) -> Decimal | None:
    """Read an amount as people write it; none where nothing was written. Raises `MatterRefused` (`bad_amount`)."""
    plain = text.strip().replace("\N{NO-BREAK SPACE}", "").replace(" ", "").replace(",", ".")
    if not plain:
        return None
    try:
        found = Decimal(plain)
    except InvalidOperation as odd:
        raise MatterRefused("bad_amount") from odd
    if not found.is_finite() or not 0 <= found <= _MOST or found != round(found, 2):
        raise MatterRefused("bad_amount")
    return round(found, 2)
