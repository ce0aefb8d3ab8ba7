"""Facts that were quarantined as from the future and whose time has come: told again, as of now, they count.

A fact is ahead of its receipt where somebody's clock is wrong. Where it was this machine's own, set back for a while,
the fact was right, and stays quarantined for good: what was recorded does not change. So it is told anew.
"""

from datetime import datetime

from django.db.models import BigIntegerField, CharField, Exists, F, JSONField, OuterRef, Q, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat

from acuerdo.apps.journal.commands import record
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.keeping import fact_of
from acuerdo.apps.tickets.models import Fact as FactRow
from acuerdo.apps.tickets.models import Source
from acuerdo.apps.tickets.sources import find_source_row, refuse_closed
from acuerdo.core.clock.facts import Event, Fact
from acuerdo.core.clock.history import MOST_AHEAD_US
from acuerdo.core.hours import to_us

_KEY = "acuerdo-ahead-"
"""How the keys begin under which such facts are told again; the id of the fact's row follows."""


def count_ahead(viewer: Viewer, source: str, at: datetime) -> int:
    """Return how many quarantined facts of a source could be told again. Raises `NotThere`."""
    return _waiting(find_source_row(viewer, source, Permission.TELL_FACTS), at).count()


def take_ahead(viewer: Viewer, source: str, at: datetime, most: int) -> tuple[Source, list[Fact]]:
    """Return a source, locked, and up to so many quarantined facts of it as they are to be told again, in their order.

    People in them go by their idents. One that has a key is told as a correction of itself, so that whatever is said
    about it later wins; a retraction, and what has no key, as it was. Raises `NotThere` and `SourceRefused`
    (`source_closed`).
    """
    owner = find_source_row(viewer, source, Permission.KEEP_SOURCES, lock=True)
    refuse_closed(owner)
    rows = _waiting(owner, at).select_related("ticket").order_by("pk")[:most]
    return owner, [_again(row, fact_of(row, owner.key, row.ticket.name)) for row in rows]


def note_ahead(viewer: Viewer, source: Source, delivery: int, facts: int, at: datetime) -> None:
    """Write down who told quarantined facts again, and in which delivery."""
    body = {"delivery": delivery, "facts": facts}
    record(source.chain, at=at, actor=viewer.ident, kind="ahead_told", body=body)


def _again(row: FactRow, fact: Fact) -> Fact:
    itself = fact.key is not None and fact.event != Event.RETRACTED
    corrects = fact.key if itself else fact.corrects
    return fact._replace(recorded_us=None, key=f"{_KEY}{row.pk}", corrects=corrects)


def _waiting(source: Source, at: datetime) -> QuerySet[FactRow]:
    """Return the quarantined facts whose time has come and about which nothing was said since."""
    others = FactRow.objects.alias(told=_corrects()).filter(ticket=OuterRef("ticket"))
    told_again = FactRow.objects.filter(source=source, key=Concat(Value(_KEY), Cast(OuterRef("pk"), CharField())))
    said_of_it = others.filter(told=OuterRef("key"))
    said_later = others.filter(told=OuterRef("corrected"), pk__gt=OuterRef("pk"))
    ahead = FactRow.objects.filter(ticket__source=source, ticket__quarantined__gt=0, at_us__lte=to_us(at))
    found = ahead.filter(at_us__gt=F("recorded_us") + Value(MOST_AHEAD_US, BigIntegerField())).alias(
        corrected=_corrects()
    )
    as_it_was = Q(event=Event.RETRACTED) | Q(key=None)
    return found.exclude(Exists(told_again)).exclude(Exists(said_of_it)).exclude(as_it_was & Q(Exists(said_later)))


def _corrects() -> KeyTextTransform:
    return KeyTextTransform("corrects", Cast("body", JSONField()))
