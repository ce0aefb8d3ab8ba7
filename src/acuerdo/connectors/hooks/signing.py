"""Making sure that a message comes from the help desk with which a secret is shared."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha1, sha256

TOLERANCE_S = 300
"""How far the instant of a message in the Standard Webhooks way may be from now; the others are kept once anyway."""

_PREFIX = "whsec_"


def signed_standard(secret: str, headers: Mapping[str, str], body: bytes, now_s: int) -> bool:
    """Say whether a message is signed as Standard Webhooks says, and is no older than `TOLERANCE_S`."""
    ident, sent, sent_s = headers.get("webhook-id", ""), headers.get("webhook-timestamp", ""), sent_at_s(headers)
    if not ident or sent_s is None or abs(now_s - sent_s) > TOLERANCE_S:
        return False
    try:
        key = b64decode(secret.removeprefix(_PREFIX), validate=True)
    except ValueError:
        return False
    expected = "v1," + b64encode(hmac.digest(key, f"{ident}.{sent}.".encode() + body, sha256)).decode()
    offered = headers.get("webhook-signature", "").split()
    return any(_same(expected, one) for one in offered[:10])


def sent_at_s(headers: Mapping[str, str]) -> int | None:
    """Return the instant, in seconds since 1970, at which a message in the Standard Webhooks way says it was sent.

    >>> sent_at_s({"webhook-timestamp": "1772442000"}), sent_at_s({})
    (1772442000, None)
    """
    sent = headers.get("webhook-timestamp", "")
    return int(sent[:15]) if sent.isascii() and sent.isdecimal() else None


def signed_hub_sha1(secret: str, headers: Mapping[str, str], body: bytes, _now_s: int) -> bool:
    """Say whether `X-Hub-Signature` holds the SHA-1 HMAC of a message, as Zammad sends it."""
    return _same("sha1=" + hmac.digest(secret.encode(), body, sha1).hex(), headers.get("x-hub-signature", ""))


def signed_hub_sha256(secret: str, headers: Mapping[str, str], body: bytes, _now_s: int) -> bool:
    """Say whether `X-Hub-Signature` holds the SHA-256 HMAC of a message, as Jira sends it."""
    return _same("sha256=" + hmac.digest(secret.encode(), body, sha256).hex(), headers.get("x-hub-signature", ""))


def signed_zendesk(secret: str, headers: Mapping[str, str], body: bytes, _now_s: int) -> bool:
    """Say whether the HMAC of Zendesk's instant and a message is right."""
    sent = headers.get("x-zendesk-webhook-signature-timestamp", "")
    expected = b64encode(hmac.digest(secret.encode(), sent.encode() + body, sha256)).decode()
    return bool(sent) and _same(expected, headers.get("x-zendesk-webhook-signature", ""))


def signed_glpi(secret: str, headers: Mapping[str, str], body: bytes, _now_s: int) -> bool:
    """Say whether the HMAC of a message and GLPI's instant is right."""
    sent = headers.get("x-glpi-timestamp", "")
    expected = hmac.digest(secret.encode(), body + sent.encode(), sha256).hex()
    return bool(sent) and _same(expected, headers.get("x-glpi-signature", ""))


def knows_secret(secret: str, headers: Mapping[str, str], _body: bytes, _now_s: int) -> bool:
    """Say whether a message that is not signed carries the secret itself: as a password, or in a header of its own."""
    scheme, _, told = headers.get("authorization", "").partition(" ")
    offered = headers.get("x-acuerdo-secret", "")
    if scheme.lower() == "bearer":
        offered = told.strip()
    elif scheme.lower() == "basic":
        try:
            offered = b64decode(told, validate=True).decode().partition(":")[2]
        except ValueError:
            return False
    return _same(secret, offered)


def _same(expected: str, offered: str) -> bool:
    return hmac.compare_digest(expected.encode(), offered.encode(errors="replace"))
