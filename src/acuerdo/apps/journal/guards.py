"""Rows that the database itself keeps from being changed: triggers, for SQLite and PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

_FUNCTION = """
CREATE OR REPLACE FUNCTION acuerdo_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A table whose rows are never deleted, nor changed while `unless` (a condition on OLD and NEW) does not hold.

    `changing`: they may be changed, and are only never deleted.
    """

    table: str
    unless: str = ""
    changing: bool = False

    def raise_up(self, editor: BaseDatabaseSchemaEditor) -> None:
        """Put the triggers in place."""
        when = (
            {"delete": ""} if self.changing else {"update": f"NOT ({self.unless})" if self.unless else "", "delete": ""}
        )
        if editor.connection.vendor == "postgresql":
            editor.execute(_FUNCTION, None)  # a % of its own, no places for values
        for happening, condition in when.items():
            editor.execute(self._trigger(editor.connection.vendor, happening, condition), None)

    def take_down(self, editor: BaseDatabaseSchemaEditor) -> None:
        """Take the triggers away."""
        on = f" ON {self.table}" if editor.connection.vendor == "postgresql" else ""
        for happening in ("update", "delete"):
            editor.execute(f"DROP TRIGGER IF EXISTS {self._name(happening)}{on}")

    def _name(self, happening: str) -> str:
        return f"{self.table}_no_{happening}"

    def _trigger(self, vendor: str, happening: str, condition: str) -> str:
        begin = f"CREATE TRIGGER {self._name(happening)} BEFORE {happening.upper()} ON {self.table} FOR EACH ROW"
        when = f" WHEN ({condition})" if condition else ""
        if vendor == "postgresql":
            return f"{begin}{when} EXECUTE FUNCTION acuerdo_refuse()"
        what = "deleted" if self.changing else "changed"
        return f"{begin}{when} BEGIN SELECT RAISE(ABORT, 'rows of {self.table} are never {what}'); END"


def guarding(guards: Sequence[Guard]) -> RunPython:
    """Return the step of a migration that puts guards in place."""

    def raise_up(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        for guard in guards:
            guard.raise_up(editor)

    def take_down(_: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        for guard in guards:
            guard.take_down(editor)

    return RunPython(raise_up, take_down)
