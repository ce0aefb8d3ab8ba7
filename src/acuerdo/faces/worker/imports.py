"""Imports are carried in a process of their own: it may read large tables for minutes, and gives its memory back."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from types import FrameType

import structlog
from django.utils import timezone

from acuerdo.apps.imports.queries import waiting_imports
from acuerdo.apps.imports.spool import folder_of
from acuerdo.faces.logs import places_of

AGAIN_AFTER = timedelta(seconds=30)
"""How long to wait after a carrier failed, say because the disk is full."""

_log = structlog.get_logger("worker")
_COMMAND = (sys.executable, "-m", "acuerdo", "worker", "--imports")


class CarrierBeside:
    """The process that carries imports for this worker, where there is something to carry."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._not_before: datetime | None = None

    def look(self, now: datetime) -> int:
        """Begin a carrier if imports wait and none is at work; return how many were begun."""
        if self._process is not None:
            left = self._process.poll()
            if left is None:
                return 0
            self._process = None
            if left:
                _log.error("imports_failed", code=left)
                self._not_before = now + AGAIN_AFTER
        if (self._not_before is not None and now < self._not_before) or not _here():
            return 0
        self._process = subprocess.Popen(_COMMAND, stdin=subprocess.DEVNULL)  # noqa: S603 - our own words alone
        return 1


def _here() -> bool:
    """Say whether an import waits whose files are on this machine."""
    return any(folder_of(ident).is_dir() for ident in waiting_imports())


def carry_waiting(clock: Callable[[], datetime] = timezone.now) -> int:
    """Carry every import that waits, one after another, in this process; return 1 where one failed, else 0.

    It leaves after the part at hand when it is asked to, or when the worker that began it is gone.
    """
    from acuerdo.flows.import_carried import Carrier, carry  # noqa: PLC0415 - reads tables, which a worker spares

    parent, told = os.getppid(), False

    def leave(_: int, __: FrameType | None) -> None:
        nonlocal told
        told = True

    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, leave)
    carrier = Carrier(clock=clock, stopped=lambda: told or os.getppid() != parent, beside=True)
    failed = 0
    for ident in waiting_imports():
        if carrier.stopped():
            break
        try:
            carry(ident, carrier)
        except Exception as fault:  # noqa: BLE001 - one that fails keeps no other from being carried; it is told
            _log.error("import_failed", fault=type(fault).__name__, places=places_of(fault))
            failed = 1
    return failed
