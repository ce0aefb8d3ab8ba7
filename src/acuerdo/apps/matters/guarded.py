"""What is offered about tickets, which is never changed."""

from acuerdo.apps.journal.guards import Guard

GUARDS = (Guard(table="matters_matter"),)
