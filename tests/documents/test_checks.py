"""What is legal in an agreement and still wrong, or worth knowing."""

import pytest

from tests.documents.drafts import CLEAN, HEAD, codes, found, only, with_clock, with_commitment


@pytest.mark.parametrize(
    "body",
    [
        "within: {P1: 4h, P2: 8h}",
        "within: {P1: 4h, P2: none}",
        "within: {P1: 4h, default: 8h}",
        "within: {P1: 4h}\napplies_to: {priority: P1}",
        "within: {P1: 4h}\nexcept: {priority: P2}",
        "within: [{when: {priority: [P1, P2]}, is: 4h}]",
        "within: [{when: {priority: P1, opened_in: office}, is: 4h}, {is: 8h}]",
        "within: [{when: {service: desk}, is: 4h}]\napplies_to: {service: desk}",
        (
            "within: [{when: {priority: P1, service: desk}, is: 4h}, {when: {priority: P2}, is: 8h}]\n"
            "applies_to: {service: desk}"
        ),
        "within: 4h\nwarn_at: [50%, 80%, -10m, +1h]",
        "statistic: mean\nat_most: 4h",
    ],
)
def test_what_is_right_is_left_alone(body: str) -> None:
    assert codes(with_clock(body)) == []


def test_a_priority_without_a_target_is_found() -> None:
    finding = only(with_clock("within: {P1: 4h}"))
    assert (finding.code, finding.path, finding.line) == ("priority_without_target", "commitments[one].within", 23)
    assert "P2: none" in finding.hint


def test_a_priority_of_a_service_without_a_target_is_found() -> None:
    text = with_clock("within: {P1: 4h, P2: 8h}\napplies_to: {service: erp}")
    own = text.replace("{id: erp, name: ERP}", "{id: erp, name: ERP, priorities: {levels: [P1, P9]}}")
    assert [finding.found for finding in found(own) if finding.code == "priority_without_target"] == ["nothing for P9"]
    both = text.replace("{id: erp, name: ERP}", "{id: erp, name: ERP, priorities: {levels: [S1]}}").replace(
        "{service: erp}", "{service: [erp, desk]}"
    )
    assert [finding.found for finding in found(both)] == ["nothing for S1"]


def test_targets_for_some_tickets_of_a_priority_are_found() -> None:
    finding = only(
        with_clock("within: [{when: {priority: P1, opened_in: office}, is: 4h}, {when: {priority: P2}, is: 8h}]")
    )
    assert (finding.code, finding.severity) == ("partial_target", "warning")


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ("within: [{is: 4h}, {when: {priority: P1}, is: 2h}]", "within[1]"),
        (
            "within: [{when: {priority: [P1, P2]}, is: 4h}, {when: {priority: P1, site: a}, is: 2h}, {is: 8h}]",
            "within[1]",
        ),
        (
            "within: [{when: {opened_in: [office, always]}, is: 4h}, {when: {opened_in: office}, is: 2h}, {is: 8h}]",
            "within[1]",
        ),
        ("within: {P1: 4h, P2: 8h}\napplies_to: {priority: P1}", "within.P2"),
        ("within: {P1: 4h, P2: 8h}\nexcept: {priority: P2}", "within.P2"),
        ("within: 4h\nat_least: {P1: 98%, default: 90%}\napplies_to: {priority: P2}", "at_least.P1"),
        ("within: 4h\napplies_to: {priority: P1}\nexcept: {priority: P2}", "except"),
    ],
)
def test_a_case_that_can_never_match_is_found(body: str, path: str) -> None:
    finding = only(with_clock(body))
    assert (finding.code, finding.path) == ("case_never_matches", f"commitments[one].{path}")


def test_a_case_of_another_calendar_at_the_opening_may_match() -> None:
    cases = "within: [{when: {opened_in: office}, is: 4h}, {when: {opened_in: always}, is: 6h}, {is: 8h}]"
    assert codes(with_clock(cases)) == []


def test_a_calendar_case_that_can_never_match_is_found() -> None:
    text = with_commitment(
        "measure: resolution\nwithin: 4h\ncalendar: [{is: office}, {when: {site: lima}, is: always}]"
    )
    assert only(text).path == "commitments[one].calendar[1]"


