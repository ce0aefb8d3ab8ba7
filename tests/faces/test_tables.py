"""A new installation gets its tables at once; they are those that the migrations make, step by step."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from acuerdo.faces.cli.application import bring_up_to_date
from tests.guards import ALL

FRESH = "acuerdo_fresh"
NAMELESS = ("__", "fk_")
"""How names begin that SQLite's constraints do not have: Django counts them through."""
NEVER_USED = "auth_group_permissions"
"""Of a package, without rows: PostgreSQL has other names for its limits there."""
ASKED = "from tests.faces.test_tables import tell; tell()"


def described() -> dict[str, Any]:
    """Tell every column, constraint and index of a database, and which migrations it holds to be done."""
    found: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - {NEVER_USED}:
            columns = connection.introspection.get_table_description(cursor, table)
            limits = connection.introspection.get_constraints(cursor, table)
            found[table] = [
                sorted([str(one.name), str(one.type_code), str(one.null_ok), str(one.display_size)] for one in columns),
                sorted(
                    ["" if name.startswith(NAMELESS) else name, *map(str, it.values())] for name, it in limits.items()
                ),
            ]
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        found["done"] = [list(row) for row in cursor.fetchall()]
    return found


def tell() -> None:
    """Bring an empty database up to date, and write what is in it and which guards keep its rows."""
    bring_up_to_date()
    triggers = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(triggers)
        guards = sorted(name for (name,) in cursor.fetchall())
    sys.stdout.write(json.dumps({"tables": described(), "guards": guards}))


@pytest.mark.django_db(transaction=True)
def test_a_new_installation_has_the_tables_that_its_migrations_make(tmp_path: Path) -> None:
    surroundings = {**os.environ, "ACUERDO_HOME": str(tmp_path / "home")}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {FRESH}")
            cursor.execute(f"CREATE DATABASE {FRESH}")
        said = settings.DATABASES["default"]
        surroundings["DATABASE_URL"] = f"postgresql://{said['USER']}@{said['HOST']}:{said['PORT']}/{FRESH}"
    done = subprocess.run(
        [sys.executable, "-c", ASKED], env=surroundings, cwd=Path(__file__).parents[2], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout)
    assert found["tables"] == described()
    kept = {guard.table: ("delete",) if guard.changing else ("delete", "update") for guard in ALL}
    assert found["guards"] == sorted(f"{table}_no_{what}" for table, several in kept.items() for what in several)
