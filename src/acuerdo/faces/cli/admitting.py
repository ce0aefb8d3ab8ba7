"""`acuerdo accounts`: let somebody in where nobody else can, end an access, reset a second factor."""

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from acuerdo.faces.cli.application import bring_up_to_date
from acuerdo.faces.cli.speaking import add_language
from acuerdo.words import Language, phrase, say_date, speak

if TYPE_CHECKING:
    from acuerdo.apps.parties.people import Letter

_ACTS = ("list", "begin", "invite", "end", "reset-factor")
_ALONE = phrase("{party} ({key}): nobody looks after its people. `acuerdo accounts invite {key}` lets somebody in.")
_NONE_ALONE = phrase("Every company has somebody who looks after its people.")
_LINK = phrase("{name} comes in here, once, until {date}:")
_ENDED = phrase("The access has ended. The journal says so.")
_RESET = phrase("The second factors are gone; the next sign-in asks for the password alone. The journal says so.")
_REFUSED = {
    "their_own_choice": phrase("This company has somebody who looks after its people: they invite in the application."),
    "role_of_another_side": phrase("People of this company do not hold this role."),
    "party_key_taken": phrase("There is a provider already: `acuerdo accounts invite` lets somebody in."),
    "email_taken": phrase("Somebody here has this address already."),
    "empty_name": phrase("A name is missing."),
    "not_there": phrase("There is nobody, and no company, of that name."),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("act", choices=_ACTS, help="list the companies that have nobody left, or what to do")
    parser.add_argument(
        "whom", nargs="?", default="", help="the key of a company (begin, invite), or an e-mail address"
    )
    parser.add_argument("--company", default="", help="of begin: the name of the provider's company")
    parser.add_argument("--name", default="", help="of begin and invite: the name of the person")
    parser.add_argument("--email", default="", help="of begin and invite: the address of the person")
    add_language(parser)


def run(options: argparse.Namespace) -> int:
    """Do it; exit 1 where it is refused, or where `list` finds a company that has nobody."""
    bring_up_to_date()
    from acuerdo.apps.parties.granting import PartyRefused  # noqa: PLC0415 - rows, once the application is set up
    from acuerdo.apps.parties.viewers import NotThere  # noqa: PLC0415 - as above

    try:
        return _carry_out(options, datetime.now(UTC))
    except (PartyRefused, NotThere) as refused:
        sys.stderr.write(speak(options.lang, _REFUSED[refused.code]) + "\n")
        return 1


def _carry_out(options: argparse.Namespace, at: datetime) -> int:
    from acuerdo.flows import accounts_run as flow  # noqa: PLC0415 - as above

    if options.act == "list":
        return _list(options.lang)
    if options.act == "end":
        flow.end_access(options.whom, at)
        sys.stdout.write(speak(options.lang, _ENDED) + "\n")
    elif options.act == "reset-factor":
        flow.reset_second_factor(options.whom, at)
        sys.stdout.write(speak(options.lang, _RESET) + "\n")
    else:
        _let_in(options, at)
    return 0


def _let_in(options: argparse.Namespace, at: datetime) -> None:
    from acuerdo.apps.parties.models import Party  # noqa: PLC0415 - as above
    from acuerdo.apps.parties.people import Wanted  # noqa: PLC0415 - as above
    from acuerdo.apps.parties.roles import LEADING, PartyKind  # noqa: PLC0415 - as above
    from acuerdo.flows import accounts_run as flow  # noqa: PLC0415 - as above

    party = Party.objects.filter(key=options.whom).first()
    role = LEADING[PartyKind.PROVIDER if party is None else PartyKind(party.kind)]
    wanted = Wanted(name=options.name, email=options.email, language=str(options.lang), role=role)
    if options.act == "begin":
        company = flow.Beginning(key=options.whom, name=options.company or options.whom, language=str(options.lang))
        _show(options.lang, flow.begin(company, wanted, at))
    else:
        _show(options.lang, flow.let_in(options.whom, wanted, at))


def _show(language: Language, letter: "Letter") -> None:
    from acuerdo.surroundings import from_surroundings  # noqa: PLC0415 - as above

    name, date = letter.person.name, say_date(language, letter.expires_at.date())
    sys.stdout.write(speak(language, _LINK, name=name, date=date) + "\n")
    sys.stdout.write(f"{from_surroundings().public_url}/invitations/{letter.token}\n")


def _list(language: Language) -> int:
    from acuerdo.apps.parties.operating import list_left_alone  # noqa: PLC0415 - as above

    alone = list_left_alone()
    for party in alone:
        sys.stdout.write(speak(language, _ALONE, party=party.name, key=party.key) + "\n")
    if not alone:
        sys.stdout.write(speak(language, _NONE_ALONE) + "\n")
    return 1 if alone else 0