def test_exceptions_of_everything_are_found() -> None:
    finding = only(
        with_clock("within: {P1: 4h}\napplies_to: {priority: P1}\nexcept: [{site: a}, {priority: [P1, P2]}]")
    )
    assert (finding.code, finding.path) == ("never_applies", "commitments[one].except[1]")


@pytest.mark.parametrize(
    ("calendar", "expected"),
    [
        ("{P1: always}", ["no_calendar_case"]),
        ("{P1: always, P2: office}", []),
        ("{P1: always, default: office}", []),
        ("[{when: {service: desk}, is: office}]", ["no_calendar_case"]),
        ("[{when: {service: desk}, is: office}, {when: {service: erp}, is: always}]", []),
        (
            "[{when: {service: desk, opened_in: office}, is: office}, {when: {service: erp}, is: always}]",
            ["no_calendar_case"],
        ),
        ("[{when: {site: a}, is: office}]", ["no_calendar_case"]),
    ],
)
def test_tickets_without_a_calendar_are_found(calendar: str, expected: list[str]) -> None:
    assert codes(with_commitment(f"measure: resolution\nwithin: 4h\ncalendar: {calendar}")) == expected


PAIR = """\
commitments:
  - {{id: answer, measure: first_response, calendar: {0}, within: {1}{4}}}
  - {{id: fix, measure: resolution, calendar: {2}, within: {3}{5}}}
"""


@pytest.mark.parametrize(
    ("first", "answer", "second", "fix", "severity"),
    [
        ("office", "9h", "office", "8h", "error"),
        ("office", "3bd", "office", "2bd", "error"),
        ("office", "8h", "always", "9h", "warning"),
        ("always", "9cd", "always", "4h", "error"),
        ("office", "2bd end", "office", "2bd", "error"),
        ("office", "1h", "office", "8h", None),
        ("always", "1h", "office", "8h", None),
        ("office", "1bd", "office", "none", None),
        ("office", "1bd", "office", "agreed", None),
        ("office", "agreed", "office", "1h", None),
    ],
)
def test_a_response_that_is_longer_than_its_resolution_is_found(
    first: str, answer: str, second: str, fix: str, severity: str | None
) -> None:
    text = HEAD + PAIR.format(first, answer, second, fix, "", "")
    expected = [] if severity is None else [("response_longer_than_resolution", severity)] * 2
    assert [(finding.code, finding.severity) for finding in found(text)] == expected


def test_response_and_resolution_are_compared_priority_by_priority() -> None:
    text = HEAD + PAIR.format("office", "{P1: 9h, P2: 1h}", "office", "{P1: 8h, P2: 8h}", "", "")
    finding = only(text)
    assert finding.path == "commitments[answer].within.P1"
    assert "P1 in fix" in finding.found


@pytest.mark.parametrize(
    ("mine", "other"),
    [
        (", applies_to: {service: desk}", ", applies_to: {service: erp}"),
        (", applies_to: {priority: P1}", ", applies_to: {priority: P2}"),
        ("", ", applies_to: {priority: P9}"),
    ],
)
def test_promises_about_different_tickets_are_not_compared(mine: str, other: str) -> None:
    text = HEAD + PAIR.format("office", "9h", "office", "8h", mine, other)
    assert "response_longer_than_resolution" not in codes(text)


def test_response_and_resolution_are_compared_without_priorities_too() -> None:
    text = (HEAD + PAIR.format("office", "9h", "office", "8h", "", "")).replace("priorities:\n  levels: [P1, P2]\n", "")
    finding = only(text)
    assert (finding.code, finding.path) == ("response_longer_than_resolution", "commitments[answer].within")


def test_what_is_too_much_to_compare_is_said() -> None:
    levels = [f"L{number}" for number in range(100)]
    lines = [
        f"  - {{id: {name}{number}, measure: {measure}, calendar: office, within: {within}h}}\n"
        for name, measure, within in (("a", "first_response", 1), ("b", "resolution", 8))
        for number in range(16)
    ]
    text = HEAD.replace("[P1, P2]", str(levels)) + "commitments:\n" + "".join(lines)
    finding = only(text)
    assert (finding.code, finding.severity) == ("too_many_to_compare", "info")
    assert finding.found == "16 responses and 16 resolutions"


