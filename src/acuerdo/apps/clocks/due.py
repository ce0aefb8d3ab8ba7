"""Which tickets have come to a moment at which a clock says something else, or a fact begins to count."""

from django.db import connection

from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.tickets.models import Ticket


def claim_due(at_us: int, most: int) -> list[Ticket]:
    """Return tickets that are due, those that are due longest first, locked inside the transaction of a flow.

    Rows that another worker holds are passed over where the database can do that.
    """
    clocks = Clock.objects.filter(next_us__lte=at_us).order_by("next_us").values_list("ticket", flat=True)[:most]
    ahead = Ticket.objects.filter(fold_us__lte=at_us).order_by("fold_us").values_list("pk", flat=True)[:most]
    wanted = list(dict.fromkeys([*clocks, *ahead]))[:most]
    if not wanted:
        return []
    skip = connection.features.has_select_for_update_skip_locked
    rows = Ticket.objects.select_for_update(of=("self",), skip_locked=skip).select_related("source", "customer")
    return list(rows.filter(pk__in=wanted).order_by("pk"))
