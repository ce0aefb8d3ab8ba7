"""What somebody says about themselves, and what protects their account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from acuerdo.apps.parties.granting import PartyRefused
from acuerdo.apps.parties.people import change_profile
from acuerdo.apps.parties.queries import find_own
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.faces.web.languages import keep_language
from acuerdo.faces.web.party_forms import ProfileForm
from acuerdo.faces.web.people_shown import shown_people
from acuerdo.faces.web.readers import for_viewers
from acuerdo.faces.web.worksheets import refuse
from acuerdo.words import Language, phrase, speak

_KEPT = phrase("Your particulars are saved.")


@for_viewers
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the profile, and change it."""
    said = {"name": viewer.name, "language": viewer.language, "time_zone": viewer.time_zone}
    form = ProfileForm(request.POST) if request.method == "POST" else ProfileForm(initial=said)
    if request.method == "POST" and form.is_valid():
        try:
            change_profile(viewer, **form.cleaned_data)
        except PartyRefused as refused:
            refuse(request, form, refused)
        else:
            chosen = Language(form.cleaned_data["language"])
            messages.success(request, speak(chosen, _KEPT))
            response = HttpResponseRedirect(reverse("profile"))
            keep_language(response, request, chosen)
            return response
    shown = {"person": shown_people(request, [find_own(viewer)])[0], "form": form}
    return render(request, "web/profile.html", shown, status=422 if form.errors else 200)
