"""Fill the home of this process with many customers and agreement versions, by rows alone: only pages are measured."""

import os
import sys
from typing import Any

import django
from django.db.models import Model

from benchmarks.application import CUSTOMERS, VERSIONS


def values_of(row: Model, **others: object) -> dict[str, Any]:  # whatever a row holds
    """Return what a row holds, but for its own id, with other values for some."""
    fields = row._meta.concrete_fields  # noqa: SLF001 - Django's documented way to a model's fields
    return {field.attname: getattr(row, field.attname) for field in fields if not field.primary_key} | others


def fill() -> None:
    """Make customers, and for the first of them an agreement in force like one of the demo's."""
    from acuerdo.apps.acts.models import Act  # noqa: PLC0415 - rows, once the application is set up
    from acuerdo.apps.agreements.models import Agreement, Version  # noqa: PLC0415 - as above
    from acuerdo.apps.parties.models import Party  # noqa: PLC0415 - as above

    like = Version.objects.select_related("agreement__customer", "act").filter(offer__isnull=False).order_by("pk")[0]
    customer = like.agreement.customer
    Party.objects.bulk_create(
        Party(**values_of(customer, key=f"many-{place:05}", name=f"Customer {place:05}")) for place in range(CUSTOMERS)
    )
    customers = Party.objects.filter(key__startswith="many-").order_by("key")[:VERSIONS]
    Agreement.objects.bulk_create(
        Agreement(**values_of(like.agreement, key=f"{one.key}-sla", customer_id=one.pk)) for one in customers
    )
    agreements = list(Agreement.objects.filter(key__startswith="many-").order_by("key"))
    Act.objects.bulk_create(
        Act(**values_of(like.act, customer_id=one.customer_id, subject_key=f"{one.key}:1", chain=one.chain))
        for one in agreements
    )
    acts = dict(Act.objects.filter(subject_key__startswith="many-").values_list("subject_key", "pk"))
    Version.objects.bulk_create(
        Version(**values_of(like, agreement_id=one.pk, number=1, act_id=acts[f"{one.key}:1"])) for one in agreements
    )
    sys.stdout.write(f"{Party.objects.count():,} parties, {Version.objects.count():,} versions\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acuerdo.project.settings")
    django.setup()
    fill()
