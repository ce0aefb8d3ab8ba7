from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from acuerdo.core.clock.facts import FACT_COLUMNS
from acuerdo.core.clock.intake import read_fact
from acuerdo.core.hours import WorkingCalendar
from acuerdo.studies.simulate import expect_tickets, simulate, span_scenario
from acuerdo.studies.simulate.quantities import parse_day
from tests.studies.simulate.scenes import EVERYTHING, SMALL, at_us, by_ticket, make

FULL = make(**EVERYTHING)
SOLVED = {"resolved", "closed"}
ENDED = {"cancelled", "merged"}


def test_the_same_seed_gives_the_same_history_and_another_seed_another() -> None:
    once, again, other = (list(simulate(FULL, seed)) for seed in (7, 7, 8))
    assert once == again
    assert once != other


def test_a_history_stays_what_it_was_when_it_was_first_written_down() -> None:
    rows = list(simulate(FULL, 1))[:3]
    assert [(row["ticket"], row["at"], row["event"]) for row in rows] == FIRST_ROWS


@given(seed=st.integers(0, 10**6))
@settings(max_examples=4, deadline=None)
def test_every_row_is_a_fact_that_can_be_read(seed: int) -> None:
    for number, row in enumerate(simulate(FULL, seed)):
        fact = read_fact(row, number=number, own_events=frozenset({"root_cause_sent"}))
        assert fact.ticket == row["ticket"]
        assert set(row) <= set(FACT_COLUMNS)


@given(seed=st.integers(0, 10**6))
@settings(max_examples=4, deadline=None)
def test_every_history_hangs_together(seed: int) -> None:
    for rows in by_ticket(simulate(FULL, seed)).values():
        assert rows[0]["event"] == "opened"
        assert all(row["at"] >= rows[0]["at"] for row in rows)
        plain = [row for row in rows if "corrects" not in row and "recorded_at" not in row]
        assert [row["at"] for row in plain] == sorted(row["at"] for row in plain)
        assert len({row["key"] for row in rows}) == len(rows)
        ended = [number for number, row in enumerate(plain) if row["event"] in ENDED]
        assert not ended or ended == [len(plain) - 1] or {row["event"] for row in plain[ended[0] + 1 :]} <= {"replied"}


@given(seed=st.integers(0, 10**6))
@settings(max_examples=4, deadline=None)
def test_reopening_follows_a_resolution_and_closing_too(seed: int) -> None:
    for rows in by_ticket(simulate(FULL, seed)).values():
        solved = False
        for row in rows:
            if row["event"] in {"reopened", "closed"} and "recorded_at" not in row:
                assert solved
            if row["event"] in SOLVED:
                solved = True
            if row["event"] == "reopened":
                solved = False


def test_everything_that_the_habits_name_happens() -> None:
    rows = [row for seed in range(3) for row in simulate(FULL, seed)]
    events = Counter(row["event"] for row in rows)
    assert set(events) >= {
        *("opened", "changed", "replied", "asked", "acknowledged", "diagnosed", "dispatched", "arrived", "planned"),
        *("agreed", "restored", "confirmed", "retracted", "resolved", "closed", "reopened", "cancelled", "merged"),
        "root_cause_sent",
    }
    assert {row.get("by") for row in rows} >= {"system", "marta", "ana", "luis", "eva"}
    assert any(row.get("public") == "false" for row in rows)
    assert {row["status"] for row in rows if "status" in row} == {
        *("new", "open", "waiting_customer", "waiting_supplier", "on_hold"),
    }


def test_people_work_in_their_hours_only() -> None:
    office = WorkingCalendar.from_spec(SMALL["calendars"]["office"], time_zone="Europe/Madrid")
    half_hour = 30 * 60 * 10**6
    takings = [row for row in simulate(FULL, 3) if row.get("owner") in {"ana", "luis", "eva"}]
    assert len(takings) > 50
    assert all(office.is_open_us(at_us(row["at"])) for row in takings)
    replies = [row for row in simulate(make(), 3) if row["event"] == "replied"]
    assert all(office.elapsed_us(at_us(row["at"]) - half_hour - 1, at_us(row["at"])) > 0 for row in replies)


def test_a_late_fact_says_when_it_was_recorded_and_comes_in_that_order() -> None:
    rows = list(simulate(FULL, 5))
    known = [row.get("recorded_at", row["at"]) for row in rows]
    assert known == sorted(known)
    assert any("recorded_at" in row and "corrects" not in row for row in rows)


