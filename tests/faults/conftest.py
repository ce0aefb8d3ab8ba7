"""One installation for each module: its home and its database live as long as the module's tests."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from pytest_django.plugin import DjangoDbBlocker

from acuerdo.faces.cli.tables import bring_tables_up_to_date
from tests import postgres
from tests.faults.desk import Place, furnish
from tests.faults.installation import Installation, rows_of


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Server | None]:
    """A PostgreSQL server that a test may stop, where the tests are asked for it; it waits for the disk."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield None
        return
    server = postgres.start(durable=True)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the installation of a module lives."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def tables_at() -> Path | None:
    """Where PostgreSQL keeps the tables of a module; None: beside all others."""
    return None


@pytest.fixture(scope="module")
def database(
    request: pytest.FixtureRequest, cluster: postgres.Server | None, home: Path, tables_at: Path | None
) -> str:
    """The database of a module, as `DATABASE_URL` takes it."""
    if cluster is None:
        return f"sqlite:///{home}/acuerdo.sqlite3"
    name = str(request.module.__name__).rpartition(".")[2]
    with psycopg.connect(cluster.url, autocommit=True) as server:
        if tables_at is not None:
            cluster.make_folder(tables_at)
            server.execute(f"CREATE TABLESPACE {name} LOCATION '{tables_at}'".encode())
        where = "" if tables_at is None else f"TABLESPACE {name}"
        server.execute(f"CREATE DATABASE {name} {where}".encode())
    return cluster.url.removesuffix("postgres") + name


@pytest.fixture(scope="module")
def place(
    home: Path, database: str, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Place]:
    """An installation with people and an agreement in force."""
    installation = Installation(home, database, tmp_path_factory.mktemp("logs"))
    with django_db_blocker.unblock(), rows_of(database):
        bring_tables_up_to_date()
        try:
            yield furnish(installation)
        finally:
            installation.end()


@pytest.fixture(autouse=True)
def _nothing_left_running(place: Place) -> Iterator[None]:
    yield
    place.installation.end()
