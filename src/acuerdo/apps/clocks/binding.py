"""Reading which versions bind whom: asked for every fact that arrives, in words that the database plans once."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

from django.db.models import Model

from acuerdo.apps.acts.models import Act
from acuerdo.apps.agreements.models import Agreement, AgreementKind, Offer, Version
from acuerdo.apps.agreements.standing import BINDING
from acuerdo.apps.exclusions.queries import agreed_exclusions
from acuerdo.apps.exclusions.shapes import Agreed
from acuerdo.apps.journal.rows import among, ask, listed, one_of, row_of
from acuerdo.apps.journal.together import Questions
from acuerdo.apps.years.queries import agreed_contents

Group = tuple[Version, ...]
"""The versions of an agreement that bind, in their order."""

_WANTED = {
    Version: (
        *("id", "agreement_id", "number", "act_id", "offer_id", "renewal", "notice", "time_zone"),
        *("from_on", "to_on", "takes_over_on"),
    ),
    Agreement: (
        *("id", "key", "titles", "kind", "customer_id"),
        *("terminated_on", "renewed_version", "renewed_until"),
    ),
    Act: ("id", "state", "offers_made"),
    Offer: ("id", "version_id", "content"),
}
_PARTS: tuple[tuple[type[Model], tuple[str, ...]], ...] = tuple(
    # in the order of the model's own fields, in which rows become objects
    (model, tuple(one.attname for one in model._meta.concrete_fields if one.attname in wanted))  # noqa: SLF001 - Django's documented way to a model's fields
    for model, wanted in _WANTED.items()
)
_DATES = frozenset({"from_on", "to_on", "takes_over_on", "terminated_on", "renewed_until"})

_NAMED = [(model.__name__.lower(), name) for model, names in _PARTS for name in names]
_COLUMNS = ", ".join(
    f"{f'CAST({model}.{name} AS text)' if name == 'titles' else f'{model}.{name}'} AS {model}_{name}"
    for model, name in _NAMED
)
_BESIDE = (
    "EXISTS (SELECT 1 FROM agreements_support support WHERE support.agreement_key = agreement.key) AS backed",
    "EXISTS (SELECT 1 FROM years_calendaryear year WHERE year.agreement_id = agreement.id) AS dated",
    "EXISTS (SELECT 1 FROM exclusions_exclusion exclusion WHERE exclusion.agreement_id = agreement.id) AS excluded",
)
"""Whether anything stands behind an agreement, and whether years or exclusions were ever offered about it."""
_BINDING = (
    " FROM agreements_version version"
    " JOIN agreements_agreement agreement ON agreement.id = version.agreement_id"
    " JOIN acts_act act ON act.id = version.act_id"
    " JOIN agreements_offer offer ON offer.id = version.offer_id"
    " WHERE {} AND {}"
)
_BOUND = (
    f"SELECT {_COLUMNS}, {', '.join(_BESIDE)} {_BINDING}"
    " AND agreement.kind = %s ORDER BY agreement.key, agreement.id, version.number"
)
_BEHIND = (
    f"SELECT {_COLUMNS} {_BINDING}"
    " AND agreement.kind <> %s ORDER BY agreement.kind, agreement.key, agreement.id, version.number"
)
_BACKING = (
    "version.agreement_id IN (SELECT backing.agreement_id FROM agreements_support support"
    " JOIN agreements_version backing ON backing.id = support.version_id WHERE {})"
)
_MOST_PLAIN = 200
_SUPPORTS = "SELECT version_id, agreement_key FROM agreements_support WHERE {}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bound:
    """What binds customers: their SLAs in the order of their keys, and what stands `behind` them.

    That are the agreements of teams and suppliers any version of which backs one of the SLAs. `years` are the hashes of
    the years that both sides agreed on, `excluded` what both left out, by the ids of the rows of agreements. `told` are
    the rows of the versions as the database told them. It is `plain` where there is nothing else to it than these rows:
    while they say the same, it is the same object.
    """

    slas: Sequence[Group]
    behind: Sequence[Group]
    years: Mapping[int, tuple[str, ...]]
    excluded: Mapping[int, tuple[Agreed, ...]]
    told: Sequence[Sequence[object]]
    plain: bool


def read_bound(customers: Iterable[int]) -> Bound:
    """Return what binds customers (ids of rows); what no agreement of theirs ever had is not asked for."""
    return ask_bound(Questions(), customers)()


def ask_bound(questions: Questions, customers: Iterable[int]) -> Callable[[], Bound]:
    """Ask for what binds customers, as `read_bound` does."""
    wanted = sorted(set(customers))
    told = _ask(questions, _BOUND, *among("agreement.customer_id", "bigint", wanted)) if wanted else tuple
    return lambda: _bound(told())


def _bound(rows: tuple[tuple[object, ...], ...]) -> Bound:
    backed, dated, excluded = (any(row[place] for row in rows) for place in (-3, -2, -1))
    if not (backed or dated or excluded):
        return _plain(rows)
    slas = _grouped(rows)
    keys = [group[0].agreement.key for group in slas]
    which, told = among("support.agreement_key", "text", keys)
    backers = _ask(Questions(), _BEHIND, _BACKING.format(which), told)() if backed else ()
    behind = _grouped(backers)
    asked = [group[0].agreement_id for group in (*slas, *behind)]
    return Bound(
        slas=slas,
        behind=behind,
        years=agreed_contents(asked) if dated or behind else {},
        excluded=agreed_exclusions(asked) if excluded or behind else {},
        told=[*rows, *backers],
        plain=False,
    )


@lru_cache(maxsize=_MOST_PLAIN)
def _plain(rows: tuple[tuple[object, ...], ...]) -> Bound:
    return Bound(slas=_grouped(rows), behind=(), years={}, excluded={}, told=rows, plain=True)


def read_supports(groups: Iterable[Group]) -> dict[int, frozenset[str]]:
    """Return the keys of the agreements that each version backs, by its row's id."""
    versions = [row.pk for group in groups for row in group]
    found: dict[int, frozenset[str]] = {}
    for version, key in ask(_SUPPORTS.format(one_of("version_id", "bigint")), (listed(versions),)) if versions else ():
        found[version] = found.get(version, frozenset()) | {key}
    return found


def _ask(
    questions: Questions, statement: str, condition: str, wanted: object
) -> Callable[[], tuple[tuple[object, ...], ...]]:
    said = statement.format(one_of("act.state", "text"), condition)
    return questions.ask_alike(said, (listed([str(state) for state in BINDING]), wanted, str(AgreementKind.SLA)))


def _grouped(rows: Iterable[Sequence[object]]) -> list[Group]:
    versions = [_version(row) for row in rows]
    return [tuple(group) for _, group in groupby(versions, key=lambda row: row.agreement_id)]


def _version(row: Sequence[object]) -> Version:
    """Return a version with its agreement, act and offer; what is not read here is read where somebody asks for it."""
    made, at = [], 0
    for model, names in _PARTS:
        values = [_read(name, value) for name, value in zip(names, row[at:], strict=False)]
        made.append(row_of(model, names, values))
        at += len(names)
    version, *others = made
    version._state.fields_cache.update(zip(("agreement", "act", "offer"), others, strict=True))  # noqa: SLF001 - where Django keeps them
    if not isinstance(version, Version):
        raise TypeError("a version comes first")
    return version


def _read(name: str, value: object) -> object:
    """Return what a column's field holds, for those that are neither numbers nor texts."""
    if name in _DATES and isinstance(value, str):
        return date.fromisoformat(value)
    return json.loads(value) if name == "titles" and isinstance(value, str) else value
