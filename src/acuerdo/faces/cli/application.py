"""Making the application ready for a command that needs it; the others spare themselves the time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from acuerdo.surroundings import Environment, from_surroundings, prepare_home, read_alone

SETTINGS = "acuerdo.project.settings"


def set_up() -> None:
    """Make the application ready in this process."""
    import django  # noqa: PLC0415 - the application, which other commands spare

    name_settings()
    django.setup()


def name_settings() -> None:
    """Say where the settings are."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)


@contextmanager
def set_up_to_read() -> Iterator[None]:
    """Make the application ready to read, also where nothing can be written."""
    with read_alone(from_surroundings().database) as name:
        set_up()
        from django.db import connection  # noqa: PLC0415 - as above

        if name:
            connection.settings_dict["NAME"] = name
            connection.settings_dict["OPTIONS"].pop("init_command")  # it would change how the database is written
        try:
            yield
        finally:
            if name:
                connection.close()


def bring_up_to_date() -> Environment:
    """Make the home, the application and its database ready in this process; return the settings."""
    environment = from_surroundings()
    prepare_home(environment.home)
    set_up()
    from acuerdo.faces.cli.tables import bring_tables_up_to_date  # noqa: PLC0415 - as above

    bring_tables_up_to_date()
    return environment
