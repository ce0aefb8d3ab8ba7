"""Whether a change makes the agreement stricter or looser, and for which side. Where nobody can tell, it says so."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

from acuerdo.core.acts import Side
from acuerdo.documents import AgreementDocument
from acuerdo.documents.differences import LANGUAGES, Kind
from acuerdo.studies.changes.open_hours import compare_hours
from acuerdo.studies.changes.parts import Part, Path
from acuerdo.studies.changes.sizes import means_the_same, size_of
from acuerdo.texts.nodes import Plain


class Weight(StrEnum):
    """What a change does: `same` changes only the writing, `other` is neither stricter nor looser, or both."""

    STRICTER = "stricter"
    LOOSER = "looser"
    SAME = "same"
    OTHER = "other"


Found = tuple[Weight, Side | None]
_STRICT, _LOOSE, _OTHER = Weight.STRICTER, Weight.LOOSER, (Weight.OTHER, None)
_TURNED = {Weight.STRICTER: Weight.LOOSER, Weight.LOOSER: Weight.STRICTER}
_P, _C = Side.PROVIDER, Side.CUSTOMER

# More of it is stricter (+1) or looser (-1), and for whom.
_SIZES: Mapping[tuple[str, str], tuple[int, Side]] = MappingProxyType(
    {
        ("commitments", "within"): (-1, _P),
        ("commitments", "at_least"): (1, _P),
        ("commitments", "at_most"): (-1, _P),
        ("commitments", "min_sample"): (-1, _P),
        ("commitments", "cut_off"): (1, _P),
        ("commitments", "every"): (-1, _P),
        ("commitments", "grace"): (-1, _P),
        ("commitments", "rto"): (-1, _P),
        ("commitments", "rpo"): (-1, _P),
        ("commitments", "shortest_outage"): (-1, _P),
        ("services", "rate"): (1, _C),
        ("maintenance", "notice"): (1, _P),
        ("maintenance", "longest"): (-1, _P),
        ("credits", "credit"): (1, _P),
        ("credits", "amount"): (1, _P),
        ("credits", "cap"): (1, _P),
        ("credits", "at_risk"): (1, _P),
        ("credits", "claim_within"): (-1, _C),
        ("consequences", "times"): (-1, _P),
        ("consequences", "below"): (1, _P),
        ("fees", "amount"): (1, _C),
        ("fees", "pay_within"): (-1, _C),
        ("covered", "users"): (1, _P),
        ("covered", "assets"): (1, _P),
        ("entitlements", "quantity"): (1, _P),
        ("entitlements", "beyond"): (1, _C),
        ("reports", "every"): (-1, _P),
        ("reports", "within"): (-1, _P),
    }
)
# From the loosest word to the strictest.
_RANKS: Mapping[tuple[str, str], tuple[tuple[str, ...], Side]] = MappingProxyType(
    {
        ("commitments", "binding"): (("best_effort", "target", "guarantee"), _P),
        ("services", "covered"): (("none", "charged", "included"), _P),
        ("reviews", "gates_billing"): (("false", "true"), _P),
        ("credits", "sole_remedy"): (("true", "false"), _P),
    }
)
# What one more of it does.
_ITEMS: Mapping[tuple[str, str], tuple[Weight, Side]] = MappingProxyType(
    {
        ("commitments", ""): (_STRICT, _P),
        ("services", ""): (_STRICT, _P),
        ("services", "in_scope"): (_STRICT, _P),
        ("services", "out_of_scope"): (_LOOSE, _P),
        ("prerequisites", ""): (_STRICT, _C),
        ("channels", ""): (_STRICT, _P),
        ("channels", "languages"): (_STRICT, _P),
        ("maintenance", "windows"): (_LOOSE, _P),
        ("credits", ""): (_STRICT, _P),
        ("credits", "items"): (_STRICT, _P),
        ("consequences", ""): (_STRICT, _P),
        ("entitlements", ""): (_STRICT, _P),
        ("reports", ""): (_STRICT, _P),
        ("escalation", ""): (_STRICT, _P),
        ("fees", "items"): (_STRICT, _C),
        ("commitments", "within"): (_STRICT, _P),
        ("commitments", "at_least"): (_STRICT, _P),
        ("commitments", "at_most"): (_STRICT, _P),
        ("commitments", "except"): (_LOOSE, _P),
        ("commitments", "applies_to"): (_LOOSE, _P),
        ("commitments", "min_sample"): (_LOOSE, _P),
    }
)


def weigh(part: Part, before: AgreementDocument, after: AgreementDocument) -> Found:
    """Return what a part of a difference does, and to whom."""
    if part.kind is Kind.CHANGED and not _is_words(part.path) and means_the_same(part.before, part.after):
        return Weight.SAME, None
    if part.kind is Kind.REORDERED:
        return _OTHER
    names = [str(step) for step in part.path if isinstance(step, str)]
    if names[0] == "calendars" and "title" not in names[2:3]:
        return _calendars(part, before, after)
    found = _added(part, names) if part.kind in (Kind.ADDED, Kind.REMOVED) else _changed(part, names, before, after)
    return _by_whom(found, part, before, after)


def _is_words(path: Path) -> bool:
    return path[-1] in LANGUAGES or path[-1] in {"text", "note", "name", "title", "description"}


def _added(part: Part, names: list[str]) -> Found:
    depth = sum(1 for step in part.path if isinstance(step, str))
    key = _item_key(part.path, names, depth)
    found = _ITEMS.get(key)
    if found is None:
        return _OTHER
    weight, side = found
    return (weight if part.kind is Kind.ADDED else _TURNED[weight]), side


def _item_key(path: Path, names: list[str], depth: int) -> tuple[str, str]:
    """Return the table and the list in it to which an item belongs; a whole section counts as its items."""
    section = names[0]
    if depth == 1 or (depth == 2 and (section, "") in _ITEMS and path[-1] not in _KEYS_OF.get(section, ())):  # noqa: PLR2004 - section and item
        return section, ""
    inside = [name for name in names[1:] if (section, name) in _ITEMS]
    return section, inside[-1] if inside and inside[-1] in names[-2:] else "?"


_KEYS_OF: Mapping[str, tuple[str, ...]] = MappingProxyType({"credits": ("items", "cap", "sole_remedy", "note")})


def _changed(part: Part, names: list[str], before: AgreementDocument, after: AgreementDocument) -> Found:
    key = (names[0], names[-1])
    if names[-1] == "calendar" and names[0] in ("commitments", "services"):
        return _named_hours(part, before, after)
    if key in _RANKS:
        ranks, side = _RANKS[key]
        places = [ranks.index(word) if word in ranks else None for word in (str(part.before), str(part.after))]
        return _ordered(places[0], places[1], side)
    if key in _SIZES and isinstance(part.before, str) and isinstance(part.after, str):
        return _sized(part.before, part.after, key)
    rule = _RULES.get(names[-1]) if names[0] == "commitments" else None
    return _OTHER if rule is None else rule(part.before, part.after)


def _sized(before: str, after: str, key: tuple[str, str]) -> Found:
    sign, side = _SIZES[key]
    if key[1] == "within" and "none" in (before, after):  # no promise is the loosest
        return (_LOOSE if after == "none" else _STRICT), side
    one, other = size_of(before), size_of(after)
    if one is None or other is None or one.unit != other.unit or one == other:
        return _OTHER
    return (_STRICT if (other.number > one.number) == (sign > 0) else _LOOSE), side


def _ordered(before: int | None, after: int | None, side: Side) -> Found:
    if before is None or after is None or before == after:
        return _OTHER
    return (_STRICT if after > before else _LOOSE), side


def _calendars(part: Part, before: AgreementDocument, after: AgreementDocument) -> Found:
    """A calendar that is open longer lets less time pass uncounted: stricter for the provider."""
    name = str(part.path[1]) if len(part.path) > 1 else ""
    if name not in before.terms.calendars or name not in after.terms.calendars:
        return _OTHER
    years = {after.from_on.year, (after.to_on or after.from_on).year}
    if isinstance(part.case, str) and part.case and not min(years) <= int(part.case) <= max(years):
        return _OTHER  # days beyond the term, known already
    return _opened(compare_hours(before.terms.calendars[name], after.terms.calendars[name], after))


def _named_hours(part: Part, before: AgreementDocument, after: AgreementDocument) -> Found:
    one = before.terms.calendars.get(str(part.before))
    other = after.terms.calendars.get(str(part.after))
    return _OTHER if one is None or other is None else _opened(compare_hours(one, other, after))


def _opened(sign: int | None) -> Found:
    if not sign:
        return _OTHER
    return (_STRICT if sign > 0 else _LOOSE), _P


def _exceptions(before: Plain | None, after: Plain | None) -> Found:
    olds, news = _conditions(before), _conditions(after)
    if all(any(_is_within(one, other) for other in news) for one in olds):
        return _LOOSE, _P
    return (_STRICT, _P) if all(any(_is_within(one, other) for other in olds) for one in news) else _OTHER


def _conditions(value: Plain | None) -> list[Mapping[str, Plain]]:
    return [item for item in _listed(value) if isinstance(item, dict)]


def _fewer_is_stricter(before: Plain | None, after: Plain | None) -> Found:
    """The fewer waits pause a clock, and the fewer events count as a response, the stricter."""
    olds, news = _listed(before), _listed(after)
    if all(item in olds for item in news):
        return _STRICT, _P
    return (_LOOSE, _P) if all(item in news for item in olds) else _OTHER


def _scope(before: Plain | None, after: Plain | None) -> Found:
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return _OTHER
    if _is_within(before, after):
        return _STRICT, _P
    return (_LOOSE, _P) if _is_within(after, before) else _OTHER


def _is_within(narrow: Mapping[str, Plain], wide: Mapping[str, Plain]) -> bool:
    """Say whether every ticket of one condition is a ticket of another."""
    return all(name in narrow and all(value in _listed(wide[name]) for value in _listed(narrow[name])) for name in wide)


def _listed(value: Plain | None) -> list[Plain]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


_RULES: Mapping[str, Callable[[Plain | None, Plain | None], Found]] = MappingProxyType(
    {
        "except": _exceptions,
        "applies_to": _scope,
        "pauses_in": _fewer_is_stricter,
        "answered_by": _fewer_is_stricter,
    }
)


def _by_whom(found: Found, part: Part, before: AgreementDocument, after: AgreementDocument) -> Found:
    """Turn what is said of a promise to the side that made it: a duty can be the customer's, or a supplier's."""
    if found[1] is not _P or part.path[0] != "commitments" or len(part.path) < 2:  # noqa: PLR2004 - section and id
        return found
    shapes = (one for document in (after, before) for one in document.shape.commitments if one.id == part.path[1])
    who = getattr(next(shapes, None), "by", "provider")
    if who == "provider":
        return found
    return (found[0], _C) if who == "customer" else _OTHER
