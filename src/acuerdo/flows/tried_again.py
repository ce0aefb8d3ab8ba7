"""What is recorded is tried again where somebody else took a key or a name, or changed its source, at that moment."""

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError

from acuerdo.apps.tickets.locking import Meanwhile
from acuerdo.apps.tickets.sources import forget_source

_TRIES = 3
_Done = TypeVar("_Done")


def try_again(work: Callable[[], _Done]) -> _Done:
    """Do a piece of work, a transaction of its own, up to four times while somebody else gets in between.

    What the other one took or changed is there to be seen the next time. Raises what the last time raises.
    """
    for _ in range(_TRIES):
        try:
            return work()
        except IntegrityError:  # another delivery took a key or a name at this very moment
            pass
        except Meanwhile as found:
            forget_source(found.source)
    return work()
