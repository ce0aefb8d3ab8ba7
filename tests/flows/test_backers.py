"""OLAs with a team of the provider, and contracts with suppliers: agreed like any other, seen by those they concern."""

from datetime import date

import pytest

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.agreements.commands import AgreementRefused, NewAgreement, open_agreement
from acuerdo.apps.agreements.lists import list_agreements
from acuerdo.apps.agreements.queries import find_agreement, list_backers
from acuerdo.apps.parties.roles import PartyKind, Role
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer, view_as
from acuerdo.core.acts import MoveKind, Side, State
from acuerdo.flows.agreement_lives import choose_signers
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from tests.flows.test_negotiation import TEXT, opened
from tests.people import NOW, Cast, make_cast, party, person

pytestmark = pytest.mark.django_db
ON = date(2026, 5, 1)
SERVED = "parties: {provider: {id: norte, name: Norte}, customer: {id: sur, name: Sur}}"


def text_of(key: str, kind: str, by: str) -> str:
    ours = (
        f"type: {kind}\nunderpins: [{{agreement: sur-2026, commitments: [first]}}]\nparties: {{provider: {{id: {by}, "
    )
    return TEXT.replace("id: sur-2026", f"id: {key}", 1).replace(
        SERVED, ours + f"name: {by}}}, customer: {{id: norte, name: Norte}}}}"
    )


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    opened(found.ana)
    return found


def accept(viewer: Viewer, key: str, content: str) -> State:
    return answer_offer(viewer, key, 1, Intent(kind=MoveKind.ACCEPT, content=content, seen=1), NOW).standing.state


def agree_on_ola(cast: Cast) -> None:
    ola = NewAgreement(key="desk", kind="ola", customer="norte", text=text_of("desk", "ola", "desk-team"))
    open_agreement(cast.ana, ola, NOW)
    lead = view_as(person(cast.norte, "Lead", Role.TEAM_LEAD))
    choose_signers(cast.ana, "desk", Side.CUSTOMER, [f"@{lead.ident}"], NOW)
    act = offer_draft(cast.ana, "desk", Offering(seen=0), NOW)
    assert accept(lead, "desk", act.standing.content or "") is State.AGREED


def test_an_ola_is_agreed_between_the_provider_and_the_person_named_by_its_team(cast: Cast) -> None:
    agree_on_ola(cast)
    assert [row.agreement.key for row in list_backers(cast.ana, "sur-2026", ON)] == ["desk"]
    assert list_backers(cast.ana, "sur-2026", date(2027, 1, 1)) == []


def test_a_suppliers_contract_is_agreed_with_its_representative_who_sees_nothing_else(cast: Cast) -> None:
    carrier = party("carrier", PartyKind.SUPPLIER)
    rita = view_as(person(carrier, "Rita", Role.SUPPLIER_REPRESENTATIVE))
    text = text_of("line", "underpinning", "carrier")
    open_agreement(cast.ana, NewAgreement(key="line", kind="underpinning", customer="carrier", text=text), NOW)
    act = offer_draft(cast.ana, "line", Offering(seen=0), NOW)
    assert accept(rita, "line", act.standing.content or "") is State.AGREED
    assert [line.key for line in list_agreements(rita, NOW, ON)] == ["line"]
    with pytest.raises(NotThere):
        find_agreement(rita, "sur-2026")


def test_customers_do_not_see_what_stands_behind(cast: Cast) -> None:
    agree_on_ola(cast)
    assert [line.key for line in list_agreements(cast.boris, NOW, ON)] == ["sur-2026"]
    with pytest.raises(NotThere):
        find_agreement(cast.boris, "desk")
    with pytest.raises(NotAllowed):
        list_backers(cast.boris, "sur-2026", ON)


def test_a_text_of_another_kind_or_party_is_refused(cast: Cast) -> None:
    party("carrier", PartyKind.SUPPLIER)
    wrong = NewAgreement(key="line", kind="underpinning", customer="carrier", text=text_of("line", "ola", "carrier"))
    open_agreement(cast.ana, wrong, NOW)
    with pytest.raises(AgreementRefused, match="other_kind"):
        offer_draft(cast.ana, "line", Offering(seen=0), NOW)
    other = text_of("line2", "underpinning", "nobody")
    open_agreement(cast.ana, NewAgreement(key="line2", kind="underpinning", customer="carrier", text=other), NOW)
    with pytest.raises(AgreementRefused, match="other_party"):
        offer_draft(cast.ana, "line2", Offering(seen=0), NOW)
    with pytest.raises(NotThere):
        open_agreement(cast.ana, NewAgreement(key="x", kind="underpinning", customer="sur", text=""), NOW)
