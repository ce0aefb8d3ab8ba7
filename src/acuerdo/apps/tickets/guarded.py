"""What sources told, which is never changed."""

from acuerdo.apps.journal.guards import Guard

GUARDS = (Guard(table="tickets_delivery"), Guard(table="tickets_fact"))
