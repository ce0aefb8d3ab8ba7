"""Whoever decides about a term is reminded in time, once, in their own language."""

from datetime import UTC, datetime

import pytest

from acuerdo.apps.life.commands import Notice
from acuerdo.apps.notices.models import Outgoing
from acuerdo.faces.worker.letters import write_letter
from acuerdo.faces.worker.letters.shapes import Addressed
from acuerdo.flows.agreement_lives import give_notice
from acuerdo.flows.decisions_reminded import remind_of_decisions
from acuerdo.words import Language
from tests.apps.life.test_life import KEY, in_force
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    in_force(found)
    Outgoing.objects.all().delete()
    return found


def on(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T08:00").replace(tzinfo=UTC)


def reminded(text: str) -> list[int]:
    remind_of_decisions(on(text))
    rows = Outgoing.objects.filter(kind="decision_due").order_by("pk")
    return [row.person_id or 0 for row in rows]


def test_both_sides_signers_are_reminded_thirty_seven_and_one_day_before(cast: Cast) -> None:
    both = sorted([cast.ana.person, cast.boris.person])
    assert reminded("2026-12-16") == []
    assert sorted(reminded("2026-12-17")) == both
    assert sorted(reminded("2027-01-08")) == both
    assert len(reminded("2027-01-09")) == 4
    assert len(reminded("2027-01-15")) == 6
    assert len(reminded("2027-01-20")) == 6


def test_a_reminder_is_put_once_and_one_that_was_missed_is_not_made_up_for(cast: Cast) -> None:
    assert remind_of_decisions(on("2027-01-15")) == 2
    assert remind_of_decisions(on("2027-01-15")) == 0
    assert Outgoing.objects.filter(kind="decision_due").count() == 2
    assert cast.ana.person != cast.boris.person


def test_nobody_is_reminded_after_a_notice(cast: Cast) -> None:
    give_notice(cast.ana, KEY, Notice(), on("2026-12-01"))
    assert reminded("2027-01-10") == []


@pytest.mark.parametrize(
    ("language", "said"), [(Language.EN, "16 Jan 2027"), (Language.ES, "16 ene 2027"), (Language.RU, "16 янв. 2027")]
)
def test_the_letter_says_by_when_and_what_happens_otherwise(cast: Cast, language: Language, said: str) -> None:
    remind_of_decisions(on("2027-01-10"))
    row = Outgoing.objects.get(kind="decision_due", person=cast.boris.person)
    addressed = Addressed(language=language, name="Boris", time_zone="UTC", here="https://a.example", body=row.body)
    letter = write_letter("decision_due", addressed)
    assert letter is not None
    assert said in letter.subject
    assert "2028" in letter.text
    assert "https://a.example/agreements/sur-2026/term" in letter.text
