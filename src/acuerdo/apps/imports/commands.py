"""Beginning an import, deciding on it, and noting how far it has come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db.models import F

from acuerdo.apps.imports.models import Import
from acuerdo.apps.imports.shapes import Decision, ImportNotTaken, ReadFile, Stand
from acuerdo.apps.imports.spool import drop_files, keep_given
from acuerdo.apps.journal.commands import record
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.apps.tickets.sources import find_source_row, open_source
from acuerdo.connectors.endings import find_ending
from acuerdo.connectors.profile import NATIVE, Profile
from acuerdo.connectors.profile_files import parse_profile, shipped_profiles, zone_of
from acuerdo.connectors.refusals import ImportRefused

if TYPE_CHECKING:
    from acuerdo.core.chains.canonical import Json

MOST_OPEN = 10
"""How many imports of a source may wait or be under way."""
UNDECIDED_FOR = timedelta(days=7)
"""How long the file of an import is kept that nobody decides on."""
_LONGEST_NAME = 200
_OPEN = (Stand.READING, Stand.READ, Stand.RECORDING, Stand.STOPPED)
_FROM: Mapping[Decision, tuple[Stand, ...]] = MappingProxyType(
    {
        Decision.CONFIRM: (Stand.READ, Stand.STOPPED),
        Decision.STOP: (Stand.RECORDING,),
        Decision.FORGET: (Stand.READING, Stand.READ, Stand.STOPPED),
    }
)
_TO: Mapping[Decision, Stand] = MappingProxyType(
    {Decision.CONFIRM: Stand.RECORDING, Decision.STOP: Stand.STOPPED, Decision.FORGET: Stand.FORGOTTEN}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A file that somebody brings: its name, its bytes, and how it is read.

    `profile` names a shipped profile, empty for facts in our own columns; `own_profile` is the text of another.
    """

    name: str
    chunks: Iterable[bytes]
    profile: str = ""
    own_profile: str = ""
    time_zone: str = ""


def begin_import(viewer: Viewer, source: str, brought: Brought, at: datetime) -> UUID:
    """Keep a file, to be read by a worker. Raises `NotThere`, `SourceRefused`, `ImportNotTaken`: nothing is kept."""
    owner = open_source(viewer, source)
    ending = find_ending(brought.name)
    if ending is None:
        raise ImportNotTaken("import_ending" if brought.name else "no_file")
    try:
        profile = read_profile(brought.profile, brought.own_profile)
        zone_of(profile, brought.time_zone or None, brought.name)
    except ImportRefused as refused:
        raise ImportNotTaken(refused.code, str(refused)) from refused
    if Import.objects.filter(source=owner, stand__in=_OPEN).count() >= MOST_OPEN:
        raise ImportNotTaken("many_imports")
    ident = uuid4()
    size, digest = keep_given(ident, ending, brought.chunks)
    try:
        Import.objects.create(
            ident=ident,
            source=owner,
            name=brought.name[-_LONGEST_NAME:],
            size=size,
            sha256=digest,
            profile=profile.id[:100],
            own_profile=brought.own_profile,
            time_zone=brought.time_zone[:64],
            begun_by_id=viewer.person,
            begun_at=at,
            stand=Stand.READING,
        )
    except BaseException:
        drop_files(ident)
        raise
    return ident


def read_profile(name: str, own: str) -> Profile:
    """Return a shipped profile by its name, or read one of somebody's own. Raises `ImportRefused`."""
    if own:
        return parse_profile(own, "profile")
    found = {one.id: one for one in (NATIVE, *shipped_profiles())}.get(name or NATIVE.id)
    if found is None:
        raise ImportRefused("unknown_profile", file=name, found="no such profile", expected="a shipped profile")
    return found


