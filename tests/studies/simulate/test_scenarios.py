from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from acuerdo.documents.findings import DocumentRefused
from acuerdo.studies.simulate import check_scenario, read_scenario, span_scenario
from acuerdo.studies.simulate.quantities import parse_day, parse_days, parse_duration_us, parse_name, parse_share
from acuerdo.studies.simulate.scenario import Lognormal
from tests.studies.simulate.scenes import EVERYTHING, SMALL, make


def refusal(changes: dict[str, Any]) -> str:
    """What is said about the small desk with something changed, by path such as `people.ana.team`."""
    tree = deepcopy(SMALL)
    for path, value in changes.items():
        *steps, last = path.split("/")
        part = tree
        for step in steps:
            part = part[step]
        part[last] = value
    with pytest.raises(DocumentRefused) as caught:
        read_scenario(tree)
    return str(caught.value)


def test_a_scenario_is_read_whole() -> None:
    scenario = make(**EVERYTHING)
    assert scenario.people["luis"].skills == ["desk"]
    assert scenario.habits.reopened == 0.2
    assert scenario.waits[1].lasts == Lognormal(median=parse_duration_us("5h"))


def test_every_scalar_of_a_file_is_text(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(DOCUMENT, encoding="utf-8")
    scenario = read_scenario(path)
    assert scenario.people.keys() == {"no", "0x10"}
    assert scenario.arrivals["on"].hours == {(8, 10): 2.0, (22, 24): 1.0}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"peopel": {}}, "did you mean 'people'?"),
        ({"people/ana/calender": "office"}, "did you mean 'calendar'?"),
        ({"people/ana/team": "frnt"}, "did you mean 'front'?"),
        ({"people/ana/calendar": "nights"}, "a calendar of this scenario"),
        ({"people/luis/skills": ["desc"]}, "did you mean 'desk'?"),
        ({"people/eva/skills": ["desk"]}, "nobody in 'back'"),
        ({"people/ana/pace": "0"}, "greater than or equal to 0.1"),
        ({"people/ana/absent": ["2026-04-10..2026-04-01"]}, "the earlier date first"),
        ({"people/ana/absent": "2026-04-10"}, "people.ana.absent"),
        ({"people": {}}, "at least 1 item"),
        ({"services/desk/team": "nobody"}, "unknown_team"),
        ({"services/desk/share": "0", "services/erp": {"team": "front", "share": "0"}}, "nothing to choose from"),
        ({"services/desk/categories": {"a": "0"}}, "services.desk.categories"),
        ({"teams/back/escalates_to": "front"}, "comes back to itself"),
        ({"teams/front/escalates_to": "bakc"}, "did you mean 'back'?"),
        ({"teams/front/takes_over_after": {"P9": "4h"}}, "unknown_priority"),
        ({"priorities/levels": ["P1", "P1", "P2", "P3"]}, "each level once"),
        ({"priorities/shares": {}}, "neither 'shares' nor 'matrix'"),
        ({"priorities/shares": {"P1": "0"}}, "nothing to choose from"),
        ({"priorities/shares": {"P7": "1"}}, "unknown_priority"),
        ({"priorities/by_type": {"request": "P8"}}, "unknown_priority"),
        ({"priorities/by_type": {"order": "P1"}}, "unknown_type"),
        ({"priorities/matrix": {"high": {"high": "P1"}}}, "both 'shares' and 'matrix'"),
        ({"time_zone": "Europe/Madird"}, "unknown_zone"),
        ({"time_zone": "../etc/passwd"}, "unknown_zone"),
        ({"arrivals/shops/time_zone": "Mars"}, "arrivals.shops.time_zone"),
        ({"arrivals/shops/per_day": "0"}, "arrivals.shops.per_day"),
        ({"arrivals/shops/per_day": "-4"}, "a number from 0 to 1000000"),
        ({"arrivals/shops/per_day": "1e3"}, "a number from 0 to 1000000"),
        ({"arrivals/shops/per_day": "190000"}, "about 7,980,000 tickets"),
        ({"arrivals/shops/days": {"2026-03-02..2026-04-12": "900000"}}, "at most 5,000,000"),
        ({"arrivals/shops/hours": {"8-25": "1"}}, "hours of a day"),
        ({"arrivals/shops/hours": {"8-10": "1", "9-12": "1"}}, "an hour in two spans"),
        ({"arrivals/shops/hours": {"8-10": "0"}}, "arrivals.shops.hours"),
        ({"arrivals/shops/weekdays": {"monday": "1"}}, "arrivals.shops.weekdays"),
        ({"arrivals/shops/months": {"13": "1"}}, "a month from 1 to 12"),
        ({"arrivals/shops/services": {"mail": "1"}}, "unknown_service"),
        ({"arrivals/shops/types": {"order": "1"}}, "unknown_type"),
        ({"arrivals/shops/channels": {"fax": "1"}}, "unknown_channel"),
        ({"arrivals/shops/calendar": "shop"}, "unknown_calendar"),
        ({"types": {"incident": "0"}}, "types"),
        ({"calendars/office": {"week": {"mon": []}}}, "never_opens"),
        ({"calendars/office": ["09:00-10:00"]}, "calendars.office"),
        ({"calendars/office": {"week": {"mon": ["9-10"]}}}, "calendars.office"),
        ({"work/handling": {"P1": "1h"}}, "nothing for P2, P3"),
        ({"work/handling": {"default": "1h", "P0": "1h"}}, "unknown_priority"),
        ({"work/handling": {"default": "2 hours"}}, "a duration such as 90s"),
        ({"work/handling": {"default": {"median": "1h", "spread": "9"}}}, "less than or equal to 3"),
        ({"work/first_reply": "0s"}, "something from 1s to 366d"),
        ({"work/first_reply": "999999d"}, "something from 1s to 366d"),
        ({"waits": [{"reason": "customer", "share": "40", "lasts": "1h"}]}, "a share with its sign"),
        ({"waits": [{"reason": "customer", "share": "140%", "lasts": "1h"}]}, "at most 100%"),
        ({"waits": [{"reason": "customer", "share": "4%", "lasts": "1h", "calendar": "x"}]}, "unknown_calendar"),
        ({"events": [{"event": "sent", "share": "4%", "lasts": "1h", "priorities": ["X"]}]}, "unknown_priority"),
        ({"events": [{"event": "sent", "share": "4%"}]}, "the key 'lasts'"),
        ({"to": "2026-02-01"}, "a date not before 'from'"),
        ({"to": "2036-12-01"}, "at most 3,660"),
        ({"to": "2026-13-01"}, "a date such as"),
        ({"to": "2199-01-01"}, "a year from 1990 to 2099"),
        ({"scenario": "2"}, "'1'"),
        ({"id": "a,b"}, "without quotes, commas or slashes"),
        ({"id": ["a"]}, "'a list or a mapping'"),
    ],
)
def test_a_faulty_scenario_is_refused_with_place_and_hint(changes: dict[str, Any], said: str) -> None:
    assert said in refusal(changes)


