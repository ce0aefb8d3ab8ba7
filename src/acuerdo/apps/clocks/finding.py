"""Finding open clocks: what is late, at risk, running or waiting, of whom, in which order; as of now, from the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from acuerdo.apps.agreements.models import AgreementKind
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.roles import PartyKind, Permission
from acuerdo.apps.parties.viewers import Viewer, seen_by
from acuerdo.apps.tickets.linking import idents_of
from acuerdo.apps.tickets.models import Handle
from acuerdo.core.clock.verdict import Outcome

ME = "me"
NOBODY = "nobody"
OPEN = (Outcome.RUNNING, Outcome.BREACHED, Outcome.PAUSED)
_MOST_KINDS = 3_000
_MOST_HOLDERS = 300
_LONGEST_PLACE = 36
_FACETS = (
    *("priority", "commitment", "agreement__key", "ticket__service", "ticket__team", "group"),
    "ticket__customer__key",
)


class Standing(StrEnum):
    """Where an open clock stands: what is late comes first, what waits for somebody else last."""

    LATE = "late"
    AT_RISK = "at_risk"
    RUNNING = "running"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFilter:
    """Which open clocks are wanted; an empty text leaves out nothing.

    `holder` is `ME`, `NOBODY` or a person's ident, and is answered to the provider's people alone, as `team` is.
    `group` is that of a promise which is judged group by group. `text` are letters of the ticket's name, of its
    title, of its service, or of the customer's name.
    """

    text: str = ""
    customer: str = ""
    service: str = ""
    priority: str = ""
    commitment: str = ""
    agreement: str = ""
    state: str = ""
    holder: str = ""
    team: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How many open clocks there are of one kind: whose (a handle's ident, empty: nobody), of which team and service.

    `in_shift` counts those due until the end of the shift, the late ones among them.
    """

    owner: str
    team: str
    service: str
    standing: Standing
    clocks: int
    in_shift: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    """The words that open clocks are filtered by: those that there are."""

    priorities: tuple[str, ...]
    commitments: tuple[str, ...]
    agreements: tuple[str, ...]
    services: tuple[str, ...]
    teams: tuple[str, ...]
    groups: tuple[str, ...]
    customers: tuple[str, ...]


def open_clocks(viewer: Viewer, wanted: ClockFilter, at_us: int) -> QuerySet[Clock]:
    """Return the rows of the open clocks that a viewer may see, each with its `standing` as of `at_us`."""
    rows = Clock.objects.filter(stopped_us__isnull=True, verdict__in=OPEN)
    rows = rows if viewer.kind is PartyKind.PROVIDER else rows.filter(agreement__kind=AgreementKind.SLA)
    rows = seen_by(viewer, rows, Permission.SEE_TICKETS, path="ticket__customer")
    chosen = rows.filter(**{path: value for path, value in _equal(wanted).items() if value})
    rows = chosen.annotate(standing=standing_case(at_us))
    rows = rows.filter(standing=wanted.state) if wanted.state else rows
    return _sought(_of_provider(viewer, rows, wanted), wanted.text)


def standing_case(at_us: int) -> Case:
    """Return where the row of an open clock stands as of an instant, for the database to say."""
    return Case(
        When(Q(verdict=Outcome.BREACHED) | Q(breaches_us__lt=at_us), then=Value(Standing.LATE)),
        When(verdict=Outcome.PAUSED, then=Value(Standing.WAITING)),
        When(risk_us__lte=at_us, then=Value(Standing.AT_RISK)),
        default=Value(Standing.RUNNING),
    )


def next_due(rows: QuerySet[Clock], after: str, most: int) -> list[Clock]:
    """Return clocks by when they are due, those that wait last; `after` is the `place_of` the one before."""
    due, _, last = after[:_LONGEST_PLACE].partition("-")
    if due.isdecimal() and last.isdecimal():
        later = Q(due_us__gt=int(due)) | Q(due_us=int(due), pk__gt=int(last)) | Q(due_us__isnull=True)
        rows = rows.filter(later)
    elif not due and last.isdecimal():
        rows = rows.filter(due_us__isnull=True, pk__gt=int(last))
    ordered = rows.select_related("ticket__source", "ticket__customer", "agreement")
    return list(ordered.order_by(F("due_us").asc(nulls_last=True), "pk")[:most])


def place_of(row: Clock) -> str:
    """Return where a clock stands in the order of `next_due`."""
    return f"{'' if row.due_us is None else row.due_us}-{row.pk}"


