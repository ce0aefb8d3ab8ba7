"""Reading what agreements cover and what customers use.

Each function asks the database a fixed number of times, however many agreements there are.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from acuerdo.apps.agreements.days import On
from acuerdo.apps.agreements.lists import PER_PAGE, place_of
from acuerdo.apps.agreements.models import AgreementKind, Version
from acuerdo.apps.agreements.standing import governing_on
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer, seen_by
from acuerdo.apps.scope.models import Basis, CoveredService, UsedService
from acuerdo.apps.scope.shapes import InForce, InForcePage, Origin, Use, UseFilter, UsePage


def agreements_with(viewer: Viewer, service: str, on: On, page: int = 1) -> InForcePage:
    """Return a page of the agreements in force that cover a service, of those that the viewer may see."""
    covering = CoveredService.objects.filter(key=service)
    return _in_force(viewer, governing_on(on).filter(pk__in=covering.values("version")), page)


def agreements_on(viewer: Viewer, level: str, on: On, page: int = 1) -> InForcePage:
    """Return a page of the agreements in force that are based on a level, whichever version, of those seen."""
    based = Basis.objects.filter(level=level)
    return _in_force(viewer, governing_on(on).filter(pk__in=based.values("version")), page)


def governing_version(viewer: Viewer, key: str, on: On) -> Version:
    """Return the version of an agreement that governs a date, with its offer. Raises `NotThere`."""
    rows = governing_on(on).filter(agreement__key=key).select_related("agreement__customer", "act", "offer")
    found = seen_by(viewer, rows, Permission.SEE_AGREEMENTS, "agreement__customer").first()
    if found is None:
        raise NotThere("agreement")
    return found


def find_basis(version: Version) -> str:
    """Return the key of the level that a version is based on; empty where it is on none."""
    return Basis.objects.filter(version=version).values_list("level", flat=True).first() or ""


def find_uses(viewer: Viewer, wanted: UseFilter, on: On, page: int = 1) -> UsePage:
    """Return a page of the services in use that are wanted; a page beyond the last is the last."""
    rows = _wanted(viewer, wanted, on)
    total = rows.count()
    uncovered = total if wanted.uncovered else _uncovered(rows, on).count()
    shown, pages = place_of(page, total)
    part = list(rows.values_list("pk", flat=True)[(shown - 1) * PER_PAGE : shown * PER_PAGE])
    lines = _read(_in_order(UsedService.objects.filter(pk__in=part)), on)
    return UsePage(lines=tuple(lines), total=total, uncovered=uncovered, page=shown, pages=pages)


def find_uses_after(viewer: Viewer, wanted: UseFilter, on: On, after: tuple[str, str], most: int) -> list[Use]:
    """Return at most so many of the services in use that are wanted, by the keys of customer and service.

    Those that follow such a pair of keys; for reading part by part.
    """
    customer, service = after
    rows = _wanted(viewer, wanted, on).filter(
        Q(customer__key__gt=customer) | Q(customer__key=customer, service__key__gt=service)
    )
    part = list(rows.order_by("customer__key", "service__key").values_list("pk", flat=True)[:most])
    return _read(UsedService.objects.filter(pk__in=part).order_by("customer__key", "service__key"), on)


def _wanted(viewer: Viewer, wanted: UseFilter, on: On) -> QuerySet[UsedService]:
    rows = seen_by(viewer, UsedService.objects.all(), Permission.SEE_AGREEMENTS)
    if wanted.customer:
        rows = rows.filter(customer__key=wanted.customer)
    if wanted.service:
        rows = rows.filter(service__key=wanted.service)
    for word in wanted.text.casefold().split():
        rows = rows.filter(customer__sought__contains=word)
    return _in_order(_uncovered(rows, on) if wanted.uncovered else rows)


def _in_order(rows: QuerySet[UsedService]) -> QuerySet[UsedService]:
    return rows.order_by("customer__name", "customer", "service__key")


def _uncovered(rows: QuerySet[UsedService], on: On) -> QuerySet[UsedService]:
    """Return those of some rows that no agreement in force with the customer covers."""
    of_customer = governing_on(on).filter(
        agreement__customer=OuterRef(OuterRef("customer")), agreement__kind=AgreementKind.SLA
    )
    covering = CoveredService.objects.filter(key=OuterRef("service__key"), version__in=of_customer.values("pk"))
    return rows.filter(~Exists(covering))


def _read(rows: QuerySet[UsedService], on: On) -> list[Use]:
    covered = _covered(rows, on)
    return [
        _use(row, tuple(sorted(covered.get((row.customer_id, row.service.key), ()))))
        for row in rows.select_related("customer", "service")
    ]


def _covered(rows: QuerySet[UsedService], on: On) -> dict[tuple[int, str], set[str]]:
    """Return the agreements in force by customer and service, of the customers and services of some rows."""
    unordered = rows.order_by()
    governing = governing_on(on).filter(
        agreement__customer__in=unordered.values("customer"), agreement__kind=AgreementKind.SLA
    )
    lines = CoveredService.objects.filter(key__in=unordered.values("service__key"), version__in=governing.values("pk"))
    found: dict[tuple[int, str], set[str]] = {}
    for customer, service, agreement in lines.values_list(
        "version__agreement__customer", "key", "version__agreement__key"
    ):
        found.setdefault((customer, service), set()).add(agreement)
    return found


def _in_force(viewer: Viewer, versions: QuerySet[Version], page: int) -> InForcePage:
    rows = seen_by(viewer, versions, Permission.SEE_AGREEMENTS, "agreement__customer")
    total = rows.count()
    shown, pages = place_of(page, total)
    part = rows.order_by("agreement__key")[(shown - 1) * PER_PAGE : shown * PER_PAGE]
    lines = tuple(
        InForce(
            key=row.agreement.key,
            titles=row.agreement.titles,
            customer=row.agreement.customer.name,
            number=row.number,
            from_on=row.from_on,
            to_on=row.to_on,
        )
        for row in part.select_related("agreement__customer")
    )
    return InForcePage(lines=lines, total=total, page=shown, pages=pages)


def _use(row: UsedService, agreements: tuple[str, ...]) -> Use:
    return Use(
        customer=row.customer.name,
        customer_key=row.customer.key,
        customer_id=row.customer_id,
        service=row.service.key,
        name=row.service.name,
        since_on=row.since_on,
        origin=Origin(row.origin),
        note=row.note,
        agreements=agreements,
    )
