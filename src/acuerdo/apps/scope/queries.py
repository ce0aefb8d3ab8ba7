"""Reading what agreements cover and what customers use.

Each function asks the database a fixed number of times, however many agreements there are.
"""

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from acuerdo.apps.agreements.life import governing
from acuerdo.apps.agreements.models import Agreement, AgreementKind, Version
from acuerdo.apps.agreements.queries import span_of
from acuerdo.apps.catalogue.models import Service
from acuerdo.apps.parties.models import Party
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer, seen_by
from acuerdo.apps.scope.models import Basis, CoveredService, UsedService
from acuerdo.apps.scope.shapes import InForce, Origin, Use
from acuerdo.core.acts import State


def agreements_with(viewer: Viewer, service: str, on: date) -> tuple[InForce, ...]:
    """Return the agreements in force that cover a service, of those that the viewer may see."""
    covering = CoveredService.objects.filter(key=service)
    return _in_force(viewer, Version.objects.filter(pk__in=covering.values("version")), on)


def agreements_on(viewer: Viewer, level: str, on: date) -> tuple[InForce, ...]:
    """Return the agreements in force that are based on a level, whichever version, of those the viewer may see."""
    based = Basis.objects.filter(level=level)
    return _in_force(viewer, Version.objects.filter(pk__in=based.values("version")), on)


def governing_version(viewer: Viewer, key: str, on: date) -> Version:
    """Return the version of an agreement that governs a date, with its offer. Raises `NotThere`."""
    rows = seen_by(viewer, Agreement.objects.filter(key=key), Permission.SEE_AGREEMENTS)
    found = _governing(rows, on)
    if not found:
        raise NotThere("agreement")
    return found[0]


def find_basis(version: Version) -> str:
    """Return the key of the level that a version is based on; empty where it is on none."""
    return Basis.objects.filter(version=version).values_list("level", flat=True).first() or ""


def list_uses(viewer: Viewer, on: date, *, uncovered: bool = False, customer: str = "") -> list[Use]:
    """Return the services that customers use, or only those that no agreement in force covers for them."""
    rows = seen_by(viewer, UsedService.objects.all(), Permission.SEE_AGREEMENTS)
    if customer:
        rows = rows.filter(customer__key=customer)
    covered = _covered(rows, on)
    found = [
        _use(row, tuple(sorted(covered.get((row.customer_id, row.service.key), ()))))
        for row in rows.select_related("customer", "service").order_by("customer__name", "service__key")
    ]
    return [one for one in found if not one.agreements] if uncovered else found


def list_customers(viewer: Viewer) -> list[tuple[str, str]]:
    """Return key and name of the customers for whom the viewer may say what they use."""
    rows = seen_by(viewer, Party.objects.filter(kind=PartyKind.CUSTOMER), Permission.EDIT_DRAFTS, "pk")
    return list(rows.order_by("name").values_list("key", "name"))


def _covered(rows: QuerySet[UsedService], on: date) -> dict[tuple[int, str], set[str]]:
    """Return the agreements in force by customer and service, of the customers and services of some rows."""
    services = Service.objects.filter(pk__in=rows.values("service"))
    lines = CoveredService.objects.filter(
        key__in=services.values("key"),
        version__agreement__customer__in=rows.values("customer"),
        version__agreement__kind=AgreementKind.SLA,
    )
    governs = {
        version.pk: version
        for version in _governing(Agreement.objects.filter(versions__in=lines.values("version")), on)
    }
    found: dict[tuple[int, str], set[str]] = {}
    for version_id, key in lines.values_list("version", "key"):
        version = governs.get(version_id)
        if version is not None:
            found.setdefault((version.agreement.customer_id, key), set()).add(version.agreement.key)
    return found


def _in_force(viewer: Viewer, versions: QuerySet[Version], on: date) -> tuple[InForce, ...]:
    rows = seen_by(viewer, Agreement.objects.filter(versions__in=versions.values("pk")), Permission.SEE_AGREEMENTS)
    wanted = set(versions.values_list("pk", flat=True))
    return tuple(
        InForce(
            key=version.agreement.key,
            customer=version.agreement.customer.name,
            number=version.number,
            from_on=version.from_on,
            to_on=version.to_on,
        )
        for version in _governing(rows, on)
        if version.pk in wanted
    )


def _governing(agreements: QuerySet[Agreement], on: date) -> list[Version]:
    """Return the versions of some agreements that govern a date."""
    rows = Version.objects.filter(agreement__in=agreements.values("pk"), offer__isnull=False)
    by_agreement: dict[int, list[Version]] = {}
    found = rows.select_related("agreement__customer", "act", "offer").defer("offer__text", "offer__canonical")
    for row in found.order_by("agreement__key", "number"):
        by_agreement.setdefault(row.agreement_id, []).append(row)
    return [version for versions in by_agreement.values() for version in _chosen(versions, on)]


def _chosen(versions: Collection[Version], on: date) -> list[Version]:
    spans = [span_of(row.agreement, row, State(row.act.state), 1) for row in versions]
    terminated_on = next(iter(versions)).agreement.terminated_on
    number = governing(spans, on, terminated_on)
    return [row for row in versions if row.number == number]


def _use(row: UsedService, agreements: tuple[str, ...]) -> Use:
    return Use(
        customer=row.customer.name,
        customer_key=row.customer.key,
        service=row.service.key,
        name=row.service.name,
        since_on=row.since_on,
        origin=Origin(row.origin),
        note=row.note,
        agreements=agreements,
    )
