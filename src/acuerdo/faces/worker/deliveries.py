"""Delivering what waits in the outbox.

A channel is a function that takes a `Delivery` and returns when it has arrived. It raises `Undeliverable` for what will
never arrive, which is given up at once; anything else that it raises is tried again later. What is killed between the
arrival and its mark is tried again after the lease, with the same key: letters carry it as their Message-ID.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from acuerdo.apps.notices.commands import MOST_ATTEMPTS, claim, deliver, give_up, postpone
from acuerdo.apps.notices.shapes import Channel, Delivery

Deliver = Callable[[Delivery], None]


class Undeliverable(Exception):
    """Raised for a notice that will never arrive. `code` says why, without personal data."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def deliver_due(
    channels: Mapping[Channel, Deliver], clock: Callable[[], datetime], stopped: Callable[[], bool] = lambda: False
) -> int:
    """Deliver what is due, one by one, until nothing is or `stopped` says so; return how many arrived."""
    arrived = 0
    while not stopped():
        taken = claim(channels, clock())
        if taken is None:
            break
        arrived += _try(taken, channels[taken.channel], clock)
    return arrived


def _try(taken: Delivery, channel: Deliver, clock: Callable[[], datetime]) -> bool:
    if taken.attempt > MOST_ATTEMPTS:  # whoever tried was killed each time
        give_up(taken, "killed", clock())
        return False
    try:
        channel(taken)
    except Undeliverable as never:
        give_up(taken, never.code, clock())
        return False
    except Exception as fault:  # noqa: BLE001 - whatever a channel meets is kept in the row and tried again
        postpone(taken, fault_of(fault), clock())
        return False
    return deliver(taken, clock())


def fault_of(fault: BaseException) -> str:
    """Name a fault without what it says, which may hold addresses; with the code of a mail server.

    >>> fault_of(TimeoutError("ana@norte.example"))
    'TimeoutError'
    """
    code = getattr(fault, "smtp_code", None)
    return type(fault).__name__ if code is None else f"{type(fault).__name__} {code}"
