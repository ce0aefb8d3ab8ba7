"""Reading what both sides left out, or one of them wants to."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from acuerdo.apps.acts.queries import record_of, records_of, said_in
from acuerdo.apps.acts.shapes import ActRecord, WaitingAct
from acuerdo.apps.agreements.queries import find_agreement
from acuerdo.apps.exclusions.models import Exclusion
from acuerdo.apps.exclusions.shapes import Agreed, ExclusionRecord, ExclusionSaid, WaitingExclusion
from acuerdo.apps.journal.rows import ask, listed, one_of
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.core.acts import State
from acuerdo.core.clock.exclusions import Exclusion as Excluded
from acuerdo.core.clock.exclusions import Scope
from acuerdo.core.hours import to_us

PART = 50
"""How many claims one part of the list holds."""
_AGREED = (
    "SELECT exclusion.id FROM exclusions_exclusion exclusion JOIN acts_act act ON act.id = exclusion.act_id"
    " WHERE act.state = %s AND {}"
)


def list_exclusions(
    viewer: Viewer, key: str, at: datetime, *, before: int | None = None, most: int = PART
) -> list[ExclusionRecord]:
    """Return what was claimed about an agreement, the last first. Raises `NotThere`.

    `before` is the number of the last one of the part before.
    """
    rows = Exclusion.objects.filter(agreement=find_agreement(viewer, key)).select_related("act")
    rows = rows if before is None else rows.filter(number__lt=before)
    several = list(rows.prefetch_related("act__offers").order_by("-number")[:most])
    acts = records_of([row.act for row in several], at)
    return [_record(row, acts[row.act_id]) for row in several]


def find_waiting_exclusions(acts: Sequence[WaitingAct]) -> list[WaitingExclusion]:
    """Return the claims that acts which wait for a viewer are about, in their order."""
    if not acts:
        return []
    rows = Exclusion.objects.filter(act__in=[one.act for one in acts]).select_related("act", "agreement")
    known = {row.act_id: row for row in rows.prefetch_related("act__offers")}
    return [
        WaitingExclusion(agreement=row.agreement.key, number=row.number, customer=one.customer, said=said_of(row))
        for one in acts
        if (row := known.get(one.act)) is not None
    ]


def count_counting(viewer: Viewer, key: str) -> int:
    """Return how many exclusions of an agreement count. Raises `NotThere`."""
    return Exclusion.objects.filter(agreement=find_agreement(viewer, key), act__state=State.AGREED).count()


def find_exclusion(key: str, number: int) -> Exclusion:
    """Return a claim about an agreement by its number, locked. Raises `NotThere`."""
    rows = Exclusion.objects.select_for_update(of=("self",)).select_related("act", "agreement")
    found = rows.filter(agreement__key=key, number=number).first()
    if found is None:
        raise NotThere("exclusion")
    return found


def said_of(row: Exclusion) -> ExclusionSaid:
    """Return what is on the table."""
    return _read(said_in(row.act))


def agreed_exclusions(agreements: Iterable[int]) -> dict[int, tuple[Agreed, ...]]:
    """Return what both sides left out, by the ids of agreements' rows, in the order in which it was claimed."""
    asked = listed(sorted(set(agreements)))
    agreed = [
        pk for (pk,) in ask(_AGREED.format(one_of("exclusion.agreement_id", "bigint")), (str(State.AGREED), asked))
    ]
    if not agreed:  # as a rule, and every fact that arrives asks
        return {}
    rows = Exclusion.objects.filter(pk__in=agreed)
    found: dict[int, tuple[Agreed, ...]] = {}
    for row in rows.select_related("act").prefetch_related("act__offers").order_by("agreement", "number"):
        found[row.agreement_id] = (*found.get(row.agreement_id, ()), agreed_of(row))
    return found


def agreed_of(row: Exclusion) -> Agreed:
    """Return what is on the table of a claim as it counts once it is agreed."""
    said = said_of(row)
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
    agreed_at = row.act.agreed_at
    return Agreed(exclusion=excluded, source=said.source, agreed_us=None if agreed_at is None else to_us(agreed_at))


def read_exclusion(viewer: Viewer, key: str, number: int, at: datetime) -> tuple[Exclusion, ExclusionRecord]:
    """Return a claim about an agreement by its number, as a row and as people see it. Raises `NotThere`."""
    rows = Exclusion.objects.filter(agreement=find_agreement(viewer, key), number=number)
    found = rows.select_related("act", "agreement").prefetch_related("act__offers").first()
    if found is None:
        raise NotThere("exclusion")
    return found, _record(found, record_of(found.act, at))


def _record(row: Exclusion, act: ActRecord) -> ExclusionRecord:
    return ExclusionRecord(number=row.number, said=said_of(row), act=act, counts=row.act.state == State.AGREED)


def _read(said: Mapping[str, Any]) -> ExclusionSaid:  # as `put_said` writes it
    own = {name: value for name, value in said.items() if name != "agreement"}
    return ExclusionSaid(**{**own, "scope": Scope(said["scope"]), "commitments": tuple(said["commitments"])})
