"""Connecting a help desk that sends webhooks to a source."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.sources import SourceRefused
from acuerdo.connectors.hooks.vendors import Sender
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.faces.web.source_pages import show_source
from acuerdo.flows import webhooks_heard


@require_POST
@for_viewers
def change(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Give a source an address for webhooks, or another secret, which is shown this once; or take the address away."""
    then, now = request.POST.get("then", ""), timezone.now()
    sender = request.POST.get("sender", "")
    try:
        if then == "disconnect":
            webhooks_heard.disconnect(viewer, key, now)
            return HttpResponseRedirect(reverse("source", args=[key]) + "#hook")
        if then != "connect" or sender not in set(Sender):
            return HttpResponse(status=400)
        given = request.POST.get("secret", "").strip()
        _, secret = webhooks_heard.connect(viewer, key, Sender(sender), given, now)
    except SourceRefused as refused:
        fault = say_refusal(reader_of(request).language, refused.code)
        return show_source(request, viewer, key, hook_fault=fault, hook_sender=sender, status=422)
    return show_source(request, viewer, key, hook_secret=secret)
