"""A side that nobody is left to act for comes back: the provider invites by letter, and the journal of both says so."""

import re
from uuid import UUID

import pytest

from acuerdo.apps.journal.models import Entry
from acuerdo.apps.notices.models import Outgoing
from acuerdo.apps.parties.granting import PartyRefused
from acuerdo.apps.parties.models import Party, Person
from acuerdo.apps.parties.people import Arrival, Wanted
from acuerdo.apps.parties.roles import PartyKind, Role
from acuerdo.apps.parties.viewers import view_as
from acuerdo.faces.cli.entrance import main
from acuerdo.flows import people_changed as flow
from acuerdo.flows.person_erased import erase_person, weigh
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db
COMING = Arrival(name="Eva", language="es", time_zone="UTC", password="una-clave-larga-1")  # noqa: S106 - a test's
SPONSOR = Wanted(name="Eva", email="eva@sur.example", language="es", role=Role.SPONSOR)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def code(refused: pytest.ExceptionInfo[PartyRefused]) -> str:
    return refused.value.code


def test_while_somebody_of_the_side_is_there_the_provider_invites_nobody_to_speak_for_it(cast: Cast) -> None:
    with pytest.raises(PartyRefused) as refused:
        flow.invite(cast.ana, "sur", SPONSOR, NOW, by_mail=True)
    assert code(refused) == "their_own_choice"


def test_after_the_last_sponsor_the_provider_invites_another_by_letter_alone(cast: Cast) -> None:
    assert weigh(cast.ana, UUID(cast.boris.ident)).is_last
    erase_person(cast.ana, UUID(cast.boris.ident), NOW)
    with pytest.raises(PartyRefused) as refused:
        flow.invite(cast.ana, "sur", SPONSOR, NOW)
    assert code(refused) == "mail_needed"
    with pytest.raises(PartyRefused) as refused:
        flow.grant(cast.ana, UUID(cast.carla.ident), Role.SPONSOR, "", NOW)
    assert code(refused) == "by_invitation"
    letter = flow.invite(cast.ana, "sur", SPONSOR, NOW, by_mail=True)
    assert Outgoing.objects.filter(kind="invitation", person=letter.person.pk).exists()
    entry = Entry.objects.get(kind="way_back_opened")
    assert (entry.actor, entry.chain.name) == (cast.ana.ident, "party:sur")
    with pytest.raises(PartyRefused) as refused:
        flow.invite_again(cast.ana, letter.person.ident, NOW)
    assert code(refused) == "mail_needed"
    eva = view_as(flow.accept(letter.token, COMING, NOW))
    flow.grant(eva, UUID(cast.carla.ident), Role.EXECUTIVE, "", NOW)
    with pytest.raises(PartyRefused):
        flow.invite(cast.ana, "sur", Wanted(name="Z", email="z@sur.example", language="es", role=Role.SPONSOR), NOW)


def test_a_customer_of_whom_nobody_has_come_yet_is_invited_with_a_link(cast: Cast) -> None:
    Party.objects.create(key="lagos", kind=PartyKind.CUSTOMER, name="Lagos", created_at=NOW)
    flow.invite(cast.ana, "lagos", SPONSOR, NOW)
    assert Entry.objects.filter(kind="person_invited").count() == 1


def test_whoever_runs_the_installation_lets_the_providers_own_people_back_in(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    invite = ["accounts", "invite", "norte", "--name", "Eva", "--email", "eva@norte.example"]
    assert main(invite) == 1
    assert "they invite in the application" in capsys.readouterr().err
    assert main(["accounts", "list"]) == 0
    assert main(["accounts", "end", "ANA@norte.example"]) == 0
    capsys.readouterr()
    assert main(["accounts", "list"]) == 1
    assert "acuerdo accounts invite norte" in capsys.readouterr().out
    assert main(invite) == 0
    token = re.search(r"/invitations/(\S+)", capsys.readouterr().out)
    assert token is not None
    eva = view_as(flow.accept(token[1], COMING, NOW))
    flow.reactivate(eva, UUID(cast.ana.ident), NOW)
    kinds = list(Entry.objects.filter(chain__name="party:norte").order_by("number").values_list("kind", "actor"))
    assert kinds[:2] == [("person_deactivated", ""), ("way_back_opened", "")]


def test_a_second_factor_that_was_lost_is_reset_at_the_command_line(cast: Cast) -> None:
    assert main(["accounts", "reset-factor", "nobody@sur.example"]) == 1
    assert main(["accounts", "reset-factor", "boris@sur.example"]) == 0
    assert Entry.objects.get(kind="second_factor_reset").chain.name == f"party:{cast.sur.key}"


def test_an_empty_installation_begins_with_its_provider(db: None, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: ARG001 - the tables
    begin = ["accounts", "begin", "norte", "--company", "Norte", "--name", "Ana", "--email", "ana@norte.example"]
    assert main(begin) == 0
    assert "/invitations/" in capsys.readouterr().out
    assert main(begin) == 1
    person = Person.objects.get(email="ana@norte.example")
    assert (person.party.kind, person.is_active) == (PartyKind.PROVIDER, False)
