"""`acuerdo backup`: everything that an installation keeps, in one file, while people go on working."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from acuerdo.faces.cli.speaking import add_language
from acuerdo.surroundings import from_surroundings
from acuerdo.surroundings.backups import write_backup
from acuerdo.words import phrase, speak

_WRITTEN = phrase(
    "Written: {file}. It holds the secret key and personal data: keep it where only you can read it,"
    " on another machine."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("file", type=Path, help="the file to write, which must not be there yet")
    add_language(parser)


def run(options: argparse.Namespace) -> int:
    """Write the backup."""
    write_backup(from_surroundings(), options.file, datetime.now(UTC))
    sys.stdout.write(speak(options.lang, _WRITTEN, file=str(options.file)) + "\n")
    return 0
