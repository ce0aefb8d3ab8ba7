"""Customers, suppliers and the provider: who they are, where, and which agreements they have."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acuerdo.apps.agreements.days import days_at
from acuerdo.apps.agreements.lists import find_page
from acuerdo.apps.agreements.shapes import AgreementFilter
from acuerdo.apps.parties.commands import PartyWords, SiteWords
from acuerdo.apps.parties.granting import PartyRefused, Target, roles_to_give
from acuerdo.apps.parties.models import Party
from acuerdo.apps.parties.queries import (
    find_own_party,
    find_party,
    find_provider,
    list_customers,
    list_people,
    list_serving,
    list_sites,
    list_suppliers,
    list_teams,
    target_of,
    towards,
)
from acuerdo.apps.parties.roles import PartyKind, Permission, Role
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.faces.web.party_forms import NewPartyForm, NewSiteForm, PartyForm, SiteForm
from acuerdo.faces.web.people_shown import shown_people
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.states import badge
from acuerdo.faces.web.worksheets import Worksheet, refuse, show_sheet
from acuerdo.flows import parties_changed as flow
from acuerdo.flows.parties_changed import NewParty
from acuerdo.words import phrase

_LONGEST_SEARCH = 100
_LONGEST_NUMBER = 8
_CUSTOMER = Worksheet(
    title=phrase("Add a customer"),
    intro=phrase("Afterwards you invite its sponsor, who invites the others."),
    button=phrase("Add the customer"),
)
_SUPPLIER = Worksheet(
    title=phrase("Add a supplier"),
    intro=phrase("A supplier stands behind your services: its contract underpins what you promise."),
    button=phrase("Add the supplier"),
)
_CHANGE = Worksheet(
    title=phrase("Change the particulars", context="of a party"),
    intro=phrase("The key stays as it is: agreements name it."),
    button=phrase("Save", context="a form"),
)
_SITE = Worksheet(
    title=phrase("Add a site"),
    intro=phrase("A place at which services are given, with the time zone of its office hours."),
    button=phrase("Add the site"),
)
_CHANGE_SITE = Worksheet(
    title=phrase("Change the site"),
    intro=phrase("The key stays as it is: agreements name it."),
    button=phrase("Save", context="a form"),
)


@for_viewers
def customers(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the list of customers."""
    words = request.GET.get("q", "").replace("\0", "")[:_LONGEST_SEARCH]
    page = list_customers(viewer, words, _number(request))
    shown = {"page": page, "words": words, "may_add": viewer.may(Permission.MANAGE_PARTIES)}
    return render(request, "web/customers.html", shown)


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show a customer."""
    party = find_party(viewer, key)
    if party.kind != PartyKind.CUSTOMER:
        raise NotThere("customer")
    now, language = timezone.now(), reader_of(request).language
    lines = find_page(viewer, AgreementFilter(customer=key), now, days_at(now)).lines
    shown = {
        **_particulars(request, viewer, party),
        "agreements": [(line, badge(line.state, language)) for line in lines],
        "in_force": sum(line.state in ("active", "renewed", "under_review") for line in lines),
        "serving": shown_people(request, list_serving(viewer, party)),
        "may_draft": viewer.may(Permission.EDIT_DRAFTS, party.pk),
        "of_provider": viewer.kind is PartyKind.PROVIDER,
    }
    return render(request, "web/customer.html", shown)


@for_viewers
def supplier(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Show a supplier."""
    party = find_party(viewer, key)
    if party.kind != PartyKind.SUPPLIER:
        raise NotThere("supplier")
    return render(request, "web/supplier.html", _particulars(request, viewer, party))


