"""`acuerdo worker`: deliver what waits in the outbox and do what is due, until it is stopped."""

import argparse

from acuerdo.faces.cli.application import bring_up_to_date
from acuerdo.faces.cli.speaking import add_language


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add_language(parser)


def run(_: argparse.Namespace) -> int:
    """Work until asked to end."""
    bring_up_to_date()
    from acuerdo.faces.worker.loop import work  # noqa: PLC0415 - the application, which other commands spare

    work()
    return 0
