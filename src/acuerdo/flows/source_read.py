"""A help desk was read: what it says happened is recorded, clocks advance, and how far reading has come is kept.

All of that is one transaction: whoever reads may be killed anywhere, and what was read twice is recorded once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from acuerdo.apps.clocks.telling import read_rows
from acuerdo.apps.readings.commands import carry_on, hold_claim
from acuerdo.apps.readings.shapes import Claimed, Step
from acuerdo.apps.rejudging.intake import fold_told, record_told
from acuerdo.apps.tickets.models import Source
from acuerdo.apps.tickets.recording import Brought
from acuerdo.apps.tickets.refusals import settle_told
from acuerdo.apps.tickets.shapes import Taken, Telling
from acuerdo.core.chains.canonical import Json
from acuerdo.core.hours import to_us
from acuerdo.flows.tried_again import try_again


def keep_rows(claimed: Claimed, rows: Sequence[Mapping[str, Json]], step: Step, at: datetime) -> int:
    """Record rows of facts, none of which is known, carry the reading on, and return how many were recorded.

    Raises `ClaimLost`.
    """
    return try_again(lambda: _keep(claimed, rows, step, at))


def _keep(claimed: Claimed, rows: Sequence[Mapping[str, Json]], step: Step, at: datetime) -> int:
    with transaction.atomic():
        source = hold_claim(claimed)
        told = _record(source, rows, at) if rows else 0
        carry_on(claimed, step, told=told, at=at)
    return told


def _record(source: Source, rows: Sequence[Mapping[str, Json]], at: datetime) -> int:
    def reading(source: Source) -> list[Telling]:
        return read_rows(source, rows)

    brought = Brought(told=reading(source), actor="", received_us=to_us(at), reading=reading)
    done = record_told(source, brought)
    pairs = zip(rows, done.answers, strict=True)
    recorded = {str(row["key"]) for row, answer in pairs if answer.taken is Taken.RECORDED}
    settle_told(source, recorded, {one.name: one for one in done.touched}, at)
    fold_told(done, to_us(at))
    return len(recorded)
