"""Accepting an invitation: whoever holds the link says their name and chooses a password."""

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.people import Arrival
from acuerdo.apps.parties.queries import find_invitation
from acuerdo.apps.parties.shapes import Invited
from acuerdo.apps.parties.viewers import NotThere
from acuerdo.faces.web.labels import label
from acuerdo.faces.web.languages import keep_language
from acuerdo.faces.web.party_forms import ProfileForm
from acuerdo.faces.web.readers import cannot_be_kept, reader_of
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.faces.web.throttles import slowed_down
from acuerdo.flows.people_changed import accept
from acuerdo.words import phrase


class ArrivalForm(ProfileForm):
    """Who comes, and the password twice."""

    password = forms.CharField(
        label=label(phrase("Password")),
        help_text=label(phrase("At least 12 characters. A sentence that only you would say is easy to keep.")),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=256,
    )
    again = forms.CharField(
        label=label(phrase("The same password again")),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=256,
    )
    field_order = ("name", "password", "again", "language", "time_zone")

    def __init__(self, data: object = None, *, invited: Invited, language: str) -> None:
        said = {"name": invited.name, "language": language, "time_zone": invited.time_zone}
        super().__init__(data, initial=said)  # type: ignore[arg-type] # what a request posted, or nothing
        self._invited = invited

    def clean_password(self) -> str:
        """Refuse a password that is easily guessed."""
        password = str(self.cleaned_data["password"])
        validate_password(password, Person(email=self._invited.email, name=self.cleaned_data.get("name", "")))
        return password

    def clean_again(self) -> str:
        """Refuse a second password that is not the first."""
        again = str(self.cleaned_data["again"])
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise ValidationError(label(phrase("This is not the password above.")))
        return again


def show(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation, and let its person in."""
    language = reader_of(request).language
    if cannot_be_kept(request):
        return HttpResponse(status=400)
    try:
        invited = find_invitation(token, timezone.now())
    except NotThere:
        return _gone(request)
    form = ArrivalForm(request.POST if request.method == "POST" else None, invited=invited, language=str(language))
    if request.method == "POST":
        if slowed_down(request, "invitation"):
            form.add_error(None, say_refusal(language, "slowed_down"))
        elif form.is_valid():
            return _let_in(request, token, form)
    shown = {"invited": invited, "form": form}
    return render(request, "web/invitation.html", shown, status=422 if form.errors else 200)


def _let_in(request: HttpRequest, token: str, form: ArrivalForm) -> HttpResponse:
    said = form.cleaned_data
    arrival = Arrival(
        name=said["name"], language=said["language"], time_zone=said["time_zone"], password=said["password"]
    )
    try:
        person = accept(token, arrival, timezone.now())
    except NotThere:  # used at the same moment
        return _gone(request)
    response: HttpResponse = perform_login(request, Login(user=person))
    keep_language(response, request, person.language)
    return response


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "web/invitation_gone.html", status=429 if slowed_down(request, "invitation") else 404)
