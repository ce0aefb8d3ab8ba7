"""What leaves the system leaves once, from the outbox, and is tried until it arrives or is given up."""

from datetime import timedelta

import pytest
from django.db import transaction

from acuerdo.apps.notices.commands import (
    LEASE,
    MOST_ATTEMPTS,
    NoticeRefused,
    beat,
    claim,
    deliver,
    give_up,
    postpone,
    put,
    try_again,
    wait_after,
)
from acuerdo.apps.notices.models import Outgoing
from acuerdo.apps.notices.queries import depth, list_failed, silence
from acuerdo.apps.notices.shapes import Channel, Delivery, Notice
from acuerdo.flows.clock_set_back import go_on_after
from tests.people import NOW, Cast, make_cast

MINUTE = timedelta(minutes=1)
ALL = tuple(Channel)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def notice(cast: Cast, key: str = "offer:1", **given: object) -> Notice:
    values: dict[str, object] = {"kind": "offer_waits", "channel": Channel.MAIL, "person": cast.boris.person, **given}
    return Notice(key=key, **values)  # type: ignore[arg-type] # each test names what it changes


def taken(after: timedelta = timedelta(0)) -> Delivery:
    found = claim(ALL, NOW + after)
    assert found is not None
    return found


def test_the_same_notice_is_put_once_however_often_it_is_put(cast: Cast) -> None:
    assert [put(notice(cast, body={"n": n}), NOW) for n in (1, 2)] == [True, False]
    assert taken().body == {"n": 1}


def test_a_notice_of_a_flow_that_fails_was_never_put(cast: Cast) -> None:
    def fail() -> None:
        with transaction.atomic():
            put(notice(cast), NOW)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert depth(NOW).waiting == 0


def test_a_notice_without_one_recipient_is_refused(cast: Cast) -> None:
    for odd in (notice(cast, person=None), notice(cast, address="x@y.example")):
        with pytest.raises(NoticeRefused, match="one of them"):
            put(odd, NOW)
    with pytest.raises(NoticeRefused, match="a language"):
        put(notice(cast, person=None, address="x@y.example"), NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("real_transactions")
def test_a_notice_is_put_in_a_transaction_or_not_at_all() -> None:
    with pytest.raises(NoticeRefused, match="transaction of the flow"):
        put(notice(make_cast()), NOW)


def test_a_worker_that_has_it_has_it_alone_until_its_lease_ends(cast: Cast) -> None:
    put(notice(cast), NOW)
    first = taken()
    assert (first.address, first.name, first.language) == ("boris@sur.example", "Boris", "es")
    assert claim(ALL, NOW + LEASE - MINUTE) is None
    second = taken(LEASE)
    assert (second.attempt, deliver(first, NOW), deliver(second, NOW)) == (2, False, True)


def test_what_was_delivered_is_never_taken_again_and_its_letter_is_emptied(cast: Cast) -> None:
    put(notice(cast, person=None, address="x@y.example", language="ru", body={"secret": "s"}), NOW)
    assert deliver(taken(), NOW)
    row = Outgoing.objects.get()
    assert (row.body, row.address, row.claim, row.delivered_at) == ({}, "", "", NOW)
    assert claim(ALL, NOW + timedelta(days=365)) is None
    assert put(notice(cast), NOW) is False


def test_a_webhook_keeps_its_body_to_be_sent_again(cast: Cast) -> None:
    put(notice(cast, person=None, channel=Channel.WEBHOOK, address="endpoint:1", body={"id": "x"}), NOW)
    assert deliver(taken(), NOW)
    assert Outgoing.objects.get().body == {"id": "x"}


def test_each_failure_waits_longer_and_the_last_gives_up(cast: Cast) -> None:
    put(notice(cast), NOW)
    passed = timedelta(0)
    for attempt in range(1, MOST_ATTEMPTS):
        assert postpone(taken(passed), "TimeoutError", NOW + passed)
        assert claim(ALL, NOW + passed + wait_after(attempt) - timedelta(seconds=1)) is None
        passed += wait_after(attempt)
    assert timedelta(hours=12) < passed < timedelta(days=2)
    assert postpone(taken(passed), "TimeoutError", NOW + passed)
    assert [(it.key, it.attempts, it.fault) for it in list_failed()] == [("offer:1", MOST_ATTEMPTS, "TimeoutError")]
    assert (depth(NOW + passed).waiting, depth(NOW + passed).failed) == (0, 1)


def test_what_was_given_up_can_be_put_back(cast: Cast) -> None:
    put(notice(cast), NOW)
    assert give_up(taken(), "no_words", NOW)
    assert claim(ALL, NOW + timedelta(days=9)) is None
    assert [try_again("offer:1", NOW), try_again("offer:1", NOW), try_again("nothing", NOW)] == [True, False, False]
    assert taken().attempt == 1


def test_nothing_leaves_before_it_is_due_and_the_oldest_goes_first(cast: Cast) -> None:
    put(notice(cast, "late", due_at=NOW + 2 * MINUTE), NOW)
    put(notice(cast, "soon", due_at=NOW + MINUTE), NOW)
    assert claim(ALL, NOW) is None
    assert (depth(NOW + 5 * MINUTE).waiting, depth(NOW + 5 * MINUTE).oldest_s) == (2, 240.0)
    assert [taken(5 * MINUTE).key, taken(5 * MINUTE).key] == ["soon", "late"]


def test_a_channel_that_nobody_delivers_waits(cast: Cast) -> None:
    put(notice(cast), NOW)
    assert claim([Channel.WEBHOOK], NOW) is None
    assert claim([], NOW) is None
    assert taken().key == "offer:1"


def test_a_worker_is_silent_since_it_last_said_that_it_lives() -> None:
    assert silence(NOW) is None
    beat("one", NOW - 5 * MINUTE)
    beat("two", NOW - 9 * MINUTE)
    beat("two", NOW - MINUTE)
    assert silence(NOW) == MINUTE


def test_what_was_put_by_a_clock_that_went_ahead_leaves_when_that_is_set_back(cast: Cast) -> None:
    ahead = NOW + timedelta(hours=3)
    for key, due_at in (("now", None), ("later", ahead + timedelta(hours=9)), ("held", None)):
        put(notice(cast, key, due_at=due_at), ahead)
    held = claim(ALL, ahead)
    assert held is not None
    beat("one", ahead)
    assert go_on_after(NOW) == timedelta(hours=3)
    assert go_on_after(NOW) is None
    taken_now = {taken().key for _ in range(2)}
    assert taken_now == {"now", "held"}
    assert claim(ALL, NOW) is None  # what somebody wants to learn later waits until then
