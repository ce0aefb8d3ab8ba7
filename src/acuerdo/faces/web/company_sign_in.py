"""Signing in with the company's account: an OpenID Connect provider knows the people.

Beyond what the accounts package does, the identity token has to be there, signed by the provider's keys, made for this
very attempt (its nonce) and about the person of whom the provider then tells.
"""

import secrets
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

COMPANY = "company"
_BEGUN = "company_sign_in"
_AT_ONCE = 5
"""How many attempts of one browser are known at a time: one for each window in which somebody began."""


class SignedTokensOnly(OpenIDConnectOAuth2Adapter):  # type: ignore[misc] # the package has no types
    """Holds each identity token to the provider's keys, however it came; the package skips that for direct answers."""

    did_fetch_access_token = property(lambda _self: False, lambda _self, _value: None)

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the package's own
        """Take the answer, if it belongs to this attempt and is about one person."""
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("no identity token")
        login = super().complete_login(request, app, token, **kwargs)
        found = login.account.extra_data
        nonce = request.session.get(_BEGUN, {}).get(request.GET.get("state"))
        if nonce is None or found["id_token"].get("nonce") != nonce:
            raise OAuth2Error("an identity token of another attempt")
        if found.get("userinfo", found["id_token"]).get("sub") != found["id_token"]["sub"]:
            raise OAuth2Error("an identity token of somebody else")
        return login


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
    nonce = secrets.token_urlsafe(32)
    state = parse_qs(urlsplit(to).query)["state"][0]
    begun = {**request.session.get(_BEGUN, {}), state: nonce}
    request.session[_BEGUN] = dict(list(begun.items())[-_AT_ONCE:])
    return render(request, "web/leaving.html", {"to": f"{to}&{urlencode({'nonce': nonce})}"})


@require_GET
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take the answer of the company's sign-in."""
    if provider_id != COMPANY:
        raise Http404
    answer = _ask(OAuth2CallbackView, request)
    request.session.pop(_BEGUN, None)
    return answer


def _ask(view: Any, request: HttpRequest) -> HttpResponse:  # noqa: ANN401 - the package's own
    if not is_set_up():
        raise Http404
    try:
        answer: HttpResponse = view.adapter_view(SignedTokensOnly(request, COMPANY))(request)
    except SocialApp.DoesNotExist as missing:
        raise Http404 from missing
    except OSError:  # the server is silent, or answers something else than it should
        return render(request, "socialaccount/authentication_error.html", status=HTTPStatus.BAD_GATEWAY)
    return answer
