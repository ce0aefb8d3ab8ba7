"""Writing down what agreed versions cover and what customers use."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO

from django.db import transaction

from acuerdo.apps.agreements.models import Offer, Version
from acuerdo.apps.catalogue.commands import CHAIN
from acuerdo.apps.catalogue.models import Service
from acuerdo.apps.journal.commands import record
from acuerdo.apps.parties.models import Party
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer, seen_by
from acuerdo.apps.scope.models import Basis, CoveredService, UsedService
from acuerdo.apps.scope.shapes import Origin, RefusedLine, Taken
from acuerdo.documents import AgreementDocument, basis_of

LONGEST_NOTE = 400
MOST_LINES = 20_000
_COLUMNS = ("customer", "service", "since")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUse:
    """A customer (its key) that uses a service of the catalogue since a date."""

    customer: str
    service: str
    since_on: date
    note: str = ""


def note_scope(version: Version, offer: Offer, document: AgreementDocument) -> None:
    """Write down which services an agreed version covers, and the level that it is based on."""
    names = dict.fromkeys(service.id for service in document.shape.services)
    CoveredService.objects.bulk_create(CoveredService(version=version, key=name) for name in names)
    name = basis_of(offer.text)
    if name:
        Basis.objects.create(version=version, level=name.partition(".")[0][:64], name=name[:80])


def record_use(viewer: Viewer, use: NewUse, at: datetime) -> bool:
    """Write down that a customer uses a service; False where that is known. Raises `NotThere`, `NotAllowed`."""
    customer = Party.objects.filter(key=use.customer, kind=PartyKind.CUSTOMER).first()
    service = Service.objects.filter(key=use.service).first()
    if customer is None or not viewer.may(Permission.SEE_AGREEMENTS, customer.pk):
        raise NotThere("customer")
    viewer.require(Permission.EDIT_DRAFTS, customer.pk)
    if service is None:
        raise NotThere("service")
    values = {
        "since_on": use.since_on,
        "note": use.note.strip()[:LONGEST_NOTE],
        "origin": Origin.HAND,
        "recorded_at": at,
        "recorded_by_id": viewer.person,
    }
    with transaction.atomic():
        _, fresh = UsedService.objects.get_or_create(customer=customer, service=service, defaults=values)
        if fresh:
            body = {"customer": use.customer, "service": use.service}
            record(CHAIN, at=at, actor=viewer.ident, kind="use_recorded", body=body)
    return fresh


def forget_use(viewer: Viewer, customer: str, service: str, at: datetime) -> None:
    """Take back that a customer uses a service. Raises `NotThere`, `NotAllowed`."""
    rows = seen_by(viewer, UsedService.objects.all(), Permission.SEE_AGREEMENTS)
    row = rows.filter(customer__key=customer, service__key=service).first()
    if row is None:
        raise NotThere("service in use")
    viewer.require(Permission.EDIT_DRAFTS, row.customer_id)
    with transaction.atomic():
        row.delete()
        body = {"customer": customer, "service": service}
        record(CHAIN, at=at, actor=viewer.ident, kind="use_forgotten", body=body)


def take_list(viewer: Viewer, text: str, at: datetime) -> Taken:
    """Write down a list (CSV, by commas or semicolons) with the columns customer, service, since and perhaps note.

    Lines that name what is not there are refused by number and code: `no_such_customer`, `no_such_service`, `odd_date`,
    `missing_column`, `too_many_lines`. Customers that the viewer may not draft for are not there.
    """
    parties = seen_by(viewer, Party.objects.filter(kind=PartyKind.CUSTOMER), Permission.EDIT_DRAFTS, "pk")
    ground = _Ground(
        customers=dict(parties.values_list("key", "pk")), services=dict(Service.objects.values_list("key", "pk"))
    )
    fresh: dict[tuple[int, int], UsedService] = {}
    refused: list[RefusedLine] = []
    read = 0
    for line in _lines(text, ground):
        if isinstance(line, RefusedLine):
            refused.append(line)
            continue
        read += 1
        line.origin, line.recorded_at, line.recorded_by_id = Origin.LIST, at, viewer.person
        fresh.setdefault((line.customer_id, line.service_id), line)
    with transaction.atomic():
        before = UsedService.objects.count()
        UsedService.objects.bulk_create(fresh.values(), ignore_conflicts=True, batch_size=500)
        recorded = UsedService.objects.count() - before
        if recorded:
            record(CHAIN, at=at, actor=viewer.ident, kind="uses_recorded", body={"n": recorded})
    return Taken(recorded=recorded, known=read - recorded, refused=tuple(refused))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    customers: dict[str, int]
    services: dict[str, int]


def _lines(text: str, ground: _Ground) -> Iterator[UsedService | RefusedLine]:
    head, _, _ = text.partition("\n")
    reader = csv.reader(StringIO(text.lstrip("\ufeff")), delimiter=";" if head.count(";") > head.count(",") else ",")
    names = [name.strip().casefold() for name in next(reader, [])]
    missing = [name for name in _COLUMNS if name not in names]
    if missing:
        yield RefusedLine(line=1, code="missing_column", found=", ".join(missing))
        return
    for number, cells in enumerate(reader, 2):
        if number > MOST_LINES + 1:
            yield RefusedLine(line=number, code="too_many_lines", found=str(MOST_LINES))
            return
        if any(cell.strip() for cell in cells):
            yield _line(number, dict(zip(names, (cell.strip() for cell in cells), strict=False)), ground)


def _line(number: int, row: dict[str, str], ground: _Ground) -> UsedService | RefusedLine:
    customer, service = row.get("customer", ""), row.get("service", "")
    if customer not in ground.customers:
        return RefusedLine(line=number, code="no_such_customer", found=customer[:80])
    if service not in ground.services:
        return RefusedLine(line=number, code="no_such_service", found=service[:80])
    try:
        since_on = date.fromisoformat(row.get("since", ""))
    except ValueError:
        return RefusedLine(line=number, code="odd_date", found=row.get("since", "")[:80])
    return UsedService(
        customer_id=ground.customers[customer],
        service_id=ground.services[service],
        since_on=since_on,
        note=row.get("note", "")[:LONGEST_NOTE],
    )
