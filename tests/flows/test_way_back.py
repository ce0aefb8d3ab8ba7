"""A side that nobody is left to act for comes back: the provider invites by letter, and the journal of both says so."""

import re
from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

import pytest
from django.test import Client, override_settings

from acuerdo.apps.journal.models import Entry
from acuerdo.apps.notices.models import Outgoing
from acuerdo.apps.parties.granting import PartyRefused
from acuerdo.apps.parties.models import Party, Person
from acuerdo.apps.parties.people import Arrival, Wanted
from acuerdo.apps.parties.roles import PartyKind, Permission, Role
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, view_as
from acuerdo.faces.cli.entrance import main
from acuerdo.faces.worker.letters import write_letter
from acuerdo.faces.worker.letters.shapes import Addressed
from acuerdo.flows import people_changed as flow
from acuerdo.flows.person_erased import erase_person, weigh
from acuerdo.words import Language
from tests.people import NOW, Cast, make_cast, person

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


def test_somebody_of_the_side_who_is_there_is_made_to_lead_it_and_a_letter_says_so(cast: Cast) -> None:
    carla = UUID(cast.carla.ident)
    with pytest.raises(PartyRefused) as refused:
        flow.grant(cast.ana, carla, Role.SPONSOR, "", NOW, by_mail=True)
    assert code(refused) == "their_own_choice"
    erase_person(cast.ana, UUID(cast.boris.ident), NOW)
    left = person(cast.sur, "Lev", Role.USER)
    Person.objects.filter(pk=left.pk).update(is_active=False)
    coming = flow.invite(cast.ana, "sur", replace(SPONSOR, role=Role.USER), NOW)  # its link was shown to Ana
    for whom, role, by_mail, expected in (
        (carla, Role.SPONSOR, False, "mail_needed"),
        (carla, Role.EXECUTIVE, True, "by_invitation"),
        (left.ident, Role.SPONSOR, True, "access_ended"),
        (coming.person.ident, Role.SPONSOR, True, "by_invitation"),
        (UUID(cast.nadie.ident), Role.SPONSOR, True, "role_of_another_side"),
        (UUID(cast.ana.ident), Role.SPONSOR, True, "not_yourself"),
    ):
        with pytest.raises(PartyRefused) as refused:
            flow.grant(cast.ana, whom, role, "", NOW, by_mail=by_mail)
        assert code(refused) == expected, (whom, role)
    with pytest.raises((NotAllowed, NotThere)):
        flow.grant(cast.tomas, carla, Role.SPONSOR, "", NOW, by_mail=True)
    flow.grant(cast.ana, carla, Role.SPONSOR, "", NOW, by_mail=True)
    entry = Entry.objects.get(kind="way_back_given")
    assert (entry.actor, entry.chain.name) == (cast.ana.ident, "party:sur")
    assert Outgoing.objects.get(kind="made_to_lead").person_id == cast.carla.person
    now = view_as(Person.objects.get(pk=cast.carla.person))
    assert now.may(Permission.NEGOTIATE, cast.sur.pk)
    assert now.may(Permission.MANAGE_PEOPLE, cast.sur.pk)
    with pytest.raises(PartyRefused) as refused:
        flow.grant(cast.ana, left.ident, Role.SPONSOR, "", NOW, by_mail=True)
    assert code(refused) == "their_own_choice"
    flow.grant(now, left.ident, Role.EXECUTIVE, "", NOW)
    assert [one.kind for one in Entry.objects.filter(chain__name="party:sur")][-1] == "role_granted"


def test_the_letter_to_whoever_leads_a_side_names_it_and_leads_to_their_page() -> None:
    for language in Language:
        to = Addressed(
            language=language,
            name="Carla",
            time_zone="UTC",
            here="https://a.example",
            body={"path": "/people/1", "party": "Sur", "by": "Ana"},
        )
        letter = write_letter("made_to_lead", to)
        assert letter is not None
        assert "Sur" in letter.subject
        assert [word for word in ("Carla", "Ana", "https://a.example/people/1") if word not in letter.text] == []


def test_the_page_offers_to_make_somebody_lead_a_side_that_has_nobody_left(cast: Cast) -> None:
    erase_person(cast.ana, UUID(cast.boris.ident), NOW)
    ana = Client()
    ana.force_login(Person.objects.get(pk=cast.ana.person))
    address = f"/people/{cast.carla.ident}/roles/new"
    page = ana.get(address, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert 'value="sponsor"' in page
    assert 'value="executive"' not in page
    assert ana.post(address, {"role": "sponsor"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY  # no mail server
    with override_settings(EMAIL_HOST="mail.example"):
        assert ana.post(address, {"role": "sponsor"}).status_code == HTTPStatus.FOUND
    assert 'value="sponsor"' not in ana.get(address).content.decode()


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
