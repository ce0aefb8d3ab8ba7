"""From when on a version governs that was agreed late, as `docs/laws/life.md` tells it; what is not offered at all."""

from datetime import UTC, date, datetime

import pytest

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.agreements.commands import AgreementRefused, DraftChange, NewAgreement, change_draft, open_agreement
from acuerdo.apps.agreements.lists import list_agreements
from acuerdo.apps.agreements.models import Agreement, Draft
from acuerdo.apps.agreements.queries import find_versions
from acuerdo.apps.agreements.shapes import LifeState
from acuerdo.apps.agreements.standing import governing_on
from acuerdo.core.acts import MoveKind
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from tests.flows.test_negotiation import TEXT
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db
KEY = "sur-2026"
TERM = "from: 2026-04-01, to: 2026-12-31"
SPRING = "from: 2026-01-01, to: 2026-03-31, renewal: never"
ENDLESS = "from: 2026-01-01"
JAN, JUNE, AUGUST = (datetime(2026, month, day, 12, tzinfo=UTC) for month, day in ((1, 1), (6, 20), (8, 5)))


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def agree(cast: Cast, term: str, at: datetime, number: int) -> None:
    text = TEXT.replace(TERM, term)
    if number == 1:
        open_agreement(cast.ana, NewAgreement(key=KEY, kind="sla", customer="sur", text=text), at)
    else:
        Draft.objects.all().delete()  # of an offer that was refused
        change_draft(cast.ana, KEY, DraftChange(text=text.replace("1h", f"{number}h"), revision=0), at)
    content = offer_draft(cast.ana, KEY, Offering(seen=0), at).standing.content or ""
    answer_offer(cast.boris, KEY, number, Intent(kind=MoveKind.ACCEPT, content=content, seen=1), at)


def number_on(on: date) -> int | None:
    return governing_on(on).values_list("number", flat=True).first()


@pytest.mark.parametrize(
    ("first", "second", "agreed", "begins"),
    [
        (ENDLESS, "from: 2026-07-01", JUNE, date(2026, 7, 1)),
        (ENDLESS, "from: 2026-02-01", AUGUST, date(2026, 8, 6)),
        (ENDLESS, "from: 2026-08-05", AUGUST, date(2026, 8, 5)),
        (SPRING, "from: 2026-02-01", AUGUST, date(2026, 4, 1)),
        (SPRING, "from: 2026-05-01", AUGUST, date(2026, 5, 1)),
        ("from: 2027-01-01", "from: 2026-02-01", AUGUST, date(2026, 2, 1)),
    ],
)
def test_a_version_takes_over_and_changes_nothing_that_lies_behind(
    cast: Cast, first: str, second: str, agreed: datetime, begins: date
) -> None:
    agree(cast, first, JAN, 1)
    before = {day: number_on(day) for day in (date(2026, month, 1) for month in range(1, 9)) if day < begins}
    agree(cast, second, agreed, 2)
    version = find_versions(cast.boris, KEY, agreed, begins)[0]
    assert (version.number, version.from_on, version.state) == (2, begins, LifeState.ACTIVE)
    assert number_on(begins) == 2
    assert {day: number_on(day) for day in before} == before
    assert [line.from_on for line in list_agreements(cast.boris, agreed, begins)] == [begins]


def test_a_first_version_governs_from_its_own_first_date(cast: Cast) -> None:
    agree(cast, "from: 2026-02-01", AUGUST, 1)
    assert number_on(date(2026, 2, 1)) == 1


def test_what_is_over_is_not_offered_while_another_version_governs(cast: Cast) -> None:
    agree(cast, ENDLESS, JAN, 1)
    with pytest.raises(AgreementRefused, match="term_over"):
        agree(cast, "from: 2025-06-01, to: 2025-12-31, renewal: never", AUGUST, 2)
    agree(cast, "from: 2025-06-01, to: 2025-12-31, renewal: tacit, notice: 30d", AUGUST, 2)
    assert number_on(date(2026, 8, 6)) == 2


def test_after_a_notice_there_is_a_new_agreement(cast: Cast) -> None:
    agree(cast, ENDLESS, JAN, 1)
    Agreement.objects.update(terminated_on=date(2026, 7, 31))
    with pytest.raises(AgreementRefused, match="agreement_ended"):
        agree(cast, "from: 2026-07-01", AUGUST, 2)
    with pytest.raises(AgreementRefused, match="agreement_ended"):
        agree(cast, "from: 2026-08-01", JUNE, 2)
    agree(cast, "from: 2026-07-01", JUNE, 2)
    assert number_on(date(2026, 7, 31)) == 2
    assert number_on(date(2026, 8, 1)) is None
