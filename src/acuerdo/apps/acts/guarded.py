"""The rows of acts that are never changed."""

from acuerdo.apps.journal.guards import Guard

_KEPT = ("act_id", "number", "kind", "side", "person_id", "roles", "at_us", "content", "document")
_SAME = " AND ".join(f"NEW.{name} = OLD.{name}" for name in (*_KEPT, "receipt_number", "receipt_head"))

GUARDS = (
    Guard(
        table="acts_actmove",
        unless=(
            f"NEW.note = '' AND NEW.note_salt = '' AND {_SAME}"
            " AND NEW.open_until_us IS NOT DISTINCT FROM OLD.open_until_us"
        ),
    ),
    Guard(table="acts_evidence"),
    Guard(table="acts_actoffer"),
    Guard(table="acts_act", unless="OLD.state <> 'agreed' AND NEW.moves_made = OLD.moves_made + 1"),
)
