"""The journal's rows that are never changed, and its chains, which never go."""

from acuerdo.apps.journal.guards import Guard

GUARDS = (
    Guard(
        table="journal_entry",
        # Sealing gives an entry its number and hashes, once; what it says stays.
        unless=(
            "OLD.number IS NULL AND NEW.chain_id = OLD.chain_id AND NEW.at_us = OLD.at_us AND NEW.actor = OLD.actor"
            " AND NEW.kind = OLD.kind AND NEW.body = OLD.body"
        ),
    ),
    Guard(table="journal_anchor"),
    Guard(table="journal_chain", changing=True),
)
