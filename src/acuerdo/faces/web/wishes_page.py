"""When somebody is told: quiet hours, the summary, and what passes at any hour."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from acuerdo.apps.alerts.quiet import Quiet, Summary
from acuerdo.apps.alerts.wishes import WishRefused, find_wishes, say_wishes
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.faces.web.labels import label
from acuerdo.faces.web.readers import for_viewers, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.faces.web.worksheets import Worksheet, show_sheet
from acuerdo.words import phrase, speak

_SHEET = Worksheet(
    title=phrase("When you are told"),
    intro=phrase(
        "Letters about clocks: what is due soon, what is due, what was breached. The times are those of your time zone."
    ),
    button=phrase("Save", context="a form"),
)
_KEPT = phrase("It is kept when you want to be told.")
_SUMMARIES = (
    (Summary.HELD, label(phrase("what the quiet hours held back, when they end"))),
    (Summary.ALL, label(phrase("all that is not urgent, once a day"))),
)


class WishForm(forms.Form):
    """How somebody wants to be told."""

    quiet_from = forms.TimeField(
        label=label(phrase("Quiet hours begin")), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    quiet_until = forms.TimeField(
        label=label(phrase("Quiet hours end")), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    summary = forms.ChoiceField(label=label(phrase("In one letter comes")), choices=_SUMMARIES)
    summary_at = forms.TimeField(
        label=label(phrase("The daily letter comes at")), widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    urgent_passes = forms.BooleanField(
        label=label(phrase("Breaches, and what an agreement wants you told at due or later, come at any hour")),
        required=False,
    )


@for_viewers
def show(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show how the reader wants to be told, and change it."""
    found = find_wishes(viewer)
    said = {name: getattr(found, name) for name in WishForm.base_fields}
    form = WishForm(request.POST) if request.method == "POST" else WishForm(initial=said)
    if request.method == "POST" and form.is_valid():
        try:
            say_wishes(viewer, Quiet(**form.cleaned_data))
        except WishRefused as refused:
            form.add_error("quiet_until", say_refusal(reader_of(request).language, refused.code))
        else:
            messages.success(request, speak(reader_of(request).language, _KEPT))
            return HttpResponseRedirect(reverse("wishes"))
    return show_sheet(request, _SHEET, form, reverse("profile"))
