"""What is never changed in the life of an agreement: what a notice said, what a review came to, what was renewed."""

from acuerdo.apps.journal.guards import Guard

_SAID = ("agreement_id", "side", "given_by_id", "given_at", "given_on", "wanted_on", "earliest_on", "computed_on")
_SAME = " AND ".join(f"NEW.{name} = OLD.{name}" for name in (*_SAID, "in_time", "reason", "receipt_head"))

GUARDS = (
    Guard(
        table="life_termination",
        unless=f"OLD.withdrawn_at IS NULL AND OLD.acknowledged_at IS NULL AND {_SAME}",
    ),
    Guard(table="life_review", unless="OLD.closed_at IS NULL AND NEW.reason = OLD.reason"),
    Guard(table="life_renewal"),
)
