"""What the people of the demo sign in with, hashed before they come: hashing takes a processor, and no database."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy

from django.contrib.auth.hashers import BasePasswordHasher, get_hasher

_LETTERS = 12
_FAST = 20_000
"""Rounds of hashing for passwords of 16 random letters, which nobody guesses; signing in hashes them anew, slowly."""


def quick_hasher() -> BasePasswordHasher:
    """Return the application's hasher with few rounds."""
    hasher = copy(get_hasher())
    hasher.iterations = _FAST  # type: ignore[attr-defined] # of the hasher that comes first
    return hasher


def make_passwords(how_many: int, hasher: BasePasswordHasher) -> Mapping[str, str]:
    """Make passwords that nobody guesses, each with its hash."""
    made = (secrets.token_urlsafe(_LETTERS) for _ in range(how_many))
    return {password: hasher.encode(password, hasher.salt()) for password in made}


@contextmanager
def hashed_before(passwords: Mapping[str, str]) -> Iterator[None]:
    """Let the application take these hashes wherever it hashes one of these passwords."""

    def encode(password: str, salt: str) -> str:  # noqa: ARG001 - the salt is in the hash
        return passwords[password]

    hasher = get_hasher()
    hasher.encode = encode  # type: ignore[method-assign] # until it is done
    try:
        yield
    finally:
        del hasher.encode
