"""Secrets that others gave us, kept so that the database alone gives none of them away."""

from base64 import urlsafe_b64encode
from functools import cache
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken


class Unsealable(ValueError):
    """A secret that was sealed with another key. `code` is `unsealable`."""

    code = "unsealable"


def seal(secret: str, *, key: str, purpose: str) -> str:
    """Return a secret as the database may keep it; only who has the installation's key reads it, for this purpose.

    >>> unseal(seal("s3cret", key="k" * 50, purpose="hook"), key="k" * 50, purpose="hook")
    's3cret'
    """
    return _box(key, purpose).encrypt(secret.encode()).decode("ascii")


def unseal(sealed: str, *, key: str, purpose: str) -> str:
    """Return a secret that was sealed for a purpose. Raises `Unsealable` where key or purpose is another."""
    try:
        return _box(key, purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unsealable("sealed with another key than this installation's") from None


@cache
def _box(key: str, purpose: str) -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(f"acuerdo:{purpose}:{key}".encode()).digest()))
