"""Holding a frozen period against now in the database: which tickets' clocks may say something else there.

Of very many clocks hardly any moves. What says the same to the letter is left out by comparing rows where they are
kept; the rest is read and compared by `acuerdo.apps.periods.living`, which alone says what moved.
"""

from django.db.models import Case, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from acuerdo.apps.acts.queries import said_in
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.periods.models import StatedClock, StatedPeriod
from acuerdo.apps.periods.shapes import Stated
from acuerdo.core.acts import State
from acuerdo.core.clock.verdict import Outcome

AGREED = Q(stated__act__state=State.AGREED, content=F("stated__act__content"))
"""What is true of a stated clock on which both sides agreed."""

_OPEN = ("started_us", "due_us", "breached_us", "target_us")
_STOPPED = ("stopped_us", "consumed_us", "excluded_us")
_NONE = "-"


class _Joined(Func):
    """Texts, one after the other."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = TextField()


def text_of(stated: Stated) -> str:
    r"""Return what two statements of a clock have in common if they differ in nothing that people were told.

    The lengths of one that has not stopped are not in it: it goes on being late. `_with_text` says the same of rows.

    >>> from acuerdo.core.measures.placing import Kind
    >>> late = dict(kind=Kind.BREACHED, verdict="breached", group="P1", version=1, content="", counted_us=9)
    >>> late |= dict(started_us=1, due_us=8, breached_us=9, target_us=7)
    >>> text_of(Stated(**late, stopped_us=None, consumed_us=None, excluded_us=None))
    'breached breached 1 8 9 7\nP1'
    """
    names = _OPEN if stated.stopped_us is None else (*_OPEN, *_STOPPED)
    figures = [_NONE if (one := getattr(stated, name)) is None else str(one) for name in names]
    return " ".join([str(stated.kind), stated.verdict, *figures]) + f"\n{stated.group}"


def may_differ(of: StatedPeriod, live: QuerySet[Clock]) -> set[int]:
    """Return the tickets (rows' ids) whose clocks may say something else in a frozen period than what was frozen last.

    `live` are the clocks that belong to it now, with `now`: for what they count. Every ticket that is not among these
    has just the clocks there that were frozen, and they say the same.
    """
    stated = StatedClock.objects.filter(stated=of, of=of, content=of.act.content)
    place = {name: OuterRef(name) for name in ("ticket", "commitment", "cycle")}
    rows = live.order_by().select_related(None)
    same = Exists(stated.filter(**place, text=OuterRef("text")))
    changed = list(_with_text(rows).exclude(same).values_list("ticket", flat=True))
    found = set(StatedClock.objects.filter(AGREED, of=of).exclude(stated=of).values_list("ticket", flat=True))
    if rows.count() - len(changed) != said_in(of.act).get("clocks"):  # each of the same ones is one that was frozen
        found.update(stated.exclude(Exists(rows.filter(**place))).values_list("ticket", flat=True))
    return {*found, *changed}


def _with_text(rows: QuerySet[Clock]) -> QuerySet[Clock]:
    """Return clocks with the `text_of` what is stated of them."""
    late = Q(verdict=Outcome.RUNNING)  # its breach has come since its row was written
    breached_us = Case(When(late, then=F("breaches_us")), default=F("breached_us"))
    verdict = Case(When(late, then=Value(str(Outcome.BREACHED))), default=F("verdict"), output_field=TextField())
    figures = [_figure(breached_us if name == "breached_us" else F(name)) for name in _OPEN]
    lengths = _Joined(*(part for name in _STOPPED for part in _figure(F(name))))
    ended = Case(When(stopped_us__isnull=True, then=Value("")), default=lengths, output_field=TextField())
    told = (Cast("now", TextField()), Value(" "), verdict, *(part for figure in figures for part in figure))
    return rows.annotate(text=_Joined(*told, ended, Value("\n"), F("group")))


def _figure(figure: Combinable) -> tuple[Combinable, Combinable]:
    return Value(" "), Coalesce(Cast(figure, TextField()), Value(_NONE))
