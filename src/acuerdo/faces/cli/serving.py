"""`acuerdo serve`: the application in a browser, until it is stopped."""

import argparse
import os
import sys

from acuerdo.faces.cli.options import add_language
from acuerdo.surroundings import from_surroundings, prepare_home
from acuerdo.words import phrase, speak

SETTINGS = "acuerdo.project.settings"
APPLICATION = "acuerdo.project.wsgi:application"

_READY = phrase("Acuerdo answers at {address} (stop it with Ctrl+C).")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--workers", type=int, default=1, help="processes that answer (default 1)")
    add_language(parser)


def run(options: argparse.Namespace) -> int:
    """Bring the database up to date, then answer at HOST and PORT."""
    from django.core.management import call_command  # noqa: PLC0415 - the application, which other commands spare
    from granian.constants import Interfaces  # noqa: PLC0415 - as above
    from granian.server import Server  # noqa: PLC0415 - as above

    environment = from_surroundings()
    prepare_home(environment.home)
    set_up()
    call_command("migrate", verbosity=0)
    server = Server(
        APPLICATION,
        address=environment.host,
        port=environment.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        log_enabled=False,
    )
    sys.stdout.write(speak(options.lang, _READY, address=environment.public_url) + "\n")
    sys.stdout.flush()
    server.serve()
    return 0


def set_up() -> None:
    """Make the application ready in this process."""
    import django  # noqa: PLC0415 - the application, which other commands spare

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()
