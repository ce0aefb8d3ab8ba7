"""The entrance of the command line: finds the command, runs it, and says plainly what went wrong."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import reset_tzpath

from acuerdo.faces.cli.overwriting import refuse_overwriting

if TYPE_CHECKING:
    from acuerdo.words import Language

COMMANDS = MappingProxyType(
    {
        "check": ("checking", "validate an agreement and say what is missing in it"),
        "calendar": ("calendars", "try a calendar before anyone signs it"),
        "import": ("importing", "see what an export would bring in, or draft a profile for it"),
        "judge": ("judging", "judge every clock of a history, and what was attained"),
        "explain": ("explaining", "explain one ticket's verdicts, span by span"),
        "replay": ("replaying", "see what would have been under another agreement"),
        "reconcile": ("reconciling", "hold what the help desk claims against the verdicts, and find its clock"),
        "promise": ("promising", "see whether each promise is realistic"),
        "report": ("reporting", "write the service level report of a period"),
        "simulate": ("simulating", "write a realistic history from a scenario and a seed"),
        "serve": ("serving", "open the application in a browser"),
        "worker": ("working", "deliver what waits in the outbox and do what is due"),
        "sources": ("sources", "see how help desks are read, read them now, or bring a file into one"),
        "outbox": ("outboxes", "see what waits to leave, and what was given up"),
        "agreements": ("agreements", "list, read, offer and answer agreements of a running installation"),
        "demo": ("demo", "fill an empty installation with people and agreements to look around in"),
        "backup": ("backing_up", "write everything that the installation keeps into one file"),
        "restore": ("restoring", "bring a backup back into an empty installation"),
        "accounts": ("admitting", "let somebody in where nobody else can, end an access, reset a second factor"),
        "erase": ("erasing", "forget a person for good, keeping what was proved"),
        "journal": ("journals", "show that nothing in the journal was changed"),
        "diff": ("comparing", "say in words what changed between two agreements"),
        "text": ("texts", "write an agreement as readable text: numbered clauses, tables, hash"),
        "schema": ("schemas", "print the JSON Schema of agreements or of verdicts"),
    }
)
"""Every command: the module that carries it out, and what it does."""

UNUSABLE = 2
"""The exit code for input that cannot be used."""

_UNUSABLE_DATABASE = frozenset({("django.db.utils", "OperationalError"), ("django.db.utils", "DatabaseError")})
"""Faults of a database that is gone, full or none, by name: most commands load no database at all."""

_INTERRUPTED = 130
_COLLECTED_AFTER = 100_000
"""New objects between two collections: a command ends soon, and nearly all that it makes it keeps."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 findings, 2 unusable input or wrong call."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    reset_tzpath(to=())  # the zones of the tzdata package: the same on every machine
    gc.set_threshold(_COLLECTED_AFTER)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for them reads every installed package
    if not words or words[0] in ("-h", "--help", "help"):
        _print_help()
        return 0 if words else UNUSABLE
    if words[0] == "--version":
        from importlib.metadata import version  # noqa: PLC0415 - reads mail, of all things: most commands need it not

        sys.stdout.write(f"acuerdo {version('acuerdo')}\n")
        return 0
    if words[0] not in COMMANDS:
        sys.stderr.write(f"acuerdo: unknown command {words[0]!r}; expected one of {', '.join(COMMANDS)}\n")
        return UNUSABLE
    return _run(words[0], words[1:])


def _run(name: str, words: list[str]) -> int:
    home, summary = COMMANDS[name]
    command = import_module(f"acuerdo.faces.cli.{home}")
    parser = argparse.ArgumentParser(prog=f"acuerdo {name}", description=summary[0].upper() + summary[1:] + ".")
    command.add_arguments(parser)
    options = argparse.Namespace()
    try:
        options = parser.parse_args(words)
        refuse_overwriting(options)
        code = int(command.run(options))
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output has gone; not worth a word
        _drop_output()
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nacuerdo: interrupted; nothing was half written\n")
        return _INTERRUPTED
    except OSError as fault:
        if fault.filename is None:  # only what is printed has no name
            _drop_output()
        sys.stderr.write(f"acuerdo {name}: {fault.filename or 'standard output'}: {fault.strerror or fault}\n")
        return UNUSABLE
    except Exception as fault:
        said = _say(fault, getattr(options, "lang", None))
        if not said:  # a defect, to be seen whole
            raise
        sys.stderr.write(f"acuerdo {name}: {said}\n")
        return UNUSABLE
    return code


def _say(fault: Exception, language: "Language | None") -> str:
    """Return what a fault says where that is all: a refusal of ours, or a database of no use; else nothing."""
    if (type(fault).__module__, type(fault).__name__) in _UNUSABLE_DATABASE:
        return f"database: {' '.join(str(fault).split())}"
    if not (isinstance(fault, ValueError) and hasattr(fault, "code")):
        return ""
    if language is None:
        return str(fault)
    from acuerdo.faces.cli.fault_words import say_fault  # noqa: PLC0415 - only where something went wrong

    return say_fault(fault, language)


def _drop_output() -> None:
    """Send what is still to be printed nowhere, so that leaving does not fail once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_help() -> None:
    width = max(map(len, COMMANDS))
    lines = "".join(f"  {name:<{width}}  {summary}\n" for name, (_, summary) in COMMANDS.items())
    sys.stdout.write(
        "Acuerdo: service levels that both sides can prove.\n\n"
        f"usage: acuerdo COMMAND ...\n\n{lines}\n"
        "acuerdo COMMAND --help says what a command takes.\n"
    )
