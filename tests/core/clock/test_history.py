import pytest

from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.history import LATE_US, MOST_AHEAD_US, History, HistoryRefused, admit
from tests.cast import history, us

FRIDAY_US = us("Fri 18:00")


def taken(*lines: str, known_at: str | None = None) -> History:
    return admit(history(*lines), as_of_us=FRIDAY_US, known_at_us=None if known_at is None else us(known_at))


def events(found: History) -> list[str]:
    return [fact.event for fact in found.facts]


def codes(found: History) -> list[tuple[str, int]]:
    return [(refusal.code, refusal.fact.row) for refusal in found.refused]


def test_a_history_without_an_opening_is_refused_by_name() -> None:
    with pytest.raises(HistoryRefused, match="ticket T1: no fact says when it was opened") as refused:
        taken("Mon 09:00 resolved")
    assert (refused.value.code, refused.value.ticket) == ("no_opened", "T1")
    assert [fact.event for fact in refused.value.history.facts] == ["resolved"]
    with pytest.raises(HistoryRefused) as refused:
        admit([], as_of_us=FRIDAY_US)
    assert refused.value.ticket == ""


def test_a_refused_history_says_what_was_set_aside_and_that_its_opening_is_among_it() -> None:
    with pytest.raises(HistoryRefused, match=r"its opening \(row 1\) lies later than its own recording") as refused:
        taken("Tue 09:00 opened recorded_at=2026-03-02_09:00", "Tue 10:00 resolved key=a", "11:00 closed key=a")
    assert [fact.row for fact in refused.value.history.quarantined] == [1]
    assert codes(refused.value.history) == [("duplicate_key", 3)]
    with pytest.raises(HistoryRefused, match=r"its opening \(row 2\) was refused: duplicate_key"):
        taken("Mon 10:00 resolved key=a", "11:00 opened key=a")


def test_an_opening_that_was_taken_back_is_none() -> None:
    with pytest.raises(HistoryRefused):
        taken("Mon 09:00 opened key=a", "10:00 retracted corrects=a")


def test_a_ticket_that_opens_later_is_known_but_empty_today() -> None:
    assert admit(history("Mon 09:00 opened"), as_of_us=us("Mon 08:00")).facts == ()


def test_order_is_by_instant_then_sequence_then_row() -> None:
    found = taken("Mon 10:00 replied seq=9", "Mon 10:00 asked seq=8", "Mon 09:00 planned", "Mon 09:00 opened")
    assert events(found) == ["planned", "opened", "asked", "replied"]


def test_a_key_belongs_to_its_source() -> None:
    found = taken("Mon 09:00 opened key=a source=x", "10:00 resolved key=a source=y")
    assert events(found) == ["opened", "resolved"]
    assert codes(found) == []


def test_the_earlier_recorded_of_two_contents_stands_and_then_the_earlier_row() -> None:
    found = taken("Mon 09:00 opened", "10:00 resolved key=a recorded_at=13:00", "10:00 closed key=a recorded_at=12:00")
    assert events(found) == ["opened", "closed"]
    assert codes(found) == [("duplicate_key", 2)]
    found = taken("Mon 09:00 opened", "10:00 resolved key=a", "10:00 closed key=a", "10:00 replied key=a")
    assert events(found) == ["opened", "resolved"]
    assert codes(found) == [("duplicate_key", 3), ("duplicate_key", 4)]


def test_two_rows_alike_without_a_key_are_one_fact_unless_their_sequence_differs() -> None:
    assert events(taken("Mon 09:00 opened", "10:00 asked", "10:00 asked recorded_at=12:00")) == ["opened", "asked"]
    assert len(taken("Mon 09:00 opened", "10:00 asked seq=1", "10:00 asked seq=2").facts) == 3