def test_promises_to_one_site_are_compared_with_those_to_all() -> None:
    text = HEAD + PAIR.format("office", "9h", "office", "8h", ", applies_to: {site: a, service: desk}", "")
    assert set(codes(text)) == {"response_longer_than_resolution"}


@pytest.mark.parametrize("target", ["1cd", "1cd end", "2cd"])
def test_a_target_of_dates_that_crosses_no_open_time_is_found(target: str) -> None:
    assert codes(with_clock(f"within: {target}")) == []
    finding = only(with_clock(f"within: {target}\nday_counting: {{day_one: next_date}}"))
    assert (finding.code, finding.path) == ("target_without_open_time", "commitments[one].within")
    assert "UTC and due" in finding.found


@pytest.mark.parametrize(
    "body",
    [
        "within: 4cd",
        "within: 1cd end\nday_counting: {day_one: next_date, roll: next_working_day}",
        "within: 0bd end",
        "within: 1bd",
        "within: 1bd end\nday_counting: {day_one: next_date}",
    ],
)
def test_a_target_that_crosses_open_time_is_not(body: str) -> None:
    assert codes(with_clock(body)) == []


def test_a_target_counted_by_dates_may_end_before_the_office_opens() -> None:
    assert codes(with_clock("within: 1bd\nday_counting: {day_one: next_date}")) == ["target_without_open_time"]


def test_a_target_beyond_its_calendar_is_found() -> None:
    text = with_clock("within: 87000h").replace("{mon-fri: [09:00-17:00]}", "{mon: [09:00-10:00]}")
    assert only(text).code == "target_beyond_calendar"


@pytest.mark.parametrize(
    ("warn_at", "path"),
    [
        ("[0%]", "warn_at[0]"),
        ("100%", "warn_at"),
        ("[80%, 50%]", "warn_at"),
        ("[50%, 50%]", "warn_at[1]"),
        ("[-4h]", "warn_at[0]"),
    ],
)
def test_odd_warnings_are_found(warn_at: str, path: str) -> None:
    finding = only(with_clock(f"within: 4h\nwarn_at: {warn_at}"))
    assert (finding.code, finding.severity, finding.path) == ("odd_warning", "warning", f"commitments[one].{path}")


def test_a_warning_before_some_starts_only_is_not_odd() -> None:
    assert codes(with_clock("within: {P1: 1h, default: 8h}\nwarn_at: -4h")) == []
    assert codes(with_clock("within: {P1: 1h, default: 2bd}\nwarn_at: -4h")) == []


def test_warnings_without_a_target_are_found() -> None:
    assert only(with_clock("statistic: p90\nat_most: 4h\nwarn_at: 80%")).found == "warnings without a target"
    assert only(with_clock("statistic: p90\nat_most: 4h\nwarn_at: -1h")).code == "odd_warning"


def test_texts_that_are_missing_in_a_language_are_found() -> None:
    text = CLEAN.replace("name: Desk", "name: {es: Mesa}").replace("name: ERP", "name: {en: ERP}")
    assert [(one.severity, one.path, one.found) for one in found(text)] == [
        ("warning", "services[desk].name", "no text in en"),
        ("info", "services[erp].name", "no text in es"),
    ]


def test_texts_are_looked_for_in_every_corner() -> None:
    corners = "clauses: {a: {text: {es: A}, title: {en: A, es: A}}}\nprerequisites: [{id: x, text: {es: X}}]\n"
    assert {one.path for one in found(CLEAN + corners)} == {"clauses.a.text", "prerequisites[x].text"}


@pytest.mark.parametrize(
    ("section", "code", "path"),
    [
        ("prerequisites: [{id: a, text: A, excuses: [fixx]}]", "unknown_commitment", "prerequisites[a].excuses"),
        ("credits: [{id: a, kind: fixed, commitments: [x]}]", "unknown_commitment", "credits[a].commitments"),
        ("credits: {items: [{id: a, kind: pool, shares: {x: 5%}}]}", "unknown_commitment", "credits.items[a].shares"),
        (
            "consequences: [{id: a, entitles: termination, commitments: x}]",
            "unknown_commitment",
            "consequences[a].commitments",
        ),
        (
            "escalation: [{id: a, commitments: x, steps: [{at: 80%, notify: lead}]}]",
            "unknown_commitment",
            "escalation[a].commitments",
        ),
        ("channels: [{kind: phone, calendar: x}]", "unknown_calendar", "channels[0].calendar"),
        (
            "maintenance: {windows: [{calendar: x}, {longest: 2h}]}",
            "unknown_calendar",
            "maintenance.windows[0].calendar",
        ),
        ("reports: [{id: a, every: 1mo}, {id: a, every: 1y}]", "duplicate_id", "reports[1].id"),
    ],
)
def test_what_a_section_refers_to_is_there(section: str, code: str, path: str) -> None:
    finding = only(f"{CLEAN}{section}\n")
    assert (finding.code, finding.path) == (code, path)


