"""What agreements cover, and what customers use all the same."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.agreements.commands import NewAgreement, open_agreement
from acuerdo.apps.catalogue.commands import ServiceChange, define_service
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer
from acuerdo.apps.scope.commands import NewUse, forget_use, record_use, take_list
from acuerdo.apps.scope.models import CoveredService
from acuerdo.apps.scope.queries import (
    agreements_on,
    agreements_with,
    find_basis,
    find_uses,
    governing_version,
)
from acuerdo.apps.scope.shapes import UseFilter
from acuerdo.core.acts import MoveKind
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from tests.people import NOW, Cast, make_cast

TEXT = """acuerdo: 1
id: KEY
title: {es: Servicios}
language: es
time_zone: Europe/Madrid
currency: EUR
parties: {provider: {id: norte, name: Norte}, customer: {id: sur, name: Sur}}
term: {from: 2026-04-01, to: 2026-12-31}
based_on: gold
services: [{id: erp, name: ERP, calendar: office}]
"""
IN_FORCE, BEFORE = date(2026, 5, 1), date(2026, 3, 31)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    for key in ("desk", "erp", "backup"):
        define_service(found.ana, key, ServiceChange(name={"en": key}, description={}), NOW)
    return found


def agree(cast: Cast, key: str = "sur-2026") -> None:
    text = TEXT.replace("KEY", key)
    open_agreement(cast.ana, NewAgreement(key=key, kind="sla", customer="sur", text=text), NOW)
    act = offer_draft(cast.ana, key, Offering(seen=0), NOW)
    accept = Intent(kind=MoveKind.ACCEPT, content=act.standing.content or "", seen=1)
    answer_offer(cast.boris, key, 1, accept, NOW)


def use(viewer: Viewer, service: str, customer: str = "sur") -> bool:
    return record_use(viewer, NewUse(customer=customer, service=service, since_on=BEFORE), NOW)


def test_a_service_knows_the_agreements_in_force_that_cover_it(cast: Cast) -> None:
    agree(cast)
    found = agreements_with(cast.boris, "erp", IN_FORCE)
    assert [(one.key, one.customer, one.number) for one in found.lines] == [("sur-2026", "Sur", 1)]
    assert agreements_with(cast.boris, "desk", IN_FORCE).total == 1  # of the level
    assert agreements_with(cast.boris, "erp", BEFORE).lines == ()
    assert agreements_with(cast.boris, "backup", IN_FORCE).lines == ()
    assert agreements_with(cast.vera, "erp", IN_FORCE).lines == ()


def test_a_level_knows_the_agreements_that_are_based_on_it(cast: Cast) -> None:
    agree(cast)
    assert [one.key for one in agreements_on(cast.ana, "gold", IN_FORCE).lines] == ["sur-2026"]
    assert agreements_on(cast.ana, "silver", IN_FORCE).total == 0
    assert find_basis(governing_version(cast.boris, "sur-2026", IN_FORCE)) == "gold"
    with pytest.raises(NotThere):
        governing_version(cast.vera, "sur-2026", IN_FORCE)
    with pytest.raises(NotThere):
        governing_version(cast.boris, "sur-2026", BEFORE)


def test_what_an_agreed_version_covers_is_never_changed(cast: Cast, guards: None) -> None:  # noqa: ARG001 - in place
    agree(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        CoveredService.objects.update(key="everything")
    assert CoveredService.objects.filter(key="erp").exists()


def test_what_is_used_without_an_agreement_is_listed(cast: Cast) -> None:
    agree(cast)
    assert use(cast.ana, "erp")
    assert use(cast.ana, "backup")
    assert not use(cast.ana, "backup")
    uses = find_uses(cast.boris, UseFilter(), IN_FORCE).lines
    assert [(one.service, one.agreements) for one in uses] == [("backup", ()), ("erp", ("sur-2026",))]
    assert [one.service for one in find_uses(cast.boris, UseFilter(uncovered=True), IN_FORCE).lines] == ["backup"]
    assert [one.service for one in find_uses(cast.boris, UseFilter(uncovered=True), BEFORE).lines] == ["backup", "erp"]
    assert find_uses(cast.vera, UseFilter(), IN_FORCE).lines == ()
    assert find_uses(cast.ana, UseFilter(customer="volga"), IN_FORCE).total == 0
    forget_use(cast.ana, "sur", "backup", NOW)
    assert find_uses(cast.ana, UseFilter(uncovered=True), IN_FORCE).lines == ()


def test_services_in_use_are_sought_and_counted(cast: Cast) -> None:
    agree(cast)
    for customer, service in (("sur", "erp"), ("sur", "backup"), ("volga", "erp")):
        use(cast.ana, service, customer)
    wanted = {
        ("sur", "backup"): UseFilter(uncovered=True, text="SUR"),
        ("volga", "erp"): UseFilter(uncovered=True, service="erp"),
    }
    for expected, asked in wanted.items():
        found = find_uses(cast.ana, asked, IN_FORCE)
        assert [(one.customer_key, one.service) for one in found.lines] == [expected]
        assert (found.total, found.uncovered, found.pages) == (1, 1, 1)
    everything = find_uses(cast.ana, UseFilter(), IN_FORCE, page=9)
    assert (everything.total, everything.uncovered, everything.page) == (3, 2, 1)
    assert find_uses(cast.vera, UseFilter(customer="sur"), IN_FORCE).total == 0


def test_uses_are_written_down_by_those_who_draft_for_the_customer(cast: Cast) -> None:
    for viewer in (cast.boris, cast.carla, cast.tomas):
        with pytest.raises(NotAllowed):
            use(viewer, "erp")
    for viewer in (cast.vera, cast.nadie):
        with pytest.raises(NotThere):
            use(viewer, "erp")
    with pytest.raises(NotThere):
        use(cast.ana, "nothing")
    use(cast.ana, "erp")
    with pytest.raises(NotAllowed):
        forget_use(cast.boris, "sur", "erp", NOW)
    with pytest.raises(NotThere):
        forget_use(cast.vera, "sur", "erp", NOW)


def test_a_list_is_taken_line_by_line(cast: Cast) -> None:
    use(cast.ana, "erp")
    text = (
        "\ufeffCustomer;Service;Since;Note\nsur;erp;2026-01-01;again\nsur;desk;2026-01-02;seen; twice\n\n"
        "volga;desk;2026-01-02;\nnobody;desk;2026-01-02;\nsur;phone;2026-01-02;\nsur;backup;soon;\nsur;backup\n"
    )
    taken = take_list(cast.ana, text, NOW)
    assert (taken.recorded, taken.known) == (2, 1)
    assert [(one.line, one.code) for one in taken.refused] == [
        (6, "no_such_customer"),
        (7, "no_such_service"),
        (8, "odd_date"),
        (9, "odd_date"),
    ]
    assert {
        (one.customer_key, one.service, one.origin) for one in find_uses(cast.ana, UseFilter(), IN_FORCE).lines
    } == {
        ("sur", "desk", "list"),
        ("sur", "erp", "hand"),
        ("volga", "desk", "list"),
    }


def test_a_list_of_somebody_who_drafts_for_nobody_takes_nothing(cast: Cast) -> None:
    taken = take_list(cast.boris, "customer,service,since\nsur,erp,2026-01-01\n", NOW)
    assert (taken.recorded, [one.code for one in taken.refused]) == (0, ["no_such_customer"])
    assert take_list(cast.ana, "", NOW).refused[0].code == "missing_column"


def test_the_database_is_asked_as_often_for_many_agreements_as_for_one(cast: Cast) -> None:
    asked = []
    for number in range(3):
        agree(cast, f"sur-{number}")
        use(cast.ana, ("erp", "desk", "backup")[number])
        with CaptureQueriesContext(connection) as queries:
            assert agreements_with(cast.boris, "erp", IN_FORCE).total == number + 1
            find_uses(cast.boris, UseFilter(), IN_FORCE)
        asked.append(len(queries))
    assert asked == [asked[0]] * 3
