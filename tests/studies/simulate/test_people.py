from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acuerdo.core.hours import WorkingCalendar
from acuerdo.studies.simulate import capacity, change_scenario, simulate, span_scenario
from acuerdo.studies.simulate.capacity import Changes
from acuerdo.studies.simulate.desk import Ticket
from acuerdo.studies.simulate.refusals import ChangeRefused
from acuerdo.studies.simulate.scenario import Person
from acuerdo.studies.simulate.shifts import Shift, span_days
from tests.studies.simulate.scenes import EVERYTHING, SMALL, at_us, by_ticket, make

HOUR = 3600 * 10**6
DAY = 24 * HOUR
OFFICE = WorkingCalendar.from_spec({"time_zone": "UTC", "week": {"mon-fri": ["09:00-17:00"]}})
MONDAY = span_days([(date(2026, 3, 2), date(2026, 3, 2))], "UTC")[0][0]
AWAY = ((MONDAY + DAY, MONDAY + 2 * DAY), (MONDAY + 3 * DAY, MONDAY + 8 * DAY))


def test_an_absence_takes_days_out_of_a_shift() -> None:
    shift = Shift(OFFICE, AWAY)
    assert shift.next_open_us(MONDAY) == MONDAY + 9 * HOUR
    assert shift.next_open_us(MONDAY + DAY) == MONDAY + 2 * DAY + 9 * HOUR
    assert not shift.is_open_us(MONDAY + DAY + 10 * HOUR)
    assert shift.finish_us(MONDAY + 16 * HOUR, 2 * HOUR) == MONDAY + 2 * DAY + 10 * HOUR


