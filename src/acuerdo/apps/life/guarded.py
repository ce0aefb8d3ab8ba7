"""What is never changed in the life of an agreement: what a notice said, what a review came to, what was renewed.

The words of a person can be emptied, when the person is erased, and nothing else with them.
"""

from acuerdo.apps.journal.guards import Guard


def _same(*names: str) -> str:
    return "(" + " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in names) + ")"


def _kept_or_emptied(*names: str) -> str:
    return f"({_same(*names)} OR " + " AND ".join(f"NEW.{name} = ''" for name in names) + ")"


_NOTICE = ("agreement_id", "side", "given_by_id", "given_at", "given_on", "wanted_on", "earliest_on", "computed_on")
_ANSWER = ("acknowledged_at", "acknowledged_by_id", "as_wanted")
_REVIEW = ("agreement_id", "side", "opened_at", "opened_by_id")
_CLOSING = ("closed_at", "closed_by_id")

GUARDS = (
    Guard(
        table="life_termination",
        unless=" AND ".join(
            (
                _same(*_NOTICE, "in_time", "receipt_number", "receipt_head"),
                _kept_or_emptied("reason", "reason_salt"),
                f"(OLD.acknowledged_at IS NULL AND OLD.withdrawn_at IS NULL OR {_same(*_ANSWER)})",
                f"(OLD.withdrawn_at IS NULL OR {_same('withdrawn_at', 'taking_back_id')})",
                f"(OLD.taking_back_id IS NULL OR {_same('taking_back_id')})",
            )
        ),
    ),
    Guard(
        table="life_review",
        unless=" AND ".join(
            (
                _same(*_REVIEW),
                _kept_or_emptied("reason"),
                f"(OLD.closed_at IS NULL OR {_same(*_CLOSING)} AND {_kept_or_emptied('outcome')})",
            )
        ),
    ),
    Guard(table="life_renewal"),
)
