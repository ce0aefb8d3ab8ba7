"""Accounts: who may have one, and how the package that keeps them speaks to the rest."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from acuerdo.apps.parties.models import Person
from acuerdo.faces.web.languages import keep_language
from acuerdo.flows.accounts_told import note_sign_in, send_password_link

_YES = (True, "true")
"""How sign-in servers say that an address is confirmed; the word `false` is not a yes."""


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc] # the package has no types
    """Accounts are made by accepting an invitation, never by signing up; letters leave through the outbox."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - nobody signs up, whatever is asked
        """Say no."""
        return False

    def post_login(
        self,
        request: HttpRequest,
        user: Person,
        **more: Any,  # noqa: ANN401 - as the package has it
    ) -> HttpResponse:
        """Speak the person's own language from here on, whatever the browser wished for."""
        with translation.override(user.language):
            response: HttpResponse = super().post_login(request, user, **more)
        keep_language(response, request, user.language)
        return response

    def send_password_reset_mail(
        self,
        user: AbstractBaseUser,
        email: str,  # noqa: ARG002 - the person's own address is looked up at delivery
        context: dict[str, Any],
    ) -> None:
        """Put the letter with the link into the outbox, for somebody who is there."""
        if isinstance(user, Person) and user.is_active:
            send_password_link(user, urlsplit(context["password_reset_url"]).path, timezone.now())

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,  # noqa: ARG002 - for letters, which this adapter does not send
        email: str | None = None,  # noqa: ARG002 - as above
    ) -> None:
        """Write down what changed in how somebody signs in; the package tells it here, once it is done."""
        what = template_prefix.rpartition("/")[2]
        if isinstance(user, Person):
            note_sign_in(user, what, timezone.now())


class KnownPeopleOnly(DefaultSocialAccountAdapter):  # type: ignore[misc] # the package has no types
    """The company's sign-in server brings people whom this installation knows by their confirmed e-mail address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ANN401, ARG002 - as above
        """Say no."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:  # noqa: ANN401 - the package's own
        """Connect the sign-in with the person of its address, or refuse it.

        Whoever is known by the server's own id stays that person, whatever address the server says later.
        """
        if sociallogin.is_existing:
            return
        confirmed = [item.email for item in sociallogin.email_addresses if item.verified in _YES]
        person = Person.objects.filter(email__iexact=confirmed[0], is_active=True).first() if confirmed else None
        if person is None:
            raise ImmediateHttpResponse(render(request, "web/unknown_person.html", status=403))
        sociallogin.connect(request, person)
