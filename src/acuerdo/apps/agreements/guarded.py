"""The rows of agreements that are never changed."""

from acuerdo.apps.journal.guards import Guard

GUARDS = (
    Guard(table="agreements_offer"),
    Guard(table="agreements_version", unless="OLD.offer_id IS NULL"),
)
