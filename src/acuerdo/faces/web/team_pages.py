"""Teams of the provider."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.parties.granting import PartyRefused
from acuerdo.apps.parties.queries import find_provider, find_team, list_people
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.faces.web.party_forms import MemberForm, TeamForm
from acuerdo.faces.web.readers import for_viewers
from acuerdo.faces.web.worksheets import Worksheet, refuse, show_sheet
from acuerdo.flows import parties_changed as flow
from acuerdo.words import phrase

_TEAM = Worksheet(
    title=phrase("Add a team"),
    intro=phrase("People of yours who work together, for example the service desk or the network team."),
    button=phrase("Add the team"),
)


@for_viewers
def add(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Add a team."""
    find_provider(viewer)
    viewer.require(Permission.MANAGE_PARTIES)
    form = TeamForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            flow.add_team(viewer, said["key"], said["name"], timezone.now())
        except PartyRefused as refused:
            refuse(request, form, refused)
        else:
            return HttpResponseRedirect(reverse("team", args=[said["key"]]))
    return show_sheet(request, _TEAM, form, reverse("ours"))


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show a team; put somebody into it."""
    team = find_team(viewer, key)
    may_manage = viewer.may(Permission.MANAGE_PARTIES)
    people = [(one.ident, one.name) for one in list_people(viewer, find_provider(viewer))]
    form = MemberForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST":
        viewer.require(Permission.MANAGE_PARTIES)
        if form.is_valid():
            said = form.cleaned_data
            flow.put_into_team(viewer, key, said["person"], timezone.now(), leads=said["leads"])
            return HttpResponseRedirect(reverse("team", args=[key]))
    shown = {"team": team, "form": form, "may_manage": may_manage}
    return render(request, "web/team.html", shown, status=422 if form.errors else 200)


@require_POST
@for_viewers
def take_out(request: HttpRequest, viewer: Viewer, key: str, ident: str) -> HttpResponse:  # noqa: ARG001 - Django's own
    """Take somebody out of a team."""
    flow.take_out_of_team(viewer, key, str(ident), timezone.now())
    return HttpResponseRedirect(reverse("team", args=[key]))
