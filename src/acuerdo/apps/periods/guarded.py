"""What was stated is never changed."""

from acuerdo.apps.journal.guards import Guard

GUARDS = (Guard(table="periods_statedperiod"), Guard(table="periods_statedclock"))
