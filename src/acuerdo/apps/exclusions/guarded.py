"""What is offered to be excluded, which is never changed."""

from acuerdo.apps.journal.guards import Guard

GUARDS = (Guard(table="exclusions_exclusion"),)