def test_the_last_recorded_correction_wins_whatever_its_instant() -> None:
    found = taken(
        "Mon 09:00 opened",
        "16:00 resolved key=a",
        "11:00 resolved corrects=a recorded_at=Wed_10:00",
        "12:00 resolved corrects=a recorded_at=Tue_10:00",
    )
    assert [fact.at_us for fact in found.facts] == [us("Mon 09:00"), us("Mon 11:00")]


def test_a_correction_takes_the_place_of_what_it_corrects_among_facts_of_one_instant() -> None:
    found = taken(
        "Mon 09:00 opened",
        "10:00 changed pending key=a",
        "10:00 changed open",
        "Mon 10:00 changed waiting_supplier corrects=a",
    )
    assert [fact.status for fact in found.facts] == [None, "waiting_supplier", "open"]
    found = taken(
        "Mon 09:00 opened",
        "10:00 changed pending key=a seq=1",
        "10:00 changed open seq=2",
        "Mon 10:00 changed waiting_supplier corrects=a seq=3",
    )
    assert [fact.status for fact in found.facts] == [None, "open", "waiting_supplier"]


def test_a_correction_that_names_a_later_instant_has_not_happened_yet() -> None:
    lines = ["Mon 09:00 opened", "12:00 resolved key=a", "Thu 12:00 resolved corrects=a recorded_at=Thu_12:00"]
    assert [fact.event for fact in admit(history(*lines), as_of_us=us("Wed 09:00")).facts] == ["opened"]


def test_a_retraction_counts_from_when_it_is_known() -> None:
    lines = ["Mon 09:00 opened", "12:00 resolved key=a", "11:00 retracted corrects=a recorded_at=Wed_10:00"]
    assert events(taken(*lines, known_at="Wed 09:59")) == ["opened", "resolved"]
    assert events(taken(*lines, known_at="Wed 10:00")) == ["opened"]
    assert events(taken(*lines)) == ["opened"]


def test_a_correction_of_a_retraction_puts_something_in_its_place() -> None:
    found = taken(
        "Mon 09:00 opened", "12:00 resolved key=a", "13:00 retracted key=b corrects=a", "14:00 resolved corrects=b"
    )
    assert [fact.at_us for fact in found.facts] == [us("Mon 09:00"), us("Mon 14:00")]


def test_corrections_of_the_unknown_and_in_a_circle_are_refused_by_name() -> None:
    found = taken("Mon 09:00 opened", "10:00 resolved corrects=gone", "11:00 closed source=y corrects=k key=k2")
    assert codes(found) == [("corrects_unknown", 2), ("corrects_unknown", 3)]
    found = taken("Mon 09:00 opened", "10:00 resolved key=a corrects=gone", "11:00 closed corrects=a")
    assert codes(found) == [("corrects_unknown", 2), ("corrects_unknown", 3)]
    found = taken("Mon 09:00 opened", "10:00 resolved key=a corrects=b", "11:00 closed key=b corrects=a")
    assert events(found) == ["opened"]
    assert sorted(codes(found)) == [("correction_cycle", 2), ("correction_cycle", 3)]


def test_a_long_chain_of_corrections_ends_somewhere() -> None:
    opened, first = history("Mon 09:00 opened", "10:00 resolved key=k0")
    chain = [
        Fact(ticket="T1", at_us=first.at_us + number, event="resolved", key=f"k{number}", corrects=f"k{number - 1}")
        for number in range(1, 5000)
    ]
    found = admit([opened, first, *chain], as_of_us=FRIDAY_US)
    assert [fact.at_us - first.at_us for fact in found.facts[1:]] == [4999]


def test_a_fact_from_the_future_is_quarantined_beyond_five_minutes() -> None:
    at_us = us("Mon 12:00")
    opened = history("Mon 09:00 opened")
    ahead = [
        Fact(ticket="T1", at_us=at_us, event="asked", recorded_us=at_us - MOST_AHEAD_US),
        Fact(ticket="T1", at_us=at_us, event="replied", recorded_us=at_us - MOST_AHEAD_US - 1),
    ]
    found = admit([*opened, *ahead], as_of_us=FRIDAY_US)
    assert events(found) == ["opened", "asked"]
    assert [fact.event for fact in found.quarantined] == ["replied"]


