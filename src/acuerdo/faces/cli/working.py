"""`acuerdo worker`: deliver what waits in the outbox and do what is due, until it is stopped."""

import argparse

from acuerdo.faces.cli.application import bring_up_to_date, set_up
from acuerdo.faces.cli.speaking import add_language


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--imports", action="store_true", help="carry the files that wait to be imported, then leave")
    add_language(parser)


def run(options: argparse.Namespace) -> int:
    """Work until asked to end, or until the imports that wait are carried."""
    if options.imports:
        set_up()
        from acuerdo.faces.logs import start_logs  # noqa: PLC0415 - the application, which other commands spare
        from acuerdo.faces.worker.imports import carry_waiting  # noqa: PLC0415 - as above

        start_logs("")
        return carry_waiting()
    bring_up_to_date()
    from acuerdo.faces.worker.loop import work  # noqa: PLC0415 - the application, which other commands spare

    work()
    return 0
