"""What a command reads is never written over by what it writes."""

import argparse
import os
from collections.abc import Iterator

_READ = ("agreement", "against", "facts", "files", "exclusions", "profile", "scenario")
_WRITTEN = ("out", "refused", "html", "pdf")


class OutputRefused(ValueError):
    """A file to write that is read too, or is named twice; `code` is `output_is_input`."""

    code = "output_is_input"


def refuse_overwriting(options: argparse.Namespace) -> None:
    """Refuse arguments that would write over a file they read, or write two things to one file.

    Raises `OutputRefused`.

    >>> refuse_overwriting(argparse.Namespace(facts=["export.csv"], out="verdicts.csv"))
    >>> refuse_overwriting(argparse.Namespace(facts=["export.csv"], out="./export.csv"))
    Traceback (most recent call last):
    ...
    acuerdo.faces.cli.overwriting.OutputRefused: --out ./export.csv: found a file that this command reads or writes \
already, expected another file
    """
    taken = {os.path.realpath(path) for name in _READ for path in _paths(options, name)}
    for name in _WRITTEN:
        for path in _paths(options, name):
            place = os.path.realpath(path)
            if place in taken:
                raise OutputRefused(
                    f"--{name} {path}: found a file that this command reads or writes already, expected another file"
                )
            taken.add(place)


def _paths(options: argparse.Namespace, name: str) -> Iterator[str]:
    value = getattr(options, name, None)
    if isinstance(value, list):
        yield from map(str, value)
    elif value is not None:
        yield str(value)
