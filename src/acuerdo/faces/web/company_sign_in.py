"""Signing in with the company's account: an OpenID Connect provider knows the people."""

from typing import Any

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

COMPANY = "company"


class SignedTokensOnly(OpenIDConnectOAuth2Adapter):  # type: ignore[misc] # the package has no types
    """Holds each identity token to the provider's keys, however it came; the package skips that for direct answers."""

    did_fetch_access_token = property(lambda _self: False, lambda _self, _value: None)


def is_set_up() -> bool:
    """Say whether a company's sign-in server is set."""
    return bool(settings.SOCIALACCOUNT_PROVIDERS)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Lead to the company's sign-in, by a page of our own: forms of these pages go nowhere else."""
    answer = _ask(OAuth2LoginView, request)
    to = answer.headers.get("Location", "")
    if not to.startswith(("https://", "http://")):
        return answer
    return render(request, "web/leaving.html", {"to": to})


@require_GET
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take the answer of the company's sign-in."""
    if provider_id != COMPANY:
        raise Http404
    return _ask(OAuth2CallbackView, request)


def _ask(view: Any, request: HttpRequest) -> HttpResponse:  # noqa: ANN401 - the package's own
    if not is_set_up():
        raise Http404
    try:
        answer: HttpResponse = view.adapter_view(SignedTokensOnly(request, COMPANY))(request)
    except SocialApp.DoesNotExist as missing:
        raise Http404 from missing
    return answer
