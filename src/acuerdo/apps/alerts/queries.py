"""Which moments of a ticket's clocks were told, and to whom."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q

from acuerdo.apps.agreements.models import AgreementKind
from acuerdo.apps.alerts.models import Alert, Held
from acuerdo.apps.clocks.moments import Late, Stage
from acuerdo.apps.notices.models import Outgoing
from acuerdo.apps.notices.shapes import Channel
from acuerdo.apps.parties.roles import PartyKind
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.queries import find_ticket_row
from acuerdo.core.hours import to_datetime

MOST = 100


class Way(StrEnum):
    """Where a letter is: held back for a summary, waiting, tried in vain so far, gone, or given up."""

    HELD = "held"
    WAITING = "waiting"
    AGAIN = "again"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldLine:
    """Somebody who was told, or will be; `name` is empty where they were erased."""

    name: str
    way: Way
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine:
    """A moment of a clock that was told.

    `taken_by` and `taken_at` are None while nobody has taken it on, and for the other side.
    """

    name: str
    agreement: str
    commitment: str
    cycle: int
    point: str
    stage: Stage
    at: datetime
    raised_at: datetime
    late: Late | None
    unknown: Sequence[str]
    people: Sequence[ToldLine]
    taken_by: str | None
    taken_at: datetime | None


def list_alerts(viewer: Viewer, source: str, ticket: str) -> list[AlertLine]:
    """Return the moments of a ticket's clocks that were told, the latest first. Raises `NotThere`.

    The customer's people see which of their own were told, and no moment of which none was.
    """
    row = find_ticket_row(viewer, source, ticket)
    inside = viewer.kind is PartyKind.PROVIDER
    rows = Alert.objects.filter(ticket=row).select_related("agreement", "taken_by").order_by("-at_us", "-pk")
    found = list((rows if inside else rows.filter(agreement__kind=AgreementKind.SLA))[:MOST])
    people = _people(found, None if inside else viewer.party)
    return [_line(one, people[one.about], inside=inside) for one in found if inside or people[one.about]]


def way_of(letter: Outgoing) -> Way:
    """Return where a letter is."""
    if letter.delivered_at or letter.failed_at:
        return Way.SENT if letter.delivered_at else Way.FAILED
    return Way.AGAIN if letter.fault else Way.WAITING


def _line(row: Alert, people: Sequence[ToldLine], *, inside: bool) -> AlertLine:
    return AlertLine(
        name=row.name,
        agreement=row.agreement.key,
        commitment=row.commitment,
        cycle=row.cycle,
        point=row.point,
        stage=Stage(row.stage),
        at=to_datetime(row.at_us),
        raised_at=to_datetime(row.raised_us),
        late=Late(row.late) if row.late else None,
        unknown=tuple(row.unknown) if inside else (),
        people=people,
        taken_by=row.taken_by.name if inside and row.taken_by is not None else None,
        taken_at=None if row.taken_us is None or not inside else to_datetime(row.taken_us),
    )


def _people(alerts: Sequence[Alert], party: int | None) -> dict[str, list[ToldLine]]:
    """Return who was told of each alert; of one party alone where one is given."""
    found: dict[str, list[ToldLine]] = defaultdict(list)
    abouts = [one.about for one in alerts]
    among: dict[str, list[str]] = defaultdict(list)
    for alert in alerts:
        for key in alert.gathered.values():
            among[key].append(alert.about)
    rows = Outgoing.objects.filter(Q(about__in=abouts) | Q(key__in=list(among)))
    letters = rows.filter(channel=Channel.MAIL, person__isnull=False)
    held = Held.objects.filter(about__in=abouts)
    if party is not None:
        letters, held = letters.filter(person__party=party), held.filter(person__party=party)
    for letter in letters.select_related("person").order_by("pk"):
        name = "" if letter.person is None else letter.person.name
        for about in among.get(letter.key, (letter.about,)):
            found[about].append(ToldLine(name=name, way=way_of(letter), at=letter.delivered_at))
    for one in held.select_related("person").order_by("pk"):
        found[one.about].append(ToldLine(name=one.person.name, way=Way.HELD, at=one.due_at))
    return found