def test_a_fact_from_the_future_can_be_put_right() -> None:
    lines = ["Mon 09:00 opened", "Tue 10:00 resolved key=a recorded_at=2026-03-02_10:00"]
    corrected = taken(*lines, "Mon 10:00 resolved key=b corrects=a recorded_at=11:00")
    assert [(fact.event, fact.at_us) for fact in corrected.facts] == [
        ("opened", us("Mon 09:00")),
        ("resolved", us("Mon 10:00")),
    ]
    assert (len(corrected.quarantined), codes(corrected)) == (1, [])
    twice = taken(*lines, lines[1], "Mon 10:00 resolved key=b corrects=a recorded_at=11:00")
    assert events(twice) == ["opened", "resolved"]
    retracted = taken(*lines, "Mon 11:00 retracted corrects=a")
    assert (events(retracted), codes(retracted)) == (["opened"], [])
    taken_back = taken(
        *lines, "Mon 10:00 resolved key=b corrects=a recorded_at=11:00", "Mon 12:00 retracted corrects=b"
    )
    assert (events(taken_back), codes(taken_back)) == (["opened"], [])


def test_a_correction_from_the_future_changes_nothing_until_it_is_put_right_itself() -> None:
    lines = [
        "Mon 09:00 opened",
        "10:00 resolved key=a",
        "Tue 11:00 closed key=b corrects=a recorded_at=2026-03-02_11:00",
    ]
    assert events(taken(*lines)) == ["opened", "resolved"]
    found = taken(*lines, "Mon 11:00 closed corrects=b recorded_at=12:00")
    assert [(fact.event, fact.at_us) for fact in found.facts[1:]] == [("closed", us("Mon 11:00"))]
    assert codes(found) == []


def test_a_fact_from_the_future_does_not_stand_in_for_one_of_its_key() -> None:
    lines = ["Mon 09:00 opened", "Tue 10:00 resolved key=a recorded_at=2026-03-02_10:00", "Mon 10:30 closed key=a"]
    found = taken(*lines, "Mon 11:00 closed corrects=a")
    assert [(fact.event, fact.at_us) for fact in found.facts[1:]] == [("closed", us("Mon 11:00"))]


def test_a_fact_told_after_more_than_a_day_is_late() -> None:
    at_us = us("Mon 12:00")
    facts = [
        Fact(ticket="T1", at_us=at_us, event="opened", recorded_us=at_us + LATE_US),
        Fact(ticket="T1", at_us=at_us, event="asked", recorded_us=at_us + LATE_US + 1),
    ]
    found = admit(facts, as_of_us=FRIDAY_US)
    assert [fact.event for fact in found.late] == ["asked"]
    assert events(found) == ["opened", "asked"]
    assert (MOST_AHEAD_US, LATE_US) == (300_000_000, 86_400_000_000)


def test_what_was_not_known_yet_is_not_there() -> None:
    lines = ["Mon 09:00 opened", "10:00 asked", "11:00 replied recorded_at=Tue_09:00"]
    assert events(taken(*lines, known_at="Mon 10:00")) == ["opened", "asked"]
    assert events(taken(*lines, known_at="Tue 09:00")) == ["opened", "asked", "replied"]


def test_a_ticket_that_nobody_knew_of_then_has_no_history_yet() -> None:
    lines = ["Mon 09:00 opened recorded_at=10:00", "11:00 replied"]
    found = taken(*lines, known_at="Mon 09:59")
    assert (found.ticket, found.facts, found.refused) == ("T1", (), ())
    with pytest.raises(HistoryRefused, match="ticket T1"):
        taken("Mon 09:00 opened recorded_at=12:00", "11:00 replied", known_at="Mon 11:00")
