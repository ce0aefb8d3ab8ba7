"""People are named in one way; somebody is erased on a page that says first what goes and what stays."""

import re
from pathlib import Path

import pytest
from django.test import Client

from acuerdo.apps.journal.models import Entry
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.faces import web
from tests.people import Cast, make_cast

NAMING = (
    "author|given_by|acknowledged_by|opened_by|closed_by|settled_by|written_by|decided_by|added_by|changed_by|made_by"
    "|asked_by|recorded_by|published_by|theirs.by|invited.by|signer.by|step.person|owner"
)
"""What values in templates are called that name a person."""


def test_templates_never_print_the_name_of_a_person_as_it_stands() -> None:
    printed = re.compile(rf"{{{{[^}}]*\b({NAMING})\b[^}}]*}}}}|=[a-z.]*\b({NAMING})\b(?!_)")
    folder = Path(web.__file__).parent / "templates"
    texts = {path.name: path.read_text("utf-8") for path in folder.rglob("*.html")}
    assert len(texts) > 50
    found = [(name, hit.group(0)) for name, text in texts.items() for hit in printed.finditer(text)]
    assert found == []


@pytest.fixture
def cast(db: None) -> Cast:  # noqa: ARG001 - the tables
    return make_cast()


def page_of(viewer: Viewer, language: str = "en") -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=viewer.person))
    client.cookies["language"] = language
    return client


def test_the_page_says_what_goes_and_asks_for_the_name(cast: Cast) -> None:
    client, address = page_of(cast.ana), f"/people/{cast.boris.ident}/erase"
    told = client.get(address).content.decode()
    assert "1 role" in told
    assert "Nobody would be left who looks after the people of Sur" in told
    refused = client.post(address, {"ground": "law", "confirm": "Ana"})
    assert refused.status_code == 422
    assert "neither the name nor the e-mail address" in refused.content.decode()
    assert Person.objects.get(pk=cast.boris.person).erased_at is None
    done = client.post(address, {"ground": "law", "confirm": "  boris "}, follow=True)
    assert f"stays as {cast.boris.ident}" in done.content.decode()
    assert Person.objects.get(pk=cast.boris.person).erased_at is not None
    entry = Entry.objects.get(kind="person_erased")
    assert (entry.actor, '"ground":"law"' in entry.body) == (cast.ana.ident, True)
    assert client.get(address).status_code == 404
    assert "erased a person: erased person" in client.get("/parties/sur/journal").content.decode()


def test_a_sponsor_erases_the_people_of_their_own_side_alone(cast: Cast) -> None:
    client = page_of(cast.boris, "es")
    assert "Borrar a esta persona" in client.get(f"/people/{cast.carla.ident}").content.decode()
    assert "Borrar a esta persona" not in client.get(f"/people/{cast.boris.ident}").content.decode()
    own = client.get(f"/people/{cast.boris.ident}/erase", follow=True).content.decode()
    assert "ni se borra a sí mismo" in own
    assert client.get(f"/people/{cast.ana.ident}/erase").status_code == 404
    told = client.get(f"/people/{cast.carla.ident}/erase").content.decode()
    assert "No quedaría nadie" not in told
    assert client.post(f"/people/{cast.carla.ident}/erase", {"ground": "asked", "confirm": "CARLA"}).status_code == 302