@for_viewers
def ours(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the page of the viewer's own party."""
    if viewer.kind is not PartyKind.PROVIDER:
        return HttpResponseRedirect(address_of(find_own_party(viewer)))
    shown = {
        **_particulars(request, viewer, find_provider(viewer)),
        "teams": list_teams(viewer),
        "page": list_suppliers(viewer, _number(request)),
    }
    return render(request, "web/provider.html", shown)


@for_viewers
def add_customer(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Add a customer."""
    return _add(request, viewer, PartyKind.CUSTOMER)


@for_viewers
def add_supplier(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Add a supplier."""
    return _add(request, viewer, PartyKind.SUPPLIER)


@for_viewers
def change(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Change what is said about a party."""
    party = find_party(viewer, key)
    viewer.require(Permission.MANAGE_PARTIES, towards(party))
    said = {"name": party.name, "language": party.language, "time_zone": party.time_zone}
    form = PartyForm(request.POST) if request.method == "POST" else PartyForm(initial=said)
    if request.method == "POST" and form.is_valid():
        try:
            flow.change_party(viewer, key, PartyWords(**form.cleaned_data), timezone.now())
        except PartyRefused as refused:
            refuse(request, form, refused)
        else:
            return HttpResponseRedirect(address_of(party))
    return show_sheet(request, _CHANGE, form, address_of(party))


@for_viewers
def add_site(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Add a site to a party."""
    party = find_party(viewer, key)
    viewer.require(Permission.MANAGE_PARTIES, towards(party))
    form = (
        NewSiteForm(request.POST) if request.method == "POST" else NewSiteForm(initial={"time_zone": party.time_zone})
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            flow.add_site(viewer, key, said["key"], _site_words(said), timezone.now())
        except PartyRefused as refused:
            refuse(request, form, refused)
        else:
            return HttpResponseRedirect(address_of(party))
    return show_sheet(request, _SITE, form, address_of(party))


@for_viewers
def change_site(request: HttpRequest, viewer: Viewer, key: str, site: str) -> HttpResponse:
    """Change what is said about a site."""
    party = find_party(viewer, key)
    viewer.require(Permission.MANAGE_PARTIES, towards(party))
    found = next((one for one in list_sites(viewer, party) if one.key == site), None)
    if found is None:
        raise NotThere("site")
    said = {"name": found.name, "address": found.address, "time_zone": found.time_zone}
    form = SiteForm(request.POST) if request.method == "POST" else SiteForm(initial=said)
    if request.method == "POST" and form.is_valid():
        try:
            flow.change_site(viewer, key, site, _site_words(form.cleaned_data), timezone.now())
        except PartyRefused as refused:
            refuse(request, form, refused)
        else:
            return HttpResponseRedirect(address_of(party))
    return show_sheet(request, _CHANGE_SITE, form, address_of(party))


@require_POST
@for_viewers
def close_site(request: HttpRequest, viewer: Viewer, key: str, site: str) -> HttpResponse:  # noqa: ARG001 - Django's own
    """Close a site."""
    flow.close_site(viewer, key, site, timezone.now())
    return HttpResponseRedirect(address_of(find_party(viewer, key)))


def address_of(party: Party) -> str:
    """Return the address of a party's page."""
    if party.kind == PartyKind.PROVIDER:
        return reverse("ours")
    return reverse("customer" if party.kind == PartyKind.CUSTOMER else "supplier", args=[party.key])


def _add(request: HttpRequest, viewer: Viewer, kind: PartyKind) -> HttpResponse:
    viewer.require(Permission.MANAGE_PARTIES)
    form = (
        NewPartyForm(request.POST) if request.method == "POST" else NewPartyForm(initial={"language": viewer.language})
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        words = PartyWords(name=said["name"], language=said["language"], time_zone=said["time_zone"])
        try:
            party = flow.add_party(viewer, NewParty(key=said["key"], kind=kind, words=words), timezone.now())
        except PartyRefused as refused:
            refuse(request, form, refused)
        else:
            return HttpResponseRedirect(address_of(party))
    customer = kind is PartyKind.CUSTOMER
    back = reverse("customers" if customer else "ours")
    return show_sheet(request, _CUSTOMER if customer else _SUPPLIER, form, back)


def _site_words(said: dict[str, Any]) -> SiteWords:  # what a form read
    return SiteWords(name=said["name"], address=said["address"], time_zone=said["time_zone"])


def _number(request: HttpRequest) -> int:
    """Return the page of a list that was asked for; the first where it is odd."""
    text = request.GET.get("page", "1")
    return int(text) if text.isdecimal() and len(text) <= _LONGEST_NUMBER else 1


def _particulars(request: HttpRequest, viewer: Viewer, party: Party) -> dict[str, Any]:  # what a template can hold
    return {
        "party": party,
        "sites": list_sites(viewer, party),
        "people": shown_people(request, list_people(viewer, party)),
        "may_manage": viewer.may(Permission.MANAGE_PARTIES, towards(party)),
        "may_invite": viewer.may(Permission.MANAGE_PEOPLE, towards(party)) and bool(roles_for(viewer, party)),
    }


def roles_for(viewer: Viewer, party: Party) -> tuple[Role, ...]:
    """Return the roles of a party's people that the viewer may give, to all or to somebody."""
    found = dict.fromkeys(roles_to_give(viewer, target_of(party)))
    if party.kind == PartyKind.PROVIDER:
        for customer in viewer.customers(Permission.MANAGE_PEOPLE) or ():
            target = Target(party=party.pk, kind=PartyKind.PROVIDER, has_own_people=True, customer=customer)
            found |= dict.fromkeys(roles_to_give(viewer, target))
    return tuple(found)
