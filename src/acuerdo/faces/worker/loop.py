"""The worker: does its steps whenever they are due, until it is stopped."""

import os
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from types import FrameType

import structlog
from django.db import close_old_connections
from django.utils import timezone

from acuerdo.apps.notices.commands import beat
from acuerdo.faces.logs import places_of, start_logs
from acuerdo.faces.worker.steps import STEPS, Step, Turn
from acuerdo.flows.clock_set_back import go_on_after
from acuerdo.surroundings import trouble_of

HEARTBEAT = timedelta(seconds=10)
"""How often a worker says that it lives."""

_log = structlog.get_logger("worker")


class Worker:
    """Steps with their clock; `stop` makes it leave after what it is doing."""

    def __init__(self, steps: Sequence[Step] = STEPS, clock: Callable[[], datetime] = timezone.now) -> None:
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}"
        self._clock = clock
        self._stopped = threading.Event()
        alive = Step(name="heartbeat", every=HEARTBEAT, run=self._beat)
        self._steps = (alive, *steps)
        self._due: dict[str, datetime] = {}

    def stop(self) -> None:
        """Tell it to leave."""
        self._stopped.set()

    def run(self) -> None:
        """Do what is due, again and again, until it is told to leave."""
        _log.info("worker_began", worker=self.name)
        while not self._stopped.is_set():
            close_old_connections()  # one that the database has dropped meanwhile is made anew
            wait = self.run_due()
            self._stopped.wait(max(0.0, wait.total_seconds()))
        _log.info("worker_left", worker=self.name)

    def run_due(self) -> timedelta:
        """Do once what is due, and return how long nothing will be."""
        for step in self._steps:
            if self._stopped.is_set():
                break
            if self._is_due(step, self._clock()):
                self._do(step)
        return min(self._due.values(), default=self._clock()) - self._clock()

    def _is_due(self, step: Step, now: datetime) -> bool:
        """Say whether a step is due; where it would be only after more than its pace, the clock was set back."""
        due = self._due.get(step.name, now)
        return due <= now or due > now + step.every

    def _do(self, step: Step) -> None:
        try:
            done = step.run(Turn(clock=self._clock, stopped=self._stopped.is_set))
        except Exception as fault:  # noqa: BLE001 - one step that fails keeps no other from being done; it is told
            code = trouble_of(fault) or "defect"
            _log.error("step_failed", step=step.name, code=code, fault=type(fault).__name__, places=places_of(fault))
        else:
            if done:
                _log.info("step_done", step=step.name, done=done)
        self._due[step.name] = self._clock() + step.every

    def _beat(self, turn: Turn) -> int:
        ahead = go_on_after(turn.clock())
        if ahead is not None:
            _log.error("clock_set_back", seconds=round(ahead.total_seconds()))
        beat(self.name, turn.clock())
        return 0


def work(parent: int | None = None, log: str = "", more: Callable[[], Sequence[Step]] = tuple) -> None:
    """Work in this process until it is asked to end, or until its `parent` (a process id) is gone; `log` is a file.

    `more` makes steps that come before the others.
    """
    start_logs(log)
    worker = Worker((*more(), *STEPS, *([] if parent is None else [_watching(parent)])))

    def leave(_: int, __: FrameType | None) -> None:
        worker.stop()

    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, leave)
    worker.run()


def _watching(parent: int) -> Step:
    def watch(_: Turn) -> int:
        if os.getppid() != parent:
            signal.raise_signal(signal.SIGTERM)
        return 0

    return Step(name="parent", every=timedelta(seconds=1), run=watch)
