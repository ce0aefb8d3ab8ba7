"""How far an agreement is from a level: what it promises beyond it, and what it does not promise."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from acuerdo.core.acts import Side
from acuerdo.documents import AgreementDocument, LevelDocument, put_under
from acuerdo.documents.differences import Kind
from acuerdo.studies.changes import Change, Weight, compare_agreements
from acuerdo.words import Language


class Distance(StrEnum):
    """On which side of a level an agreement is, in one point, as its customer sees it.

    `more`: it promises more than the level (stricter for the provider); `less`: it promises less; `missing`: the level
    promises something that it does not; `extra`: it promises something that the level does not; `other`: it says
    something else, and nobody can tell which is more.
    """

    LESS = "less"
    MISSING = "missing"
    MORE = "more"
    EXTRA = "extra"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One point in which an agreement is not the level."""

    distance: Distance
    section: str
    subject: str
    what: str
    level: str
    agreement: str


_ITS_OWN = frozenset(
    {"id", "title", "language", "time_zone", "currency", "parties", "term", "channels", "clauses", "fees", "covered"}
)
"""What every agreement says for itself, whatever its level."""
_OF_EACH_CALENDAR = frozenset(
    {"title", "time_zone", "closed", "open", "transitions", "provisional_years", "valid_from", "valid_until"}
)
_OF_EACH_SERVICE = frozenset({"name", "description", "owner", "in_scope", "out_of_scope", "responsibilities"})
_ITEMS = frozenset(
    {"commitments", "services", "consequences", "entitlements", "reports", "prerequisites", "escalation"}
)
_WEIGHED: Mapping[tuple[Weight, Side], Distance] = MappingProxyType(
    {
        (Weight.STRICTER, Side.PROVIDER): Distance.MORE,
        (Weight.LOOSER, Side.PROVIDER): Distance.LESS,
        (Weight.STRICTER, Side.CUSTOMER): Distance.LESS,
        (Weight.LOOSER, Side.CUSTOMER): Distance.MORE,
    }
)


def find_distance(agreement: AgreementDocument, level: LevelDocument, language: Language) -> tuple[Gap, ...]:
    """Return every point in which an agreement differs from a level, in words, what it lacks first.

    Parties, term, holidays, fees, the texts of clauses, and what is within or outside the scope are every agreement's
    own and do not count.
    """
    promised, agreed = (replace(one, canonical=_shared(one)) for one in (put_under(level, agreement), agreement))
    changes = compare_agreements(promised, agreed, language)
    gaps = [_gap(change) for change in changes if change.weight is not Weight.SAME and not _is_calendar(change.path)]
    order = list(Distance)
    return tuple(sorted(gaps, key=lambda gap: order.index(gap.distance)))


def _shared(document: AgreementDocument) -> str:
    """Return the content without what is the agreement's own."""
    content = {name: value for name, value in json.loads(document.canonical).items() if name not in _ITS_OWN}
    content["services"] = [
        {key: value for key, value in service.items() if key not in _OF_EACH_SERVICE}
        for service in content.get("services", [])
    ]
    content["calendars"] = {
        name: {key: value for key, value in calendar.items() if key not in _OF_EACH_CALENDAR}
        if isinstance(calendar, dict)
        else calendar
        for name, calendar in content.get("calendars", {}).items()
    }
    return json.dumps(content, ensure_ascii=False)


def _gap(change: Change) -> Gap:
    return Gap(
        distance=_distance(change),
        section=change.section,
        subject=change.subject,
        what=change.what,
        level=change.before,
        agreement=change.after,
    )


def _distance(change: Change) -> Distance:
    whole = len(change.path) == 1 or _is_item(change.path)
    if whole and change.kind is Kind.REMOVED:
        return Distance.MISSING
    if whole and change.kind is Kind.ADDED:
        return Distance.EXTRA
    return Distance.OTHER if change.side is None else _WEIGHED.get((change.weight, change.side), Distance.OTHER)


def _is_calendar(path: tuple[str | int, ...]) -> bool:
    """Say whether a whole calendar came or went; the promises that count in it tell what that means."""
    return path[0] == "calendars" and len(path) == len(("calendars", "name"))


def _is_item(path: tuple[str | int, ...]) -> bool:
    names = path[:1] + path[2:] if path[:2] == ("credits", "items") else path
    return len(names) == 2 and (names[0] in _ITEMS or names[0] == "credits")  # noqa: PLR2004 - a section and its item
