"""The rows about years of calendars that are never changed."""

from acuerdo.apps.journal.guards import Guard

GUARDS = (Guard(table="years_calendaryear"),)