def test_a_matrix_with_a_gap_is_refused() -> None:
    matrix = {
        "levels": ["P1"],
        "impacts": {"high": "1", "low": "1"},
        "urgencies": {"high": "1"},
        "matrix": {"high": {"high": "P1"}},
    }
    assert "priorities.matrix" in refusal({"priorities": matrix})
    assert "nothing for high" in refusal({"priorities": matrix})


def test_all_faults_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(DOCUMENT.replace("team: front", "team: fornt").replace("calendar: days", "calendar: dasy"), "utf-8")
    with pytest.raises(DocumentRefused) as caught:
        read_scenario(path)
    found = {(finding.path, finding.line) for finding in caught.value.findings}
    assert ("services.desk.team", 10) in found
    assert ("people.no.calendar", 13) in found


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(DOCUMENT + "id: again\n", encoding="utf-8")
    with pytest.raises(DocumentRefused, match="id"):
        read_scenario(path)


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(DocumentRefused, match=r"nothing\.yaml"):
        read_scenario(tmp_path / "nothing.yaml")


def test_a_list_is_not_a_scenario(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text("- a\n- b\n", encoding="utf-8")
    with pytest.raises(DocumentRefused, match="mapping"):
        read_scenario(path)


def test_a_scenario_made_by_hand_is_checked_too() -> None:
    broken = make().model_copy(update={"teams": {}})
    with pytest.raises(DocumentRefused, match="unknown_team"):
        check_scenario(broken)
    with pytest.raises(DocumentRefused, match="backwards"):
        span_scenario(make(), parse_day("2026-05-01"))


def test_small_texts_are_read_exactly() -> None:
    assert parse_share("0.5%") == 0.005
    assert parse_days("2026-01-31") == (parse_day("2026-01-31"), parse_day("2026-01-31"))
    assert parse_name("дежурный") == "дежурный"
    with pytest.raises(ValueError, match="1 to 64"):
        parse_name(" padded")


DOCUMENT = """\
scenario: 1
id: text
time_zone: UTC
from: 2026-01-01
to: 2026-01-31
calendars:
  days: {week: {mon-sun: [08:00-20:00]}}
priorities: {levels: [1, 2], shares: {1: 3, 2: 07}}
services:
  desk: {team: front}
teams: {front: {tier: 1}}
people:
  no: {team: front, calendar: days}
  0x10: {team: front, calendar: days, pace: 1.50}
arrivals:
  on: {customer: null, per_day: 1, hours: {8-10: 2, 22-24: 1}}
work: {first_reply: 5m, handling: {default: {median: 22m, spread: 0}}}
"""