def test_a_correction_names_a_fact_of_its_ticket_and_replaces_it_whole() -> None:
    rows = list(simulate(FULL, 5))
    keys = {row["key"]: row for row in rows}
    corrections = [row for row in rows if "corrects" in row and row["event"] != "retracted"]
    assert corrections
    for row in corrections:
        old = keys[row["corrects"]]
        assert (row["ticket"], row["event"], row["seq"]) == (old["ticket"], old["event"], old["seq"])
        assert row["at"] <= old["at"] < row["recorded_at"]


def test_a_retraction_names_a_fact_that_was_there() -> None:
    rows = list(simulate(FULL, 5))
    keys = {row["key"]: row for row in rows}
    retracted = [row for row in rows if row["event"] == "retracted"]
    assert retracted
    assert all(keys[row["corrects"]]["ticket"] == row["ticket"] for row in retracted)


def test_a_merged_ticket_goes_into_one_that_was_open() -> None:
    rows = [row for seed in range(4) for row in simulate(FULL, seed)]
    merged = [row for row in rows if row["event"] == "merged"]
    assert merged
    assert all(row["into"] != row["ticket"] for row in merged)


def test_about_as_many_tickets_come_as_the_rates_say() -> None:
    weekdays = {"shops": SMALL["arrivals"]["shops"] | {"weekdays": {"sat": "0", "sun": "0"}, "per_day": "200"}}
    scenario = make(arrivals=weekdays)
    opened = [row for row in simulate(scenario, 1) if row["event"] == "opened"]
    expected = expect_tickets(scenario)
    assert expected == 200 * 30
    assert abs(len(opened) - expected) < 4 * expected**0.5
    madrid = ZoneInfo("Europe/Madrid")
    assert {datetime.fromisoformat(row["at"]).astimezone(madrid).weekday() for row in opened} == {0, 1, 2, 3, 4}


def test_tickets_come_in_the_hours_of_their_own_zone() -> None:
    lima = {"lima": {"customer": "sur", "per_day": "20", "time_zone": "America/Lima", "hours": {"8-12": "1"}}}
    opened = [row["at"] for row in simulate(make(arrivals=lima), 1) if row["event"] == "opened"]
    assert {text[11:13] for text in opened} == {"13", "14", "15", "16"}


def test_a_single_day_can_bring_more() -> None:
    storm = {"shops": SMALL["arrivals"]["shops"] | {"days": {"2026-03-10": "10"}}}
    days = Counter(row["at"][:10] for row in simulate(make(arrivals=storm), 1) if row["event"] == "opened")
    assert days.most_common(1)[0][0] == "2026-03-10"


def test_a_priority_from_the_matrix_is_not_written_but_its_impact_and_urgency_are() -> None:
    matrix = {
        "levels": ["P1", "P2"],
        "impacts": {"high": "1", "low": "1"},
        "urgencies": {"high": "1"},
        "matrix": {"high": {"high": "P1"}, "low": {"high": "P2"}},
        "overridden": "30%",
    }
    opened = [row for row in simulate(make(priorities=matrix), 2) if row["event"] == "opened"]
    assert {row["impact"] for row in opened} == {"high", "low"}
    given_by_hand = [row for row in opened if "priority" in row]
    assert 0 < len(given_by_hand) < len(opened)


def test_a_type_can_fix_the_priority() -> None:
    fixed = SMALL["priorities"] | {"by_type": {"request": "P3"}}
    opened = [row for row in simulate(make(priorities=fixed), 2) if row["event"] == "opened"]
    assert {row["priority"] for row in opened if row["type"] == "request"} == {"P3"}
    assert {row["priority"] for row in opened if row["type"] == "incident"} == {"P1", "P2", "P3"}


def test_other_dates_move_the_history() -> None:
    moved = span_scenario(make(), parse_day("2025-01-07"), parse_day("2025-01-09"))
    days = {row["at"][:10] for row in simulate(moved, 1)}
    assert days <= {"2025-01-06", "2025-01-07", "2025-01-08", "2025-01-09"}
    assert days


FIRST_ROWS = [
    ("T-00001", "2026-03-02T00:32:55Z", "opened"),
    ("T-00002", "2026-03-02T02:53:04Z", "opened"),
    ("T-00002", "2026-03-02T02:53:18Z", "replied"),
]
