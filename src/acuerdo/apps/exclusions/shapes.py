"""What is offered to be excluded, and where it stands."""

from dataclasses import dataclass

from acuerdo.apps.acts.shapes import ActRecord
from acuerdo.core.clock.exclusions import MAINTENANCE, Exclusion, Scope

REASONS = (MAINTENANCE, "customer_prerequisite", "customer_act", "third_party", "force_majeure", "out_of_scope")
"""Why time may be left out."""

LONGEST = 4_000


class ExclusionClaimRefused(ValueError):
    """Something that cannot be claimed. `code` is stable.

    `unknown_scope`, `half_a_span`, `backward_span`, `no_span`, `far_span`, `far_instant`, `unknown_commitment`,
    `unknown_service`, `unknown_reason`, `long_evidence`, `nothing_binds`, `other_subject`, `not_its_ticket`,
    `claimed_already`.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class ClaimedAlready(ExclusionClaimRefused):
    """What is claimed is claimed, or agreed, already: as the claim of this `number`. Its code is `claimed_already`."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__("claimed_already")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionSaid:
    """What is to be left out: about a ticket (of a source), a service, or all of an agreement.

    The span is `[from_us, until_us)`, microseconds since 1970-01-01 UTC; a ticket may be left out whole, without one.
    No `commitments`: every promise. `announced_us`: when the works were announced.
    """

    scope: Scope
    source: str = ""
    ticket: str = ""
    service: str = ""
    from_us: int | None = None
    until_us: int | None = None
    commitments: tuple[str, ...] = ()
    reason: str
    evidence: str = ""
    announced_us: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionRecord:
    """A claim: what is on the table, its act, and whether it counts."""

    number: int
    said: ExclusionSaid
    act: ActRecord
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingExclusion:
    """A claim that waits for the viewer's side: what is on the table, about which agreement and with whom."""

    agreement: str
    number: int
    customer: str
    said: ExclusionSaid


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What both sides left out of an agreement: the exclusion, and the source of the ticket that it is about.

    `agreed_us` is when they did, None for what is only claimed.
    """

    exclusion: Exclusion
    source: str
    agreed_us: int | None = None

    def touches(self, source: str, ticket: str) -> bool:
        """Say whether it can concern a ticket at all."""
        if self.exclusion.scope is not Scope.TICKET:
            return True
        return (self.source, self.exclusion.scope_id) == (source, ticket)
