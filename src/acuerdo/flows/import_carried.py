"""A worker carries an import: the file is read, looked at, and when somebody confirmed it recorded, part by part.

Each part is one transaction, and where the import stands moves in it: killed anywhere, it goes on from there. It loads
what reads tables, so nothing that answers requests imports it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction

from acuerdo.apps.clocks.telling import own_words
from acuerdo.apps.imports.commands import leave_off, note_done, note_failed, note_read, note_share, try_to_read
from acuerdo.apps.imports.models import Import
from acuerdo.apps.imports.shapes import ReadFile, Stand
from acuerdo.apps.imports.spool import carrying, drop_files
from acuerdo.apps.imports.staging import (
    OwnWords,
    count_refused,
    parts_of,
    refused_part,
    stage_file,
    status_words,
    table_part,
)
from acuerdo.apps.parties.viewers import NotThere, Viewer, view_as
from acuerdo.apps.rejudging.intake import fold_told, record_told
from acuerdo.apps.tickets.models import Source
from acuerdo.apps.tickets.recording import Brought, foresee_told
from acuerdo.apps.tickets.shapes import Answer, Taken, Telling
from acuerdo.apps.tickets.sources import SourceRefused, open_source
from acuerdo.connectors.refusals import ImportRefused
from acuerdo.connectors.table_facts import facts_in
from acuerdo.core.hours import to_us
from acuerdo.flows.tried_again import try_again

if TYPE_CHECKING:
    from acuerdo.flows.parts_coming import Coming, TablePart

AT_ONCE = 2_000
"""About how many facts are recorded in one transaction."""
TABLE_AT_ONCE = 20_000
"""About how many facts are recorded in one transaction where nearly all are of tickets that are new."""
TABLE_FROM = 4_000
"""From how many facts on that are left of a file they are taken so: the compiler takes a while to load."""
_READING_SHARE = 0.5
_MOST_TRIES = 3
"""How often a file is read before it is given up: a damaged one can end the process that reads it."""
_STEP = 0.02


class _Stopped(Exception):
    """Raised out of the reading of a file when it is not to be read on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """Whoever carries imports: its clock, whether it was told to leave, and who hears how much is done (0..1).

    `beside`: it may use a thread of its own, with a connection to the database of its own.
    """

    clock: Callable[[], datetime]
    stopped: Callable[[], bool]
    tell: Callable[[float], None] = lambda _: None
    beside: bool = False


def carry(ident: UUID, carrier: Carrier) -> bool:
    """Do what there is to do for an import until it waits for somebody or is done; False where another carries it."""
    with carrying(ident) as mine:
        if mine:
            _carry(ident, carrier)
    return mine


def _carry(ident: UUID, carrier: Carrier) -> None:
    try:
        row = Import.objects.select_related("source__customer", "confirmed_by__party").get(ident=ident)
        if row.stand == Stand.READING:
            if try_to_read(ident) >= _MOST_TRIES:  # what reads it did not live to say why
                note_failed(ident, "import_deadly", "", carrier.clock())
                return
            _read(row, carrier)
        elif row.stand == Stand.RECORDING:
            _record(row, carrier)
    except _Stopped:
        leave_off(ident)
    except ImportRefused as refused:
        note_failed(ident, refused.code, str(refused).replace(refused.file, "", 1).lstrip(":, "), carrier.clock())
    except (NotThere, SourceRefused) as refused:
        note_failed(ident, refused.code, "", carrier.clock())
    except FileNotFoundError:
        note_failed(ident, "import_gone", "", carrier.clock())


def _read(row: Import, carrier: Carrier) -> None:
    """Read the file, then look which of its facts are there already, or would be refused."""
    told = [0.0]

    def tell(_: str, share: float) -> None:
        if share - told[0] >= _STEP or carrier.stopped():
            told[0] = share
            carrier.tell(share)
            if carrier.stopped() or not note_share(row.ident, share):
                raise _Stopped

    events, fields = own_words(row.source)
    found = stage_file(row, OwnWords(events=events, fields=fields), lambda what, share: tell(what, share / 2))
    row.facts = found.facts
    counts = dict.fromkeys(Taken, 0)
    at_us = to_us(carrier.clock())
    for end, facts in parts_of(row, 0, AT_ONCE):
        for answer in foresee_told(row.source, facts, received_us=at_us):
            counts[answer.taken] += 1
        tell("", _READING_SHARE + end / row.facts / 2)
    note_read(row.ident, _with(found, counts))


def _with(found: ReadFile, counts: dict[Taken, int]) -> ReadFile:
    fresh, there, clashing = (counts[taken] for taken in Taken)
    return replace(found, fresh=fresh, there=there, clashing=clashing)


def _record(row: Import, carrier: Carrier) -> None:
    """Record refused rows and facts from where it stands, until all are, somebody stops it, or it has to leave."""
    refused = _count_to_keep(row)
    while row.kept_refused < refused:
        rows = refused_part(row, row.kept_refused, AT_ONCE)
        if carrier.stopped() or not _take(row, _Part(told=rows, refused=len(rows)), carrier.clock()):
            return
    with _parts(row, carrier) as parts:
        while row.position < row.facts:
            if carrier.stopped() or not _take_next(row, carrier, parts):
                return
            carrier.tell(row.position / row.facts)
    with transaction.atomic():
        if _hold(row):
            note_done(row, carrier.clock())
    if row.stand == Stand.DONE:
        drop_files(row.ident)


