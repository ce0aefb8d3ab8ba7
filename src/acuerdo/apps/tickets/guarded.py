"""What sources told, which is never changed, and what it is about, which never goes."""

from acuerdo.apps.journal.guards import Guard

GUARDS = (
    Guard(table="tickets_delivery"),
    Guard(table="tickets_fact"),
    Guard(table="tickets_sourcewords"),
    Guard(table="tickets_ticket", changing=True),
    Guard(table="tickets_source", changing=True),
)
