"""What is loaded when the application starts: nothing that reads tables, which no page needs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

READERS_OF_TABLES = ("numba", "numpy", "polars", "scipy", "typst")


@pytest.mark.parametrize("needed", ["acuerdo.project.urls", "acuerdo.flows.ticket_event"])
def test_the_application_starts_without_what_reads_tables(needed: str, tmp_path: Path) -> None:
    told = (
        "import importlib, sys, django\ndjango.setup()\n"
        f"importlib.import_module({needed!r})\nprint(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    )
    surroundings = os.environ | {"ACUERDO_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "acuerdo.project.settings"}
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, env=surroundings)
    loaded = set(done.stdout.split())
    assert {"acuerdo", "django"} <= loaded
    assert loaded.isdisjoint(READERS_OF_TABLES)