def standing_of(row: Clock, at_us: int) -> Standing:
    """Return where the row of an open clock stands as of an instant; the same as the filter says."""
    if row.verdict == Outcome.BREACHED or (row.breaches_us is not None and row.breaches_us < at_us):
        return Standing.LATE
    if row.verdict == Outcome.PAUSED:
        return Standing.WAITING
    return Standing.AT_RISK if row.risk_us is not None and row.risk_us <= at_us else Standing.RUNNING


def count_loads(rows: QuerySet[Clock], until_us: int) -> list[Load]:
    """Return how many open clocks there are by holder, team, service and standing, and how many of them due by then."""
    due = Count("pk", filter=Q(due_us__lte=until_us) & ~Q(verdict=Outcome.PAUSED))
    columns = ("ticket__owner", "ticket__team", "ticket__service", "standing")
    counted = rows.values_list(*columns).annotate(clocks=Count("pk"), in_shift=due).order_by(*columns)
    return [
        Load(owner=owner, team=team, service=service, standing=Standing(standing), clocks=clocks, in_shift=in_shift)
        for owner, team, service, standing, clocks, in_shift in counted
    ]


def versions_of(rows: QuerySet[Clock]) -> list[int]:
    """Return by which versions (rows' ids) open clocks are judged."""
    return list(rows.order_by().values_list("version", flat=True).distinct())


def kinds_of(rows: QuerySet[Clock]) -> Kinds:
    """Return the words that open clocks have, each kind in its order."""
    found = list(rows.order_by().values_list(*_FACETS).distinct()[:_MOST_KINDS])
    columns = [tuple(sorted({row[place] for row in found if row[place]})) for place in range(len(_FACETS))]
    return Kinds(
        priorities=columns[0],
        commitments=columns[1],
        agreements=columns[2],
        services=columns[3],
        teams=columns[4],
        groups=columns[5],
        customers=columns[6],
    )


def list_holders(viewer: Viewer) -> list[tuple[str, str]]:
    """Return ident and name of the people whom sources know by name, for the provider's people; by name."""
    if viewer.kind is not PartyKind.PROVIDER:
        return []
    known = Handle.objects.filter(person__isnull=False).values("person")
    rows = Person.objects.filter(pk__in=known).order_by("name", "pk").values_list("ident", "name")
    return [(str(ident), name) for ident, name in rows[:_MOST_HOLDERS]]


def name_owners(idents: Sequence[str]) -> Mapping[str, tuple[str, str]]:
    """Return who holds what, by a handle's ident: a person's ident and name, else nothing and the source's word."""
    wanted = [found for text in set(idents) if text and (found := _uuid(text)) is not None]
    rows = Handle.objects.filter(ident__in=wanted).select_related("person")
    return {
        str(row.ident): ("", row.word) if row.person is None else (str(row.person.ident), row.person.name)
        for row in rows
    }


def _equal(wanted: ClockFilter) -> dict[str, str]:
    return {
        "ticket__customer__key": wanted.customer,
        "ticket__service": wanted.service,
        "priority": wanted.priority,
        "commitment": wanted.commitment,
        "group": wanted.group,
        "agreement__key": wanted.agreement,
    }


def _of_provider(viewer: Viewer, rows: QuerySet[Clock], wanted: ClockFilter) -> QuerySet[Clock]:
    if viewer.kind is not PartyKind.PROVIDER:
        return rows
    rows = rows.filter(ticket__team=wanted.team) if wanted.team else rows
    return rows.filter(ticket__owner__in=owners_of(viewer, wanted.holder)) if wanted.holder else rows


def owners_of(viewer: Viewer, holder: str) -> list[str]:
    """Return by which idents tickets name a holder (see `ClockFilter`)."""
    if holder == NOBODY:
        return [""]
    if holder == ME:
        return list(idents_of([viewer.person]))
    found = _uuid(holder)
    people = [] if found is None else Person.objects.filter(ident=found).values_list("pk", flat=True)
    return list(idents_of(people))


def _sought(rows: QuerySet[Clock], text: str) -> QuerySet[Clock]:
    if not text:
        return rows
    return rows.filter(holding(text, "ticket__"))


def holding(text: str, path: str = "") -> Q:
    """Return the condition that a ticket at a path holds letters, in whatever capitals, in what it is known by.

    Not every database knows small letters of all alphabets from capitals: a title is sought as it would be written.
    """
    found = Q(**{f"{path}name__icontains": text}) | Q(**{f"{path}service__icontains": text})
    for written in {text, text.lower(), text.upper(), text.capitalize()}:
        found |= Q(**{f"{path}title__icontains": written})
    return found | Q(**{f"{path}customer__sought__contains": text.casefold()})


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
