"""Keeping what a help desk says of its own promises."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from acuerdo.apps.claims.models import Claim
from acuerdo.apps.journal.commands import record
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.sources import open_source
from acuerdo.core.hours import to_us

MOST = 10_000
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidClaim:
    """What is claimed of a promise of a ticket: at least one of the two is said."""

    ticket: str
    commitment: str
    met: bool | None
    due_at: datetime | None


def keep_claims(viewer: Viewer, source: str, said: Sequence[SaidClaim], at: datetime) -> int:
    """Keep what a source claims; what it claimed of the same before gives way. Return how many are kept now.

    Raises `NotThere`, `SourceRefused`.
    """
    row = open_source(viewer, source)
    latest = {(one.ticket, one.commitment): one for one in said}
    Claim.objects.bulk_create(
        (
            Claim(
                source=row,
                ticket=one.ticket,
                commitment=one.commitment,
                met=one.met,
                due_us=None if one.due_at is None else to_us(one.due_at),
                said_us=to_us(at),
            )
            for _, one in sorted(latest.items())
        ),
        batch_size=_AT_ONCE,
        update_conflicts=True,
        unique_fields=["source", "ticket", "commitment"],
        update_fields=["met", "due_us", "said_us"],
    )
    record(row.chain, at=at, actor=viewer.ident, kind="claims_told", body={"claims": len(latest)})
    return len(latest)
