"""Pages that are one form: a title, what it is for, the fields, one button, and the way back."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from acuerdo.apps.parties.granting import PartyRefused
from acuerdo.faces.web.readers import reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.words import Phrase

_FIELDS = {"party_key_taken": "key", "email_taken": "email", "unknown_zone": "time_zone", "empty_name": "name"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Worksheet:
    """The words of such a page."""

    title: Phrase
    intro: Phrase
    button: Phrase


def show_sheet(request: HttpRequest, words: Worksheet, form: forms.Form, back: str) -> HttpResponse:
    """Show the page; with what was found wrong, where something was."""
    shown = {"sheet": words, "form": form, "back": back}
    return render(request, "web/worksheet.html", shown, status=422 if form.errors else 200)


def refuse(request: HttpRequest, form: forms.Form, refused: PartyRefused) -> None:
    """Say a refusal beside the field that it is about."""
    field = _FIELDS.get(refused.code)
    form.add_error(field if field in form.fields else None, say_refusal(reader_of(request).language, refused.code))
