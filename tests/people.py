"""The people whom every test of the application knows."""

from dataclasses import dataclass
from datetime import UTC, datetime

from acuerdo.apps.parties.models import Grant, Party, Person
from acuerdo.apps.parties.roles import PartyKind, Role
from acuerdo.apps.parties.viewers import Viewer, view_as

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def party(key: str, kind: PartyKind, language: str = "en") -> Party:
    return Party.objects.create(key=key, kind=kind, name=key.capitalize(), language=language, created_at=NOW)


def person(of: Party, name: str, *roles: Role, customer: Party | None = None) -> Person:
    found = Person.objects.create(
        party=of, name=name, email=f"{name.lower()}@{of.key}.example", language=of.language, joined_at=NOW
    )
    for role in roles:
        Grant.objects.create(person=found, role=role, customer=customer)
    return found


@dataclass(frozen=True)
class Cast:
    """Norte serves Sur and Volga: Ana manages contracts at Norte, Boris sponsors at Sur, Vera at Volga."""

    norte: Party
    sur: Party
    volga: Party
    ana: Viewer
    tomas: Viewer
    nadie: Viewer
    boris: Viewer
    carla: Viewer
    vera: Viewer


def make_cast() -> Cast:
    norte = party("norte", PartyKind.PROVIDER, "es")
    sur = party("sur", PartyKind.CUSTOMER, "es")
    volga = party("volga", PartyKind.CUSTOMER, "ru")
    return Cast(
        norte=norte,
        sur=sur,
        volga=volga,
        ana=view_as(person(norte, "Ana", Role.CONTRACT_MANAGER)),
        tomas=view_as(person(norte, "Tomas", Role.TECHNICIAN, customer=sur)),
        nadie=view_as(person(norte, "Nadie")),
        boris=view_as(person(sur, "Boris", Role.SPONSOR)),
        carla=view_as(person(sur, "Carla", Role.USER)),
        vera=view_as(person(volga, "Vera", Role.SPONSOR)),
    )
