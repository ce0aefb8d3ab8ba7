"""Reviews, notices, renewals and remarks of an agreement in force."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.agreements.commands import DraftChange, change_draft
from acuerdo.apps.agreements.lists import list_agreements, list_decisions
from acuerdo.apps.agreements.queries import find_versions
from acuerdo.apps.agreements.shapes import LifeState
from acuerdo.apps.journal.queries import links, verify
from acuerdo.apps.life.commands import LifeRefused, Notice
from acuerdo.apps.life.comments import Remark, count_open_comments, list_comments
from acuerdo.apps.life.erasing import empty_texts
from acuerdo.apps.life.queries import list_notices, list_renewals, list_reviews
from acuerdo.apps.parties.viewers import NotAllowed, NotThere
from acuerdo.core.acts import MoveKind
from acuerdo.flows.agreement_lives import (
    RenewalIntent,
    acknowledge_notice,
    close_review,
    give_notice,
    open_review,
    renew,
    settle_comment,
    withdraw_notice,
    write_comment,
)
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from tests.flows.test_negotiation import TEXT, opened
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db
KEY = "sur-2026"
TACIT = TEXT.replace("to: 2026-12-31}", "to: 2027-03-31, renewal: tacit, notice: 60d}")
EXPRESS = TEXT.replace("to: 2026-12-31}", "to: 2027-03-31, renewal: express, notice: 60d}")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def in_force(cast: Cast, text: str = TACIT) -> None:
    opened(cast.ana, text)
    act = offer_draft(cast.ana, KEY, Offering(seen=0), NOW)
    answer_offer(cast.boris, KEY, 1, Intent(kind=MoveKind.ACCEPT, content=act.standing.content or "", seen=1), NOW)


def state(cast: Cast, on: date) -> LifeState:
    line, version = list_agreements(cast.boris, NOW, on)[0], find_versions(cast.boris, KEY, NOW, on)[0]
    assert line.state is version.state
    return version.state


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def test_a_review_is_opened_by_one_side_and_closed_by_either(cast: Cast) -> None:
    in_force(cast)
    open_review(cast.boris, KEY, "Too slow at night", NOW)
    assert state(cast, date(2026, 5, 1)) is LifeState.UNDER_REVIEW
    with pytest.raises(LifeRefused, match="under_review"):
        open_review(cast.ana, KEY, "", NOW)
    close_review(cast.ana, KEY, "We add a night shift", NOW)
    assert state(cast, date(2026, 5, 1)) is LifeState.ACTIVE
    found = list_reviews(cast.boris, KEY)
    assert [(one.opened_by, one.closed_by, one.outcome) for one in found] == [("Boris", "Ana", "We add a night shift")]
    with pytest.raises(LifeRefused, match="not_under_review"):
        close_review(cast.ana, KEY, "", NOW)
    assert verify(f"agreement:{KEY}").faults == ()


def test_an_agreement_with_tacit_renewal_goes_on_when_nobody_says_anything(cast: Cast) -> None:
    in_force(cast)
    assert state(cast, date(2027, 3, 31)) is LifeState.ACTIVE
    assert state(cast, date(2027, 4, 1)) is LifeState.RENEWED


@pytest.mark.parametrize(
    ("day", "last_on", "in_time"), [("2027-01-30", "2027-03-31", True), ("2027-01-31", "2028-03-31", False)]
)
def test_a_notice_ends_it_at_the_end_of_the_first_term_that_leaves_it_its_time(
    *, cast: Cast, day: str, last_on: str, in_time: bool
) -> None:
    in_force(cast)
    give_notice(cast.boris, KEY, Notice(reason="We move the desk in house"), at(date.fromisoformat(day)))
    last = date.fromisoformat(last_on)
    found = list_notices(cast.ana, KEY)[0]
    assert (found.given_by, found.last_on, found.in_time) == ("Boris", last, in_time)
    assert state(cast, last) in (LifeState.ACTIVE, LifeState.RENEWED)
    assert state(cast, last + timedelta(days=1)) is LifeState.TERMINATED
    assert verify(f"agreement:{KEY}", [(found.receipt.number, found.receipt.head)]).faults == ()


def test_the_other_side_acknowledges_a_notice_and_may_agree_to_the_date_it_asked_for(cast: Cast) -> None:
    in_force(cast)
    wanted = date(2026, 9, 30)
    give_notice(cast.boris, KEY, Notice(wanted_on=wanted), at(date(2026, 9, 1)))
    found = list_notices(cast.ana, KEY)[0]
    assert (found.last_on, found.in_time) == (date(2027, 3, 31), False)
    with pytest.raises(LifeRefused, match="own_notice"):
        acknowledge_notice(cast.boris, KEY, at(date(2026, 9, 2)))
    acknowledge_notice(cast.ana, KEY, at(date(2026, 9, 2)), as_wanted=True)
    found = list_notices(cast.boris, KEY)[0]
    assert (found.last_on, found.as_wanted, found.acknowledged_by) == (wanted, True, "Ana")
    assert state(cast, wanted + timedelta(days=1)) is LifeState.TERMINATED
    with pytest.raises(LifeRefused, match="notice_acknowledged"):
        withdraw_notice(cast.boris, KEY, at(date(2026, 9, 3)))


def test_a_notice_is_taken_back_only_by_its_own_side(cast: Cast) -> None:
    in_force(cast)
    give_notice(cast.ana, KEY, Notice(), at(date(2026, 9, 1)))
    with pytest.raises(LifeRefused, match="notice_stands"):
        give_notice(cast.boris, KEY, Notice(), at(date(2026, 9, 1)))
    with pytest.raises(LifeRefused, match="other_notice"):
        withdraw_notice(cast.boris, KEY, at(date(2026, 9, 2)))
    withdraw_notice(cast.ana, KEY, at(date(2026, 9, 2)))
    assert state(cast, date(2027, 4, 1)) is LifeState.RENEWED
    give_notice(cast.ana, KEY, Notice(), at(date(2026, 9, 3)))
    assert len(list_notices(cast.ana, KEY)) == 2


def test_what_is_not_in_force_is_neither_reviewed_nor_ended(cast: Cast) -> None:
    opened(cast.ana)
    with pytest.raises(LifeRefused, match="not_in_force"):
        open_review(cast.ana, KEY, "", NOW)
    with pytest.raises(LifeRefused, match="not_in_force"):
        give_notice(cast.ana, KEY, Notice(), NOW)


def test_who_speaks_for_no_side_changes_nothing(cast: Cast) -> None:
    in_force(cast)
    for viewer, refused in ((cast.carla, NotAllowed), (cast.tomas, NotAllowed), (cast.vera, NotThere)):
        with pytest.raises(refused):
            give_notice(viewer, KEY, Notice(), NOW)
        with pytest.raises(refused):
            write_comment(viewer, KEY, Remark(text="?"), NOW)
    assert list_notices(cast.carla, KEY) == []


def test_an_express_renewal_is_an_act_of_both_sides(cast: Cast) -> None:
    in_force(cast, EXPRESS)
    until = date(2028, 3, 31)
    renew(cast.ana, KEY, RenewalIntent(kind=MoveKind.PROPOSE, until_on=until, seen=0), NOW)
    assert state(cast, date(2027, 4, 1)) is LifeState.EXPIRED
    renew(cast.boris, KEY, RenewalIntent(kind=MoveKind.ACCEPT, until_on=until, seen=1), NOW)
    assert state(cast, date(2027, 4, 1)) is LifeState.RENEWED
    assert state(cast, date(2028, 4, 1)) is LifeState.EXPIRED
    assert list_renewals(cast.boris, KEY, NOW)[0].act.standing.binds
    with pytest.raises(LifeRefused, match="renewed_shorter"):
        renew(cast.ana, KEY, RenewalIntent(kind=MoveKind.PROPOSE, until_on=until, seen=0), NOW)


def test_a_tacit_term_needs_no_express_renewal(cast: Cast) -> None:
    in_force(cast)
    with pytest.raises(LifeRefused, match="not_renewable"):
        renew(cast.ana, KEY, RenewalIntent(kind=MoveKind.PROPOSE, until_on=date(2030, 1, 1), seen=0), NOW)


def test_decisions_are_listed_to_those_who_see_the_agreement(cast: Cast) -> None:
    in_force(cast)
    on, until = date(2026, 6, 1), date(2027, 6, 1)
    found = list_decisions(cast.boris, on, until)
    assert [(one.key, one.decision.decide_by, one.decision.notice_by) for one in found] == [
        (KEY, date(2027, 1, 16), date(2027, 1, 30))
    ]
    assert found == list_decisions(cast.ana, on, until)
    assert list_decisions(cast.vera, on, until) == []
    give_notice(cast.ana, KEY, Notice(), NOW)
    assert list_decisions(cast.ana, on, until) == []


def test_remarks_are_seen_by_both_sides_and_a_private_one_by_its_own(cast: Cast) -> None:
    in_force(cast)
    asked = write_comment(cast.boris, KEY, Remark(text="Why an hour?", path="commitments[first]", number=1), NOW)
    write_comment(cast.ana, KEY, Remark(text="Because of the night", answers=asked), NOW)
    secret = write_comment(cast.ana, KEY, Remark(text="We could do half", private=True), NOW)
    assert [(one.path, len(one.answers)) for one in list_comments(cast.carla, KEY)] == [("commitments[first]", 1)]
    assert len(list_comments(cast.tomas, KEY)) == 2
    assert count_open_comments(cast.boris, KEY) == {"commitments[first]": 1}
    with pytest.raises(NotThere):
        settle_comment(cast.boris, KEY, secret, NOW)
    settle_comment(cast.boris, KEY, asked, NOW)
    with pytest.raises(LifeRefused, match="comment_settled"):
        settle_comment(cast.ana, KEY, asked, NOW)
    assert [one.settled_by for one in list_comments(cast.boris, KEY)] == ["Boris"]
    kinds = [link.kind for link, _ in links(f"agreement:{KEY}")]
    assert kinds[-3:] == ["comment_written", "comment_written", "comment_settled"]


def test_what_an_erased_person_remarked_is_emptied_and_the_journal_still_holds(cast: Cast) -> None:
    in_force(cast)
    write_comment(cast.boris, KEY, Remark(text="My name is Boris"), NOW)
    assert empty_texts(cast.boris.person, NOW) == 1
    found = list_comments(cast.ana, KEY)[0]
    assert (found.text, found.is_erased) == ("", True)
    assert verify(f"agreement:{KEY}").faults == ()


@pytest.mark.usefixtures("guards")
@pytest.mark.parametrize("told", ["UPDATE life_termination SET reason = 'x'", "DELETE FROM life_termination"])
def test_the_database_refuses_to_change_what_a_notice_said(cast: Cast, told: str) -> None:
    in_force(cast)
    give_notice(cast.ana, KEY, Notice(reason="prices"), NOW)
    acknowledge_notice(cast.boris, KEY, NOW)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(told)


def test_a_notice_that_nobody_acknowledged_is_not_withdrawn_after_its_last_date(cast: Cast) -> None:
    in_force(cast)
    give_notice(cast.ana, KEY, Notice(), at(date(2026, 9, 1)))
    with pytest.raises(LifeRefused, match="date_past"):
        withdraw_notice(cast.ana, KEY, at(date(2027, 4, 1)))
    assert state(cast, date(2027, 4, 1)) is LifeState.TERMINATED
    withdraw_notice(cast.ana, KEY, at(date(2027, 3, 31)))
    assert state(cast, date(2027, 4, 1)) is LifeState.RENEWED


def test_nobody_ends_an_agreement_in_the_past_by_acknowledging_a_notice(cast: Cast) -> None:
    in_force(cast)
    give_notice(cast.boris, KEY, Notice(wanted_on=date(2026, 9, 30)), at(date(2026, 9, 1)))
    with pytest.raises(LifeRefused, match="date_past"):
        acknowledge_notice(cast.ana, KEY, at(date(2026, 10, 1)), as_wanted=True)
    acknowledge_notice(cast.ana, KEY, at(date(2026, 10, 1)))
    assert list_notices(cast.boris, KEY)[0].last_on == date(2027, 3, 31)


def test_a_renewal_that_was_overtaken_is_not_accepted(cast: Cast) -> None:
    in_force(cast, EXPRESS)
    shorter, longer = date(2028, 3, 31), date(2029, 3, 31)
    for until in (shorter, longer):
        renew(cast.ana, KEY, RenewalIntent(kind=MoveKind.PROPOSE, until_on=until, seen=0), NOW)
    renew(cast.boris, KEY, RenewalIntent(kind=MoveKind.ACCEPT, until_on=longer, seen=1), NOW)
    with pytest.raises(LifeRefused, match="renewed_shorter"):
        renew(cast.boris, KEY, RenewalIntent(kind=MoveKind.ACCEPT, until_on=shorter, seen=1), NOW)
    assert state(cast, longer) is LifeState.RENEWED
    latest = date(2030, 3, 31)
    renew(cast.ana, KEY, RenewalIntent(kind=MoveKind.PROPOSE, until_on=latest, seen=0), NOW)
    give_notice(cast.ana, KEY, Notice(), at(date(2026, 9, 1)))
    with pytest.raises(LifeRefused, match="notice_stands"):
        renew(cast.boris, KEY, RenewalIntent(kind=MoveKind.ACCEPT, until_on=latest, seen=1), NOW)
    withdraw_notice(cast.ana, KEY, at(date(2026, 9, 1)))
    change_draft(cast.ana, KEY, DraftChange(text=EXPRESS.replace("1h", "2h"), revision=0), NOW)
    act = offer_draft(cast.ana, KEY, Offering(seen=0), NOW)
    answer_offer(cast.boris, KEY, 2, Intent(kind=MoveKind.ACCEPT, content=act.standing.content or "", seen=1), NOW)
    with pytest.raises(LifeRefused, match="not_in_force"):
        renew(cast.boris, KEY, RenewalIntent(kind=MoveKind.ACCEPT, until_on=latest, seen=1), NOW)
