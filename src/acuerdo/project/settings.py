"""Django's settings, all of them decided by the surroundings."""

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import reset_tzpath

from acuerdo.surroundings import Database, from_surroundings

reset_tzpath(to=())  # the zones of the tzdata package: the same on every machine, in every process
ENVIRONMENT = from_surroundings()

DEBUG = False
# A key for tools that only look at the code; `acuerdo serve` writes one into the home before it starts.
SECRET_KEY = ENVIRONMENT.secret_key or secrets.token_hex(32)
ALLOWED_HOSTS = [urlsplit(ENVIRONMENT.public_url).hostname or "", "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.public_url]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "acuerdo.apps.parties",
    "acuerdo.apps.journal",
    "acuerdo.apps.acts",
    "acuerdo.apps.notices",
    "acuerdo.apps.tokens",
    "acuerdo.apps.catalogue",
    "acuerdo.apps.agreements",
    "acuerdo.apps.scope",
    "acuerdo.apps.requirements",
    "acuerdo.apps.life",
    "acuerdo.apps.years",
    "acuerdo.apps.webhooks",
    "acuerdo.apps.tickets",
    "acuerdo.apps.readings",
    "acuerdo.apps.exclusions",
    "acuerdo.apps.clocks",
    "acuerdo.apps.rejudging",
    "acuerdo.apps.attained",
    "acuerdo.apps.periods",
    "acuerdo.apps.alerts",
    "acuerdo.apps.imports",
    "acuerdo.apps.matters",
    "acuerdo.apps.claims",
    "acuerdo.apps.views",
    "acuerdo.faces.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
]
AUTH_USER_MODEL = "parties.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "acuerdo.faces.web.observing.Observed",
    "django.middleware.security.SecurityMiddleware",
    "acuerdo.faces.web.headers.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "acuerdo.faces.web.languages.ReaderLanguage",
    "acuerdo.faces.api.answering.ApiAnswers",
    "acuerdo.faces.web.failures.Failures",
    "acuerdo.faces.web.uploads.UploadLimit",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "acuerdo.faces.web.second_factor.SecondFactor",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "acuerdo.project.urls"
WSGI_APPLICATION = "acuerdo.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "acuerdo.faces.web.context.reader",
            ],
            "builtins": ["acuerdo.faces.web.templatetags.words"],
            "string_if_invalid": "",
        },
    }
]


def _databases(chosen: Database) -> dict[str, dict[str, Any]]:  # Django's own shape
    if chosen.engine == "postgresql":
        return {
            "default": {
                "ENGINE": "acuerdo.project.postgresql",
                "NAME": chosen.name,
                "HOST": chosen.host,
                "PORT": chosen.port,
                "USER": chosen.user,
                "PASSWORD": chosen.password,
                "CONN_MAX_AGE": 60,
                "CONN_HEALTH_CHECKS": True,
                # What is asked again and again is planned once, whatever it is asked with: a plan takes longer than
                # what is to be done. `acuerdo.apps.journal.wire` sees to it; cursors do not take part in it.
                "OPTIONS": {"prepare_threshold": None, "options": "-c plan_cache_mode=force_generic_plan"},
            }
        }
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    return {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": chosen.name,
            # Kept open: to open the database, SQLite has to write, which it cannot do on a full disk.
            "CONN_MAX_AGE": None,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas},
        }
    }


DATABASES = _databases(ENVIRONMENT.database)

LANGUAGE_CODE = str(ENVIRONMENT.language)
LANGUAGES = [("en", "English"), ("es", "Español"), ("ru", "Русский")]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
# One typeface, in reports and pages.
STATICFILES_DIRS = [("fonts", Path(__file__).parents[1] / "studies" / "report" / "fonts")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
MEDIA_ROOT = ENVIRONMENT.home / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ENVIRONMENT.secure
CSRF_FAILURE_VIEW = "acuerdo.faces.web.failures.show_stale"
CSRF_COOKIE_SECURE = ENVIRONMENT.secure
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.secure else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "acuerdo.faces.web.accounts.InvitedOnly"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"invite": "60/h/key", "invitation": "30/h/ip", "trial": "5/m/key"}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Whoever has an account accepted an invitation; addresses are those of the invitation.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Acuerdo"
SECOND_FACTOR_FOR = ENVIRONMENT.second_factor
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENVIRONMENT.secure
SOCIALACCOUNT_ADAPTER = "acuerdo.faces.web.accounts.KnownPeopleOnly"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}  # the package's own shape
if ENVIRONMENT.sign_in:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "company",
                "name": "company",
                "client_id": ENVIRONMENT.sign_in.client_id,
                "secret": ENVIRONMENT.sign_in.secret,
                "settings": {"server_url": ENVIRONMENT.sign_in.url},
            }
        ],
        "OAUTH_PKCE_ENABLED": True,
    }

EMAIL_HOST = ENVIRONMENT.mail.host
EMAIL_PORT = ENVIRONMENT.mail.port
EMAIL_HOST_USER = ENVIRONMENT.mail.user
EMAIL_HOST_PASSWORD = ENVIRONMENT.mail.password
EMAIL_USE_TLS = ENVIRONMENT.mail.encryption == "starttls"
EMAIL_USE_SSL = ENVIRONMENT.mail.encryption == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail.sender

LOGGING_CONFIG = None  # the faces that run (server, worker) set up their own logs

API_PER_MINUTE = ENVIRONMENT.api_per_minute
