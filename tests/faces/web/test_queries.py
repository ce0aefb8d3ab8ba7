"""Each list page asks the database a fixed number of times: with three agreements, and with five thousand."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.test import Client
from django.test.utils import CaptureQueriesContext

from acuerdo.apps.acts.models import Act, ActMove, ActOffer
from acuerdo.apps.agreements.models import Agreement, Offer, Version
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.exclusions.models import Exclusion
from acuerdo.apps.exclusions.shapes import ExclusionSaid
from acuerdo.apps.parties.models import Party, Person
from acuerdo.apps.parties.roles import PartyKind
from acuerdo.apps.tickets.models import Handle, Source, Ticket
from acuerdo.core.clock.exclusions import Scope
from acuerdo.documents import Written, read_agreement
from tests.flows.telling import TEXT
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db
KEPT = Path(__file__).parent / "queries.txt"


def allowed() -> list[tuple[str, int]]:
    lines = [line for line in KEPT.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [(address, int(number)) for address, number in (line.split() for line in lines)]


def fill(cast: Cast, customers: int, agreements: int) -> None:
    """Make so many customers, and agreements in force with some of them."""
    parties = Party.objects.bulk_create(
        Party(
            key=f"c{number:05}",
            kind=PartyKind.CUSTOMER,
            name=f"Customer {number}",
            sought=f"c{number:05} customer {number}",
            created_at=NOW,
        )
        for number in range(customers)
    )
    source = Source.objects.create(key="desk", name="Desk", salt="a", created_at=NOW, created_by_id=cast.ana.person)
    owner = Handle.objects.create(source=source, digest="a", word="Tomas")
    Ticket.objects.bulk_create(
        Ticket(source=source, name=f"t{number:05}", customer=parties[number], owner=str(owner.ident))
        for number in range(customers)
    )
    rows = Agreement.objects.bulk_create(
        Agreement(
            key=f"a{number:05}",
            titles={"en": "Services"},
            words="services",
            customer=parties[number],
            created_at=NOW,
            created_by_id=cast.ana.person,
        )
        for number in range(agreements)
    )
    acts = Act.objects.bulk_create(
        Act(
            customer=row.customer,
            subject="agreement_version",
            subject_key=f"{row.key}:1",
            chain=row.chain,
            signers="provider:contract_manager\ncustomer:sponsor",
            state="agreed",
            agreed_at=NOW,
            moves_made=2,
            offers_made=1,
        )
        for row in rows
    )
    versions = Version.objects.bulk_create(
        Version(agreement=row, number=1, act=act) for row, act in zip(rows, acts, strict=True)
    )
    canonical = read_agreement(Written(TEXT)).canonical
    Offer.objects.bulk_create(
        Offer(version=row, content="0" * 64, text="", canonical=canonical, made_by_id=cast.ana.person, made_at=NOW)
        for row in versions
    )
    Version.objects.update(
        offer=Subquery(Offer.objects.filter(version=OuterRef("pk")).values("pk")[:1]),
        from_on=date(2026, 1, 1),
        to_on=date(2099, 12, 31),
        renewal="tacit",
        notice="60d",
        time_zone="UTC",
    )
    claim(cast, versions[1].agreement, customers)
    Clock.objects.bulk_create(
        Clock(
            ticket=ticket,
            agreement=versions[0].agreement,
            version=versions[0],
            commitment="first",
            cycle=1,
            measure="first_response",
            verdict="running",
            consumed_us=0,
            paused_us=0,
            outside_us=0,
            excluded_us=0,
            due_us=ticket.pk,
            judged_us=0,
        )
        for ticket in Ticket.objects.all()
    )


def claim(cast: Cast, agreement: Agreement, number: int) -> None:
    """Let so many exclusions be claimed."""
    acts = Act.objects.bulk_create(
        Act(
            customer=agreement.customer,
            subject="exclusion",
            subject_key=f"{agreement.key}:{place}",
            chain=agreement.chain,
            signers="provider:contract_manager\ncustomer:sponsor",
            state="offered",
            content="0" * 64,
            moves_made=1,
            offers_made=1,
        )
        for place in range(1, number + 1)
    )
    Exclusion.objects.bulk_create(
        Exclusion(agreement=agreement, number=place, act=act) for place, act in enumerate(acts, start=1)
    )
    said = {**asdict(ExclusionSaid(scope=Scope.AGREEMENT, reason="force_majeure", from_us=1, until_us=2))}
    ActOffer.objects.bulk_create(ActOffer(act=act, content=act.content, said=json.dumps(said)) for act in acts)
    ActMove.objects.bulk_create(
        ActMove(
            act=act,
            number=1,
            kind="propose",
            side="provider",
            person_id=cast.ana.person,
            roles="contract_manager",
            at_us=1,
            content=act.content,
            receipt_number=1,
            receipt_head="0" * 64,
        )
        for act in acts
    )


def counted(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize(("customers", "agreements"), [(3, 3), (1_000, 500)])
def test_a_list_page_asks_as_often_as_its_line_says_however_much_there_is(customers: int, agreements: int) -> None:
    cast = make_cast()
    fill(cast, customers, agreements)
    client = Client()
    client.force_login(Person.objects.get(pk=cast.ana.person))
    client.get("/attained/")
    client.get("/board/")  # what a version says is read once, and known from then on
    found = {address: counted(client, address) for address, _ in allowed()}
    if connection.vendor == "postgresql":  # what its own cursor asks is not among what Django counts
        assert {address: number for address, number in found.items() if number > dict(allowed())[address]} == {}
    else:
        assert found == dict(allowed())
