"""Exclusions: time, or a whole ticket, that both sides agree not to hold against a promise."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from acuerdo.core.terms.notices import Notice

MAINTENANCE = "announced_maintenance"
"""The reason of an exclusion that counts only if it was announced with the agreement's notice."""


class Scope(StrEnum):
    """What an exclusion is about."""

    TICKET = "ticket"
    SERVICE = "service"
    AGREEMENT = "agreement"


class ExclusionRefused(ValueError):
    """An exclusion that nobody can agree on; `code` is stable: `bad_exclusion`."""

    code = "bad_exclusion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A claim that some time does not count; it does only once it is accepted.

    The span is `[from_us, until_us)` in microseconds since 1970-01-01 UTC. Without a span (ticket scope only) it is
    about the whole ticket. An empty `commitments` means every commitment. `disputed` marks a claim that the other side
    rejects: it is shown both ways and counts as not accepted. Raises `ExclusionRefused` for half a span, for one that
    ends before it begins, and for a service or an agreement without a span.
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

    def __post_init__(self) -> None:
        """Refuse what has no meaning."""
        if self.from_us is None and self.until_us is None:
            if self.scope is not Scope.TICKET:
                raise _refused(self, "no span", "a span, unless the scope is one ticket")
        elif self.from_us is None or self.until_us is None:
            raise _refused(self, "only one of from_us and until_us", "both, or neither for a whole ticket")
        elif self.until_us <= self.from_us:
            raise _refused(self, f"from_us {self.from_us} to until_us {self.until_us}", "an end after the beginning")

    @property
    def accepted(self) -> bool:
        """Whether both sides stand behind it."""
        return self.accepted_by is not None and not self.disputed

    @property
    def whole_ticket(self) -> bool:
        """Whether it takes the whole ticket out."""
        return self.from_us is None

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


def _refused(exclusion: Exclusion, found: str, expected: str) -> ExclusionRefused:
    return ExclusionRefused(f"exclusion {exclusion.id}: found {found}, expected {expected}")


def announced_late(exclusion: Exclusion, notice: Notice | None) -> bool:
    """Say whether maintenance was announced later than the agreement's notice asks for.

    An acceptance that does not say when the works were announced is taken at its word.
    """
    if exclusion.reason != MAINTENANCE or notice is None:
        return False
    if exclusion.from_us is None or exclusion.announced_us is None:
        return False
    return exclusion.announced_us > notice.latest_us(exclusion.from_us)


def as_they_count(exclusions: Iterable[Exclusion], notice: Notice | None) -> tuple[Exclusion, ...]:
    """Return exclusions as the agreement lets them count: maintenance announced too late is no longer accepted."""
    return tuple(
        replace(exclusion, accepted_by=None) if announced_late(exclusion, notice) else exclusion
        for exclusion in exclusions
    )
