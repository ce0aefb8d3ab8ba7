"""Looking once more for tickets that a change touches, where several transactions write at a time (PostgreSQL).

Whoever folds a ticket locks or makes its row first, reads then what it is judged by, and writes the row. One that read
before a change was committed, and commits after whoever made the change looked which tickets it touches, leaves a
ticket judged by what held before, of which the change knows nothing. It was under way when the change was committed.
So the change notes between which transactions that can be, and once all of them have ended, what they wrote last is
looked at. Nobody waits for it.
"""

from functools import partial

from django.db import transaction
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from acuerdo.apps.journal.rows import ask, change, on_postgresql
from acuerdo.apps.rejudging.models import Rejudging, Waiting
from acuerdo.apps.rejudging.touching import By, Touching
from acuerdo.core.terms.measures import ENDED

RANK = Case(When(stage__in=[str(stage) for stage in ENDED], then=Value(1)), default=Value(0))
"""The rank of a ticket that begins to wait."""
_OLDEST = (
    "SELECT min(own.id - age(other.backend_xid)) FROM pg_stat_activity other,"
    " (SELECT pg_current_xact_id()::text::bigint AS id) own"
    " WHERE other.datname = current_database() AND other.backend_xid IS NOT NULL"
)
"""The oldest transaction under way that writes, the asking one among them; those of other databases of the same server
do not matter here, and may take long."""
_AFRESH = "SELECT pg_stat_clear_snapshot()"
_OWN = "SELECT pg_current_xact_id()::text::bigint"
_END = (
    "UPDATE rejudging_rejudging SET again_until = pg_current_xact_id()::text::bigint"
    " WHERE id = %s AND again_until IS NULL"
)
_AGE = RawSQL("age(tickets_ticket.xmin)", (), output_field=IntegerField())
"""How many transactions ago a ticket's row was written; an odd number where that is very long ago."""


def note_again(row: Rejudging, touching: Touching) -> bool:
    """Note in a row (without its counts) what is to be looked for again, and say whether there is anything.

    Inside the transaction of whoever makes the change, before they look which tickets it touches.
    """
    if not on_postgresql() or touching.by is By.NAMED:
        return False
    row.again_from = _oldest()
    row.touching = touching.as_dict()
    transaction.on_commit(partial(change, _END, (row.pk,)), robust=True)  # left undone: by the next `look_again`
    return True


def is_to_look_again() -> bool:
    """Say whether there is a change of which tickets are to be looked for again."""
    return on_postgresql() and _rows().exists()


def look_again() -> int:
    """Have those wait as well that changes touch and did not know of; return how many. In a transaction of its own."""
    rows = list(_rows().select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("pk"))
    if not rows:  # another worker looks
        return 0
    ((own,),) = ask(_OWN, ())  # whoever could not see the changes that stand here has begun before
    oldest, found = _oldest(), 0
    for row in rows:
        since, until = row.again_from or own, row.again_until or own
        row.again_until = until
        if until <= oldest:
            found += _look(row, own - since, own - until)
        row.save(update_fields=["tickets", "touching", "again_from", "again_until"])
    Rejudging.objects.filter(pk__in=[row.pk for row in rows], tickets=0, again_from__isnull=True).delete()
    return found


def _oldest() -> int:
    ask(_AFRESH, ())  # what is under way is otherwise what it was when this transaction asked first
    ((oldest,),) = ask(_OLDEST, ())
    return int(oldest)


def _rows() -> QuerySet[Rejudging]:
    return Rejudging.objects.filter(ended_us__isnull=True, again_from__isnull=False)


def _look(row: Rejudging, first: int, end: int) -> int:
    """Have those wait for a change whose rows are at most `first`, and more than `end` transactions old."""
    touched = Touching.read(row.touching or {}).tickets().annotate(rank=RANK, age=_AGE)
    missed = touched.filter(age__lte=first, age__gt=end).exclude(pk__in=row.waiting.values("ticket"))
    fresh = [Waiting(rejudging=row, ticket_id=pk, rank=rank) for pk, rank in missed.values_list("pk", "rank")]
    Waiting.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
    row.tickets += len(fresh)
    row.touching = row.again_from = row.again_until = None
    return len(fresh)