def decide_import(viewer: Viewer, source: str, ident: UUID, decision: Decision, at: datetime) -> None:
    """Confirm, stop or forget an import; a flow calls this inside its transaction.

    Raises `NotThere`, `SourceRefused`, and `ImportNotTaken` (`import_moved`) where it does not stand so any more.
    """
    owner = find_source_row(viewer, source, Permission.TELL_FACTS)
    row = Import.objects.select_for_update().filter(source=owner, ident=ident).first()
    if row is None:
        raise NotThere("import")
    if row.stand not in _FROM[decision]:
        raise ImportNotTaken("import_moved")
    if decision is Decision.CONFIRM:
        open_source(viewer, source)
        row.confirmed_by_id = viewer.person
    row.stand = _TO[decision]
    row.account = {} if decision is Decision.FORGET else row.account
    row.ended_at = at if decision is Decision.FORGET else None
    row.save(update_fields=["stand", "confirmed_by", "account", "ended_at"])
    if decision is Decision.STOP:
        _look_again(row)
    _write(row, owner.chain, actor=viewer.ident, kind=f"import_{_TO[decision]}", at=at)


def try_to_read(ident: UUID) -> int:
    """Note that reading a file begins, and return how often it was begun before without an end."""
    rows = Import.objects.filter(ident=ident, stand=Stand.READING)
    rows.update(tries=F("tries") + 1)
    return (rows.values_list("tries", flat=True).first() or 1) - 1


def leave_off(ident: UUID) -> None:
    """Note that reading a file was left off on purpose: it is no fault of the file."""
    Import.objects.filter(ident=ident, stand=Stand.READING).update(tries=0)


def note_share(ident: UUID, share: float) -> bool:
    """Note how much of a file is read (0..1); False where it is not to be read any more."""
    return bool(Import.objects.filter(ident=ident, stand=Stand.READING).update(share=share))


def note_read(ident: UUID, found: ReadFile) -> None:
    """Note what reading a file gave: from now on somebody decides."""
    values = {
        "rows": found.rows,
        "facts": found.facts,
        "tickets": found.tickets,
        "refused": found.refused,
        "fresh": found.fresh,
        "there": found.there,
        "clashing": found.clashing,
        "first_us": found.first_us,
        "last_us": found.last_us,
        "pauses_unknown": found.pauses_unknown,
        "account": dict(found.account),
    }
    Import.objects.filter(ident=ident, stand=Stand.READING).update(stand=Stand.READ, share=1.0, **values)


def note_failed(ident: UUID, code: str, text: str, at: datetime) -> None:
    """Note why a file cannot be read, or not be recorded; what was recorded stays, the file goes."""
    rows = Import.objects.filter(ident=ident, stand__in=(Stand.READING, Stand.RECORDING))
    if rows.update(stand=Stand.FAILED, fault=code[:32], fault_text=text[:2_000], ended_at=at):
        drop_files(ident)


def note_done(row: Import, at: datetime) -> None:
    """Note, inside the transaction of a flow that holds the row, that everything is recorded."""
    row.stand, row.ended_at, row.account = Stand.DONE, at, {**row.account, "sample": []}
    row.save(update_fields=["stand", "ended_at", "account"])
    _look_again(row)
    actor = "" if row.confirmed_by is None else str(row.confirmed_by.ident)
    _write(row, row.source.chain, actor=actor, kind="import_done", at=at)


def _look_again(row: Import) -> None:
    """Have those files of the same source read anew on which somebody is to decide: some of it may be there by now."""
    others = Import.objects.filter(source=row.source_id, stand=Stand.READ).exclude(pk=row.pk)
    others.update(stand=Stand.READING, share=0.0, tries=0)


def forget_undecided(at: datetime) -> list[UUID]:
    """Forget the imports on which nobody decides, and return them; their files can go."""
    rows = Import.objects.filter(stand__in=(Stand.READ, Stand.STOPPED), begun_at__lt=at - UNDECIDED_FOR)
    found = list(rows.values_list("ident", flat=True))
    for ident in found:
        Import.objects.filter(ident=ident, stand__in=(Stand.READ, Stand.STOPPED)).update(
            stand=Stand.FORGOTTEN, account={}, ended_at=at
        )
    return found


def _write(row: Import, chain: str, *, actor: str, kind: str, at: datetime) -> None:
    body: dict[str, Json] = {"import": str(row.ident), "file": row.sha256, "facts": row.facts, "position": row.position}
    record(chain, at=at, actor=actor, kind=kind, body={**body, "recorded": row.recorded})
