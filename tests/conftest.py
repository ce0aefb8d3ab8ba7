"""Settings that every test shares."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("ACUERDO_BOUNDSCHECK", "1")  # compiled code checks every index in the tests
os.environ.setdefault("ACUERDO_HOME", str(Path(tempfile.gettempdir()) / "acuerdo-tests-home"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgresql", action="store_true", help="refuse to run on any other database")


@pytest.fixture(scope="session", autouse=True)
def database_asked_for(request: pytest.FixtureRequest) -> None:
    """Fail everything rather than test another database than was asked for."""
    from django.conf import settings  # noqa: PLC0415 - not before the settings may be read

    used = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    if request.config.getoption("--postgresql") and used != "postgresql":
        pytest.fail(f"found {used}, expected PostgreSQL: begin with `python -m tests.postgres`")


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


@pytest.fixture(scope="session", autouse=True)
def quick_hashing() -> None:
    """Hash passwords with a twentieth of the rounds: tests sign in hundreds of times, and none of them is attacked."""
    from django.contrib.auth.hashers import PBKDF2PasswordHasher  # noqa: PLC0415 - not before the settings may be read

    PBKDF2PasswordHasher.iterations //= 20


@pytest.fixture
def guards(db: None) -> None:  # noqa: ARG001 - within the test's own transaction
    """Make sure that the database guards its rows, whatever the tests before took away."""
    from tests.guards import raise_guards  # noqa: PLC0415 - models, not before the settings

    raise_guards()


@pytest.fixture
def real_transactions(transactional_db: None) -> Iterator[None]:  # noqa: ARG001 - its end sweeps the rows away
    """Give a test rows that other connections see; its rows are swept away after it, guards or not."""
    from tests.guards import lift_guards, raise_guards  # noqa: PLC0415 - as above

    raise_guards()
    yield
    lift_guards()
