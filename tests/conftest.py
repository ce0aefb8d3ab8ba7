"""Settings that every test shares."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests import postgres

os.environ.setdefault("ACUERDO_BOUNDSCHECK", "1")  # compiled code checks every index in the tests
os.environ.setdefault("ACUERDO_HOME", str(Path(tempfile.gettempdir()) / "acuerdo-tests-home"))

_SERVER = pytest.StashKey[postgres.Server]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgresql", action="store_true", help="run what needs a database on PostgreSQL")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    """Start PostgreSQL before anything reads the settings; the workers find it in the surroundings."""
    if "--postgresql" in args and "DATABASE_URL" not in os.environ:
        server = postgres.start()
        early_config.stash[_SERVER] = server
        os.environ["DATABASE_URL"] = server.url


def pytest_unconfigure(config: pytest.Config) -> None:
    server = config.stash.get(_SERVER, None)
    if server is not None:
        server.stop()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,  # noqa: ARG001 - gives each worker a database of its own
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Keep SQLite's rows in a file, as in life: several connections see the same ones."""
    from django.conf import settings  # noqa: PLC0415 - not before the settings may be read

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "acuerdo.sqlite3")


@pytest.fixture
def guards_back(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001 - first
    """Put the guards of rows back when the rows of a test with real transactions are gone."""
    from tests.guards import raise_guards  # noqa: PLC0415 - models, not before the settings

    yield
    with django_db_blocker.unblock():
        raise_guards()


@pytest.fixture
def real_transactions(guards_back: None, transactional_db: None) -> Iterator[None]:  # noqa: ARG001 - their order
    """Give a test rows that other connections see; its rows are swept away after it, guards or not."""
    from tests.guards import lift_guards  # noqa: PLC0415 - as above

    yield
    lift_guards()
