"""Where else somebody is told of clocks: messengers, kept by each for themselves."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.alerts.messengers import (
    MOST,
    MessengerRefused,
    NewMessenger,
    list_messengers,
    may_have_messengers,
    trial_of,
)
from acuerdo.apps.alerts.queries import Way
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.webhooks.addresses import AddressRefused
from acuerdo.faces.messaging import SERVICES, read_address
from acuerdo.faces.web.alerts_shown import say_way
from acuerdo.faces.web.labels import label
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.faces.web.throttles import slowed_down
from acuerdo.flows import messengers_kept
from acuerdo.surroundings import from_surroundings
from acuerdo.words import phrase, say_list, speak

_KEPT = phrase("It is kept. Try whether it reaches you.")
_TRIED = phrase("A message is on its way.")
_FORGOTTEN = phrase("It is forgotten.")


class MessengerForm(forms.Form):
    """A messenger of the reader."""

    name = forms.CharField(label=label(phrase("Name", context="of a messenger")), max_length=60)
    address = forms.CharField(
        label=label(phrase("Address", context="of a messenger")),
        max_length=1_000,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "placeholder": "ntfys://ntfy.sh/…"}),
        help_text=label(phrase("As Apprise writes it: the service, its secrets, the place. It is kept sealed.")),
    )
    urgent_only = forms.BooleanField(
        label=label(phrase("Only what is urgent, and what an agreement names it for")), required=False, initial=True
    )


@for_viewers
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the reader's messengers, and keep another one."""
    form = MessengerForm(request.POST) if request.method == "POST" else MessengerForm()
    if request.method == "POST" and form.is_valid() and _keep(request, viewer, form):
        return HttpResponseRedirect(reverse("messengers"))
    language = reader_of(request).language
    rows = []
    for one in list_messengers(viewer):
        trial = trial_of(one)
        rows.append(
            (
                one,
                None
                if trial is None
                else (trial.way in (Way.FAILED, Way.AGAIN), say_way(language, trial.way), trial.at),
            )
        )
    shown = {
        "rows": rows,
        "form": form,
        "may_add": may_have_messengers(viewer) and len(rows) < MOST,
        "services": say_list(language, sorted(set(SERVICES.values()), key=str.casefold)),
    }
    return render(request, "web/messengers.html", shown, status=422 if form.errors else 200)


def _keep(request: HttpRequest, viewer: Viewer, form: MessengerForm) -> bool:
    said, language = form.cleaned_data, reader_of(request).language
    try:
        service = read_address(said["address"], from_surroundings().webhook_networks)
        wanted = NewMessenger(service=service, **said)
        messengers_kept.keep(viewer, wanted, timezone.now())
    except AddressRefused as refused:
        form.add_error("address", say_refusal(language, refused.code))
        return False
    except MessengerRefused as refused:
        form.add_error("name", say_refusal(language, refused.code))
        return False
    messages.success(request, speak(language, _KEPT))
    return True


@require_POST
@for_viewers
def attempt(request: HttpRequest, viewer: Viewer, ident: UUID) -> HttpResponse:
    """Send a message by a messenger, to see whether it arrives."""
    language = reader_of(request).language
    if slowed_down(request, "trial", str(viewer.person)):
        messages.warning(request, say_refusal(language, "slowed_down"))
        return HttpResponseRedirect(reverse("messengers"))
    messengers_kept.attempt(viewer, ident, timezone.now())
    messages.success(request, speak(language, _TRIED))
    return HttpResponseRedirect(reverse("messengers"))


@require_POST
@for_viewers
def forget(request: HttpRequest, viewer: Viewer, ident: UUID) -> HttpResponse:
    """Forget a messenger."""
    messengers_kept.forget(viewer, ident)
    messages.success(request, speak(reader_of(request).language, _FORGOTTEN))
    return HttpResponseRedirect(reverse("messengers"))
