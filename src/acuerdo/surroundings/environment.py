"""What the surroundings say about how the application runs; whatever is odd is refused loudly."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from acuerdo.words import Language

PREFIX = "ACUERDO_"
_KNOWN = (
    "ACUERDO_HOME",
    "ACUERDO_SECRET_KEY",
    "ACUERDO_PUBLIC_URL",
    "ACUERDO_MAIL_URL",
    "ACUERDO_MAIL_FROM",
    "ACUERDO_LANGUAGE",
    "ACUERDO_OIDC_URL",
    "ACUERDO_OIDC_CLIENT_ID",
    "ACUERDO_OIDC_SECRET",
    "ACUERDO_METRICS_TOKEN",
    "ACUERDO_API_PER_MINUTE",
    "ACUERDO_TOKEN",
    "ACUERDO_WEBHOOK_NETWORKS",
    "ACUERDO_SOURCE_NETWORKS",
    "ACUERDO_SECOND_FACTOR",
    "ACUERDO_ENGINE",
    "ACUERDO_BOUNDSCHECK",
)
_SHORTEST_KEY = 50
_SHORTEST_TOKEN = 20
_LOCAL = ("127.0.0.1", "localhost", "::1")
_POSTGRES = ("postgres", "postgresql")


class EnvironmentRefused(ValueError):
    """A setting that cannot be used. `code` is stable: `unknown_setting`, `bad_setting`, `missing_setting`."""

    def __init__(self, code: str, name: str, found: str, expected: str) -> None:
        self.code = code
        self.name = name
        super().__init__(f"{name}: found {found}, expected {expected}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """Where the rows are: a SQLite file, or a PostgreSQL server."""

    engine: str
    name: str
    host: str = ""
    port: str = ""
    user: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """The server that takes e-mail, and the sender; without a host letters are only kept."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    encryption: str = ""
    sender: str = "acuerdo@localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInServer:
    """An OpenID Connect provider that knows the people."""

    url: str
    client_id: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Everything that the surroundings decide. `home` holds the database file, uploads and the secret key.

    `metrics_token` lets programs on other machines read the metrics; without one only this machine may.
    `second_factor` is `provider` where the provider's people have to have one, else empty.
    """

    home: Path
    secret_key: str
    database: Database
    public_url: str
    host: str
    port: int
    mail: Mail
    language: Language
    sign_in: SignInServer | None
    metrics_token: str
    api_per_minute: int
    webhook_networks: tuple[IPv4Network | IPv6Network, ...]
    source_networks: tuple[IPv4Network | IPv6Network, ...]
    second_factor: str = ""

    @property
    def secure(self) -> bool:
        """Say whether people reach the application by https."""
        return self.public_url.startswith("https://")


def read_environment(given: Mapping[str, str]) -> Environment:
    """Read the settings. Raises `EnvironmentRefused`.

    >>> read_environment({"PORT": "9000", "ACUERDO_SECRET_KEY": "x" * 50}).public_url
    'http://localhost:9000'
    >>> read_environment({"DATABASE_URL": "mysql://db/acuerdo"})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    acuerdo.surroundings.environment.EnvironmentRefused: ...
    """
    _refuse_unknown(given)
    home = Path(given.get("ACUERDO_HOME") or "acuerdo-data").expanduser()
    host, port = given.get("HOST") or "127.0.0.1", _port(given)
    return Environment(
        home=home.absolute(),
        secret_key=_secret_key(given, home),
        database=_database(given, home.absolute()),
        public_url=_public_url(given, host, port),
        host=host,
        port=port,
        mail=_mail(given),
        language=_language(given),
        sign_in=_sign_in(given),
        metrics_token=_metrics_token(given),
        webhook_networks=_networks(given, "ACUERDO_WEBHOOK_NETWORKS"),
        source_networks=_networks(given, "ACUERDO_SOURCE_NETWORKS"),
        api_per_minute=_count(given, "ACUERDO_API_PER_MINUTE", 600),
        second_factor=_second_factor(given),
    )


def from_surroundings() -> Environment:
    """Read the settings of this process."""
    return read_environment(os.environ)


def _refuse_unknown(given: Mapping[str, str]) -> None:
    for name in given:
        if name.startswith(PREFIX) and name not in _KNOWN:
            near = get_close_matches(name, _KNOWN, 1)
            raise EnvironmentRefused(
                "unknown_setting", name, "an unknown name", near[0] if near else "one of " + ", ".join(_KNOWN)
            )


def _port(given: Mapping[str, str]) -> int:
    text = given.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 1 << 16:
        raise EnvironmentRefused("bad_setting", "PORT", repr(text), "a port from 1 to 65535")
    return int(text)


def _count(given: Mapping[str, str], name: str, usual: int) -> int:
    text = given.get(name) or str(usual)
    if not text.isdecimal() or not int(text):
        raise EnvironmentRefused("bad_setting", name, repr(text), "a whole number from 1 on")
    return int(text)


def _networks(given: Mapping[str, str], name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    words = [word.strip() for word in given.get(name, "").split(",") if word.strip()]
    try:
        return tuple(ip_network(word) for word in words)
    except ValueError as fault:
        raise EnvironmentRefused("bad_setting", name, str(fault), "networks like 10.1.0.0/16,127.0.0.0/8") from None


def _language(given: Mapping[str, str]) -> Language:
    text = given.get("ACUERDO_LANGUAGE") or "en"
    if text not in list(Language):
        raise EnvironmentRefused("bad_setting", "ACUERDO_LANGUAGE", repr(text), "one of " + ", ".join(Language))
    return Language(text)


def _second_factor(given: Mapping[str, str]) -> str:
    text = given.get("ACUERDO_SECOND_FACTOR") or "optional"
    if text not in ("optional", "provider"):
        raise EnvironmentRefused("bad_setting", "ACUERDO_SECOND_FACTOR", repr(text), "optional or provider")
    return "" if text == "optional" else text


def _secret_key(given: Mapping[str, str], home: Path) -> str:
    """Return the key that signs sessions: of the surroundings, else of the home; empty where there is none yet."""
    key = given.get("ACUERDO_SECRET_KEY", "")
    if key and len(key) < _SHORTEST_KEY:
        raise EnvironmentRefused(
            "bad_setting", "ACUERDO_SECRET_KEY", f"{len(key)} characters", f"{_SHORTEST_KEY} or more"
        )
    kept = home / "secret-key"
    return key or (kept.read_text(encoding="ascii").strip() if kept.is_file() else "")


def _metrics_token(given: Mapping[str, str]) -> str:
    token = given.get("ACUERDO_METRICS_TOKEN", "")
    if token and len(token) < _SHORTEST_TOKEN:
        raise EnvironmentRefused(
            "bad_setting", "ACUERDO_METRICS_TOKEN", f"{len(token)} characters", f"{_SHORTEST_TOKEN} or more"
        )
    return token


def _split(name: str, text: str, schemes: tuple[str, ...]) -> SplitResult:
    try:
        found = urlsplit(text)
        _ = found.port
    except ValueError as fault:
        raise EnvironmentRefused("bad_setting", name, str(fault), "an address") from None
    if found.scheme not in schemes:
        expected = "an address that begins with " + " or ".join(f"{item}://" for item in schemes)
        raise EnvironmentRefused("bad_setting", name, repr(found.scheme), expected)
    return found


def _database(given: Mapping[str, str], home: Path) -> Database:
    text = given.get("DATABASE_URL", "")
    if not text:
        return Database(engine="sqlite", name=str(home / "acuerdo.sqlite3"))
    found = _split("DATABASE_URL", text, ("sqlite", *_POSTGRES))
    if found.scheme == "sqlite":
        if found.netloc or len(found.path) <= 1:
            raise EnvironmentRefused("bad_setting", "DATABASE_URL", "no file", "sqlite:////folder/file.sqlite3")
        return Database(engine="sqlite", name=unquote(found.path[1:]))
    if len(found.path) <= 1 or not found.hostname:
        raise EnvironmentRefused("bad_setting", "DATABASE_URL", "no host or database", "postgres://user@host/database")
    return Database(
        engine="postgresql",
        name=unquote(found.path[1:]),
        host=found.hostname,
        port=str(found.port or ""),
        user=unquote(found.username or ""),
        password=unquote(found.password or ""),
    )


def _public_url(given: Mapping[str, str], host: str, port: int) -> str:
    text = given.get("ACUERDO_PUBLIC_URL", "")
    if not text:
        # By its name: browsers know no passkeys for an address of numbers.
        shown = "localhost" if host in ("0.0.0.0", "::", "127.0.0.1") else host  # noqa: S104 - only recognised here
        return f"http://{shown}:{port}"
    found = _split("ACUERDO_PUBLIC_URL", text, ("http", "https"))
    if not found.hostname or found.path.strip("/") or found.query or found.fragment or found.username:
        raise EnvironmentRefused(
            "bad_setting", "ACUERDO_PUBLIC_URL", repr(text), "an address like https://sla.norte.es"
        )
    if found.scheme == "http" and found.hostname not in _LOCAL:
        raise EnvironmentRefused("bad_setting", "ACUERDO_PUBLIC_URL", "http", "https for anything but this machine")
    return f"{found.scheme}://{found.netloc}"


_MAIL = {"smtp": ("", 25), "smtp+starttls": ("starttls", 587), "smtps": ("tls", 465)}


def _mail(given: Mapping[str, str]) -> Mail:
    sender = given.get("ACUERDO_MAIL_FROM") or "acuerdo@localhost"
    text = given.get("ACUERDO_MAIL_URL", "")
    if not text:
        return Mail(sender=sender)
    found = _split("ACUERDO_MAIL_URL", text, tuple(_MAIL))
    if not found.hostname:
        raise EnvironmentRefused("bad_setting", "ACUERDO_MAIL_URL", "no host", "smtp://host")
    encryption, port = _MAIL[found.scheme]
    return Mail(
        host=found.hostname,
        port=found.port or port,
        user=unquote(found.username or ""),
        password=unquote(found.password or ""),
        encryption=encryption,
        sender=sender,
    )


def _sign_in(given: Mapping[str, str]) -> SignInServer | None:
    names = ("ACUERDO_OIDC_URL", "ACUERDO_OIDC_CLIENT_ID", "ACUERDO_OIDC_SECRET")
    values = [given.get(name, "") for name in names]
    if not any(values):
        return None
    for name, value in zip(names, values, strict=True):
        if not value:
            raise EnvironmentRefused("missing_setting", name, "nothing", "a value, since another ACUERDO_OIDC_ is set")
    _split(names[0], values[0], ("http", "https"))
    return SignInServer(url=values[0], client_id=values[1], secret=values[2])
