"""What the fields of a filter offer to choose from: the ids that open clocks have, each with what people call it."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet

from acuerdo.apps.clocks.finding import Kinds, kinds_of, versions_of
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.clocks.shifts import rules_of
from acuerdo.apps.parties.models import Party
from acuerdo.faces.web.naming import title_of
from acuerdo.words import Language

Choices = Sequence[tuple[str, str]]
"""Ids, each with its name; an empty one where there is none but the id."""


def choices_of(rows: QuerySet[Clock], language: Language) -> Mapping[str, Choices]:
    """Return what open clocks can be filtered by, kind by kind; a fixed number of queries."""
    kinds: Kinds = kinds_of(rows)
    rules = rules_of(versions_of(rows))
    promises, services, agreements = dict[str, str](), dict[str, str](), dict[str, str]()
    for one in rules:
        agreements[one.version.agreement.key] = title_of(language, one.version.agreement)
        document = one.document
        promises |= {ident: str(document.commitment_title(ident, language)) for ident in document.commitment_ids}
        services |= {found.id: str(document.service_name(found.id, language)) for found in document.shape.services}
    customers = dict(Party.objects.filter(key__in=kinds.customers).values_list("key", "name"))
    return {
        "priorities": _named(kinds.priorities, {}),
        "groups": _named(kinds.groups, {}),
        "teams": _named(kinds.teams, {}),
        "commitments": _named(kinds.commitments, promises),
        "agreements": _named(kinds.agreements, agreements),
        "services": _named(kinds.services, services),
        "customers": _named(kinds.customers, customers),
    }


def _named(idents: Iterable[str], names: Mapping[str, str]) -> Choices:
    return [(one, name if (name := names.get(one, "")) != one else "") for one in idents]
