"""A second factor where the installation asks for one: who lacks it is led to the page that sets it up."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.roles import PartyKind

_OPEN = ("/accounts/", "/static/", "/language", "/invitations/")
"""Where people without it may go: to set it up, to leave, to read in their language."""


def is_asked_of(person: Person) -> bool:
    """Say whether somebody has to set up a second factor before anything else."""
    asked = settings.SECOND_FACTOR_FOR == "provider" and person.party.kind == PartyKind.PROVIDER
    return asked and not is_mfa_enabled(person)


class SecondFactor:
    """Leads people who lack the second factor that is asked of them to the page that sets it up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request, or lead away."""
        if settings.SECOND_FACTOR_FOR and not request.path.startswith(_OPEN):
            person = request.user
            if isinstance(person, Person) and is_asked_of(person):
                return HttpResponseRedirect(reverse("mfa_index"))
        return self._answer(request)
