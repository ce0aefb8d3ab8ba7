"""The moments of a clock at which somebody is told: its start, its warnings, due, the breach, and those of its path.

Whoever folds a ticket finds which of them have come and were not told yet. Verdicts know nothing of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.clocks.paths import BREACH, DUE, START, Path, name_point
from acuerdo.core.clock.verdict import Outcome, Verdict

RECENT_US = 3 * 24 * 3600 * 1_000_000
"""What facts say to have passed longer ago than this when they arrive is history: nobody is told of it."""

LATE_US = 120 * 1_000_000
"""A moment that is told later than this is told late, and the notice says so."""

_UNDER_WAY = frozenset({Outcome.RUNNING, Outcome.PAUSED})


class Stage(StrEnum):
    """How far a clock is at one of its moments."""

    STARTED = "started"
    WARNED = "warned"
    DUE = "due"
    BREACHED = "breached"


class Late(StrEnum):
    """Why a moment is told late: nobody looked in time, or its facts arrived late."""

    WORKER = "worker"
    FACTS = "facts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A moment of a clock. `own`: a warning of the promise itself, due, or the breach; else of its path alone.

    `token` tells it from others of the clock: it comes once for each target.
    """

    point: str
    stage: Stage
    at_us: int
    token: str
    own: bool
    late: Late | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a clock's row keeps of its moments, and which `reached` ones are to be told now."""

    told: str
    watched_us: int
    next_us: int | None
    reached: tuple[Coming, ...] = ()


def moments_of(verdict: Verdict, path: Path) -> Iterator[Coming]:
    """Yield the moments of a clock as far as its facts go, past and to come."""
    if verdict.started_us is None:
        return
    due, breach = verdict.due_us, None if verdict.breaches_us is None else verdict.breaches_us + 1
    goal = str(verdict.target_us) if verdict.target_us is not None else f"@{due}"

    def coming(point: str, at_us: int, stage: Stage, *, own: bool = True) -> Coming:
        return Coming(point=point, stage=stage, at_us=at_us, token=f"{point}:{goal}", own=own)

    if path.at(START):
        yield coming(START, verdict.started_us, Stage.STARTED, own=False)
    for one in verdict.warnings:
        stage = Stage.BREACHED if breach is not None and one.at_us >= breach else Stage.WARNED
        stage = Stage.DUE if stage is Stage.WARNED and due is not None and one.at_us >= due else stage
        yield coming(name_point(path.points[one.index]), one.at_us, stage, own=one.index < path.warned)
    if due is not None:
        yield coming(DUE, due, Stage.DUE)
    if breach is not None:
        yield coming(BREACH, breach, Stage.BREACHED)


def look_ahead(verdict: Verdict, path: Path, before: Clock | None, as_of_us: int, *, telling: bool) -> Outlook:
    """Say which moments of a clock have come, and when somebody has to look next.

    Without `telling`, what has come waits for whoever tells: the next look is due at once.
    """
    told = set(before.told.split()) if before is not None else set[str]()
    past: list[Coming] = []
    for one in moments_of(verdict, path):
        if one.at_us > as_of_us or one.token in told:
            continue
        foreseen = before is not None and one.at_us > before.watched_us
        if not foreseen and as_of_us - one.at_us > RECENT_US:
            told.add(one.token)
        elif _still_means_something(verdict, one):
            past.append(_judge_late(one, as_of_us, foreseen=foreseen))
    if telling:
        told.update(one.token for one in past)
    waits = before is not None and before.next_us is not None and before.next_us <= as_of_us and not telling
    instants = [*([] if telling else (one.at_us for one in past)), next_instant(verdict, as_of_us)]
    return Outlook(
        told=" ".join(sorted(told)),
        watched_us=before.watched_us if before is not None and waits else as_of_us,
        next_us=min((one for one in instants if one is not None), default=None),
        reached=tuple(sorted(past, key=lambda one: one.at_us)) if telling else (),
    )


def next_instant(verdict: Verdict, as_of_us: int) -> int | None:
    """Return the next instant after `as_of_us` at which a clock under way warns, is due or is breached; None: never.

    At the very instant `breaches_us` a clock is not yet breached; a microsecond later it is.
    """
    if not _is_under_way(verdict):
        return None
    breach = None if verdict.breaches_us is None else verdict.breaches_us + 1
    instants = [verdict.due_us, breach, *(one.at_us for one in verdict.warnings)]
    return min((one for one in instants if one is not None and one > as_of_us), default=None)


def _is_under_way(verdict: Verdict) -> bool:
    return verdict.verdict in _UNDER_WAY or (verdict.verdict is Outcome.BREACHED and verdict.stopped_us is None)


def _still_means_something(verdict: Verdict, moment: Coming) -> bool:
    """Say whether a moment that has passed is worth telling: nobody needs the warning of a clock that has stopped."""
    return _is_under_way(verdict) or (verdict.verdict is Outcome.BREACHED and moment.point == BREACH)


def _judge_late(moment: Coming, as_of_us: int, *, foreseen: bool) -> Coming:
    if as_of_us - moment.at_us <= LATE_US:
        return moment
    return Coming(
        point=moment.point,
        stage=moment.stage,
        at_us=moment.at_us,
        token=moment.token,
        own=moment.own,
        late=Late.WORKER if foreseen else Late.FACTS,
    )
