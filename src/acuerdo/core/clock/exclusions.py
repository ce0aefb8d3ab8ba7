"""Exclusions: time, or a whole ticket, that both sides agree not to hold against a promise."""

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """What an exclusion is about."""

    TICKET = "ticket"
    SERVICE = "service"
    AGREEMENT = "agreement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A claim that some time does not count; it does only once it is accepted.

    The span is `[from_us, until_us)` in microseconds since 1970-01-01 UTC. Without a span (ticket scope only) it is
    about the whole ticket. An empty `commitments` means every commitment. `disputed` marks a claim that the other side
    rejects: it is shown both ways and counts as not accepted.
    """

    id: str
    scope: Scope
    scope_id: str = ""
    from_us: int | None = None
    until_us: int | None = None
    commitments: frozenset[str] = frozenset()
    reason: str = ""
    claimed_by: str | None = None
    accepted_by: str | None = None
    evidence: str | None = None
    announced_us: int | None = None
    disputed: bool = False

    @property
    def accepted(self) -> bool:
        """Whether both sides stand behind it."""
        return self.accepted_by is not None and not self.disputed

    @property
    def whole_ticket(self) -> bool:
        """Whether it takes the whole ticket out."""
        return self.from_us is None and self.scope is Scope.TICKET

    def concerns(self, commitment: str, ticket: str, service: str | None) -> bool:
        """Say whether a clock of this commitment, ticket and (then current) service is meant.

        >>> outage = Exclusion(id="m1", scope=Scope.SERVICE, scope_id="erp", from_us=0, until_us=10)
        >>> outage.concerns("resolution", "T1", "erp"), outage.concerns("resolution", "T1", "mail")
        (True, False)
        """
        if self.commitments and commitment not in self.commitments:
            return False
        if self.scope is Scope.TICKET:
            return self.scope_id == ticket
        return self.scope is Scope.AGREEMENT or self.scope_id == service
