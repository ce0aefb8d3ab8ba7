"""Messages to people by services that carry them, as Apprise addresses them: `ntfys://ntfy.sh/topic`.

The library takes half a second to load: only who says something by it, or writes an address down, loads it.
"""

import logging
from collections.abc import Sequence
from types import MappingProxyType
from typing import Protocol, cast

from acuerdo.apps.webhooks.addresses import AddressRefused, Network, check_url, look_up

SERVICES = MappingProxyType(
    {
        "discord": "Discord",
        "gotify": "Gotify",
        "matrix": "Matrix",
        "mmost": "Mattermost",
        "ntfy": "ntfy",
        "pover": "Pushover",
        "rocket": "Rocket.Chat",
        "slack": "Slack",
        "tgram": "Telegram",
        "workflows": "Microsoft Teams",
        "zulip": "Zulip",
    }
)
"""The services that are offered, by the word that begins their addresses (with an `s` behind it: encrypted).

Others that Apprise knows reach into this machine, or carry nothing to a person.
"""

_US = "Acuerdo"
_EXAMPLE = "an address like ntfys://ntfy.sh/my-topic"
logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # what it says names addresses with their secrets


class Service(Protocol):
    """What the library makes of an address."""

    service_name: str
    templates: Sequence[str]
    host: str
    port: int | None
    secure: bool

    def notify(self, *, body: str, title: str) -> bool:
        """Say whether the service took a message."""


class NotCarried(RuntimeError):
    """The service did not take the message; it is told again later."""


def read_address(address: str, allowed: Sequence[Network]) -> str:
    """Return the name of the service that an address belongs to. Raises `AddressRefused`."""
    return _opened(address, allowed)[1]


def say(address: str, subject: str, text: str, allowed: Sequence[Network]) -> None:
    """Send a message, and wait for the service to take it. Raises `AddressRefused` and `NotCarried`."""
    plugin, _ = _opened(address, allowed)
    if _names_host(plugin):
        look_up(_host_url(plugin), allowed)
    if not plugin.notify(body=text, title=subject):
        raise NotCarried(plugin.service_name)


def _opened(address: str, allowed: Sequence[Network]) -> tuple[Service, str]:
    from apprise import Apprise, AppriseAsset  # noqa: PLC0415 - see above

    said = address.strip()
    scheme = said.partition("://")[0].lower()
    known = scheme if scheme in SERVICES else scheme.removesuffix("s")
    if known not in SERVICES:
        raise AddressRefused("unknown_messenger", scheme[:20], _EXAMPLE)
    asset = AppriseAsset(
        http_redirects=False, app_id=_US, app_desc=_US, app_url="", image_url_mask="", image_url_logo=""
    )
    plugin = cast("Service | None", Apprise.instantiate(said, asset=asset, suppress_exceptions=True))
    if plugin is None:
        raise AddressRefused("bad_messenger", "an address that the service does not know", _EXAMPLE)
    if _names_host(plugin):
        check_url(_host_url(plugin), allowed)
    return plugin, SERVICES[known]


def _names_host(plugin: Service) -> bool:
    """Say whether the address names the machine that carries; else the service has one of its own."""
    return any("{host}" in one for one in plugin.templates)


def _host_url(plugin: Service) -> str:
    port = f":{plugin.port}" if plugin.port else ""
    return f"{'https' if plugin.secure else 'http'}://{plugin.host}{port}/"
