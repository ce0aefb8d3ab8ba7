"""The page of what a source claims says how much agrees, and for each difference what would make it agree."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from acuerdo.apps.claims.commands import SaidClaim
from acuerdo.apps.parties.models import Person
from acuerdo.flows import claims_told
from acuerdo.words import Language
from tests.flows.telling import TEXT, add_source, in_force, say
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    today = datetime.now(UTC).date()
    term = f"from: {today - timedelta(days=40)}, to: {today + timedelta(days=400)}"
    in_force(found, TEXT.replace("from: 2026-03-02, to: 2026-12-31", term), timezone.now() - timedelta(days=41))
    add_source(found)
    return found


@pytest.mark.parametrize("language", Language)
def test_the_page_says_what_differs_and_why(cast: Cast, language: Language) -> None:
    client = Client(headers={"accept-language": language})
    client.cookies["language"] = language
    client.force_login(Person.objects.get(pk=cast.ana.person))
    assert client.get("/sources/desk/claims").status_code == 200
    now = timezone.now()
    opened = {"ticket": "T1", "at": (now - timedelta(hours=2)).isoformat(), "event": "opened", "priority": "P1"}
    answered = {"ticket": "T1", "at": (now - timedelta(minutes=115)).isoformat(), "event": "replied"}
    say(cast.ana, opened, answered, at=now)
    claims = [
        SaidClaim(ticket="T1", commitment="first", met=False, due_at=None),
        SaidClaim(ticket="T9", commitment="first", met=True, due_at=now),
    ]
    claims_told.tell(cast.ana, "desk", claims, now)
    said = client.get("/sources/desk/claims").content.decode()
    assert "/tickets/desk/T1" in said
    assert "/tickets/desk/T9" not in said
    assert {"en": "0 of 2", "es": "0 de 2", "ru": "0 из 2"}[language] in said
