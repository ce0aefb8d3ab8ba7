"""Changing the services of the catalogue: one fact each, inside the transaction of a flow or a face."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from acuerdo.apps.catalogue.models import Dependency, Service
from acuerdo.apps.catalogue.refusals import CatalogueRefused
from acuerdo.apps.catalogue.shapes import LANGUAGES, Cost, Texts
from acuerdo.apps.journal.commands import record
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.documents.scalars import MONEY_PER

CHAIN = "catalogue"
LONGEST_NAME = 200
LONGEST_TEXT = 4_000
MOST_PREREQUISITES = 50
_KEY = re.compile(r"[-a-zA-Z0-9_]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceChange:
    """What a service shall be; `owner` is the ident of a person of the provider, `needs` are keys of services."""

    name: Texts
    description: Texts
    prerequisites: tuple[Texts, ...] = ()
    owner: str = ""
    cost: Cost | None = None
    needs: tuple[str, ...] = ()


def define_service(viewer: Viewer, key: str, wanted: ServiceChange, at: datetime) -> int:
    """Put a service into the catalogue and return its revision. Raises `NotAllowed`, `NotThere`, `CatalogueRefused`."""
    viewer.require(Permission.KEEP_CATALOGUE)
    if not _KEY.fullmatch(key):
        raise CatalogueRefused("odd_key", repr(key), "letters, digits, - and _, at most 64")
    values = _values(wanted, at)
    with transaction.atomic():
        _lock_services()
        _, fresh = Service.objects.get_or_create(key=key, defaults={**values, "defined_at": at})
        if not fresh:
            raise CatalogueRefused("service_taken", key, "a key that no service has yet")
        _need(key, wanted.needs)
        record(CHAIN, at=at, actor=viewer.ident, kind="service_defined", body={"service": key})
    return 1


def change_service(viewer: Viewer, key: str, wanted: ServiceChange, revision: int, at: datetime) -> int:
    """Change a service of which somebody saw `revision`, and return the new one.

    Raises `NotAllowed`, `NotThere`, `CatalogueRefused` (`changed_meanwhile`, `in_a_circle`, ...).
    """
    viewer.require(Permission.KEEP_CATALOGUE)
    values = _values(wanted, at)
    with transaction.atomic():
        _lock_services()
        done = Service.objects.filter(key=key, revision=revision).update(revision=F("revision") + 1, **values)
        if not done:
            found = Service.objects.filter(key=key).values_list("revision", flat=True).first()
            if found is None:
                raise NotThere("service")
            raise CatalogueRefused("service_changed_meanwhile", f"revision {found}", f"revision {revision}")
        _need(key, wanted.needs)
        record(CHAIN, at=at, actor=viewer.ident, kind="service_changed", body={"service": key})
    return revision + 1


def retire_service(viewer: Viewer, key: str, at: datetime, *, back: bool = False) -> None:
    """Take a service out of the offer, or `back` into it; agreements that name it keep it.

    Raises `NotAllowed`, `NotThere`, `CatalogueRefused` (`still_needed`).
    """
    viewer.require(Permission.KEEP_CATALOGUE)
    with transaction.atomic():
        row = Service.objects.select_for_update().filter(key=key).first()
        if row is None:
            raise NotThere("service")
        users = Dependency.objects.filter(needed=row, service__retired_at__isnull=True)
        needed = list(users.order_by("service__key").values_list("service__key", flat=True)[:5])
        if needed and not back:
            raise CatalogueRefused("still_needed", ", ".join(needed), "a service that no other one needs")
        if (row.retired_at is None) is back:
            return
        row.retired_at = None if back else at
        row.save(update_fields=["retired_at"])
        kind = "service_brought_back" if back else "service_retired"
        record(CHAIN, at=at, actor=viewer.ident, kind=kind, body={"service": key})


def _values(wanted: ServiceChange, at: datetime) -> dict[str, object]:
    """Return the columns of a service, with its texts cleaned and looked at."""
    name = _texts(wanted.name, LONGEST_NAME)
    if not name:
        raise CatalogueRefused("no_name", "nothing", "a name in at least one language")
    description = _texts(wanted.description, LONGEST_TEXT)
    prerequisites = [text for text in (_texts(one, LONGEST_TEXT) for one in wanted.prerequisites) if text]
    if len(prerequisites) > MOST_PREREQUISITES:
        raise CatalogueRefused("too_many", str(len(prerequisites)), f"at most {MOST_PREREQUISITES} prerequisites")
    return {
        "name": name,
        "description": description,
        "prerequisites": prerequisites,
        "owner": _owner(wanted.owner),
        "words": _words([name, description, *prerequisites]),
        "changed_at": at,
        **_cost(wanted.cost),
    }


def _texts(texts: Texts, longest: int) -> dict[str, str]:
    found = {language: texts.get(language, "").strip() for language in LANGUAGES}
    long = [language for language, text in found.items() if len(text) > longest]
    if long:
        raise CatalogueRefused("long_text", f"{len(found[long[0]])} characters", f"at most {longest}")
    return {language: text for language, text in found.items() if text}


def _words(texts: Iterable[Mapping[str, str]]) -> str:
    return "\n".join(text.casefold() for one in texts for text in one.values())


def _owner(ident: str) -> Person | None:
    if not ident:
        return None
    people = Person.objects.filter(party__kind=PartyKind.PROVIDER, is_active=True)
    found = next((person for person in people if str(person.ident) == ident), None)
    if found is None:
        raise NotThere("person")
    return found


def _cost(cost: Cost | None) -> dict[str, object]:
    if cost is None:
        return {"cost": None, "currency": "", "per": ""}
    known = len(cost.currency) == len("EUR") and cost.currency.isascii() and cost.currency.isupper()
    if not known or not cost.amount.is_finite():
        raise CatalogueRefused("odd_cost", f"{cost.amount} {cost.currency}", "an amount with a currency like EUR")
    if not 0 <= cost.amount < 10**10 or (cost.per and cost.per not in MONEY_PER):
        raise CatalogueRefused("odd_cost", f"{cost.amount} per {cost.per}", f"an amount, per {', '.join(MONEY_PER)}")
    return {"cost": cost.amount, "currency": cost.currency, "per": cost.per}


def _lock_services() -> None:
    """Lock every service, so that no two changes close a circle of needs together, or wait for each other."""
    list(Service.objects.select_for_update().order_by("pk").values_list("pk"))


def _need(key: str, needs: tuple[str, ...]) -> None:
    """Say anew which services one needs, inside a transaction that has locked them all."""
    known = dict(Service.objects.values_list("key", "pk"))
    unknown = sorted(set(needs) - known.keys())
    if unknown:
        raise CatalogueRefused("unknown_service", unknown[0], "keys of services of the catalogue")
    graph: dict[str, set[str]] = {}
    for one, other in Dependency.objects.exclude(service=known[key]).values_list("service__key", "needed__key"):
        graph.setdefault(one, set()).add(other)
    circle = next((need for need in needs if key in _reached(need, graph)), None)
    if circle is not None:
        raise CatalogueRefused("in_a_circle", circle, f"services that do not need {key} themselves")
    Dependency.objects.filter(service=known[key]).delete()
    Dependency.objects.bulk_create(
        Dependency(service_id=known[key], needed_id=known[need]) for need in sorted(set(needs))
    )


def _reached(start: str, graph: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        if here not in reached:
            reached.add(here)
            waiting += graph.get(here, ())
    return reached
