"""Who may have an account: people who were invited, and nobody else."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.shortcuts import render

from acuerdo.apps.parties.models import Person


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc] # the package has no types
    """Accounts are made by accepting an invitation, never by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - nobody signs up, whatever is asked
        """Say no."""
        return False


class KnownPeopleOnly(DefaultSocialAccountAdapter):  # type: ignore[misc] # the package has no types
    """The company's sign-in server brings people whom this installation knows by their confirmed e-mail address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ANN401, ARG002 - as above
        """Say no."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:  # noqa: ANN401 - the package's own
        """Connect the sign-in with the person of its address, or refuse it."""
        if sociallogin.is_existing:
            return
        confirmed = [item.email for item in sociallogin.email_addresses if item.verified]
        person = Person.objects.filter(email__iexact=confirmed[0], is_active=True).first() if confirmed else None
        if person is None:
            raise ImmediateHttpResponse(render(request, "web/unknown_person.html", status=403))
        sociallogin.connect(request, person)
