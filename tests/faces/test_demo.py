"""The demo: made through the doors of life, in every state, with its history ending now."""

from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import get_hasher

from acuerdo.apps.agreements.lists import list_agreements, list_decisions, list_waiting
from acuerdo.apps.agreements.models import Version
from acuerdo.apps.agreements.queries import find_draft, find_versions, list_backers
from acuerdo.apps.agreements.shapes import LifeState
from acuerdo.apps.catalogue.queries import list_levels, list_services, published_level
from acuerdo.apps.journal.models import Entry
from acuerdo.apps.journal.queries import chains, verify
from acuerdo.apps.life.comments import list_comments
from acuerdo.apps.parties.models import Grant, Person, Site, Team
from acuerdo.apps.parties.roles import Role
from acuerdo.apps.parties.viewers import Viewer, view_as
from acuerdo.apps.scope.queries import find_uses
from acuerdo.apps.scope.shapes import UseFilter
from acuerdo.apps.tokens.queries import open_by
from acuerdo.core.hours import to_us
from acuerdo.documents import Written, examine
from acuerdo.faces.cli.demo import seed
from tests.people import NOW

pytestmark = pytest.mark.django_db


def viewer(word: str) -> Viewer:
    return view_as(Person.objects.get(email__startswith=f"{word}@"))


@pytest.fixture
def told() -> list[dict[str, str]]:
    return seed(NOW, months=0).people


def test_the_agreements_stand_in_every_state_that_a_visitor_wants_to_see(told: list[dict[str, str]]) -> None:
    assert told
    states = {line.key: line.state for line in list_agreements(viewer("ana"), NOW, NOW.date())}
    assert states == {
        "sur-servicios": LifeState.ACTIVE,
        "sur-redes": LifeState.ACTIVE,
        "volga-podderzhka": LifeState.ACTIVE,
        "lakes-support": LifeState.ACTIVE,
        "volga-uslugi": LifeState.PROPOSED,
        "volga-kopii": LifeState.COUNTERED,
        "lakes-services": LifeState.DRAFT,
        "lakes-pilot": LifeState.EXPIRED,
        "sur-telefonia": LifeState.ACTIVE,
        "mesa-interna": LifeState.ACTIVE,
        "fibra-lineas": LifeState.ACTIVE,
    }
    newest = find_versions(viewer("boris"), "sur-servicios", NOW, NOW.date())[0]
    assert (newest.number, newest.origin) == (2, "QBR, punto 2")
    assert [line.key for line in list_waiting(viewer("boris"), NOW)] == ["sur-telefonia"]  # registered from paper
    assert [line.key for line in list_waiting(viewer("vera"), NOW)] == ["volga-uslugi"]
    assert [line.key for line in list_waiting(viewer("ana"), NOW)] == ["volga-kopii"]
    soon = list_decisions(viewer("ana"), NOW.date(), NOW.date() + timedelta(days=14))
    assert {line.key for line in soon} == {"sur-redes", "volga-podderzhka", "lakes-support"}
    assert sum(len(remark.answers) + 1 for remark in list_comments(viewer("boris"), "sur-servicios")) == 2


def test_the_draft_has_findings_and_nothing_else_has_any_error(told: list[dict[str, str]]) -> None:
    assert told
    draft = find_draft(viewer("lucia"), "lakes-services")
    assert draft is not None
    found = {finding.code for finding in examine(Written(draft.text), level=published_level).findings}
    assert "unknown_calendar" in found
    for version in Version.objects.select_related("agreement"):
        for offer in version.offers.all():
            assert not examine(Written(offer.text), level=published_level).has_errors, version.agreement.key


def test_the_providers_team_holds_its_promise_and_its_supplier_breaks_one(told: list[dict[str, str]]) -> None:
    assert told
    on = NOW.date()
    ola, contract = (list_backers(viewer("ana"), key, on) for key in ("sur-servicios", "sur-redes"))
    assert [[row.agreement.key for row in rows] for rows in (ola, contract)] == [["mesa-interna"], ["fibra-lineas"]]
    assert [line.key for line in list_agreements(viewer("raul"), NOW, on)] == ["fibra-lineas"]


def test_people_of_every_role_can_sign_in_and_send_their_token(told: list[dict[str, str]]) -> None:
    assert set(Grant.objects.values_list("role", flat=True)) == {str(role) for role in Role}
    assert {one["language"] for one in told} == {"en", "es", "ru"}
    slow = get_hasher().iterations  # type: ignore[attr-defined] # of the hasher that comes first
    for one in told:
        person = Person.objects.get(email=one["email"])
        assert person.joined_at is not None
        assert int(person.password.split("$")[1]) < slow  # hashed anew when the person signs in
        bearer = open_by(one["token"], NOW)
        assert bearer is not None
        assert bearer.viewer.person == person.pk
    assert Person.objects.get(email="ana@norte.example").check_password(told[0]["password"])
    assert (Site.objects.count(), Team.objects.count()) == (6, 4)


def test_the_catalogue_is_full_and_some_services_have_no_agreement(told: list[dict[str, str]]) -> None:
    assert told
    assert list_services(viewer("carla")).found == 12
    assert [line.number for line in list_levels(viewer("grace"))] == [1, 1, 1]
    uses = Counter(bool(one.agreements) for one in find_uses(viewer("ana"), UseFilter(), NOW.date()).lines)
    assert uses == {True: 7, False: 2}


def test_its_history_is_whole_and_ends_now(told: list[dict[str, str]]) -> None:
    assert told
    assert all(verify(chain).faults == () for chain in chains())
    assert max(Entry.objects.values_list("at_us", flat=True)) <= to_us(NOW)
    names = [one["name"] for one in told]
    assert not any(name in body for body in Entry.objects.values_list("body", flat=True) for name in names)
