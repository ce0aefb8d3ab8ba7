"""Which clocks a change moved is never changed."""

from acuerdo.apps.journal.guards import Guard

GUARDS = (Guard(table="rejudging_movedclock"),)
