"""Who has to accept an agreement on each side."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.acts.papers import Upload
from acuerdo.apps.agreements.commands import AgreementRefused
from acuerdo.apps.agreements.lists import list_waiting
from acuerdo.apps.agreements.queries import find_versions
from acuerdo.apps.agreements.signers import list_candidates, list_signers
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.roles import Permission, Role
from acuerdo.apps.parties.viewers import NotAllowed, Viewer, view_as
from acuerdo.apps.tokens.queries import narrow
from acuerdo.core.acts import MoveKind, MoveRefused, Side, State
from acuerdo.flows.agreement_lives import choose_signers, open_review
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from acuerdo.flows.agreement_registered import Registering, add_evidence, register_paper
from tests.flows.test_negotiation import opened
from tests.flows.test_papers import PDF
from tests.people import NOW, Cast, make_cast, person

pytestmark = pytest.mark.django_db
KEY = "sur-2026"


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    opened(found.ana)
    return found


def accept(viewer: Viewer, seen: int, number: int = 1) -> State:
    versions = find_versions(viewer, KEY, NOW, NOW.date())
    content = next(one.content for one in versions if one.number == number)
    return answer_offer(
        viewer, KEY, number, Intent(kind=MoveKind.ACCEPT, content=content, seen=seen), NOW
    ).standing.state


def test_without_a_choice_the_usual_roles_sign(cast: Cast) -> None:
    found = [(one.side, one.role) for one in list_signers(cast.boris, KEY)]
    assert found == [(Side.PROVIDER, "contract_manager"), (Side.CUSTOMER, "sponsor")]


def test_a_named_person_and_a_role_both_have_to_accept(cast: Cast) -> None:
    eva = view_as(person(cast.sur, "Eva", Role.EXECUTIVE))
    choose_signers(cast.boris, KEY, Side.CUSTOMER, ["sponsor", f"@{eva.ident}"], NOW)
    assert [one.name for one in list_signers(cast.ana, KEY) if one.person] == ["Eva"]
    act = offer_draft(cast.ana, KEY, Offering(seen=0), NOW)
    assert [one.person or one.role for one in act.standing.missing] == ["sponsor", eva.ident]
    assert accept(cast.boris, 1) is State.OFFERED
    with pytest.raises(MoveRefused, match="already_accepted"):
        accept(cast.boris, 2)
    assert accept(eva, 2) is State.AGREED


def test_a_named_person_signs_whatever_the_role_and_nobody_else_does(cast: Cast) -> None:
    choose_signers(cast.boris, KEY, Side.CUSTOMER, [f"@{cast.carla.ident}"], NOW)
    offer_draft(cast.ana, KEY, Offering(seen=0), NOW)
    with pytest.raises(MoveRefused, match="not_a_signer"):
        accept(cast.boris, 1)
    assert accept(cast.carla, 1) is State.AGREED


def test_signers_are_not_changed_while_an_offer_waits(cast: Cast) -> None:
    act = offer_draft(cast.ana, KEY, Offering(seen=0), NOW)
    with pytest.raises(AgreementRefused, match="offer_open"):
        choose_signers(cast.boris, KEY, Side.CUSTOMER, ["executive"], NOW)
    withdraw = Intent(kind=MoveKind.WITHDRAW, content=act.standing.content or "", seen=1)
    answer_offer(cast.ana, KEY, 1, withdraw, NOW)
    choose_signers(cast.boris, KEY, Side.CUSTOMER, ["executive"], NOW)
    assert [one.role for one in list_signers(cast.ana, KEY)] == ["contract_manager", "executive"]


def test_each_side_chooses_for_itself_among_its_own(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        choose_signers(cast.ana, KEY, Side.CUSTOMER, ["executive"], NOW)
    with pytest.raises(NotAllowed):
        list_candidates(cast.carla, KEY, Side.CUSTOMER)
    for word in (f"@{cast.ana.ident}", f"@{cast.vera.ident}", "user", "delivery_manager", "nothing"):
        with pytest.raises(AgreementRefused, match="unknown_signer"):
            choose_signers(cast.boris, KEY, Side.CUSTOMER, [word], NOW)
    names = [name for _, name in list_candidates(cast.boris, KEY, Side.CUSTOMER).people]
    assert names == ["Boris", "Carla"]


def test_nobody_chosen_brings_the_usual_role_back(cast: Cast) -> None:
    choose_signers(cast.boris, KEY, Side.CUSTOMER, ["executive"], NOW)
    choose_signers(cast.boris, KEY, Side.CUSTOMER, [], NOW)
    assert [one.role for one in list_signers(cast.boris, KEY)] == ["contract_manager", "sponsor"]
    assert Person.objects.count() == 6


def test_a_named_person_without_a_role_that_signs_does_all_that_signing_asks_for(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    choose_signers(cast.boris, KEY, Side.CUSTOMER, [f"@{cast.carla.ident}"], NOW)
    register_paper(cast.ana, KEY, Registering(paper=Upload(name="a.pdf", content=PDF)), NOW)
    assert [line.key for line in list_waiting(cast.carla, NOW)] == [KEY]
    assert accept(cast.carla, 1) is State.AGREED
    assert add_evidence(cast.carla, KEY, 1, Upload(name="b.pdf", content=PDF + b"\n"), NOW).side is Side.CUSTOMER
    open_review(cast.carla, KEY, "Is it still right?", NOW)
    client = Client()
    client.force_login(Person.objects.get(pk=cast.carla.person))
    for page, form in (("papers", "paper_bind"), ("term", "review_close"), ("comments", "comments/write")):
        shown = client.get(f"/agreements/{KEY}/{page}").content.decode()
        assert form.replace("paper_bind", "versions/1/papers") in shown
    with pytest.raises(NotAllowed):
        choose_signers(cast.carla, KEY, Side.CUSTOMER, ["sponsor"], NOW)


def test_a_token_that_may_not_negotiate_signs_for_nobody_who_is_named(cast: Cast) -> None:
    choose_signers(cast.boris, KEY, Side.CUSTOMER, [f"@{cast.boris.ident}"], NOW)
    offer_draft(cast.ana, KEY, Offering(seen=0), NOW)
    reading = narrow(cast.boris, [Permission.SEE_AGREEMENTS])
    with pytest.raises(NotAllowed):
        accept(reading, 1)
    with pytest.raises(NotAllowed):
        open_review(reading, KEY, "", NOW)
    assert accept(cast.boris, 1) is State.AGREED
