"""Customers, sites, teams and people, as programs look after them."""

import re

import pytest
from django.conf import settings

from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.people import Arrival
from acuerdo.flows.people_changed import accept
from tests.faces.api.asking import Asker
from tests.people import NOW, Cast, make_cast

LAGOS = {"key": "lagos", "kind": "customer", "name": "Lagos", "language": "es", "time_zone": "Europe/Madrid"}
EVA = {"name": "Eva", "email": "eva@lagos.example", "language": "es", "role": "sponsor"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_a_customer_comes_with_its_sites_and_changes(cast: Cast) -> None:
    ana = Asker(cast.ana)
    told = [ana.ask("POST", "/parties", LAGOS, Idempotency_Key="l") for _ in range(2)]
    assert [one.status for one in told] == [201, 201]
    assert ana.ask("POST", "/parties", LAGOS).body["code"] == "party_key_taken"
    assert ana.ask("POST", "/parties", {**LAGOS, "key": "new"}).status == 422
    site = {"key": "shop", "name": "Tienda", "time_zone": "Atlantic/Canary"}
    assert [one["key"] for one in ana.ask("POST", "/parties/lagos/sites", site).body["sites"]] == ["shop"]
    zone = ana.ask("PUT", "/parties/lagos", {"name": "Lagos", "language": "ru", "time_zone": "Mars"})
    assert (zone.status, zone.body["code"]) == (422, "unknown_zone")
    changed = ana.ask("PUT", "/parties/lagos", {"name": "Озёра", "language": "ru", "time_zone": "UTC"}).body
    assert (changed["name"], changed["language"], changed["key"]) == ("Озёра", "ru", "lagos")
    moved = {"name": "Nave", "time_zone": "Europe/Madrid", "address": "Calle Mayor 1"}
    sites = ana.ask("PUT", "/parties/lagos/sites/shop", moved).body["sites"]
    assert sites == [{**moved, "key": "shop", "closed_on": None}]
    assert ana.ask("PUT", "/parties/lagos/sites/shop", {**moved, "time_zone": "Mars"}).body["code"] == "unknown_zone"
    assert ana.ask("POST", "/parties/lagos/sites/shop/close").body["sites"] == []
    assert ana.ask("PUT", "/parties/lagos/sites/shop", moved).status == 404
    parts, cursor = [], ""
    for _ in range(3):
        part = ana.ask("GET", f"/parties?limit=1&cursor={cursor}").body
        parts += [one["key"] for one in part["items"]]
        cursor = part["next_cursor"] or ""
    assert (parts, cursor) == (["lagos", "sur", "volga"], "")
    assert [one["key"] for one in Asker(cast.vera).ask("GET", "/parties").body["items"]] == ["volga"]
    assert [one["key"] for one in ana.ask("GET", "/parties?q=озёра").body["items"]] == ["lagos"]


def test_somebody_is_invited_comes_gets_a_role_and_loses_it(cast: Cast) -> None:
    ana = Asker(cast.ana)
    ana.ask("POST", "/parties", LAGOS)
    invited = ana.ask("POST", "/parties/lagos/people", EVA).body
    eva = f"/people/{invited['person']['id']}"
    assert invited["person"]["presence"] == "invited"
    again = ana.ask("POST", f"{eva}/invitation").body["link"]
    assert again != invited["link"]
    token = re.fullmatch(r"http://localhost:8000/invitations/(\S+)", again)
    assert token is not None
    accept(token[1], Arrival(name="Eva", language="es", time_zone="UTC", password="una-clave-larga-1"), NOW)  # noqa: S106 - of a test
    person = ana.ask("GET", eva).body
    assert (person["presence"], [one["role"] for one in person["roles"]]) == ("present", ["sponsor"])
    late = ana.ask("DELETE", f"{eva}/invitation")
    assert (late.status, late.body["code"]) == (409, "already_joined")
    assert ana.ask("POST", f"{eva}/roles", {"role": "technician"}).body["code"] == "role_of_another_side"
    given = ana.ask("POST", f"{eva}/roles", {"role": "auditor"}).body["roles"]
    ended = ana.ask("DELETE", f"{eva}/roles/{given[-1]['id']}").body["roles"]
    assert [one["role"] for one in ended] == ["sponsor"]
    own = ana.ask("DELETE", f"{eva}/roles/{given[0]['id']}")
    assert (own.status, own.body["code"]) == (409, "their_own_choice")


def test_an_invitation_is_withdrawn_and_its_link_ends(cast: Cast) -> None:
    boris = Asker(cast.boris)
    told = boris.ask("POST", "/parties/sur/people", {**EVA, "role": "user"}).body
    withdrawn = boris.ask("DELETE", f"/people/{told['person']['id']}/invitation")
    assert (withdrawn.status, withdrawn.body["invited_until_at"]) == (200, None)
    assert boris.ask("POST", "/parties/sur/people", {**EVA, "email": "no address"}).status == 422
    taken = boris.ask("POST", "/parties/sur/people", {**EVA, "role": "user"})
    assert (taken.status, taken.body["code"]) == (409, "email_taken")


def test_where_letters_leave_no_link_is_shown(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "EMAIL_HOST", "mail.norte.example")
    told = Asker(cast.boris).ask("POST", "/parties/sur/people", {**EVA, "role": "user"})
    assert (told.status, told.body["link"]) == (201, None)


def test_addresses_of_mail_are_told_to_those_who_look_after_people_alone(cast: Cast) -> None:
    seen = {
        name: {one["email"] for one in Asker(viewer).ask("GET", "/parties/sur/people").body["items"]}
        for name, viewer in (("boris", cast.boris), ("carla", cast.carla), ("tomas", cast.tomas))
    }
    assert seen["boris"] == {"boris@sur.example", "carla@sur.example"}
    assert seen["carla"] == {None, "carla@sur.example"}
    assert seen["tomas"] == {None}


def test_a_team_has_people_and_loses_them(cast: Cast) -> None:
    ana = Asker(cast.ana)
    assert ana.ask("POST", "/teams", {"key": "net", "name": "Red"}).status == 201
    place = f"/teams/net/people/{cast.tomas.ident}"
    assert ana.ask("PUT", place, {"leads": True}).body["members"] == [
        {"person": cast.tomas.ident, "name": "Tomas", "leads": True}
    ]
    assert ana.ask("DELETE", place).body["members"] == []
    assert [one["key"] for one in ana.ask("GET", "/teams").body["items"]] == ["net"]
    assert Person.objects.filter(name="Tomas").exists()
