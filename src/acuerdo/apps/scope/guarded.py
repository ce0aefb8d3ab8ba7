"""The rows about agreed versions that are never changed."""

from acuerdo.apps.journal.guards import Guard

GUARDS = (Guard(table="scope_coveredservice"), Guard(table="scope_basis"))
