"""Customers, sites, suppliers and teams: who sees them, who changes them, and what a long list costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acuerdo.apps.journal.models import Entry
from acuerdo.apps.parties.commands import PartyWords, SiteWords
from acuerdo.apps.parties.granting import PartyRefused
from acuerdo.apps.parties.models import Party, Person
from acuerdo.apps.parties.queries import (
    LINES,
    find_party,
    find_provider,
    find_team,
    list_customers,
    list_sites,
    list_suppliers,
    list_teams,
)
from acuerdo.apps.parties.roles import PartyKind
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer
from acuerdo.flows import parties_changed as flow
from acuerdo.flows.parties_changed import NewParty
from tests.people import NOW, Cast, make_cast, party, person

WORDS = PartyWords(name="Lagos", language="es", time_zone="Europe/Madrid")
PLACE = SiteWords(name="Almacén", address="Calle Mayor 1", time_zone="Atlantic/Canary")

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def keys(viewer: Viewer, words: str = "") -> list[str]:
    return [line.key for line in list_customers(viewer, words).lines]


def test_everybody_sees_the_customers_that_are_theirs(cast: Cast) -> None:
    assert keys(cast.ana) == ["sur", "volga"]
    assert keys(cast.tomas) == keys(cast.boris) == ["sur"]
    assert keys(cast.nadie) == []
    for viewer in (cast.vera, cast.nadie):
        with pytest.raises(NotThere):
            find_party(viewer, "sur")
    with pytest.raises(NotThere):
        find_provider(cast.boris)
    assert find_provider(cast.tomas).key == "norte"


def test_a_customer_is_added_once_changed_and_found_by_its_words(cast: Cast) -> None:
    flow.add_party(cast.ana, NewParty(key="lagos", kind=PartyKind.CUSTOMER, words=WORDS), NOW)
    with pytest.raises(PartyRefused):
        flow.add_party(cast.ana, NewParty(key="lagos", kind=PartyKind.SUPPLIER, words=WORDS), NOW)
    words = PartyWords(name="Grandes Lagos", language="en", time_zone="Europe/London")
    flow.change_party(cast.ana, "lagos", words, NOW)
    assert keys(cast.ana, "LAGOS gran") == ["lagos"]
    assert keys(cast.ana, "lagos nada") == []
    assert [entry.kind for entry in Entry.objects.filter(chain__name="party:lagos")] == ["party_added", "party_changed"]


@pytest.mark.parametrize("words", [{"name": "  "}, {"time_zone": "Europe/Atlantis"}])
def test_odd_words_are_refused(cast: Cast, words: dict[str, str]) -> None:
    said = {"name": "Lagos", "language": "es", "time_zone": "UTC", **words}
    with pytest.raises(PartyRefused) as refused:
        flow.add_party(cast.ana, NewParty(key="lagos", kind=PartyKind.CUSTOMER, words=PartyWords(**said)), NOW)
    assert refused.value.code in {"empty_name", "unknown_zone"}


def test_only_those_who_manage_parties_add_and_change_them(cast: Cast) -> None:
    for viewer in (cast.boris, cast.tomas, cast.nadie):
        with pytest.raises(NotAllowed):
            flow.add_party(viewer, NewParty(key="lagos", kind=PartyKind.CUSTOMER, words=WORDS), NOW)
    for viewer, raised in ((cast.boris, NotAllowed), (cast.vera, NotThere), (cast.tomas, NotAllowed)):
        with pytest.raises(raised):
            flow.add_site(viewer, "sur", "warehouse", PLACE, NOW)
    for viewer, raised in ((cast.boris, NotThere), (cast.tomas, NotAllowed)):
        with pytest.raises(raised):
            flow.add_team(viewer, "desk", "Mesa", NOW)


def test_a_name_is_found_in_any_alphabet_whatever_its_capitals(cast: Cast) -> None:
    words = PartyWords(name="ООО «Ёлка»", language="ru", time_zone="Europe/Samara")
    flow.add_party(cast.ana, NewParty(key="yolka", kind=PartyKind.CUSTOMER, words=words), NOW)
    assert keys(cast.ana, "ёЛКА ооо") == keys(cast.ana, "YOL") == ["yolka"]


def test_a_site_is_added_once_and_closed_once(cast: Cast) -> None:
    flow.add_site(cast.ana, "sur", "warehouse", PLACE, NOW)
    flow.add_site(cast.ana, "volga", "warehouse", PLACE, NOW)
    with pytest.raises(PartyRefused):
        flow.add_site(cast.ana, "sur", "warehouse", PLACE, NOW)
    assert [site.name for site in list_sites(cast.boris, cast.sur)] == ["Almacén"]
    with pytest.raises(NotThere):
        list_sites(cast.vera, cast.sur)
    flow.close_site(cast.ana, "sur", "warehouse", NOW)
    assert list_sites(cast.boris, cast.sur) == []
    with pytest.raises(NotThere):
        flow.close_site(cast.ana, "sur", "warehouse", NOW)
    assert len(list_sites(cast.vera, cast.volga)) == 1


def test_a_team_has_people_of_the_provider_and_who_leads_stands_first(cast: Cast) -> None:
    flow.add_team(cast.ana, "desk", "Mesa", NOW)
    for viewer, leads in ((cast.nadie, False), (cast.tomas, True), (cast.ana, True), (cast.ana, False)):
        flow.put_into_team(cast.ana, "desk", viewer.ident, NOW, leads=leads)
    assert [name for _, name, _ in find_team(cast.tomas, "desk").members] == ["Tomas", "Ana", "Nadie"]
    with pytest.raises(NotThere):
        flow.put_into_team(cast.ana, "desk", cast.boris.ident, NOW, leads=False)
    flow.take_out_of_team(cast.ana, "desk", cast.nadie.ident, NOW)
    with pytest.raises(NotThere):
        flow.take_out_of_team(cast.ana, "desk", cast.nadie.ident, NOW)
    for look in (lambda: list_teams(cast.boris), lambda: find_team(cast.ana, "other")):
        with pytest.raises(NotThere):
            look()


def test_suppliers_are_the_providers_own_matter(cast: Cast) -> None:
    supplier = flow.add_party(cast.ana, NewParty(key="cable", kind=PartyKind.SUPPLIER, words=WORDS), NOW)
    person(supplier, "Saul")
    assert [(line.key, line.people) for line in list_suppliers(cast.tomas).lines] == [("cable", 1)]
    assert list_suppliers(cast.boris).lines == list_suppliers(cast.nadie).lines == ()


def test_ten_thousand_customers_cost_the_same_two_queries(cast: Cast) -> None:
    Party.objects.bulk_create(
        [
            Party(
                key=f"c{number}",
                kind=PartyKind.CUSTOMER,
                name=f"Customer {number:05}",
                sought=f"c{number} customer {number:05}",
                created_at=NOW,
            )
            for number in range(10_000)
        ]
    )
    people = Party.objects.filter(key__in=[f"c{number}" for number in range(100)])
    Person.objects.bulk_create(
        [Person(party=of, name="Ann", email=f"ann@{of.key}.example", joined_at=NOW) for of in people]
    )
    for words, number, first, total in (
        ("", 3, "c100", 10_002),
        ("customer 0999", 1, "c9990", 11),
        ("", 999, "", 10_002),
    ):
        with CaptureQueriesContext(
            connection,
        ) as spent:
            page = list_customers(cast.ana, words, number)
        assert len(spent) == 2
        assert page.total == total
        assert len(page.lines) <= LINES
        assert not first or first in {line.key for line in page.lines}
    assert page.number == page.pages == 201
    assert {line.people for line in list_customers(cast.ana, "customer 0000").lines} == {1}
    assert keys(cast.tomas) == ["sur"]
    party("zeta", PartyKind.CUSTOMER)
    assert list_customers(cast.ana, number=201).lines[-1].key == "zeta"
