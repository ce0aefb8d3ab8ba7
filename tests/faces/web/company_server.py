"""A company's sign-in server for tests: Django OAuth Toolkit, an OpenID Connect provider, on a port of this machine.

    python -m tests.faces.web.company_server PORT [CALLBACK]

Its people are in `PEOPLE`; `/enter?who=...` signs one of them in, as a form would. `/other-keys` are keys of somebody
else, `/token/NAME` is its token endpoint, whose identity tokens say something `WRONG`, signed with the right key. The
toolkit is imported late, since it needs the settings of this server.
"""

import json
import os
import sys
import tempfile
from time import time
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

CLIENT = "acuerdo"
SECRET = "a-secret-of-the-tests"  # noqa: S105 - of a server that lives in tests
CALLBACK = "http://testserver/accounts/oidc/company/login/callback/"
PEOPLE: dict[str, dict[str, object]] = {
    "ana": {"email": "Ana@Norte.example", "email_verified": True, "name": "Ana"},
    "mallory": {"email": "ana@norte.example", "email_verified": False, "name": "Mallory"},
    "eve": {"email": "eve@evil.example", "email_verified": True, "name": "Eve"},
    "word": {"email": "ana@norte.example", "email_verified": "false", "name": "Word"},
    "gone": {"email": "nadie@norte.example", "email_verified": True, "name": "Nadie"},
}
OPTIONS: dict[str, Any] = {
    "OIDC_ENABLED": True,
    "PKCE_REQUIRED": True,
    "SCOPES": {"openid": "who", "profile": "name", "email": "address"},
}
WRONG: dict[str, dict[str, object]] = {
    "audience": {"aud": "another-client"},
    "issuer": {"iss": "https://other.example"},
    "expired": {"exp": int(time()) - 3600},
    "nonce": {"nonce": "of-another-attempt"},
    "person": {"sub": "999"},
}


def new_key() -> str:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def configure(port: int) -> None:
    OPTIONS["OIDC_RSA_PRIVATE_KEY"] = new_key()
    OPTIONS["OIDC_ISS_ENDPOINT"] = f"http://127.0.0.1:{port}/o"
    settings.configure(
        SECRET_KEY="x" * 50,
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{tempfile.mkdtemp()}/company.sqlite3"}
        },
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        USE_TZ=True,
        LOGIN_URL="/enter",
        OAUTH2_PROVIDER=OPTIONS,
    )


def enter(request: HttpRequest) -> HttpResponse:
    from django.contrib.auth import get_user_model, login  # noqa: PLC0415 - as above

    user, _ = get_user_model().objects.get_or_create(username=request.GET["who"])  # type: ignore[misc] # Django's own people live in this server
    login(request, user)
    return HttpResponse("in")


def other_keys(_: HttpRequest) -> JsonResponse:
    from jwcrypto import jwk  # noqa: PLC0415 - comes with the toolkit

    found = jwk.JWK.from_pem(new_key().encode())
    return JsonResponse({"keys": [found.export_public(as_dict=True)]})


def tell_wrongly(request: HttpRequest, what: str) -> JsonResponse:
    """Answer as the token endpoint does, with an identity token that says something wrong, or without one."""
    from jwcrypto import jwk, jwt  # noqa: PLC0415 - comes with the toolkit
    from oauth2_provider.views import TokenView  # noqa: PLC0415 - once it is set up

    answer = json.loads(TokenView.as_view()(request).content)
    key = jwk.JWK.from_pem(OPTIONS["OIDC_RSA_PRIVATE_KEY"].encode())
    said = jwt.JWT(jwt=answer.pop("id_token"), key=key)
    if what != "none":
        claims = json.dumps({**json.loads(said.claims), **WRONG.get(what, {})})
        forged = jwt.JWT(header=said.header, claims=claims)
        forged.make_signed_token(key)
        answer["id_token"] = forged.serialize()
    return JsonResponse(answer)


def validator() -> type:
    """Return the class that says what is known of a person."""
    from oauth2_provider.oauth2_validators import OAuth2Validator  # noqa: PLC0415 - once it is set up

    class Claims(OAuth2Validator):  # type: ignore[misc] # the package has no types
        oidc_claim_scope = None

        def get_additional_claims(self, request: Any) -> dict[str, object]:  # noqa: ANN401 - the toolkit's own
            return PEOPLE[str(request.user.get_username())]

    return Claims


urlpatterns = [
    path("enter", enter),
    path("other-keys", other_keys),
    path("token/<str:what>", csrf_exempt(tell_wrongly)),
]


def main(port: int, callback: str = CALLBACK) -> None:
    import django  # noqa: PLC0415 - once it is set up
    from django.core.management import call_command  # noqa: PLC0415 - as above
    from django.core.servers.basehttp import run  # noqa: PLC0415 - as above
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - as above

    configure(port)
    django.setup()
    OPTIONS["OAUTH2_VALIDATOR_CLASS"] = validator()
    urlpatterns.append(path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")))  # type: ignore[arg-type] # the types know no namespaces of packages
    call_command("migrate", verbosity=0)
    from oauth2_provider.models import get_application_model  # noqa: PLC0415 - once it is set up

    get_application_model().objects.create(
        client_id=CLIENT,
        client_secret=SECRET,
        hash_client_secret=False,
        client_type="confidential",
        authorization_grant_type="authorization-code",
        redirect_uris=callback,
        skip_authorization=True,
        algorithm="RS256",
    )
    run("127.0.0.1", port, get_wsgi_application(), threading=True)


if __name__ == "__main__":
    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
    main(int(sys.argv[1]), *sys.argv[2:])