def test_services_refer_to_calendars_and_services_that_are_there() -> None:
    assert only(CLEAN.replace("calendar: office}", "calendar: offices}")).path == "services[desk].calendar"
    assert only(CLEAN.replace("name: ERP}", "name: ERP, depends_on: [net]}")).code == "unknown_service"


def test_a_path_of_escalation_is_there() -> None:
    assert codes(with_clock("within: 4h\nescalation: up")) == ["unknown_escalation"]
    steps = "escalation: [{id: up, steps: [{at: breach, notify: [lead], by: mail}]}]\n"
    assert codes(with_clock("within: 4h\nescalation: up") + steps) == []


def test_ids_stand_once() -> None:
    again = CLEAN + "  - {id: fix, measure: plan, calendar: office, within: 1h}\n"
    assert [(one.code, one.path, one.line) for one in found(again)] == [("duplicate_id", "commitments[1].id", 24)]


def test_a_term_runs_forward() -> None:
    finding = only(CLEAN.replace("to: 2026-12-31", "to: 2025-12-31"))
    assert (finding.code, finding.path) == ("term_inverted", "term.to")
    assert codes(CLEAN.replace(", to: 2026-12-31", "")) == []


@pytest.mark.parametrize(
    ("notice", "noted"), [("10y", []), ("11y", ["term_beyond_years"]), ("9999bd", ["term_beyond_years"])]
)
def test_a_notice_is_of_ten_years_at_most(notice: str, noted: list[str]) -> None:
    assert codes(CLEAN.replace("to: 2026-12-31", f"to: 2026-12-31, notice: {notice}")) == noted


@pytest.mark.parametrize("term", ["from: 1900-01-01", "from: 2026-01-01, to: 9999-12-31", "from: 9999-12-31"])
def test_a_term_stays_inside_the_years_that_calendars_know(term: str) -> None:
    text = CLEAN.replace("from: 2026-01-01, to: 2026-12-31", term)
    holidays = text.replace("[09:00-17:00]}", "[09:00-17:00]}\n    holidays: [{country: ES}]")
    assert "term_beyond_years" in codes(text)
    assert "term_beyond_years" in codes(holidays)


@pytest.mark.parametrize(
    ("answer", "applies_to", "severity"),
    [
        # Inside hours at most 16:00 and one hour; outside, the answer of the night comes before the day that follows.
        ("[{when: {opened_in: office}, is: 1h}, {is: 4h}]", "", None),
        # Opened in the early morning, it is due in the evening.
        ("[{when: {opened_in: office}, is: 1h}, {is: 12h}]", "", "warning"),
        ("[{when: {opened_in: office}, is: 9h}, {is: 4h}]", "", "error"),
        ("1h", ", applies_to: {opened_in: office}", None),
        ("9h", ", applies_to: {opened_in: office}", "error"),
    ],
)
def test_a_response_is_compared_for_the_hours_in_which_the_ticket_was_opened(
    answer: str, applies_to: str, severity: str | None
) -> None:
    text = HEAD + PAIR.format("always", answer, "office", "0bd end", applies_to, "")
    expected = set() if severity is None else {("response_longer_than_resolution", severity)}
    assert {(finding.code, finding.severity) for finding in found(text)} == expected


def test_hours_of_a_calendar_that_is_not_there_are_no_reason_not_to_compare() -> None:
    text = HEAD + PAIR.format("office", "[{when: {opened_in: nowhere}, is: 1h}, {is: 9h}]", "office", "8h", "", "")
    assert set(codes(text)) == {"unknown_calendar", "response_longer_than_resolution"}
