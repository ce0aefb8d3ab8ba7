"""Chained records: each link holds the hash of the one before, so that nobody rewrites the past unseen."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from acuerdo.core.chains.canonical import Json, write_canonical

START = "0" * 64
"""What the first link of a chain names as the one before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One record of a chain: `number` from 1, `at_us` in microseconds since 1970-01-01 UTC, `previous` a hash in hex.

    `actor` is a person's id or empty for the system; `body` is any JSON value without personal data.
    """

    chain: str
    number: int
    at_us: int
    actor: str
    kind: str
    body: Json
    previous: str

    @property
    def hash(self) -> str:
        """The SHA-256 of the record in canonical JSON, in hex.

        >>> len(Link(chain="a", number=1, at_us=0, actor="", kind="begun", body={}, previous=START).hash)
        64
        """
        told: Json = {
            "chain": self.chain,
            "number": self.number,
            "at_us": self.at_us,
            "actor": self.actor,
            "kind": self.kind,
            "body": self.body,
            "previous": self.previous,
        }
        return sha256(write_canonical(told).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a chain, and at which number.

    `code` is `gap` (a number is missing or out of order), `broken` (the link before is another), `altered` (the record
    does not give the hash that was kept), `foreign` (it belongs to another chain) or `unanchored` (a head that was
    handed out is not in the chain).
    """

    code: str
    number: int


def find_faults(chain: str, links: Iterable[tuple[Link, str]], anchors: Iterable[tuple[int, str]] = ()) -> list[Fault]:
    """Return everything that is wrong with a chain: its links in order, each with the hash that was kept for it.

    `anchors` are heads that somebody else kept: a number and its hash.

    >>> first = Link(chain="a", number=1, at_us=0, actor="", kind="begun", body={}, previous=START)
    >>> find_faults("a", [(first, first.hash)], [(1, first.hash)])
    []
    >>> find_faults("a", [(first, first.hash)], [(1, "f" * 64)])
    [Fault(code='unanchored', number=1)]
    """
    faults: list[Fault] = []
    previous, number = START, 0
    hashes: dict[int, str] = {}
    for link, kept in links:
        number += 1
        if link.chain != chain:
            faults.append(Fault(code="foreign", number=link.number))
        if link.number != number:
            faults.append(Fault(code="gap", number=number))
            number = link.number
        if link.previous != previous:
            faults.append(Fault(code="broken", number=link.number))
        if link.hash != kept:
            faults.append(Fault(code="altered", number=link.number))
        previous = kept
        hashes[link.number] = kept
    return faults + [Fault(code="unanchored", number=place) for place, head in anchors if hashes.get(place) != head]