@given(start=st.integers(0, 240), work=st.integers(1, 100))
def test_work_over_absences_takes_exactly_its_time(start: int, work: int) -> None:
    shift = Shift(OFFICE, AWAY)
    at = MONDAY + start * HOUR
    end = shift.finish_us(at, work * HOUR)
    assert end is not None
    worked = sum(shift.is_open_us(at + step * HOUR // 2) for step in range((end - at) // (HOUR // 2))) * HOUR // 2
    assert worked == work * HOUR


def test_beyond_the_end_of_a_calendar_nobody_comes_back() -> None:
    ends = Shift(OFFICE, ((MONDAY, span_days([(date(2099, 12, 31), date(2100, 12, 31))], "UTC")[0][1]),))
    assert ends.next_open_us(MONDAY + HOUR) is None
    assert ends.finish_us(MONDAY - DAY, 10**18) is None


def test_absences_must_be_apart() -> None:
    with pytest.raises(ValueError, match="apart"):
        Shift(OFFICE, ((MONDAY, MONDAY + DAY), (MONDAY + DAY, MONDAY + 2 * DAY)))


def test_nobody_takes_a_ticket_while_away() -> None:
    people = SMALL["people"] | {"ana": {"team": "front", "calendar": "office", "absent": ["2026-03-09..2026-03-22"]}}
    rows = [row for row in simulate(make(people=people), 4) if row.get("owner") == "ana"]
    taken = {row["at"][:10] for row in rows}
    assert taken
    assert not [day for day in taken if "2026-03-09" <= day <= "2026-03-22"]


def test_only_who_knows_a_service_takes_its_tickets() -> None:
    rows = list(simulate(make(), 4))
    services = {row["ticket"]: row["service"] for row in rows if row["event"] == "opened"}
    assert {services[row["ticket"]] for row in rows if row.get("owner") == "luis"} == {"desk"}
    assert {services[row["ticket"]] for row in rows if row.get("owner") == "ana"} == {"desk", "erp"}


def test_an_escalated_ticket_is_taken_by_the_next_team() -> None:
    habits = {"habits": {"escalated": "100%"}}
    rows = list(simulate(make(**habits), 4))
    moved = {row["ticket"] for row in rows if row.get("team") == "back" and row["event"] == "changed"}
    assert moved
    assert {row["ticket"] for row in rows if row.get("owner") == "eva"} <= moved
    assert all(row["owner"] == "-" for row in rows if row.get("team") == "back")


def test_somebody_on_call_takes_only_what_is_urgent() -> None:
    people = SMALL["people"] | {"otto": {"team": "front", "calendar": "always", "down_to": "P1"}}
    rows = list(simulate(make(people=people), 4))
    levels = {row["ticket"]: row["priority"] for row in rows if row["event"] == "opened"}
    assert {levels[row["ticket"]] for row in rows if row.get("owner") == "otto"} == {"P1"}


def test_a_ticket_comes_back_to_its_owner_unless_they_are_away_for_long() -> None:
    owners: dict[str, set[str]] = {}
    for limit in ("300d", "1s"):
        teams = SMALL["teams"] | {"front": {"tier": "1", "takes_over_after": {"default": limit}}}
        waits = [{"reason": "customer", "share": "100%", "lasts": "20h", "calendar": "always"}]
        rows = list(simulate(make(teams=teams, waits=waits), 4))
        found: dict[str, set[str]] = {}
        for row in rows:
            if "owner" in row:
                found.setdefault(row["ticket"], set()).add(row["owner"])
        owners[limit] = {ticket for ticket, people in found.items() if len(people) > 1}
    assert owners["300d"] == set()
    assert len(owners["1s"]) > 10


def test_nobody_takes_a_ticket_before_it_was_noticed() -> None:
    work = SMALL["work"] | {"notice": {"median": "10m", "spread": "0"}}
    rows = by_ticket(simulate(make(work=work), 4))
    gaps = {at_us(taken[1]["at"]) - at_us(taken[0]["at"]) for taken in rows.values() if len(taken) > 1}
    assert min(gaps) == 10 * 60 * 10**6


def test_a_customer_may_cancel_before_anybody_noticed() -> None:
    work = SMALL["work"] | {"notice": "40d"}
    habits = {"cancelled": "100%"}
    rows = by_ticket(simulate(make(work=work, habits=habits), 4))
    cancelled = [[row["event"] for row in told] for told in rows.values() if told[-1]["event"] == "cancelled"]
    assert cancelled
    assert all(events == ["opened", "cancelled"] for events in cancelled)


def test_little_work_is_finished_after_hours_and_much_work_the_next_day() -> None:
    for overtime, late in (("3h", True), ("1s", False)):
        teams = SMALL["teams"] | {"front": {"tier": "1", "overtime": overtime}}
        ends = [at_us(row["at"]) for row in simulate(make(teams=teams), 4) if row["event"] == "resolved"]
        office = Shift(WorkingCalendar.from_spec(SMALL["calendars"]["office"], time_zone="Europe/Madrid"))
        assert any(not office.is_open_us(end - 1) for end in ends) is late


def test_a_date_is_agreed_early_and_work_goes_on_about_then() -> None:
    told = by_ticket(simulate(make(habits={"agreed": "100%"}), 4)).values()
    agreed = [row for rows in told for row in rows if row["event"] == "agreed"]
    assert agreed
    assert all(at_us(row["at"]) < at_us(row["until"]) <= at_us(row["at"]) + 10 * DAY for row in agreed)
    urgent = [rows for rows in told if rows[0]["priority"] == "P1"]
    assert urgent
    assert not any(row["event"] == "agreed" for rows in urgent for row in rows)


def test_calendars_that_end_leave_what_cannot_be_finished() -> None:
    scenario = span_scenario(make(), date(2099, 12, 1), date(2099, 12, 31))
    away = change_scenario(scenario, Changes(absent={"ana": [(date(2099, 12, 1), date(2099, 12, 31))]}))
    assert {row["event"] for row in simulate(away, 1)} >= {"opened", "resolved"}


def test_the_urgent_wait_less_when_everybody_is_busy() -> None:
    arrivals = {"shops": SMALL["arrivals"]["shops"] | {"per_day": "34", "hours": {"9-17": "1"}}}
    waits: dict[str, list[int]] = {"P1": [], "P2": [], "P3": []}

    def watch(ticket: Ticket, since_us: int, taken_us: int | None) -> None:
        if ticket.position == 0 and taken_us is not None:
            waits[ticket.life.level].append(taken_us - since_us)

    for _ in simulate(make(arrivals=arrivals), 2, watch=watch):
        pass
    means = {level: sum(found) / len(found) for level, found in waits.items()}
    assert means["P1"] < means["P2"] < means["P3"]


def test_tickets_live_the_same_lives_whoever_works() -> None:
    scenario = make(**EVERYTHING)
    changed = change_scenario(scenario, Changes(absent={"ana": [(date(2026, 3, 9), date(2026, 3, 20))]}))
    opened = [
        [(row["ticket"], row["at"], row["priority"]) for row in simulate(given, 6) if row["event"] == "opened"]
        for given in (scenario, changed)
    ]
    assert opened[0] == opened[1]


def test_two_people_on_holiday_make_tickets_wait_longer() -> None:
    absent = [(date(2026, 3, 16), date(2026, 3, 27))]
    found = capacity(make(), Changes(absent={"ana": absent, "luis": absent}), seeds=(1, 2), calendar="office")
    assert len(found) == 2 * 2 * 3
    for seed in (1, 2):
        means = {
            changed: sum(one.mean_s * one.tickets for one in found if one.seed == seed and one.changed is changed)
            for changed in (False, True)
        }
        assert means[True] > 2 * means[False]
        counts = [
            [one.tickets for one in found if one.seed == seed and one.changed is given] for given in (False, True)
        ]
        assert counts[0] == counts[1]
    assert all(one.median_s <= one.p90_s <= one.longest_s for one in found)


def test_one_more_person_and_fewer_tickets_shorten_the_wait() -> None:
    busy = make(arrivals={"shops": SMALL["arrivals"]["shops"] | {"per_day": "24"}})
    hired = {"rosa": Person(team="front", calendar="office")}
    for changes in (Changes(hired=hired), Changes(volume=0.5)):
        found = capacity(busy, changes, seeds=(3,))
        waits = {given: [one.mean_s for one in found if one.changed is given] for given in (False, True)}
        assert sum(waits[True]) < sum(waits[False])


def test_tickets_that_nobody_took_are_told() -> None:
    absent = [(date(2026, 3, 2), date(2026, 4, 30))]
    changes = Changes(absent={"ana": absent, "luis": absent})
    found = [one for one in capacity(make(), changes, seeds=(1,)) if one.changed]
    assert all(one.waiting == one.tickets > 0 for one in found)


def test_a_change_names_people_and_calendars_that_are_there() -> None:
    with pytest.raises(ChangeRefused, match="did you mean 'ana'"):
        change_scenario(make(), Changes(absent={"anna": []}))
    with pytest.raises(ChangeRefused, match="works here already"):
        change_scenario(make(), Changes(hired={"ana": Person(team="front", calendar="office")}))
    with pytest.raises(ChangeRefused, match="known here: office, always"):
        capacity(make(), Changes(), seeds=(1,), calendar="xxx")
