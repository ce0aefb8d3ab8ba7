"""Services in the customer's words."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acuerdo.apps.catalogue.commands import ServiceChange, change_service, define_service, retire_service
from acuerdo.apps.catalogue.queries import find_service, list_all_services, list_services
from acuerdo.apps.catalogue.refusals import CatalogueRefused
from acuerdo.apps.catalogue.shapes import Cost
from acuerdo.apps.journal.queries import verify
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def service(name: str = "Desk", *needs: str, cost: Cost | None = None, owner: str = "") -> ServiceChange:
    return ServiceChange(
        name={"en": name, "ru": "Служба поддержки"},
        description={"es": "Un sitio al que llamar"},
        prerequisites=({"en": "A second line"}, {"en": "  "}),
        cost=cost,
        needs=needs,
        owner=owner,
    )


def define(viewer: Viewer, key: str, *needs: str) -> None:
    define_service(viewer, key, service(key, *needs), NOW)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(CatalogueRefused) as refused:
        act()
    return refused.value.code


def test_a_service_is_read_as_it_was_defined_by_both_sides(cast: Cast) -> None:
    define(cast.ana, "line")
    cost = Cost(amount=Decimal("12.50"), currency="EUR", per="user")
    define_service(cast.ana, "desk", service("Desk", "line", cost=cost, owner=cast.ana.ident), NOW)
    for viewer in (cast.ana, cast.boris, cast.carla):
        found = find_service(viewer, "desk")
        assert (found.name["ru"], found.owner, found.cost) == ("Служба поддержки", "Ana", cost)
        assert [line.key for line in found.needs] == ["line"]
        assert found.prerequisites == ({"en": "A second line"},)
    assert [line.key for line in find_service(cast.boris, "line").needed_by] == ["desk"]


def test_whoever_has_no_role_sees_nothing(cast: Cast) -> None:
    define(cast.ana, "desk")
    assert list_services(cast.nadie).found == 0
    with pytest.raises(NotThere):
        find_service(cast.nadie, "desk")


def test_only_those_who_keep_the_catalogue_change_it(cast: Cast) -> None:
    define(cast.ana, "desk")
    for viewer in (cast.boris, cast.carla, cast.tomas, cast.nadie):
        with pytest.raises(NotAllowed):
            define(viewer, "other")
        with pytest.raises(NotAllowed):
            change_service(viewer, "desk", service(), 1, NOW)
        with pytest.raises(NotAllowed):
            retire_service(viewer, "desk", NOW)


def test_a_change_names_the_revision_that_its_author_saw(cast: Cast) -> None:
    define(cast.ana, "desk")
    assert change_service(cast.ana, "desk", service("Help desk"), 1, NOW) == 2
    late = refusal(lambda: change_service(cast.ana, "desk", service("Mine"), 1, NOW))
    assert late == "service_changed_meanwhile"
    assert find_service(cast.ana, "desk").name["en"] == "Help desk"
    with pytest.raises(NotThere):
        change_service(cast.ana, "nothing", service(), 1, NOW)


def test_services_do_not_need_themselves_by_any_way(cast: Cast) -> None:
    define(cast.ana, "a")
    define(cast.ana, "b", "a")
    define(cast.ana, "c", "b")
    assert refusal(lambda: change_service(cast.ana, "a", service("a", "c"), 1, NOW)) == "in_a_circle"
    assert refusal(lambda: change_service(cast.ana, "a", service("a", "a"), 1, NOW)) == "in_a_circle"
    assert find_service(cast.ana, "a").needs == ()
    assert change_service(cast.ana, "c", service("c", "a", "b"), 1, NOW) == 2
    assert refusal(lambda: define(cast.ana, "d", "nothing")) == "unknown_service"
    with pytest.raises(NotThere):
        find_service(cast.ana, "d")


def test_a_retired_service_leaves_the_list_and_can_come_back(cast: Cast) -> None:
    define(cast.ana, "a")
    define(cast.ana, "b", "a")
    assert refusal(lambda: retire_service(cast.ana, "a", NOW)) == "still_needed"
    retire_service(cast.ana, "b", NOW)
    retire_service(cast.ana, "a", NOW)
    assert list_all_services(cast.ana) == []
    assert [line.key for line in list_services(cast.boris, retired=True).lines] == ["a", "b"]
    retire_service(cast.ana, "a", NOW, back=True)
    assert [line.key for line in list_services(cast.boris).lines] == ["a"]
    assert find_service(cast.boris, "b").retired_at == NOW


def test_searching_finds_every_language_whatever_the_capitals(cast: Cast) -> None:
    define(cast.ana, "desk")
    define_service(cast.ana, "erp", ServiceChange(name={"es": "Gestión"}, description={}), NOW)
    for sought, found in (
        ("СЛУЖБА", ["desk"]),
        ("gestiÓN", ["erp"]),
        ("llamar desk", ["desk"]),
        ("100%", []),
        ("_", []),
    ):
        assert [line.key for line in list_services(cast.boris, sought).lines] == found, sought


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (ServiceChange(name={"en": " "}, description={}), "no_name"),
        (ServiceChange(name={"en": "x" * 201}, description={}), "long_text"),
        (ServiceChange(name={"en": "x"}, description={"en": "x" * 4001}), "long_text"),
        (ServiceChange(name={"en": "x"}, description={}, prerequisites=({"en": "y"},) * 51), "too_many"),
        (service(cost=Cost(amount=Decimal(-1), currency="EUR")), "odd_cost"),
        (service(cost=Cost(amount=Decimal("NaN"), currency="EUR")), "odd_cost"),
        (service(cost=Cost(amount=Decimal(1), currency="eur")), "odd_cost"),
        (service(cost=Cost(amount=Decimal(1), currency="EUR", per="soul")), "odd_cost"),
    ],
)
def test_odd_services_are_refused(cast: Cast, change: ServiceChange, code: str) -> None:
    assert refusal(lambda: define_service(cast.ana, "desk", change, NOW)) == code
    assert list_services(cast.ana).found == 0


def test_a_key_is_plain_and_taken_once(cast: Cast) -> None:
    define(cast.ana, "desk")
    assert refusal(lambda: define(cast.ana, "desk")) == "service_taken"
    assert refusal(lambda: define(cast.ana, "a b")) == "odd_key"
    with pytest.raises(NotThere):
        define_service(cast.ana, "own", service(owner=cast.boris.ident), NOW)  # of the customer


def test_a_page_of_many_services_asks_the_database_twice(cast: Cast) -> None:
    for number in range(60):
        define(cast.ana, f"s{number:02}")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = list_services(cast.boris, page=2)
    assert (len(asked), page.number, page.pages, page.found, len(page.lines)) == (2, 2, 2, 60, 10)
    assert list_services(cast.boris, page=99).number == 2


def test_every_change_stands_in_the_journal_without_anybodys_name(cast: Cast) -> None:
    define(cast.ana, "desk")
    retire_service(cast.ana, "desk", NOW)
    retire_service(cast.ana, "desk", NOW)  # nothing more to do
    found = verify("catalogue")
    assert (found.length, found.faults) == (2, ())
