"""The rows of the catalogue that are never changed."""

from acuerdo.apps.journal.guards import Guard

GUARDS = (Guard(table="catalogue_levelversion"),)
