"""Making the application ready for a command that needs it; the others spare themselves the time."""

import os

from acuerdo.surroundings import Environment, from_surroundings, prepare_home

SETTINGS = "acuerdo.project.settings"


def set_up() -> None:
    """Make the application ready in this process."""
    import django  # noqa: PLC0415 - the application, which other commands spare

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()


def bring_up_to_date() -> Environment:
    """Make the home, the application and its database ready in this process; return the settings."""
    environment = from_surroundings()
    prepare_home(environment.home)
    set_up()
    from acuerdo.faces.cli.tables import bring_tables_up_to_date  # noqa: PLC0415 - as above

    bring_tables_up_to_date()
    return environment
