"""`acuerdo erase`: forget a person for good, and show that everything that was proved still is."""

import argparse
import sys
from datetime import UTC, datetime
from uuid import UUID

from acuerdo.faces.cli.application import set_up
from acuerdo.faces.cli.speaking import add_language
from acuerdo.words import phrase, speak

_NOBODY = phrase("There is nobody with this address or id.")
_SURE = phrase("This cannot be taken back. Say it again with --for-good.")
_DONE = phrase("Erased. The id {ident} stays in the journal, and every chain holds.")
_FAULTS = phrase("Erased, but the journal does not hold: `acuerdo journal verify` says where.")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("person", help="e-mail address or id")
    parser.add_argument("--for-good", action="store_true", help="do it; it cannot be taken back")
    add_language(parser)


def run(options: argparse.Namespace) -> int:
    """Erase a person; exit 1 when there is nobody, or when the journal does not hold afterwards."""
    set_up()
    from acuerdo.apps.journal.queries import chains, verify  # noqa: PLC0415 - rows, once the application is set up
    from acuerdo.apps.parties.models import Person  # noqa: PLC0415 - as above
    from acuerdo.flows.person_erased import erase_person  # noqa: PLC0415 - as above

    people = Person.objects.filter(erased_at__isnull=True)
    wanted = {"email__iexact": options.person} if "@" in options.person else {"ident": _ident(options.person)}
    person = people.filter(**wanted).first()
    if person is None or not options.for_good:
        sys.stderr.write(speak(options.lang, _NOBODY if person is None else _SURE) + "\n")
        return 1
    erase_person(None, person.ident, datetime.now(UTC))
    faults = any(verify(chain).faults for chain in chains())
    sys.stdout.write(
        (speak(options.lang, _FAULTS) if faults else speak(options.lang, _DONE, ident=str(person.ident))) + "\n"
    )
    return 1 if faults else 0


def _ident(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
