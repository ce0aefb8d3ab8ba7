"""A person: what they are there for, and letting people in and out."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.parties.erasing import may_erase
from acuerdo.apps.parties.granting import PartyRefused, speaks
from acuerdo.apps.parties.models import Party
from acuerdo.apps.parties.people import Letter, Wanted, leads_back
from acuerdo.apps.parties.queries import find_party, find_person, towards
from acuerdo.apps.parties.roles import LEADING, PartyKind, Permission, Role
from acuerdo.apps.parties.shapes import Presence
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer
from acuerdo.faces.web.outgoing_mail import mail_is_set_up
from acuerdo.faces.web.party_forms import InvitationForm, RoleForm
from acuerdo.faces.web.party_pages import address_of, roles_for
from acuerdo.faces.web.people_shown import shown_people
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.faces.web.throttles import slowed_down
from acuerdo.faces.web.worksheets import Worksheet, refuse, show_sheet
from acuerdo.flows import people_changed as flow
from acuerdo.words import phrase

_INVITE = Worksheet(
    title=phrase("Invite a person"),
    intro=phrase("The person gets a link that is good once, for seven days, and chooses a password."),
    button=phrase("Invite", context="a person"),
)
_LEAD = Worksheet(
    title=phrase("Give a role"),
    intro=phrase(
        "Nobody is left who looks after the people of this side. You can make this person lead it: a letter tells them,"
        " and the journal of their side says so. From then on that side alone chooses who speaks for it."
    ),
    button=phrase("Give the role"),
)
_GIVE = Worksheet(
    title=phrase("Give a role"),
    intro=phrase("A role says what somebody may see and do."),
    button=phrase("Give the role"),
)


@for_viewers
def show(request: HttpRequest, viewer: Viewer, ident: UUID) -> HttpResponse:
    """Show a person."""
    record = find_person(viewer, ident)
    party = find_party(viewer, record.party)
    looks_after = viewer.may(Permission.MANAGE_PEOPLE, towards(party)) and record.ident != viewer.ident
    gives = viewer.may_anywhere(Permission.MANAGE_PEOPLE) and record.ident != viewer.ident
    shown = {
        "person": shown_people(request, [record])[0],
        "back": address_of(party),
        "looks_after": looks_after,
        "may_erase": may_erase(viewer, party) and record.ident != viewer.ident,
        "may_give": gives and (looks_after or party.kind == PartyKind.PROVIDER) and bool(roles_for(viewer, party)),
    }
    return render(request, "web/person.html", shown)


@for_viewers
def invite(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Invite somebody to a party."""
    party = find_party(viewer, key)
    roles = _roles(viewer, party)
    of_provider = party.kind == PartyKind.PROVIDER
    if request.method != "POST":
        form = InvitationForm(roles=roles, of_provider=of_provider)
        form.initial = {"language": party.language}
        return show_sheet(request, _INVITE, form, address_of(party))
    form = InvitationForm(request.POST, roles=roles, of_provider=of_provider)
    if slowed_down(request, "invite", str(viewer.person)):
        form.add_error(None, say_refusal(reader_of(request).language, "slowed_down"))
    elif form.is_valid():
        said = form.cleaned_data
        wanted = Wanted(
            name=said["name"],
            email=said["email"],
            language=said["language"],
            role=Role(said["role"]),
            customer=said.get("customer", ""),
        )
        try:
            letter = flow.invite(viewer, key, wanted, timezone.now(), by_mail=mail_is_set_up())
        except PartyRefused as refused:
            refuse(request, form, refused)
        else:
            return _sent(request, letter, party)
    return show_sheet(request, _INVITE, form, address_of(party))


@require_POST
@for_viewers
def invite_again(request: HttpRequest, viewer: Viewer, ident: UUID) -> HttpResponse:
    """Make a new link for somebody who has not come yet."""
    record = find_person(viewer, ident)
    if slowed_down(request, "invite", str(viewer.person)):
        messages.warning(request, say_refusal(reader_of(request).language, "slowed_down"))
        return HttpResponseRedirect(reverse("person", args=[ident]))
    try:
        letter = flow.invite_again(viewer, ident, timezone.now(), by_mail=mail_is_set_up())
    except PartyRefused as refused:
        messages.warning(request, say_refusal(reader_of(request).language, refused.code))
        return HttpResponseRedirect(reverse("person", args=[ident]))
    return _sent(request, letter, find_party(viewer, record.party))


@for_viewers
def give(request: HttpRequest, viewer: Viewer, ident: UUID) -> HttpResponse:
    """Give somebody a role."""
    record = find_person(viewer, ident)
    party = find_party(viewer, record.party)
    roles = _roles(viewer, party)
    lead = LEADING[PartyKind(party.kind)]
    words = _LEAD if lead in roles and leads_back(viewer.kind, party, lead) else _GIVE
    if words is _LEAD:  # of what speaks for that side only its lead is given here, and only to somebody who is there
        here = record.presence is Presence.PRESENT
        roles = tuple(one for one in roles if (one is lead and here) or not speaks(PartyKind(party.kind), one))
    back = reverse("person", args=[ident])
    form = RoleForm(
        request.POST if request.method == "POST" else None, roles=roles, of_provider=party.kind == PartyKind.PROVIDER
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            role, customer = Role(said["role"]), said.get("customer", "")
            flow.grant(viewer, ident, role, customer, timezone.now(), by_mail=mail_is_set_up())
        except PartyRefused as refused:
            refuse(request, form, refused)
        except NotThere:
            refuse(request, form, PartyRefused("unknown_customer"))
        else:
            return HttpResponseRedirect(back)
    return show_sheet(request, words, form, back)


@require_POST
@for_viewers
def take(request: HttpRequest, viewer: Viewer, ident: UUID, grant: int) -> HttpResponse:
    """Take a role from somebody."""
    return _change(request, ident, lambda: flow.revoke(viewer, ident, grant, timezone.now()))


@require_POST
@for_viewers
def end(request: HttpRequest, viewer: Viewer, ident: UUID) -> HttpResponse:
    """End somebody's access."""
    return _change(request, ident, lambda: flow.deactivate(viewer, ident, timezone.now()))


@require_POST
@for_viewers
def give_back(request: HttpRequest, viewer: Viewer, ident: UUID) -> HttpResponse:
    """Give somebody their access back."""
    return _change(request, ident, lambda: flow.reactivate(viewer, ident, timezone.now()))


def _change(request: HttpRequest, ident: UUID, change: Callable[[], None]) -> HttpResponse:
    language = reader_of(request).language
    try:
        change()
    except PartyRefused as refused:
        messages.warning(request, say_refusal(language, refused.code))
    return HttpResponseRedirect(reverse("person", args=[ident]))


def _roles(viewer: Viewer, party: Party) -> tuple[Role, ...]:
    """Return the roles of a party's people that the viewer may give, to all or to somebody. Raises `NotAllowed`."""
    found = roles_for(viewer, party)
    if not found:
        raise NotAllowed(Permission.MANAGE_PEOPLE)
    return found


def _sent(request: HttpRequest, letter: Letter, party: Party) -> HttpResponse:
    """Show that somebody is invited; where letters are not sent, the link, this once."""
    here = request.build_absolute_uri(reverse("invitation", args=[letter.token]))
    shown = {
        "person": letter.person,
        "expires_at": letter.expires_at,
        "link": "" if mail_is_set_up() else here,
        "back": address_of(party),
    }
    return render(request, "web/invited.html", shown)
