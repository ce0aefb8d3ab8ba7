"""`acuerdo restore`: bring a backup back into an empty home and database, and hold its journal to itself."""

import argparse
import sys
from pathlib import Path

from acuerdo.faces.cli.application import bring_up_to_date
from acuerdo.faces.cli.speaking import add_language
from acuerdo.surroundings import from_surroundings
from acuerdo.surroundings.backups import read_backup
from acuerdo.words import phrase, speak

_HOLDS = phrase(
    "Brought back into {home}; {n} chain of the journal holds.",
    plural="Brought back into {home}; all {n} chains of the journal hold.",
)
_FAULTS = phrase(
    "Brought back into {home}, but the journal was changed at {n} place: `acuerdo journal verify` says where.",
    plural="Brought back into {home}, but the journal was changed at {n} places: `acuerdo journal verify` says where.",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("file", type=Path, help="a file that `acuerdo backup` wrote")
    add_language(parser)


def run(options: argparse.Namespace) -> int:
    """Bring it back; exit 1 when its journal was changed."""
    environment = from_surroundings()
    read_backup(environment, options.file)
    bring_up_to_date()
    from acuerdo.apps.journal.queries import chains  # noqa: PLC0415 - as above
    from acuerdo.apps.life.held import hold  # noqa: PLC0415 - rows, once the application is set up

    found = [hold(chain) for chain in chains()]
    faults = sum(len(one.faults) for one in found)
    said = speak(options.lang, _FAULTS, n=faults, home=str(environment.home)) if faults else ""
    said = said or speak(options.lang, _HOLDS, n=len(found), home=str(environment.home))
    sys.stdout.write(said + "\n")
    return 1 if faults else 0
