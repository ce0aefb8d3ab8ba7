"""Webhooks: events sent to programs outside, signed as Standard Webhooks says."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from time import monotonic

import httpx
from standardwebhooks import Webhook

from acuerdo.apps.notices.shapes import Delivery
from acuerdo.apps.webhooks.addresses import AddressRefused, Network, check_url, look_up
from acuerdo.apps.webhooks.commands import note_attempt
from acuerdo.apps.webhooks.queries import find_target
from acuerdo.apps.webhooks.shapes import AttemptLine, Target
from acuerdo.faces.worker.deliveries import Undeliverable, fault_of
from acuerdo.surroundings import from_surroundings

_PATIENCE_S = 10.0
_AGENT = "Acuerdo-Webhooks/1"


class NotAccepted(RuntimeError):
    """The endpoint answered with something else than 2xx; it is told again later."""


def send(delivery: Delivery) -> None:
    """Tell an endpoint something, and write the attempt into its log.

    Raises `Undeliverable` for one that is gone, paused or inside the network, and whatever else went wrong.
    """
    now = datetime.now(UTC)
    target = find_target(delivery.address, now)
    if target is None:
        raise Undeliverable("no_endpoint")
    begun = monotonic()
    status, fault = None, ""
    try:
        status = _post(target, delivery, from_surroundings().webhook_networks, now)
        _require_accepted(status)
    except AddressRefused as refused:
        fault = refused.code
        raise Undeliverable(refused.code) from refused
    except Exception as found:
        fault = "" if status else fault_of(found)
        if status == HTTPStatus.GONE:
            raise Undeliverable("gone") from found
        raise
    finally:
        took_ms = round((monotonic() - begun) * 1_000)
        line = AttemptLine(at=now, took_ms=took_ms, status=status, fault=fault)
        note_attempt(target.endpoint, delivery.key, line)


def _require_accepted(status: int) -> None:
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise NotAccepted(str(status))


def _post(target: Target, delivery: Delivery, allowed: Sequence[Network], now: datetime) -> int:
    """Post to the very address that was looked up and found to be allowed, and return the status."""
    check_url(target.url, allowed)
    url = httpx.URL(target.url)
    address = look_up(target.url, allowed)
    payload = json.dumps(delivery.body, ensure_ascii=False, separators=(",", ":"))
    message = str(delivery.body["id"])
    signatures = [Webhook(secret).sign(message, now, payload) for secret in target.secrets]
    headers = {
        "Host": url.netloc.decode("ascii"),
        "Content-Type": "application/json",
        "User-Agent": _AGENT,
        "webhook-id": message,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
    # No proxies and no redirects: both would lead past the address that was checked.
    with (
        httpx.Client(timeout=_PATIENCE_S, follow_redirects=False, trust_env=False) as client,
        client.stream(
            "POST",
            url.copy_with(host=str(address)),
            content=payload.encode(),
            headers=headers,
            extensions={"sni_hostname": url.host},
        ) as response,
    ):
        return response.status_code
