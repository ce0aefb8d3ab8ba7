"""What a person of one side can do in a two-sided act."""

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """The two sides of an agreement."""

    PROVIDER = "provider"
    CUSTOMER = "customer"


class MoveKind(StrEnum):
    """What was done: content offered, answered by other content, accepted, refused, taken back, or brought on paper."""

    PROPOSE = "propose"
    COUNTER = "counter"
    ACCEPT = "accept"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    REGISTER = "register"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Whose acceptance an act needs: somebody with this role on this side, or with `person` this very person."""

    side: Side
    role: str = ""
    person: str | None = None

    def is_met_by(self, side: Side, person: str, roles: frozenset[str]) -> bool:
        """Say whether somebody of a side signs as this one.

        >>> named = Signer(side=Side.CUSTOMER, person="boris")
        >>> named.is_met_by(Side.CUSTOMER, "boris", frozenset()), named.is_met_by(Side.CUSTOMER, "eva", frozenset())
        (True, False)
        """
        if side is not self.side:
            return False
        return self.role in roles if self.person is None else person == self.person


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One step of a named person; `content` is the hash of what it is about.

    `roles` are those that the person held on that side then. `open_until_us` (microseconds since 1970-01-01 UTC) says
    until when, itself included, an offer can be answered. `document` is the hash of the paper that was signed outside.
    """

    kind: MoveKind
    side: Side
    person: str
    at_us: int
    content: str
    roles: frozenset[str] = frozenset()
    open_until_us: int | None = None
    document: str | None = None


class MoveRefused(ValueError):
    """A move that does not fit where the act stands.

    `code` is stable: `not_begun`, `already_begun`, `already_agreed`, `closed`, `expired`, `not_your_turn`,
    `not_your_offer`, `other_content`, `same_content`, `not_a_signer`, `already_accepted`, `no_document`,
    `out_of_order`, `too_short`, `long_note`.
    """

    def __init__(self, code: str, found: str, expected: str) -> None:
        self.code = code
        self.found = found
        self.expected = expected
        super().__init__(f"{code}: found {found}, expected {expected}")
