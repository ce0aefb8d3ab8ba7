"""Facts that were quarantined while the machine's clock was set back are told again, and their clocks follow."""

from datetime import datetime

from django.db import transaction

from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.rejudging.intake import fold_told, record_told
from acuerdo.apps.tickets.ahead import note_ahead, take_ahead
from acuerdo.apps.tickets.recording import Brought
from acuerdo.apps.tickets.shapes import Taken
from acuerdo.core.hours import to_us
from acuerdo.flows.tried_again import try_again

MOST = 10_000
"""How many facts are told again at most when somebody asks once."""
_AT_ONCE = 2_000


def tell_ahead(viewer: Viewer, source: str, at: datetime) -> int:
    """Tell again what was quarantined as from the future and whose time has come; return how many facts were recorded.

    At most `MOST` are, the oldest first; whoever asks at the same moment finds nothing left of them. Raises `NotThere`
    and `SourceRefused` (`source_closed`).
    """
    told = 0
    for _ in range(MOST // _AT_ONCE):
        part = try_again(lambda: _tell_part(viewer, source, at))
        told += part
        if not part:
            break
    return told


def _tell_part(viewer: Viewer, source: str, at: datetime) -> int:
    with transaction.atomic():
        row, facts = take_ahead(viewer, source, at, _AT_ONCE)
        if not facts:
            return 0
        done = record_told(row, Brought(told=facts, actor=viewer.ident, received_us=to_us(at), by_ident=True))
        fold_told(done, to_us(at))
        recorded = sum(one.taken is Taken.RECORDED for one in done.answers)
        if recorded and done.told.delivery is not None:
            note_ahead(viewer, row, done.told.delivery, recorded, at)
        return recorded
