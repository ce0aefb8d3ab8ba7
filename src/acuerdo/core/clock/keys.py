"""Keys of facts: within its source a key is one fact's, whatever its ticket."""

from collections.abc import Iterable

from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.history import MOST_AHEAD_US
from acuerdo.core.clock.intake import FactRefused


def refuse_shared_keys(facts: Iterable[Fact]) -> dict[int, FactRefused]:
    """Return why facts are refused whose key another ticket of their source has, by their row.

    The ticket whose fact was recorded first (then: stands first) has the key, a sound fact before one that lies ahead
    of its recording. A key that one ticket says twice is the affair of its history.

    >>> first, second = (Fact(ticket=name, at_us=0, event="opened", key="k1", row=row) for row, name in enumerate("AB"))
    >>> [(row, refusal.code, refusal.found) for row, refusal in refuse_shared_keys([second, first]).items()]
    [(1, 'duplicate_key', 'k1')]
    """
    holders: dict[tuple[str, str], str] = {}
    refused: dict[int, FactRefused] = {}
    for fact in sorted((fact for fact in facts if fact.key), key=_claim):
        holder = holders.setdefault((fact.source, fact.key or ""), fact.ticket)
        if holder != fact.ticket:
            refused[fact.row] = FactRefused(
                "duplicate_key",
                column="key",
                found=fact.key or "",
                expected=f"a key of its own: ticket {holder} has this one",
                hint="a key is unique within its source: name the sources apart, or put the ticket's number before it",
            )
    return refused


def _claim(fact: Fact) -> tuple[bool, int, int]:
    return (fact.at_us - fact.known_us > MOST_AHEAD_US, fact.known_us, fact.row)
