"""A difference taken apart: case by case where a promise has cases; days of a calendar put together year by year."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from acuerdo.documents.differences import Difference, Kind
from acuerdo.studies.wording.weeks import year_of
from acuerdo.texts.nodes import Plain

_OF_DAYS = frozenset({"closed", "open"})
_BY_CASE = frozenset({"within", "at_least", "at_most", "calendar"})
Path = tuple[str | int, ...]
_Days = tuple[Path, Kind, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing to say: `case` is the priority or the condition that it is about, `default` for the rest.

    Of days of a calendar, `case` is their year, empty for days of every year, and the values are lists of them.
    """

    kind: Kind
    path: Path
    before: Plain | None
    after: Plain | None
    case: str | Mapping[str, Plain] | None = None


def parts_of(differences: Iterable[Difference]) -> Iterator[Part]:
    """Yield the parts of differences, in their order."""
    days: dict[_Days, list[Plain]] = {}
    parts: list[Part | _Days] = []
    for difference in differences:
        if _is_of_days(difference):
            for day in _listed(difference.after if difference.before is None else difference.before):
                key = (difference.path, difference.kind, year_of(day))
                if key not in days:
                    parts.append(key)
                days.setdefault(key, []).append(day)
        else:
            parts += _parts(difference)
    yield from (part if isinstance(part, Part) else _days(part, days[part]) for part in parts)


def _is_of_days(difference: Difference) -> bool:
    path = difference.path
    return path[0] == "calendars" and path[-1] in _OF_DAYS and difference.kind in (Kind.ADDED, Kind.REMOVED)


def _listed(value: Plain | None) -> list[Plain]:
    return value if isinstance(value, list) else [value or ""]


def _days(key: _Days, days: list[Plain]) -> Part:
    path, kind, year = key
    added = kind is Kind.ADDED
    return Part(kind=kind, path=path, before=None if added else days, after=days if added else None, case=year)


def _parts(difference: Difference) -> Iterator[Part]:
    before, after, path = difference.before, difference.after, difference.path
    if difference.kind is Kind.CHANGED and path[-1] in _BY_CASE and len(path) > 1:
        found = list(_cases(before, after, path))
        if found:
            yield from found
            return
    yield Part(kind=difference.kind, path=path, before=before, after=after)


def _cases(before: Plain | None, after: Plain | None, path: Path) -> Iterator[Part]:
    if isinstance(before, list) and isinstance(after, list):
        rows = [*before, *after]
        if all(isinstance(row, dict) for row in rows):
            yield from _same_conditions(before, after, path)
        return
    if isinstance(before, list) or isinstance(after, list) or not (isinstance(before, dict) or isinstance(after, dict)):
        return
    names = dict.fromkeys(key for table in (after, before) if isinstance(table, dict) for key in table)
    for name in (*(name for name in names if name != "default"), "default"):
        old, new = _chosen(before, name), _chosen(after, name)
        if old != new:
            yield Part(kind=_kind(old, new), path=path, before=old, after=new, case=name)


def _same_conditions(before: list[Plain], after: list[Plain], path: Path) -> Iterator[Part]:
    olds = [row for row in before if isinstance(row, dict)]
    news = [row for row in after if isinstance(row, dict)]
    if [row.get("when") for row in olds] != [row.get("when") for row in news]:
        return
    for old, new in zip(olds, news, strict=True):
        if old.get("is") != new.get("is"):
            when = new.get("when")
            case = when if isinstance(when, dict) else "default"
            yield Part(kind=Kind.CHANGED, path=path, before=old.get("is"), after=new.get("is"), case=case)


def _chosen(value: Plain | None, name: str) -> Plain | None:
    if isinstance(value, dict):
        return value.get(name, value.get("default"))
    return value


def _kind(old: Plain | None, new: Plain | None) -> Kind:
    if old is None:
        return Kind.ADDED
    return Kind.REMOVED if new is None else Kind.CHANGED
