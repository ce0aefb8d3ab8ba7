"""Beginning an agreement for a customer."""

import json

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from acuerdo.apps.agreements.commands import AgreementRefused, NewAgreement, open_agreement
from acuerdo.apps.agreements.models import AgreementKind
from acuerdo.apps.parties.models import Party
from acuerdo.apps.parties.queries import find_party
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.faces.web.labels import label
from acuerdo.faces.web.party_forms import KeyField
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.faces.web.worksheets import Worksheet, show_sheet
from acuerdo.words import phrase

_BEGIN = Worksheet(
    title=phrase("Begin an agreement"),
    intro=phrase("It begins as a draft of your side. The customer sees it when you offer it."),
    button=phrase("Begin", context="an agreement"),
)
_KINDS = (
    (AgreementKind.SLA, label(phrase("service level agreement (SLA)", context="kind of agreement"))),
    (AgreementKind.OLA, label(phrase("operational level agreement (OLA)", context="kind of agreement"))),
    (AgreementKind.UNDERPINNING, label(phrase("underpinning contract", context="kind of agreement"))),
)
_TEXT = """acuerdo: 1
id: {key}
title: {{{language}: {name}}}
language: {language}
time_zone: {zone}
parties:
  provider: {{id: {provider_key}, name: {provider}}}
  customer: {{id: {customer_key}, name: {name}}}
"""


class NewAgreementForm(forms.Form):
    """What an agreement begins with."""

    key = KeyField(max_length=100)
    kind = forms.ChoiceField(label=label(phrase("Kind", context="of agreement")), choices=_KINDS)


@for_viewers
def show(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Begin an agreement with a customer, with the parties written down."""
    customer = find_party(viewer, key)
    if customer.kind != PartyKind.CUSTOMER:
        raise NotThere("customer")
    viewer.require(Permission.EDIT_DRAFTS, customer.pk)
    form = NewAgreementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        wanted = NewAgreement(key=said["key"], kind=said["kind"], customer=key, text=first_text(said["key"], customer))
        try:
            open_agreement(viewer, wanted, timezone.now())
        except AgreementRefused as refused:
            form.add_error("key", say_refusal(reader_of(request).language, refused.code))
        else:
            return HttpResponseRedirect(reverse("draft", args=[said["key"]]))
    return show_sheet(request, _BEGIN, form, reverse("customer", args=[key]))


def first_text(key: str, customer: Party) -> str:
    """Return the text with which a draft begins: who agrees, and nothing of what yet."""
    provider = Party.objects.get(kind=PartyKind.PROVIDER)
    return _TEXT.format(
        key=key,
        language=customer.language,
        zone=customer.time_zone,
        provider_key=provider.key,
        provider=json.dumps(provider.name, ensure_ascii=False),
        customer_key=customer.key,
        name=json.dumps(customer.name, ensure_ascii=False),
    )
