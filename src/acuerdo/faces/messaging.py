"""Messages to people by services that carry them, as Apprise addresses them: `ntfys://ntfy.sh/topic`.

The library takes half a second to load: only who says something by it, or writes an address down, loads it.
"""

import logging
from collections.abc import Sequence
from concurrent.futures import Future
from threading import Thread
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

OPTIONS = frozenset(
    {"channel", "mode", "pa", "priority", "silent", "sound", "tags", "team", "thread", "to", "topic", "ver"}
)
"""What may stand behind the `?` of an address: to whom, and how loud.

Of the others some read files of this machine (`template`), reach into its network, or wait for as long as they say.
"""

PATIENCE_S = 30.0
"""How long a service may take altogether, however slowly it answers."""

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
    discovery: bool

    def parse_url(self, url: str) -> dict[str, dict[str, str]]:
        """Return what an address consists of, as the library reads it: `qsd` holds what stands behind the `?`."""

    def notify(self, *, body: str, title: str) -> bool:
        """Say whether the service took a message."""


class NotCarried(RuntimeError):
    """The service did not take the message; it is told again later."""


def read_address(address: str, allowed: Sequence[Network]) -> str:
    """Return the name of the service that an address belongs to. Raises `AddressRefused`."""
    return _opened(address, allowed)[1]


def say(address: str, subject: str, text: str, allowed: Sequence[Network]) -> None:
    """Send a message, and wait for the service to take it. Raises `AddressRefused`, `OSError` and `NotCarried`."""
    plugin, _ = _opened(address, allowed)
    url = _reached(plugin)
    if url:
        look_up(url, allowed)
    if not _is_taken(plugin, subject, text):
        raise NotCarried(plugin.service_name)


def _is_taken(plugin: Service, subject: str, text: str) -> bool:
    """Say whether a service took a message; one that goes on answering for ever did not, and holds nobody up."""
    taken: Future[bool] = Future()

    def carry() -> None:
        try:
            taken.set_result(plugin.notify(body=text, title=subject))
        except Exception as fault:  # noqa: BLE001 - it is raised again where somebody waits for it
            taken.set_exception(fault)

    Thread(target=carry, name="messenger", daemon=True).start()
    try:
        return taken.result(PATIENCE_S)
    except TimeoutError:
        return False


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
    odd = sorted(plugin.parse_url(said)["qsd"].keys() - OPTIONS)
    if odd:
        raise AddressRefused("bad_messenger", f"the option {odd[0][:20]}", _EXAMPLE)
    plugin.discovery = False  # by it a machine of Matrix would name another one, which nobody has looked at
    url = _reached(plugin)
    if url:
        check_url(url, allowed)
    return plugin, SERVICES[known]


def _reached(plugin: Service) -> str:
    """Return where the machine is that carries, as far as the address names one; else the service has its own."""
    found = vars(plugin)
    if "organization" in found:  # Zulip, whose organizations may have machines of their own
        return f"https://{found['organization']}.{found['hostname']}/"
    if found.get("mode") == "cloud" or not any("{host}" in one for one in plugin.templates):
        return ""
    port = f":{plugin.port}" if plugin.port else ""
    return f"{'https' if plugin.secure else 'http'}://{plugin.host}{port}/"
