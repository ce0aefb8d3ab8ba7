"""The language in which a command answers."""

import argparse

from acuerdo.words import Language


def add_language(parser: argparse.ArgumentParser) -> None:
    """Declare the language of the answer."""
    parser.add_argument("--lang", type=Language, choices=list(Language), default=Language.EN, help="en, es or ru")
