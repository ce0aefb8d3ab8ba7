"""Reading what both sides left out, or one of them wants to."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import F

from acuerdo.apps.acts.queries import record_of
from acuerdo.apps.agreements.queries import find_agreement
from acuerdo.apps.exclusions.models import Exclusion, ExclusionOffer
from acuerdo.apps.exclusions.shapes import Agreed, ExclusionRecord, ExclusionSaid
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.core.acts import State
from acuerdo.core.clock.exclusions import Exclusion as Excluded
from acuerdo.core.clock.exclusions import Scope


def list_exclusions(viewer: Viewer, key: str, at: datetime) -> list[ExclusionRecord]:
    """Return what was claimed about an agreement, the last first. Raises `NotThere`."""
    rows = Exclusion.objects.filter(agreement=find_agreement(viewer, key)).select_related("act")
    return [_record(row, at) for row in rows.prefetch_related("offers").order_by("-number")]


def find_exclusion(key: str, number: int) -> Exclusion:
    """Return a claim about an agreement by its number, locked. Raises `NotThere`."""
    rows = Exclusion.objects.select_for_update(of=("self",)).select_related("act", "agreement")
    found = rows.filter(agreement__key=key, number=number).first()
    if found is None:
        raise NotThere("exclusion")
    return found


def said_of(row: Exclusion) -> ExclusionSaid:
    """Return what is on the table."""
    return _read(ExclusionOffer.objects.get(of=row, content=row.act.content).said)


def agreed_exclusions(agreements: Iterable[int]) -> dict[int, tuple[Agreed, ...]]:
    """Return what both sides left out, by the ids of agreements' rows, in the order in which it was claimed."""
    rows = ExclusionOffer.objects.filter(
        of__agreement__in=sorted(set(agreements)), of__act__state=State.AGREED, content=F("of__act__content")
    )
    found: dict[int, tuple[Agreed, ...]] = {}
    for row in rows.select_related("of").order_by("of__agreement", "of__number"):
        known = found.get(row.of.agreement_id, ())
        found[row.of.agreement_id] = (*known, _agreed(row.of, _read(row.said)))
    return found


def agreed_of(row: Exclusion) -> Agreed:
    """Return what is on the table of a claim as it counts once it is agreed."""
    return _agreed(row, said_of(row))


def read_exclusion(viewer: Viewer, key: str, number: int, at: datetime) -> tuple[Exclusion, ExclusionRecord]:
    """Return a claim about an agreement by its number, as a row and as people see it. Raises `NotThere`."""
    rows = Exclusion.objects.filter(agreement=find_agreement(viewer, key), number=number)
    found = rows.select_related("act", "agreement").prefetch_related("offers").first()
    if found is None:
        raise NotThere("exclusion")
    return found, _record(found, at)


def _agreed(row: Exclusion, said: ExclusionSaid) -> Agreed:
    excluded = Excluded(
        id=str(row.number),
        scope=said.scope,
        scope_id={Scope.TICKET: said.ticket, Scope.SERVICE: said.service}.get(said.scope, ""),
        from_us=said.from_us,
        until_us=said.until_us,
        commitments=frozenset(said.commitments),
        reason=said.reason,
        accepted_by="both",
        evidence=said.evidence or None,
        announced_us=said.announced_us,
    )
    return Agreed(exclusion=excluded, source=said.source)


def _record(row: Exclusion, at: datetime) -> ExclusionRecord:
    said = next(one.said for one in row.offers.all() if one.content == row.act.content)
    return ExclusionRecord(
        number=row.number, said=_read(said), act=record_of(row.act, at), counts=row.act.state == State.AGREED
    )


def _read(text: str) -> ExclusionSaid:
    said: Mapping[str, object] = json.loads(text)
    return ExclusionSaid(
        scope=Scope(str(said["scope"])),
        source=str(said["source"]),
        ticket=str(said["ticket"]),
        service=str(said["service"]),
        from_us=_whole(said["from_us"]),
        until_us=_whole(said["until_us"]),
        commitments=tuple(str(one) for one in _list(said["commitments"])),
        reason=str(said["reason"]),
        evidence=str(said["evidence"]),
        announced_us=_whole(said["announced_us"]),
    )


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
