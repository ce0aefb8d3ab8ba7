from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acuerdo.core.clock.facts import Event
from acuerdo.core.clock.intake import LATEST_US, FactRefused, instant_us, read_fact, read_instant
from acuerdo.core.hours import to_datetime
from acuerdo.core.terms.measures import Stage

ROW = {"ticket": "T1", "at": "2026-03-02T09:00:00Z", "event": "changed"}
OWN = {"vip": frozenset({"yes", "no"}), "floor": frozenset[str]()}


def test_a_row_becomes_a_fact_with_all_it_says() -> None:
    fact = read_fact(
        {
            **ROW,
            "status": "pending",
            "reason": "supplier",
            "until": datetime(2026, 3, 4, 12, tzinfo=UTC),
            "priority": " P1 ",
            "owner": "-",
            "team": "",
            "vip": "yes",
            "floor": "12",
            "by": "ana",
            "public": False,
            "into": "T2",
            "source": "desk",
            "seq": 7,
            "key": "k1",
            "corrects": "k0",
            "recorded_at": "2026-03-02T10:00:00+01:00",
        },
        number=3,
        own_fields=OWN,
    )
    assert fact.at_us == fact.recorded_us == fact.known_us == instant_us(datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert (fact.stage, fact.status, fact.reason) == (Stage.WAITING, "pending", "supplier")
    assert fact.until_us == instant_us(datetime(2026, 3, 4, 12, tzinfo=UTC))
    assert fact.fields == (("floor", "12"), ("owner", ""), ("priority", "P1"), ("vip", "yes"))
    assert (fact.by, fact.public, fact.into, fact.source) == ("ana", False, "T2", "desk")
    assert (fact.seq, fact.key, fact.corrects, fact.row) == (7, "k1", "k0", 3)
    assert fact.order == (fact.at_us, 7, 3)


def test_a_row_that_says_little_leaves_the_rest_open() -> None:
    fact = read_fact(ROW, number=3)
    assert (fact.stage, fact.status, fact.reason, fact.fields, fact.recorded_us) == (None, None, None, (), None)
    assert (fact.public, fact.by, fact.seq, fact.key, fact.source) == (True, None, None, None, "")
    assert fact.known_us == fact.at_us
    assert fact.order == (fact.at_us, 3, 3)


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"ticket": " "}, "missing_value", "ticket"),
        ({"at": None}, "missing_value", "at"),
        ({"at": "2026-03-02T09:00:00"}, "naive_instant", "at"),
        ({"at": datetime(2026, 3, 2, 9)}, "naive_instant", "at"),  # noqa: DTZ001 - a naive instant on purpose
        ({"at": "2026-02-30T09:00:00Z"}, "bad_instant", "at"),
        ({"at": "0001-01-01T00:00:00+23:00"}, "beyond_years", "at"),
        ({"at": "1969-12-31T23:59:59Z"}, "beyond_years", "at"),
        ({"at": "2101-01-01T00:00:00Z"}, "beyond_years", "at"),
        ({"until": "tomorrow"}, "naive_instant", "until"),
        ({"recorded_at": "9999-12-31T23:59:59-01:00"}, "beyond_years", "recorded_at"),
        ({"event": ""}, "missing_value", "event"),
        ({"event": "retracted"}, "missing_value", "corrects"),
        ({"event": "frobnicated"}, "unknown_event", "event"),
        ({"status": "frobnicated"}, "unmapped_status", "status"),
        ({"event": "reopened", "status": "resolved"}, "contradicting_status", "status"),
        ({"event": "closed", "status": "resolved"}, "contradicting_status", "status"),
        ({"public": "perhaps"}, "bad_flag", "public"),
        ({"seq": "1.5"}, "bad_number", "seq"),
        ({"colour": "red"}, "unknown_column", "colour"),
        ({"vip": "perhaps"}, "unknown_value", "vip"),
        ({"team": "x" * 1001}, "too_long", "team"),
    ],
)
def test_a_bad_row_is_refused_with_its_place_and_its_reason(cells: dict[str, object], code: str, column: str) -> None:
    with pytest.raises(FactRefused) as refused:
        read_fact({**ROW, **cells}, own_fields=OWN)
    assert (refused.value.code, refused.value.column) == (code, column)
    assert refused.value.expected in str(refused.value)
    assert column in str(refused.value)


