"""`acuerdo demo`: a small provider with three customers, to look around in."""

import argparse
import json
import secrets
import sys
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from acuerdo.faces.cli.application import bring_up_to_date
from acuerdo.faces.cli.options import add_language
from acuerdo.surroundings import Environment, from_surroundings
from acuerdo.words import phrase, speak

if TYPE_CHECKING:
    from acuerdo.apps.parties.models import Person

_THERE = phrase("There are people here already: the demo only fills an empty installation.")

KEPT = "demo-people.json"
"""The file in the home that says who is in the demo, with their passwords."""

PEOPLE = (
    ("norte", "ana", "Ana", "contract_manager"),
    ("norte", "tomas", "Tomás", "technician"),
    ("sur", "boris", "Boris", "sponsor"),
    ("sur", "carla", "Carla", "user"),
    ("volga", "vera", "Вера", "sponsor"),
    ("lakes", "grace", "Grace", "sponsor"),
)
PARTIES = (
    ("norte", "provider", "Norte MSP", "es", "Europe/Madrid"),
    ("sur", "customer", "Distribuciones Sur", "es", "Europe/Madrid"),
    ("volga", "customer", "Волга", "ru", "Europe/Samara"),
    ("lakes", "customer", "Lakes Retail", "en", "Europe/London"),
)
LEVELS = {"sur": "silver", "volga": "gold", "lakes": "bronze"}
TEXT = """\
acuerdo: 1
id: {key}
title: {{es: Servicios gestionados de TI, en: Managed IT services, ru: Управляемые ИТ-услуги}}
language: {language}
time_zone: {zone}
currency: EUR
parties:
  provider: {{id: norte, name: Norte MSP}}
  customer: {{id: {customer}, name: {name}}}
term: {{from: {since}, to: {until}, renewal: tacit, notice: 60d}}
based_on: {level}   # the overrides of this customer follow
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--credentials", action="store_true", help="print the people and their passwords as JSON")
    add_language(parser)


def run(options: argparse.Namespace) -> int:
    """Fill an empty installation; exit 1 when it is not empty."""
    kept = from_surroundings().home / KEPT
    if options.credentials and kept.is_file():
        sys.stdout.write(kept.read_text(encoding="utf-8"))
        return 0
    people = fill(bring_up_to_date())
    if people is None:
        sys.stderr.write(speak(options.lang, _THERE) + "\n")
        return 1
    sys.stdout.write(people)
    return 0


def fill(environment: Environment) -> str | None:
    """Fill an empty installation and return its people with their passwords as JSON; None where somebody is there."""
    from acuerdo.apps.parties.models import Person  # noqa: PLC0415 - rows, once the application is set up

    if Person.objects.exists():
        return None
    told = json.dumps(seed(datetime.now(UTC)), ensure_ascii=False, indent=2) + "\n"
    kept = environment.home / KEPT
    kept.touch(mode=0o600)
    kept.write_text(told, encoding="utf-8")
    return told


def seed(now: datetime) -> list[dict[str, str]]:
    """Make the parties, people and agreements, and return the people with their passwords."""
    from django.db import transaction  # noqa: PLC0415 - rows, once the application is set up

    with transaction.atomic():
        people = _people(now)
        _agreements(now)
    return people


def _people(now: datetime) -> list[dict[str, str]]:
    from acuerdo.apps.parties.models import Grant, Party, Person  # noqa: PLC0415 - see above

    parties = {
        key: Party.objects.create(key=key, kind=kind, name=name, language=language, time_zone=zone, created_at=now)
        for key, kind, name, language, zone in PARTIES
    }
    told = []
    for of, word, name, role in PEOPLE:
        party = parties[of]
        email, password = f"{word}@{of}.example", secrets.token_urlsafe(12)
        person = Person(
            party=party, name=name, email=email, language=party.language, time_zone=party.time_zone, joined_at=now
        )
        person.set_password(password)
        person.save()
        Grant.objects.create(person=person, role=role)
        told.append(
            {"name": name, "side": party.kind, "role": role, "language": party.language}
            | {"email": email, "password": password, "token": _token(person, now)}
        )
    return told


def _token(person: "Person", now: datetime) -> str:
    """Return a token that does what its person may do."""
    from acuerdo.apps.parties.viewers import view_as  # noqa: PLC0415 - see above
    from acuerdo.apps.tokens.commands import LONGEST, NewToken, make_token  # noqa: PLC0415 - see above
    from acuerdo.apps.tokens.queries import scopes_of  # noqa: PLC0415 - see above

    viewer = view_as(person)
    wanted = NewToken(name="demo", scopes=frozenset(scopes_of(viewer)), expires_at=now + LONGEST)
    return make_token(viewer, wanted, now).secret


def _agreements(now: datetime) -> None:
    """Sur's is in force, Volga's is offered, that with Lakes is a draft."""
    from acuerdo.apps.acts.commands import Intent  # noqa: PLC0415 - see above
    from acuerdo.apps.agreements.commands import NewAgreement, open_agreement  # noqa: PLC0415 - see above
    from acuerdo.apps.parties.models import Person  # noqa: PLC0415 - see above
    from acuerdo.apps.parties.viewers import view_as  # noqa: PLC0415 - see above
    from acuerdo.core.acts import MoveKind  # noqa: PLC0415 - see above
    from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft  # noqa: PLC0415 - see above

    ana, boris = (view_as(Person.objects.get(email=email)) for email in ("ana@norte.example", "boris@sur.example"))
    year = now.year
    for customer, _, name, language, zone in PARTIES[1:]:
        key = f"{customer}-{year}"
        values = {"key": key, "language": language, "zone": zone, "customer": customer, "name": name}
        values |= {"since": date(year, 1, 1).isoformat(), "until": date(year, 12, 31).isoformat()}
        text = TEXT.format(**values, level=LEVELS[customer])
        open_agreement(ana, NewAgreement(key=key, kind="sla", customer=customer, text=text), now - timedelta(days=3))
        if customer != "lakes":
            act = offer_draft(ana, key, Offering(seen=0), now - timedelta(days=2))
        if customer == "sur":
            accept = Intent(kind=MoveKind.ACCEPT, content=act.standing.content or "", seen=1)
            answer_offer(boris, key, 1, accept, now - timedelta(days=1))
