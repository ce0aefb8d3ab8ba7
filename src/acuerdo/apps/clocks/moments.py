"""The moments of a clock at which somebody is told: its start, its warnings, due, the breach, and those of its path.

Whoever folds a ticket finds which of them have come and were not told yet. Verdicts know nothing of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from acuerdo.apps.clocks.governing import Governing
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.clocks.paths import BREACH, DUE, START, Path, name_point
from acuerdo.apps.tickets.models import Ticket
from acuerdo.core.clock.verdict import Outcome, Verdict
from acuerdo.core.terms.agreement import WarningPoint

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


class Coming(NamedTuple):
    """A moment of a clock. `own`: a warning of the promise itself, due, or the breach; else of its path alone.

    `consumed_us` is what a clock that runs until then has consumed (None: not known from the target alone).
    """

    point: str
    stage: Stage
    at_us: int
    own: bool
    consumed_us: int | None
    late: Late | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A moment of a clock that has come and is to be told: whose, by which rules, and what the clock says now."""

    ticket: Ticket
    rules: Governing
    clock: Clock
    moment: Coming


class Outlook(NamedTuple):
    """What a clock's row keeps of its moments, and which `reached` ones are to be told now."""

    told: str
    watched_us: int
    next_us: int | None
    ahead: str
    reached: tuple[Coming, ...] = ()


def moments_of(verdict: Verdict, path: Path) -> Iterator[Coming]:
    """Yield the moments of a clock as far as its facts go, past and to come."""
    if verdict.started_us is None:
        return
    due, breach, target = verdict.due_us, breach_us(verdict.breaches_us), verdict.target_us
    if path.at(START):
        at = verdict.started_us
        yield Coming(point=START, stage=Stage.STARTED, at_us=at, own=False, consumed_us=None if target is None else 0)
    for one in verdict.warnings:
        point = path.points[one.index]
        yield Coming(
            point=name_point(point),
            stage=_stage(one.at_us, due, breach),
            at_us=one.at_us,
            own=one.index < path.warned,
            consumed_us=None if target is None else _consumed(point, target),
        )
    if due is not None:
        yield Coming(point=DUE, stage=Stage.DUE, at_us=due, own=True, consumed_us=target)
    if breach is not None:
        consumed = None if target is None else target + 1
        yield Coming(point=BREACH, stage=Stage.BREACHED, at_us=breach, own=True, consumed_us=consumed)


def goal_of(target_us: int | None, due_us: int | None) -> str:
    """Name the target by which a clock's moments are told apart: each comes once for each."""
    return f"@{due_us}" if target_us is None else str(target_us)


def breach_us(breaches_us: int | None) -> int | None:
    """Return the instant of a breach: a microsecond after the last at which the target is kept."""
    return None if breaches_us is None else breaches_us + 1


def look_ahead(verdict: Verdict, path: Path, before: Clock | None, as_of_us: int, *, telling: bool) -> Outlook:
    """Say which moments of a clock have come, and when somebody has to look next.

    Without `telling`, what has come waits for whoever tells: the next look is due at once.
    """
    told = set(before.told.split()) if before is not None else set[str]()
    goal = goal_of(verdict.target_us, verdict.due_us)
    past, coming = list[Coming](), list[Coming]()
    for one in moments_of(verdict, path):
        if one.at_us > as_of_us:
            coming += [one] if _is_under_way(verdict) else []
            continue
        if f"{one.point}:{goal}" in told:
            continue
        foreseen = before is not None and one.at_us > before.watched_us and _is_ahead(one, before)
        if not foreseen and as_of_us - one.at_us > RECENT_US:
            told.add(f"{one.point}:{goal}")
        elif _still_means_something(verdict, one):
            past.append(judge_late(one, as_of_us, foreseen=foreseen))
    if telling:
        told.update(f"{one.point}:{goal}" for one in past)
    waits = before is not None and before.next_us is not None and before.next_us <= as_of_us and not telling
    left = sorted([*([] if telling else past), *coming], key=lambda one: one.at_us)
    return Outlook(
        told=" ".join(sorted(told)),
        watched_us=before.watched_us if before is not None and waits else as_of_us,
        next_us=left[0].at_us if left else None,
        ahead=write_ahead(left),
        reached=tuple(sorted(past, key=lambda one: one.at_us)) if telling else (),
    )


def _is_ahead(moment: Coming, clock: Clock) -> bool:
    return any((one.at_us, one.point) == (moment.at_us, moment.point) for one in read_ahead(clock))


def write_ahead(moments: Iterable[Coming]) -> str:
    """Return moments as the row of their clock keeps them: a line each."""
    return "\n".join(
        f"{one.at_us} {'?' if one.consumed_us is None else one.consumed_us} {one.own:d} {one.point}" for one in moments
    )


def read_ahead(clock: Clock) -> list[Coming]:
    """Return the moments that a clock's row keeps."""
    breach = breach_us(clock.breaches_us)
    found = []
    for line in clock.ahead.splitlines():
        at, consumed, own, point = line.split(" ", 3)
        at_us = int(at)
        found.append(
            Coming(
                point=point,
                stage=Stage.STARTED if point == START else _stage(at_us, clock.due_us, breach),
                at_us=at_us,
                own=own == "1",
                consumed_us=None if consumed == "?" else int(consumed),
            )
        )
    return found


def judge_late(moment: Coming, as_of_us: int, *, foreseen: bool) -> Coming:
    """Return a moment with why it is told late, where it is."""
    if as_of_us - moment.at_us <= LATE_US:
        return moment
    return moment._replace(late=Late.WORKER if foreseen else Late.FACTS)


def _stage(at_us: int, due_us: int | None, breach_us: int | None) -> Stage:
    if breach_us is not None and at_us >= breach_us:
        return Stage.BREACHED
    return Stage.DUE if due_us is not None and at_us >= due_us else Stage.WARNED


def _consumed(point: WarningPoint, target_us: int) -> int:
    """Return what a running clock has consumed at a warning; a share of a microsecond counts as a whole one."""
    if point.share is not None:
        return -((-target_us * point.share.numerator) // point.share.denominator)
    return target_us + (point.offset_us or 0)


def _is_under_way(verdict: Verdict) -> bool:
    return verdict.verdict in _UNDER_WAY or (verdict.verdict is Outcome.BREACHED and verdict.stopped_us is None)


def _still_means_something(verdict: Verdict, moment: Coming) -> bool:
    """Say whether a moment that has passed is worth telling: nobody needs the warning of a clock that has stopped."""
    return _is_under_way(verdict) or (verdict.verdict is Outcome.BREACHED and moment.point == BREACH)
