"""Pages call a calendar what the agreement calls it, in the reader's language."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from acuerdo.apps.agreements.commands import DraftChange, change_draft
from acuerdo.apps.notices.models import Outgoing
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.core.acts import MoveKind
from acuerdo.core.chains.canonical import Json
from acuerdo.faces.worker.letters import write_letter
from acuerdo.faces.worker.letters.shapes import Addressed
from acuerdo.flows.years_agreed import YearIntent, agree_year
from acuerdo.words import Language
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


@pytest.mark.parametrize("language", TITLES)
def test_the_desk_lets_one_choose_a_calendar_by_its_title(cast: Cast, language: str) -> None:
    found = page(cast.ana, f"/agreements/{KEY}/draft?point=services", language)
    assert f'<option value="office" selected>{TITLES[language]}</option>' in found
    assert '<option value="always">always</option>' in found
    assert '<option value="24x7">24x7</option>' in found


@pytest.mark.parametrize("language", Language)
def test_a_letter_about_a_year_says_the_title_of_the_calendar(cast: Cast, language: Language) -> None:
    year = datetime.now(UTC).year + 2
    intent = YearIntent(kind=MoveKind.PROPOSE, calendar="office", year=year, seen=0, dates=f"{year}-01-06 Reyes")
    agree_year(cast.ana, KEY, intent, timezone.now())
    body = Outgoing.objects.get(kind="year_waits", person=cast.boris.person).body
    addressed = Addressed(language=language, name="", time_zone="UTC", here="", body=body)
    letters = [write_letter("year_waits", one) for one in (addressed, replace(addressed, body=untitled(body)))]
    for letter, called in zip(letters, (TITLES[language], "office"), strict=True):
        assert letter is not None
        assert called in letter.text


def untitled(body: dict[str, Json]) -> dict[str, Json]:
    return {**body, "calendar_titles": {}}
