"""Fill the home of this process with many customers and agreement versions, by rows alone: only pages are measured."""

import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import django
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from benchmarks.application import CUSTOMERS, VERSIONS

if TYPE_CHECKING:
    from acuerdo.apps.acts.models import Act
    from acuerdo.apps.agreements.models import Agreement, Version
    from acuerdo.apps.parties.models import Party

OFFERED = 20
"""Of so many versions one is not agreed: the provider's answer is awaited."""
_RENEWALS = ("tacit", "never", "express")
_SPREAD_DAYS = 700
_AT_ONCE = 500


def values_of(row: Model, **others: object) -> dict[str, Any]:  # whatever a row holds
    """Return what a row holds, but for its own id, with other values for some."""
    fields = row._meta.concrete_fields  # noqa: SLF001 - Django's documented way to a model's fields
    return {field.attname: getattr(row, field.attname) for field in fields if not field.primary_key} | others


def fill() -> None:
    """Make customers, what each uses, and for the first of them agreements like two of the demo's."""
    from acuerdo.apps.acts.models import Act  # noqa: PLC0415 - rows, once the application is set up
    from acuerdo.apps.agreements.models import Agreement, Version  # noqa: PLC0415 - as above
    from acuerdo.apps.parties.models import Party  # noqa: PLC0415 - as above

    found = Version.objects.select_related("agreement__customer", "act").order_by("pk")
    agreed = found.filter(offer__isnull=False)[0]
    offered = found.get(agreement__key="volga-kopii")
    customers = _customers(agreed.agreement.customer)
    agreements = Agreement.objects.bulk_create(
        (Agreement(**values_of(agreed.agreement, key=f"{one.key}-sla", customer_id=one.pk)) for one in customers),
        batch_size=_AT_ONCE,
    )
    likes = [offered if place % OFFERED == OFFERED - 1 else agreed for place in range(VERSIONS)]
    acts = Act.objects.bulk_create(
        (_act(like.act, one) for like, one in zip(likes, agreements, strict=True)), batch_size=_AT_ONCE
    )
    versions = Version.objects.bulk_create(
        (
            Version(**_version(like, place, agreement_id=one.pk, act_id=act.pk))
            for place, (like, one, act) in enumerate(zip(likes, agreements, acts, strict=True))
        ),
        batch_size=_AT_ONCE,
    )
    _what_belongs(list(zip(likes, versions, strict=True)))
    sys.stdout.write(f"{Party.objects.count():,} parties, {Version.objects.count():,} versions\n")


def _customers(like: "Party") -> "list[Party]":
    """Make the customers with what each uses, and return those who have an agreement."""
    from acuerdo.apps.catalogue.models import Service  # noqa: PLC0415 - as above
    from acuerdo.apps.parties.models import Party  # noqa: PLC0415 - as above
    from acuerdo.apps.scope.models import UsedService  # noqa: PLC0415 - as above

    made = Party.objects.bulk_create(
        (
            Party(**values_of(like, key=f"many-{place:05}", name=f"Customer {place:05}", sought=f"customer {place:05}"))
            for place in range(CUSTOMERS)
        ),
        batch_size=_AT_ONCE,
    )
    services = list(Service.objects.order_by("key"))
    use = UsedService.objects.order_by("pk")[0]
    UsedService.objects.bulk_create(
        (
            UsedService(**values_of(use, customer_id=one.pk, service_id=services[place % len(services)].pk))
            for place, one in enumerate(made)
        ),
        batch_size=_AT_ONCE,
    )
    return made[:VERSIONS]


def _act(like: "Act", agreement: "Agreement") -> "Act":
    from acuerdo.apps.acts.models import Act  # noqa: PLC0415 - as above

    about = {"subject_key": f"{agreement.key}:1", "chain": agreement.chain}
    return Act(**values_of(like, customer_id=agreement.customer_id, **about))


def _version(like: "Version", place: int, **others: int) -> dict[str, Any]:  # what a row holds
    """Return what a version holds; the terms of those agreed end on every day of some years."""
    values = values_of(like, number=1, **others)
    if like.offer_id is not None:
        from_on = timezone.localdate() - timedelta(days=place % _SPREAD_DAYS)
        renewal = _RENEWALS[place % len(_RENEWALS)]
        values |= {"from_on": from_on, "to_on": from_on + timedelta(days=365 + place % 7), "renewal": renewal}
    return values


def _what_belongs(versions: "list[tuple[Version, Version]]") -> None:
    """Give each version the moves, offers and services of the one that it is like."""
    from acuerdo.apps.acts.models import ActMove  # noqa: PLC0415 - as above
    from acuerdo.apps.agreements.models import Offer  # noqa: PLC0415 - as above
    from acuerdo.apps.scope.models import Basis, CoveredService  # noqa: PLC0415 - as above

    likes = {like for like, _ in versions}
    moves = {like: list(ActMove.objects.filter(act=like.act_id)) for like in likes}
    offers = {like: list(Offer.objects.filter(version=like)) if like.offer_id is None else [] for like in likes}
    covered = {like: list(CoveredService.objects.filter(version=like)) for like in likes}
    bases = {like: list(Basis.objects.filter(version=like)) for like in likes}

    def each(found: "dict[Version, list[Any]]", **places: str) -> Iterator[dict[str, Any]]:  # whatever rows hold
        for like, version in versions:
            for row in found[like]:
                yield values_of(row, **{name: getattr(version, where) for name, where in places.items()})

    ActMove.objects.bulk_create((ActMove(**one) for one in each(moves, act_id="act_id")), batch_size=_AT_ONCE)
    Offer.objects.bulk_create((Offer(**one) for one in each(offers, version_id="pk")), batch_size=_AT_ONCE)
    CoveredService.objects.bulk_create(
        (CoveredService(**one) for one in each(covered, version_id="pk")), batch_size=_AT_ONCE
    )
    Basis.objects.bulk_create((Basis(**one) for one in each(bases, version_id="pk")), batch_size=_AT_ONCE)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acuerdo.project.settings")
    django.setup()
    with transaction.atomic():
        fill()
