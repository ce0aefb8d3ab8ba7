"""Telling whether a clock says something else than before, apart from what the passing of time alone explains."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from acuerdo.apps.clocks.commands import Turned
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.rejudging.shapes import Figures, Move
from acuerdo.core.clock.verdict import Outcome, Verdict

_PLAIN = ("verdict", "reason", "marks", "group", "started_us", "stopped_us", "target_us", "due_us")
_STOPPED = (*_PLAIN, "breaches_us", "breached_us", "consumed_us", "excluded_us")
_OPEN = (*_PLAIN, "breaches_us", "breached_us")
_PAUSED = (*_PLAIN, "breached_us", "consumed_us")


def figures_of(clock: Clock | Verdict, as_of_us: int) -> Figures:
    """Return what a clock says as of an instant: one that ran was breached meanwhile, if its target is over."""
    marks, content = (
        (" ".join(clock.marks), clock.version_hash) if isinstance(clock, Verdict) else (clock.marks, clock.content)
    )
    found = Figures(
        verdict=Outcome(clock.verdict),
        reason=clock.reason or "",
        marks=marks,
        group=clock.group or "",
        content=content,
        started_us=clock.started_us,
        stopped_us=clock.stopped_us,
        target_us=clock.target_us,
        consumed_us=clock.consumed_us,
        excluded_us=clock.excluded_us,
        due_us=clock.due_us,
        breaches_us=clock.breaches_us,
        breached_us=clock.breached_us,
    )
    over = found.breaches_us is not None and found.breaches_us < as_of_us
    if found.verdict is Outcome.RUNNING and over:
        return replace(found, verdict=Outcome.BREACHED, breached_us=found.breaches_us)
    return found


def differ(was: Figures, now: Figures) -> bool:
    """Say whether two figures of a clock as of one instant differ.

    What an open clock has consumed grows by itself: of it counts what is due, and of a paused one what it consumed.
    """
    names = _STOPPED if was.stopped_us is not None else _PAUSED if was.verdict is Outcome.PAUSED else _OPEN
    return any(getattr(was, name) != getattr(now, name) for name in names)


def moves_in(turned: Iterable[Turned], as_of_us: int) -> Iterator[Move]:
    """Yield the clocks that say something else after a fold; one that is new, or gone, and judges nothing is none."""
    for one in turned:
        was = None if one.before is None else figures_of(one.before, as_of_us)
        now = None if one.after is None else figures_of(one.after, as_of_us)
        if _moved(was, now):
            yield Move(
                ticket=one.ticket,
                agreement=one.agreement,
                commitment=one.commitment,
                cycle=one.cycle,
                was=was,
                now=now,
            )


def _moved(was: Figures | None, now: Figures | None) -> bool:
    if was is not None and now is not None:
        return differ(was, now)
    alone = was or now
    return alone is not None and alone.verdict is not Outcome.NOT_APPLICABLE
