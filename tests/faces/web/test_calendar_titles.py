"""Pages call a calendar what the agreement calls it, in the reader's language."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from acuerdo.apps.agreements.commands import DraftChange, change_draft
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.viewers import Viewer
from tests.flows.telling import KEY, TEXT, add_source, in_force, say
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db
TITLES = {"es": "Horario de oficina", "ru": "Рабочие часы", "en": "Office hours"}


@pytest.fixture
def cast() -> Cast:
    """Sur's agreement with a titled calendar that never closes for long, and a ticket whose clock is open."""
    found = make_cast()
    today = datetime.now(UTC).date()
    term = f"from: {today - timedelta(days=40)}, renewal: tacit"
    titled = (
        f"office: {{title: {TITLES}, week: {{mon-sun: [00:00-23:00]}}, holidays: [{{country: ES, subdivision: MD}}]}}"
    )
    text = TEXT.replace("from: 2026-03-02, to: 2026-12-31", term)
    text = text.replace("office: {week: {mon-fri: [09:00-18:00]}}", titled.replace("'", ""))
    in_force(found, text, timezone.now() - timedelta(days=41))
    add_source(found)
    now = timezone.now()
    say(found.ana, {"ticket": "T1", "at": now.isoformat(), "event": "opened", "priority": "P2"}, at=now)
    change_draft(found.ana, KEY, DraftChange(text=text, revision=0), now)
    return found


def page(viewer: Viewer, address: str, language: str) -> str:
    client = Client(headers={"Accept-Language": language})
    client.force_login(Person.objects.get(pk=viewer.person))
    client.cookies["language"] = language
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.parametrize("language", TITLES)
@pytest.mark.parametrize(
    "address",
    ["/board/", f"/agreements/{KEY}/years", f"/agreements/{KEY}/draft/calendars", f"/agreements/{KEY}/versions/1/text"],
)
def test_a_page_says_the_title_of_a_calendar(cast: Cast, address: str, language: str) -> None:
    assert TITLES[language] in page(cast.ana, address, language)
