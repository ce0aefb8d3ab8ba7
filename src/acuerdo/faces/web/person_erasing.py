"""Erasing a person: what goes and what stays is said first, and the name is typed to confirm it."""

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from acuerdo.apps.parties.granting import PartyRefused
from acuerdo.apps.parties.queries import find_party
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.faces.web.labels import label
from acuerdo.faces.web.party_pages import address_of
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.flows.person_erased import Ground, Weighed, erase_person, weigh
from acuerdo.words import Language, Phrase, phrase, speak

_GROUNDS: Mapping[Ground, Phrase] = MappingProxyType(
    {
        Ground.ASKED: phrase("The person asked for it", context="why somebody is erased"),
        Ground.NOT_NEEDED: phrase("The data is not needed any more", context="why somebody is erased"),
        Ground.LAW: phrase("The law or an authority demands it", context="why somebody is erased"),
    }
)
_OTHER = phrase("This is neither the name nor the e-mail address of this person.")
_DONE = phrase("Erased. In the journal the person stays as {ident}.")
_WAYS = phrase("{n} way to sign in", plural="{n} ways to sign in")
_SESSIONS = phrase("{n} open session", plural="{n} open sessions")
_ROLES = phrase("{n} role", plural="{n} roles")
_TEAMS = phrase("{n} place in a team", plural="{n} places in teams")
_TOKENS = phrase("{n} token of a program or calendar", plural="{n} tokens of programs or calendars")
_INVITATIONS = phrase("{n} open invitation", plural="{n} open invitations")
_LETTERS = phrase("{n} letter that has not left yet", plural="{n} letters that have not left yet")
_TEXTS = phrase(
    "{n} text: notes, remarks, requirements, reasons that the person wrote",
    plural="{n} texts: notes, remarks, requirements, reasons that the person wrote",
)
_NAMED = phrase(
    "{n} agreement that names the person as a signer of what is offered next: the side's other signers remain",
    plural="{n} agreements that name the person as a signer of what is offered next: the side's other signers remain",
)
_MOVES = phrase(
    "{n} move in agreements (proposed, accepted, rejected), with its date and receipt: it binds both sides",
    plural="{n} moves in agreements (proposed, accepted, rejected), with their dates and receipts:"
    " they bind both sides",
)


class ErasingForm(forms.Form):
    """Why somebody is erased, and who, typed once more."""

    ground = forms.ChoiceField(label=label(phrase("Why", context="somebody is erased")))
    confirm = forms.CharField(
        label=label(phrase("To confirm, type the name or the e-mail address")),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, data: object = None, *, weighed: Weighed, language: Language) -> None:
        super().__init__(data)  # type: ignore[arg-type] # what a request posted, or nothing
        self._known = {_plain(weighed.name), _plain(weighed.email)}
        field = self.fields["ground"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(ground), speak(language, words)) for ground, words in _GROUNDS.items()]

    def clean_confirm(self) -> str:
        """Refuse what names somebody else."""
        typed = str(self.cleaned_data["confirm"])
        if _plain(typed) not in self._known:
            raise ValidationError(label(_OTHER))
        return typed


@for_viewers
def erase(request: HttpRequest, viewer: Viewer, ident: UUID) -> HttpResponse:
    """Say what would go and what would stay, and erase whoever was named."""
    try:
        weighed = weigh(viewer, ident)
    except PartyRefused as refused:
        messages.warning(request, say_refusal(reader_of(request).language, refused.code))
        return HttpResponseRedirect(reverse("person", args=[ident]))
    party = find_party(viewer, weighed.party)
    language = reader_of(request).language
    form = ErasingForm(request.POST if request.method == "POST" else None, weighed=weighed, language=language)
    if request.method == "POST" and form.is_valid():
        erase_person(viewer, ident, timezone.now(), Ground(form.cleaned_data["ground"]))
        messages.success(request, speak(language, _DONE, ident=str(ident)))
        return HttpResponseRedirect(address_of(party))
    shown = {
        "person": weighed,
        "ident": ident,
        "party": party,
        "goes": _goes(weighed, language),
        "moves": speak(language, _MOVES, n=weighed.moves) if weighed.moves else "",
        "form": form,
    }
    return render(request, "web/person_erase.html", shown, status=422 if form.errors else 200)


def _goes(weighed: Weighed, language: Language) -> list[str]:
    """Return what goes, in words; what there is none of is not said."""
    had = weighed.belongings
    counted = (
        (_WAYS, had.ways_in),
        (_SESSIONS, had.sessions),
        (_INVITATIONS, had.invitations),
        (_ROLES, had.roles),
        (_TEAMS, had.teams),
        (_TOKENS, weighed.tokens),
        (_LETTERS, weighed.letters),
        (_TEXTS, weighed.texts),
        (_NAMED, weighed.named),
    )
    return [speak(language, words, n=count) for words, count in counted if count]


def _plain(text: str) -> str:
    """Return a text as it is compared: one form of each letter, no capitals, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
