"""Taking a moment of a clock on, and sending summaries of what was held back."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from acuerdo.apps.alerts.letters import MOST_LINES, lines_of
from acuerdo.apps.alerts.models import Alert, Held, about_of
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.clocks.paths import BREACH
from acuerdo.apps.journal.rows import update_columns
from acuerdo.apps.notices.commands import put, withdraw
from acuerdo.apps.notices.shapes import Channel, Notice
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer
from acuerdo.apps.tickets.queries import find_ticket_row
from acuerdo.core.clock.verdict import Outcome
from acuerdo.core.hours import to_us

SUMMARY = "clock_summary"
"""The kind of a letter that sums up what was held back."""

_OVER = frozenset({Outcome.MET, Outcome.CANCELLED, Outcome.EXCLUDED, Outcome.NOT_APPLICABLE})


def take_alert(viewer: Viewer, source: str, ticket: str, name: str, at: datetime) -> Alert:
    """Take an alert of a ticket on, inside the transaction of a flow: "I have it".

    The others of the provider are told nothing more of the clock at this stage; what waits for them is withdrawn. Who
    took it on first stays. Raises `NotThere` and `NotAllowed` (people of the customer take nothing on).
    """
    row = find_ticket_row(viewer, source, ticket)
    if not viewer.sees(Permission.TAKE_MOMENTS, row.customer_id):
        raise NotAllowed(Permission.TAKE_MOMENTS)
    found = Alert.objects.select_for_update().filter(ticket=row, name=name).first()
    if found is None:
        raise NotThere("alert")
    alike = Alert.objects.filter(
        ticket=row, agreement=found.agreement_id, commitment=found.commitment, cycle=found.cycle, stage=found.stage
    )
    alike.filter(taken_by__isnull=True).update(taken_by=viewer.person, taken_us=to_us(at))
    found.refresh_from_db()
    abouts = [one.about for one in alike]
    ours = Person.objects.filter(party__kind=PartyKind.PROVIDER).exclude(pk=found.taken_by_id or viewer.person)
    withdraw(abouts, ours)
    Held.objects.filter(about__in=abouts, person__in=ours).delete()
    return found


def sum_up(person: int, at: datetime) -> bool:
    """Put the summary of what was held back for somebody (the row's id), where it is due; False where there is none.

    Inside the transaction of a flow. What has lost its meaning meanwhile is left out.
    """
    rows = Held.objects.select_related("person").filter(person=person, due_at__lte=at).order_by("pk")
    found = list(rows.select_for_update(of=("self",)) if connection.features.has_select_for_update_of else rows)
    if not found:
        return False
    Held.objects.filter(pk__in=[row.pk for row in found]).delete()
    over = _over({row.about for row in found})
    told = [row for row in found if row.about not in over]
    if not told:
        return False
    due = max(row.due_at for row in found)
    key = f"{SUMMARY}:{found[0].person.ident}:{due.isoformat()}:{found[-1].pk}"
    alerts = list(Alert.objects.select_for_update().filter(name__in=_names(row.about for row in told)).order_by("pk"))
    for one in alerts:
        one.gathered = {**one.gathered, str(person): key}
    update_columns(alerts, ("gathered",))
    body = lines_of([row.body for row in told[:MOST_LINES]], len(told))
    return put(Notice(key=key, kind=SUMMARY, channel=Channel.MAIL, person=person, body=body), at)


def people_to_sum_up(at: datetime, most: int) -> list[int]:
    """Return the people (rows' ids) whose summaries are due."""
    rows = Held.objects.filter(due_at__lte=at).order_by("person").values_list("person", flat=True).distinct()
    return list(rows[:most])


def _over(abouts: set[str]) -> set[str]:
    """Return which alerts nobody needs to hear of any more: of a clock that was kept, or but for its breach stopped."""
    alerts = Alert.objects.filter(name__in=_names(abouts))
    found = set[str]()
    for alert in alerts:
        clock = Clock.objects.filter(
            ticket=alert.ticket_id, agreement=alert.agreement_id, commitment=alert.commitment, cycle=alert.cycle
        ).first()
        stopped = clock is not None and clock.stopped_us is not None and alert.point != BREACH
        if clock is None or stopped or clock.verdict in _OVER:
            found.add(about_of(alert.name))
    return found


def _names(abouts: Iterable[str]) -> list[str]:
    """Return the names of alerts, by which their notices are found (`about_of`)."""
    return [one.partition(":")[2] for one in abouts]