def _count_to_keep(row: Import) -> int:
    """Return how many refused rows are to be kept: none where this very file was imported so before."""
    before = Import.objects.filter(source=row.source, sha256=row.sha256, profile=row.profile, stand=Stand.DONE)
    same = before.filter(own_profile=row.own_profile, time_zone=row.time_zone)
    return 0 if same.exists() else count_refused(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What is recorded in one transaction: so many facts of the file, or so many of its refused rows."""

    told: Sequence[Telling]
    facts: int = 0
    refused: int = 0


@contextmanager
def _parts(row: Import, carrier: Carrier) -> "Iterator[Coming | None]":
    """Return what lays out the parts of a long file; None for one that is told row by row."""
    if row.facts - row.position < TABLE_FROM:
        yield None
        return
    from acuerdo.flows.parts_coming import Laying, coming  # noqa: PLC0415 - as `TABLE_FROM` says

    laying = Laying(
        row=row,
        actor=_actor(row),
        at_once=TABLE_AT_ONCE,
        most_others=AT_ONCE,
        source=lambda: _source(row),
        clock=carrier.clock,
    )
    with coming(laying, beside=carrier.beside) as parts:
        yield parts


def _take_next(row: Import, carrier: Carrier, parts: "Coming | None") -> bool:
    """Record the next facts, new tickets as tables; False where it is not this carrier's to go on."""
    if parts is not None and row.facts - row.position >= TABLE_FROM:
        part = parts.take(row.position)
        if part is not None and part.whole is not None and row.facts - part.end >= TABLE_FROM:
            parts.prepare(part.end)
        try:
            with transaction.atomic():
                moved = _take_table(row, part, parts) if _hold(row) else {}
            if moved is not None:
                row.__dict__.update(moved)
                return bool(moved)
        except IntegrityError:  # somebody else tells one of these tickets, or one of these keys is there
            pass
    told = table_part(row, row.position, AT_ONCE)
    return _take(row, _Part(told=list(facts_in(told, status_words(row))), facts=told.height), carrier.clock())


def _take_table(row: Import, part: "TablePart | None", parts: "Coming") -> dict[str, int] | None:
    """Record facts of which nearly all are of tickets that are new; None where too few are."""
    from acuerdo.flows.whole_carried import keep_whole  # noqa: PLC0415 - as `TABLE_FROM` says

    source = _source(row)
    part = parts.hold(part, row.position, source)
    if part.whole is None:
        return None
    keep_whole(part.whole)
    facts, told = list(facts_in(part.others, status_words(row))), part.end - part.begin
    moved = _told(row, source, _Part(told=facts, facts=told), part.at)
    moved["recorded"] += told - part.others.height
    return _moved(row, moved)


def _take(row: Import, part: _Part, at: datetime) -> bool:
    """Record a part and note where the import stands then; False where it is not this carrier's to go on."""

    def take() -> dict[str, int]:
        with transaction.atomic():
            return _take_held(row, part, at) if _hold(row) else {}

    moved = try_again(take)
    row.__dict__.update(moved)
    return bool(moved)


def _take_held(row: Import, part: _Part, at: datetime) -> dict[str, int]:
    return _moved(row, _told(row, _source(row), part, at))


def _source(row: Import) -> Source:
    return open_source(_teller(row), row.source.key)


def _actor(row: Import) -> str:
    return "" if row.confirmed_by is None else str(row.confirmed_by.ident)


def _told(row: Import, source: Source, part: _Part, at: datetime) -> dict[str, int]:
    """Record rows one by one, and return where the import stands then."""
    actor, received_us = _actor(row), to_us(at)
    brought = Brought(told=part.told, actor=actor, received_us=received_us, pauses_unknown=row.pauses_unknown)
    done = record_told(source, brought)
    fold_told(done, to_us(at))
    return {
        "position": row.position + part.facts,
        "kept_refused": row.kept_refused + part.refused,
        "recorded": row.recorded + _count(done.answers, Taken.RECORDED),
        "duplicates": row.duplicates + _count(done.answers, Taken.DUPLICATE),
        "not_taken": row.not_taken + (_count(done.answers, Taken.REFUSED) if part.facts else 0),
    }


def _moved(row: Import, moved: dict[str, int]) -> dict[str, int]:
    Import.objects.filter(pk=row.pk).update(**moved)
    return moved


def _hold(row: Import) -> bool:
    """Lock the row of an import; False where somebody stopped it, or it stands elsewhere than this carrier knows."""
    held = Import.objects.select_for_update().filter(pk=row.pk).values_list("stand", "position", "kept_refused").first()
    return held == (Stand.RECORDING, row.position, row.kept_refused)


def _teller(row: Import) -> Viewer:
    """Return whoever confirmed the import, with what they may do now. Raises `NotThere`."""
    if row.confirmed_by is None:
        raise NotThere("person")
    return view_as(row.confirmed_by)


def _count(answers: Sequence[Answer], taken: Taken) -> int:
    return sum(answer.taken is taken for answer in answers)
