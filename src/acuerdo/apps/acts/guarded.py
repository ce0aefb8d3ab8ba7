"""The rows of acts that are never changed."""

from acuerdo.apps.journal.guards import Guard

GUARDS = (
    Guard(table="acts_actmove"),
    Guard(table="acts_evidence"),
    Guard(table="acts_act", unless="OLD.state <> 'agreed' AND NEW.moves_made = OLD.moves_made + 1"),
)
