"""Where the month stands in many agreements at once, those with the most misses first."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q

from acuerdo.apps.agreements.models import Agreement, Version
from acuerdo.apps.agreements.standing import BINDING
from acuerdo.apps.attained.queries import tables_of
from acuerdo.apps.attained.shapes import AttainedTable
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer, seen_by
from acuerdo.core.measures.placing import Kind

MOST = 50
"""How many agreements are shown with their figures."""

_BACK = 7
_MONTH_US = 32 * 86_400_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementAttained:
    """An agreement with what was attained of it."""

    agreement: Agreement
    table: AttainedTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What was attained of the agreements that are shown, and how many more there are."""

    tables: tuple[AgreementAttained, ...]
    more: int


def list_attained(viewer: Viewer, as_of_us: int) -> Overview:
    """Return what was attained, in the month that runs, of the agreements that bind and that the viewer may see.

    Of many those with the most broken promises of the last weeks; a fixed number of queries for each period and zone.
    """
    binding = Version.objects.filter(agreement=OuterRef("pk"), offer__isnull=False, act__state__in=BINDING)
    seen = seen_by(viewer, Agreement.objects.all(), Permission.SEE_AGREEMENTS).filter(Exists(binding))
    total = seen.count()
    recent = Q(counted_us__gte=as_of_us - _MONTH_US, kind=Kind.BREACHED)
    missed = Clock.objects.filter(recent, agreement__in=seen.values("pk")).order_by().values_list("agreement")
    worst = [pk for pk, _ in missed.annotate(n=Count("pk")).order_by(F("n").desc(), "agreement")[:MOST]]
    rest = seen.exclude(pk__in=worst).order_by("key").values_list("pk", flat=True)
    chosen = [*worst, *rest[: MOST - len(worst)]] if len(worst) < MOST else worst
    agreements = list(Agreement.objects.filter(pk__in=chosen).select_related("customer").order_by("key"))
    tables = tables_of(agreements, None, as_of_us, back=_BACK)
    found = tuple(AgreementAttained(agreement=one, table=tables[one.pk]) for one in agreements if one.pk in tables)
    return Overview(tables=found, more=total - len(found))