def test_a_refusal_says_what_to_do_where_there_is_something_to_do() -> None:
    with pytest.raises(
        FactRefused, match=r"status: found 'parked', expected one of .*; map it to a stage under"
    ) as refused:
        read_fact({**ROW, "status": "parked"})
    assert refused.value.hint.endswith("in the import profile")
    with pytest.raises(FactRefused, match=r"^public: found 'x', expected true or false$"):
        read_fact({**ROW, "public": "x"})


def test_the_letters_of_an_instant_may_be_small() -> None:
    assert read_instant("2026-03-02t09:00:00.5z") == read_instant("2026-03-02T09:00:00.5Z")


def test_a_retraction_names_what_it_takes_back() -> None:
    assert read_fact({**ROW, "event": "retracted", "corrects": "k1"}).corrects == "k1"


def test_a_text_of_a_thousand_characters_is_not_too_long() -> None:
    assert read_fact({**ROW, "team": "x" * 1000}).fields == (("team", "x" * 1000),)


def test_own_events_and_own_statuses_are_taken() -> None:
    fact = read_fact(
        {**ROW, "event": "signed", "status": "parked"},
        statuses={"parked": (Stage.WAITING, "spare_part")},
        own_events=frozenset({"signed"}),
    )
    assert (fact.event, fact.stage, fact.reason) == ("signed", Stage.WAITING, "spare_part")


@pytest.mark.parametrize(
    ("event", "status", "stage"),
    [
        (Event.OPENED, None, None),
        (Event.RESOLVED, None, Stage.RESOLVED),
        (Event.RESOLVED, "closed", Stage.CLOSED),
        (Event.CLOSED, "closed", Stage.CLOSED),
        (Event.CANCELLED, "closed", Stage.CANCELLED),
        (Event.MERGED, "resolved", Stage.MERGED),
        (Event.MERGED, None, Stage.MERGED),
        (Event.REOPENED, None, Stage.OPEN),
        (Event.REOPENED, "pending", Stage.WAITING),
        (Event.CHANGED, "cancelled", Stage.CANCELLED),
        (Event.REPLIED, "new", Stage.OPEN),
    ],
)
def test_event_and_status_give_the_stage_together(event: str, status: str | None, stage: Stage | None) -> None:
    assert read_fact({**ROW, "event": event, "status": status}).stage is stage


@pytest.mark.parametrize(("word", "public"), [("TRUE", True), ("1", True), ("no", False), ("False", False)])
def test_a_flag_is_told_in_several_words(word: str, *, public: bool) -> None:
    assert read_fact({**ROW, "public": word}).public is public


def test_who_speaks_decides_what_a_message_is() -> None:
    def said(**cells: object) -> tuple[bool, bool]:
        fact = read_fact({**ROW, **cells})
        return fact.is_reply, fact.is_customer_message

    assert said(event="replied") == (True, False)
    assert said(event="replied", by="system") == (False, False)
    assert said(event="replied", public="no") == (False, False)
    assert said(event="asked") == (False, True)
    assert said(event="asked", by="system") == (False, False)
    assert said(event="asked", public="no") == (False, False)
    assert said(event="changed") == (False, False)


@given(st.integers(0, LATEST_US - 1), st.integers(-720, 720))
def test_an_instant_is_the_same_by_every_offset(instant: int, offset: int) -> None:
    moment = to_datetime(instant)
    assert instant_us(moment) == instant
    assert read_instant(moment.astimezone(timezone(timedelta(minutes=offset))).isoformat()) == instant
