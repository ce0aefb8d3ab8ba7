"""Whoever has not answered a claim is reminded 1, 7 and 30 days after it, once each, and never after the answer."""

from datetime import datetime, timedelta

import pytest

from acuerdo.apps.exclusions.shapes import ExclusionSaid
from acuerdo.apps.notices.models import Outgoing
from acuerdo.core.acts import MoveKind
from acuerdo.core.clock.exclusions import Scope
from acuerdo.core.hours import to_us
from acuerdo.faces.worker.letters import write_letter
from acuerdo.faces.worker.letters.shapes import Addressed
from acuerdo.flows.exclusions_agreed import ExclusionIntent, answer, claim
from acuerdo.flows.exclusions_reminded import remind_of_exclusions
from acuerdo.words import Language
from tests.flows.telling import KEY, in_force
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db
SAID = ExclusionSaid(
    scope=Scope.AGREEMENT, reason="third_party", from_us=to_us(NOW), until_us=to_us(NOW + timedelta(hours=1))
)


def after(days: float) -> datetime:
    return NOW + timedelta(days=days)


def reminded() -> list[int | None]:
    return list(Outgoing.objects.filter(kind="exclusion_unanswered").order_by("pk").values_list("person", flat=True))


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    in_force(found)
    claim(found.ana, KEY, SAID, NOW)
    return found


def test_the_missing_signer_is_reminded_in_the_rhythm_of_decisions(cast: Cast) -> None:
    due = [remind_of_exclusions(after(days)) for days in (0.9, 1, 1.1, 6.9, 7, 8, 29.9, 30, 31, 400)]
    assert due == [0, 1, 0, 0, 1, 0, 0, 1, 0, 0]
    assert reminded() == [cast.boris.person] * 3


def test_one_that_was_missed_is_not_made_up_for(cast: Cast) -> None:
    assert [remind_of_exclusions(after(days)) for days in (9, 9.1, 30)] == [1, 0, 1]
    assert reminded() == [cast.boris.person] * 2


@pytest.mark.parametrize("move", [MoveKind.ACCEPT, MoveKind.REJECT])
def test_nobody_is_reminded_of_what_was_answered(cast: Cast, move: MoveKind) -> None:
    answer(cast.boris, KEY, 1, ExclusionIntent(move=move, seen=1), after(0.5))
    assert remind_of_exclusions(after(2)) == 0


def test_after_a_counter_offer_the_others_are_reminded_from_its_day_on(cast: Cast) -> None:
    assert remind_of_exclusions(after(1)) == 1
    other = ExclusionSaid(scope=Scope.AGREEMENT, reason="third_party", from_us=to_us(NOW), until_us=to_us(NOW) + 60)
    answer(cast.boris, KEY, 1, ExclusionIntent(move=MoveKind.COUNTER, seen=1, said=other), after(2))
    assert [remind_of_exclusions(after(days)) for days in (2.9, 3, 7.5, 9)] == [0, 1, 0, 1]
    assert reminded() == [cast.boris.person, cast.ana.person, cast.ana.person]


@pytest.mark.parametrize(
    ("language", "said"), [(Language.EN, "1 Mar 2026"), (Language.ES, "1 mar 2026"), (Language.RU, "1 мар. 2026")]
)
def test_the_letter_speaks_the_language_and_the_time_zone_of_its_reader(
    cast: Cast, language: Language, said: str
) -> None:
    remind_of_exclusions(after(1))
    body = Outgoing.objects.get(kind="exclusion_unanswered", person=cast.boris.person).body
    here = "https://a.example"
    addressed = Addressed(language=language, name="Boris", time_zone="Pacific/Honolulu", here=here, body=body)
    letter = write_letter("exclusion_unanswered", addressed)
    assert letter is not None
    assert said in letter.text  # nine o'clock of the second is still the first over there
    assert f"{here}/agreements/{KEY}/exclusions" in letter.text
