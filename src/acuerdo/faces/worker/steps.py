"""What the worker does again and again. A capability that needs the passing of time adds its step to `STEPS`.

A step may be done by several workers at once and may be killed anywhere, so it must be able to be done twice: what it
tells somebody it puts into the outbox under a key, what it changes it changes by a condition.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from django.contrib.sessions.backends.db import SessionStore

from acuerdo.apps.journal.commands import seal_waiting
from acuerdo.apps.notices.shapes import Channel
from acuerdo.faces.worker import help_desks, mail, messengers, webhooks
from acuerdo.faces.worker.deliveries import Deliver, deliver_due
from acuerdo.faces.worker.imports import CarrierBeside
from acuerdo.flows.alerts_taken import send_summaries
from acuerdo.flows.decisions_reminded import remind_of_decisions
from acuerdo.flows.exclusions_reminded import remind_of_exclusions
from acuerdo.flows.files_imported import drop_undecided
from acuerdo.flows.heads_sent import send_heads
from acuerdo.flows.rejudged import close_judged, judge_part
from acuerdo.flows.time_passes import FIRST_PART, LARGEST_PART, fold_due
from acuerdo.surroundings import from_surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a step is given: the clock, and whether the worker was told to stop."""

    clock: Callable[[], datetime]
    stopped: Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something done again and again: `run` returns how much there was to do."""

    name: str
    every: timedelta
    run: Callable[[Turn], int]


def channels() -> Mapping[Channel, Deliver]:
    """Return the channels by which something can leave here: letters only where a mail server is named."""
    letters = {Channel.MAIL: mail.send} if from_surroundings().mail.host else {}
    return MappingProxyType({Channel.WEBHOOK: webhooks.send, Channel.MESSENGER: messengers.send, **letters})


def empty_outbox(turn: Turn) -> int:
    """Deliver what is due."""
    return deliver_due(channels(), turn.clock, turn.stopped)


def seal_journal(_: Turn) -> int:
    """Number and hash what was written into the journal since."""
    return seal_waiting()


def forget_sessions(_: Turn) -> int:
    """Drop the sessions that have ended."""
    SessionStore.clear_expired()
    return 0


def remind(turn: Turn) -> int:
    """Remind whoever decides of the decisions that come due, and whoever has not answered of the claims that wait."""
    return remind_of_decisions(turn.clock()) + remind_of_exclusions(turn.clock())


def tell_heads(turn: Turn) -> int:
    """Send the heads of the journals to whoever signs, once a month."""
    return send_heads(turn.clock())


def fold_clocks(turn: Turn) -> int:
    """Fold the clocks that have come to their next moment by now, until none is left: few, then more at once."""
    done, most, begun = 0, FIRST_PART, turn.clock()
    while not turn.stopped() and (folded := fold_due(turn.clock(), most, begun)):
        done += folded
        most = min(2 * most, LARGEST_PART) if folded == most else FIRST_PART
    return done


def judge_anew(turn: Turn) -> int:
    """Judge anew what changes have touched, until none is left, and tell what moved."""
    done = 0
    while not turn.stopped() and (judged := judge_part(turn.clock())):
        done += judged
    return done + close_judged(turn.clock())


_CARRIER = CarrierBeside()


def carry_imports(turn: Turn) -> int:
    """Let a process of its own carry the files that wait to be imported."""
    return _CARRIER.look(turn.clock())


def forget_imports(turn: Turn) -> int:
    """Forget the imports on which nobody decided."""
    return drop_undecided(turn.clock())


def read_sources(turn: Turn) -> int:
    """Read the help desks that are due, beside everything else."""
    return help_desks.start_reading(turn.clock, turn.stopped)


def sum_up(turn: Turn) -> int:
    """Send the summaries of what quiet hours held back."""
    return send_summaries(turn.clock())


STEPS: tuple[Step, ...] = (
    Step(name="clocks", every=timedelta(seconds=1), run=fold_clocks),
    Step(name="rejudging", every=timedelta(seconds=1), run=judge_anew),
    Step(name="sources", every=timedelta(seconds=2), run=read_sources),
    Step(name="summaries", every=timedelta(seconds=20), run=sum_up),
    Step(name="outbox", every=timedelta(seconds=2), run=empty_outbox),
    Step(name="imports", every=timedelta(seconds=1), run=carry_imports),
    Step(name="journal", every=timedelta(seconds=20), run=seal_journal),
    Step(name="decisions", every=timedelta(hours=1), run=remind),
    Step(name="heads", every=timedelta(hours=1), run=tell_heads),
    Step(name="undecided", every=timedelta(hours=1), run=forget_imports),
    Step(name="sessions", every=timedelta(hours=1), run=forget_sessions),
)
