"""What was asked for ends in a clause or in a written no, and agreements begin in three ways."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from acuerdo.apps.agreements.commands import AgreementRefused
from acuerdo.apps.agreements.models import Draft
from acuerdo.apps.catalogue.levels import publish_shipped_levels
from acuerdo.apps.catalogue.queries import published_level
from acuerdo.apps.journal.queries import verify
from acuerdo.apps.parties.viewers import NotAllowed, NotThere
from acuerdo.apps.requirements.commands import MOST, Asked, Ending, RequirementRefused
from acuerdo.apps.requirements.models import Requirement
from acuerdo.apps.requirements.queries import count_open, list_requirements
from acuerdo.documents import Written, read_agreement
from acuerdo.flows.agreement_begun import Start, begin_agreement
from acuerdo.flows.requirement_changed import ask, end, reopen
from tests.flows.test_negotiation import TEXT, opened
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db
KEY = "sur-2026"
ON = date(2026, 3, 2)


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    opened(found.ana)
    return found


def test_a_requirement_ends_in_a_clause_or_a_written_no_and_can_be_opened_again(cast: Cast) -> None:
    first = ask(cast.boris, KEY, Asked(by="Warehouse", text="Help on Saturdays", why="We ship", urgency="must"), NOW)
    second = ask(cast.ana, KEY, Asked(by="IT", text="A report"), NOW)
    assert [one.ident for one in list_requirements(cast.boris, KEY)] == [first, second]
    end(cast.ana, KEY, first, Ending(clause="calendars.office"), NOW)
    end(cast.ana, KEY, second, Ending(refusal="Not in this price"), NOW)
    assert count_open(cast.boris, KEY) == 0
    assert [(one.clause, one.refusal) for one in list_requirements(cast.boris, KEY)] == [
        ("calendars.office", ""),
        ("", "Not in this price"),
    ]
    with pytest.raises(RequirementRefused, match="requirement_decided"):
        end(cast.boris, KEY, first, Ending(refusal="no"), NOW)
    reopen(cast.boris, KEY, first, NOW)
    assert [one.is_open for one in list_requirements(cast.ana, KEY)] == [True, False]
    assert verify(f"agreement:{KEY}").faults == ()


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Asked(by="", text="a"), "no_requirement"),
        (Asked(by="a", text=" "), "no_requirement"),
        (Asked(by="a", text="a", urgency="now"), "no_requirement"),
        (Asked(by="a" * 201, text="a"), "long_requirement"),
        (Asked(by="a", text="a" * 4001), "long_requirement"),
        (Asked(by="a", text="a", why="a" * 4001), "long_requirement"),
    ],
)
def test_an_odd_requirement_is_refused(cast: Cast, asked: Asked, code: str) -> None:
    with pytest.raises(RequirementRefused, match=code):
        ask(cast.ana, KEY, asked, NOW)


@pytest.mark.parametrize("ending", [Ending(), Ending(clause="a", refusal="b")])
def test_a_requirement_has_one_end(cast: Cast, ending: Ending) -> None:
    ident = ask(cast.ana, KEY, Asked(by="a", text="b"), NOW)
    with pytest.raises(RequirementRefused, match="one_end"):
        end(cast.ana, KEY, ident, ending, NOW)


def test_the_database_itself_wants_one_end(cast: Cast) -> None:
    ask(cast.ana, KEY, Asked(by="a", text="b"), NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Requirement.objects.update(clause="a", refusal="b", decided_at=NOW)


def test_only_people_who_negotiate_write_and_others_of_other_customers_see_nothing(cast: Cast) -> None:
    ident = ask(cast.ana, KEY, Asked(by="a", text="b"), NOW)
    with pytest.raises(NotAllowed):
        ask(cast.carla, KEY, Asked(by="a", text="b"), NOW)
    with pytest.raises(NotThere):
        list_requirements(cast.vera, KEY)
    for wrong in ("nothing", "00000000-0000-4000-8000-000000000000"):
        with pytest.raises(NotThere):
            end(cast.ana, KEY, wrong, Ending(clause="a"), NOW)
    with pytest.raises(NotThere):
        end(cast.vera, KEY, ident, Ending(clause="a"), NOW)


def test_there_are_not_too_many(cast: Cast) -> None:
    ask(cast.ana, KEY, Asked(by="a", text="b"), NOW)
    row = Requirement.objects.get()
    Requirement.objects.bulk_create(
        [
            Requirement(agreement=row.agreement, asked_by="a", text="b", written_at=NOW, written_by=row.written_by)
            for _ in range(MOST - 1)
        ]
    )
    with pytest.raises(RequirementRefused, match="many_requirements"):
        ask(cast.ana, KEY, Asked(by="a", text="b"), NOW)


@pytest.mark.parametrize("start", [{}, {"level": "gold"}, {"copy_of": KEY}])
def test_an_agreement_begins_with_a_draft_that_can_be_read(cast: Cast, start: dict[str, str]) -> None:
    publish_shipped_levels(cast.ana, NOW)
    begin_agreement(cast.ana, Start(key="sur-2027", customer="sur", **start), NOW)
    text = Draft.objects.get(agreement__key="sur-2027").text
    document = read_agreement(Written(text), level=published_level)
    assert (document.id, document.customer, document.provider) == ("sur-2027", "Sur", "Norte")
    if "copy_of" in start:
        assert len(text.splitlines()) == len(TEXT.splitlines())
        assert "# ours" in text


def test_a_beginning_that_cannot_be_is_refused(cast: Cast) -> None:
    with pytest.raises(AgreementRefused, match="key_taken"):
        begin_agreement(cast.ana, Start(key=KEY, customer="sur"), NOW)
    with pytest.raises(NotThere):
        begin_agreement(cast.ana, Start(key="new", customer="sur", level="platinum"), NOW)
    with pytest.raises(NotThere):
        begin_agreement(cast.ana, Start(key="new", customer="nobody"), NOW)
    with pytest.raises(NotThere):
        begin_agreement(cast.ana, Start(key="new", customer="sur", copy_of="nothing"), NOW)
    with pytest.raises((NotAllowed, NotThere)):
        begin_agreement(cast.boris, Start(key="new", customer="sur"), NOW)
