"""Which versions of which agreements govern a ticket, and the terms to judge it by."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from acuerdo.apps.agreements.days import Days, days_in
from acuerdo.apps.agreements.models import Offer, Version
from acuerdo.apps.agreements.queries import governing_version
from acuerdo.apps.clocks.binding import Bound, Group, read_bound, read_supports
from acuerdo.apps.clocks.paths import NOTHING, Path, paths_of, watched
from acuerdo.apps.exclusions.queries import agreed_exclusions
from acuerdo.apps.exclusions.shapes import Agreed
from acuerdo.apps.years.queries import agreed_contents, with_agreed_years
from acuerdo.core.clock.exclusions import Exclusion, Scope, as_they_count
from acuerdo.core.clock.fold import Judge
from acuerdo.core.hours import to_datetime
from acuerdo.core.terms.agreement import Agreement as Terms
from acuerdo.core.terms.agreement import CountedBy
from acuerdo.documents import AgreementDocument, read_agreed

_KEPT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Governing:
    """A version that governs a ticket, with what it says, the judge by its terms, and the paths of its promises."""

    version: Version
    document: AgreementDocument
    judge: Judge
    paths: Mapping[str, Path]
    contents: tuple[str, ...]
    agreed: tuple[Agreed, ...] = ()

    @property
    def terms(self) -> Terms:
        """The terms to judge by."""
        return self.document.terms

    def judge_for(self, source: str, ticket: str) -> Judge:
        """Return the judge of a ticket: without what both sides agreed not to count."""
        own = tuple(one.exclusion for one in self.agreed if one.touches(source, ticket))
        return (
            _judge_without(self.version.agreement_id, self.version.offer_id or 0, self.contents, own)
            if own
            else self.judge
        )

    @property
    def spans(self) -> tuple[Exclusion, ...]:
        """What both sides agreed not to count of whichever ticket, as the agreement lets it count."""
        own = [one.exclusion for one in self.agreed if one.exclusion.scope is not Scope.TICKET]
        return as_they_count(own, self.terms.maintenance_notice)

    def exclusions_of(self, source: str, ticket: str) -> tuple[Exclusion, ...]:
        """Return what both sides agreed not to count of a ticket, as the agreement lets it count."""
        own = [one.exclusion for one in self.agreed if one.touches(source, ticket)]
        return as_they_count(own, self.terms.maintenance_notice)

    def takes_out(self, source: str, ticket: str, since_us: int) -> bool:
        """Say whether something that both sides agreed not to count lies after an instant for a ticket."""
        return any(
            one.touches(source, ticket) and (one.exclusion.until_us is None or one.exclusion.until_us > since_us)
            for one in self.agreed
        )

    def path(self, commitment: str) -> Path:
        """Return what is told of the clocks of a promise."""
        return self.paths.get(commitment, NOTHING)

    def counted_by(self, commitment: str) -> CountedBy:
        """Return by what the periods of a promise go."""
        return next(one.counted_by for one in self.terms.commitments if one.id == commitment)

    @property
    def services(self) -> frozenset[str]:
        """The services that the agreement is about."""
        return frozenset(one.id for one in self.document.shape.services)


class Books:
    """The versions that bind customers, read once for many tickets; `bound` is what was asked for already."""

    def __init__(self, customers: Iterable[int], bound: Bound | None = None) -> None:
        self._of: dict[int, list[Group]] = {}
        bound = read_bound(customers) if bound is None else bound
        for group in bound.slas:
            self._of.setdefault(group[0].agreement.customer_id, []).append(group)
        self._behind = bound.behind
        self._backed = read_supports(self._behind)
        self._governing: dict[int, Governing | None] = {}
        self._on: dict[tuple[Days, int | None, frozenset[str]], list[Governing]] = {}
        self._years, self._agreed = bound.years, bound.excluded
        self.read = (bound.told, bound.years, bound.excluded, self._backed)
        """All that was read for these books, to be compared with what others read."""
        self._zones = {row.time_zone for row in self._rows()}

    def governing(self, customer: int | None, opened_us: int, services: frozenset[str]) -> list[Governing]:
        """Return what governs a ticket of a customer that was opened at an instant, SLAs before what backs them.

        `services` are those that the ticket ever named: agreements that have one of them stand before all others.
        """
        return self.governing_on(self.days(opened_us), customer, services)

    def days(self, at_us: int) -> Days:
        """Return which date it is at an instant in each zone in which these versions count their dates."""
        return days_in(to_datetime(at_us), self._zones)

    def governing_on(self, days: Days, customer: int | None, services: frozenset[str]) -> list[Governing]:
        """Return what `governing` does of an instant, of every instant at which it is these dates."""
        asked = (days, customer, services)
        found = self._on.get(asked)
        if found is None:
            if len(self._on) >= _KEPT:
                self._on.clear()
            found = self._on[asked] = self._look_up(days, customer, services)
        return list(found)

    def _look_up(self, days: Days, customer: int | None, services: frozenset[str]) -> list[Governing]:
        groups = self._of.get(customer, []) if customer is not None else []
        agreed = [self._read(row) for group in groups if (row := governing_version(group, days)) is not None]
        agreed = [one for one in agreed if one.services & services] or agreed
        keys = {one.version.agreement.key for one in agreed}
        behind = [row for group in self._behind if (row := governing_version(group, days)) is not None]
        backing = [row for row in behind if not keys.isdisjoint(self._backed.get(row.pk, ()))]
        return [*agreed, *(self._read(row) for row in backing)]

    def by_version(self, version: int) -> Governing | None:
        """Return what a version (its row's id) of these books says; None for one that is not in them."""
        if version not in self._governing:
            row = next((row for row in self._rows() if row.pk == version), None)
            self._governing[version] = None if row is None else self._read(row)
        return self._governing[version]

    def _rows(self) -> Iterator[Version]:
        groups = (*(group for several in self._of.values() for group in several), *self._behind)
        return (row for group in groups for row in group)

    def all_terms(self) -> list[Terms]:
        """Return the terms of every version in these books."""
        return [self._read(row).terms for row in self._rows()]

    def _read(self, row: Version) -> Governing:
        known = self._governing.get(row.pk)
        if known is None:
            years, agreed = self._years.get(row.agreement_id, ()), self._agreed.get(row.agreement_id, ())
            known = self._governing[row.pk] = _governing(row, years, agreed)
        return known


def open_books(customers: frozenset[int], bound: Bound) -> Books:
    """Return books of what was asked for; of what is plain, and says the same as before, the same ones."""
    return _open_again(customers, bound) if bound.plain else Books(customers, bound)


@lru_cache(maxsize=_KEPT)
def _open_again(customers: frozenset[int], bound: Bound) -> Books:
    return Books(customers, bound)


def read_versions(rows: Sequence[Version]) -> list[Governing]:
    """Return versions, with their agreements and offers, as what governs; those that offer nothing are left out."""
    years = agreed_contents(row.agreement_id for row in rows)
    agreed = agreed_exclusions(row.agreement_id for row in rows)
    return [
        _governing(row, years.get(row.agreement_id, ()), agreed.get(row.agreement_id, ()))
        for row in rows
        if row.offer_id is not None
    ]


def _governing(row: Version, years: tuple[str, ...], agreed: tuple[Agreed, ...]) -> Governing:
    content = "" if row.offer is None else row.offer.content
    contents = (content, *years)
    document, judge, paths = _read(row.agreement_id, row.offer_id or 0, contents)
    return Governing(version=row, document=document, judge=judge, paths=paths, contents=contents, agreed=agreed)


@lru_cache(maxsize=_KEPT)
def _read(
    agreement: int, offer: int, _contents: tuple[str, ...]
) -> tuple[AgreementDocument, Judge, Mapping[str, Path]]:
    """Return an offer with the years that were agreed, the judge by it, and its paths.

    The same contents say the same for ever.
    """
    canonical = Offer.objects.values_list("canonical", flat=True).get(pk=offer)
    document = read_agreed(with_agreed_years(agreement, canonical), name="agreement.json")
    paths = paths_of(document)
    return document, Judge(watched(document.terms, paths)), paths


@lru_cache(maxsize=_KEPT)
def _judge_without(agreement: int, offer: int, contents: tuple[str, ...], own: tuple[Exclusion, ...]) -> Judge:
    """Return the judge by an offer with its years, without what both sides left out."""
    document, _, paths = _read(agreement, offer, contents)
    return Judge(watched(document.terms, paths), as_they_count(own, document.terms.maintenance_notice))
