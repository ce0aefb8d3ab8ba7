"""Profiles: read as text, typed, refused with their line and a hint."""

from pathlib import Path

import pytest

from acuerdo.connectors.importing import import_facts
from acuerdo.connectors.profile_files import load_profile, parse_profile, shipped_profiles
from acuerdo.connectors.refusals import ImportRefused
from acuerdo.core.terms.measures import Stage
from tests.connectors.files import FACTS, shipped, snapshots, written

EVENTS = "profile: 1\nid: x\nrows: events\ncolumns: {ticket: t, at: a, event: e}\n"


def refusal(text: str) -> ImportRefused:
    with pytest.raises(ImportRefused) as caught:
        parse_profile(text, "p.yaml")
    assert caught.value.code == "bad_profile"
    return caught.value


def test_every_shipped_profile_is_addressed_by_its_name_and_quotes_its_source() -> None:
    profiles = shipped_profiles()
    assert [profile.id for profile in profiles] == ["glpi", "jira", "rt", "servicenow-audit", "zammad", "zendesk"]
    for profile in profiles:
        assert load_profile(profile.id) == profile
        assert profile.source
        assert profile.title
        assert profile.verified == (profile.id == "servicenow-audit")


def test_a_profile_is_found_by_path_too(tmp_path: Path) -> None:
    path = written(tmp_path, EVENTS, "mine.yaml")
    assert load_profile(path) == load_profile(str(path)) == parse_profile(EVENTS, "x")


def test_a_profile_is_passed_through_and_none_means_our_own_columns() -> None:
    profile = parse_profile(EVENTS, "x")
    assert load_profile(profile) is profile
    assert load_profile(None) == load_profile("acuerdo")


def test_a_misspelt_name_brings_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as caught:
        load_profile("zendeks")
    assert (caught.value.code, caught.value.hint) == ("unknown_profile", "did you mean zendesk?")
    with pytest.raises(ImportRefused) as caught:
        load_profile(tmp_path / "none.yaml")
    assert caught.value.code == "unknown_profile"


def test_words_stay_words_whatever_yaml_makes_of_them() -> None:
    profile = snapshots("values: {priority: {no: yes, 1.10: 08, 22:00: null, ~: on}}\n")
    assert profile.words_of("priority") == {"no": "yes", "1.10": "08", "22:00": "null", "~": "on"}


@pytest.mark.parametrize(
    ("more", "line", "part"),
    [
        ("colums: {}\n", 5, "did you mean columns?"),
        ("file:\n  delimeter: ';'\n", 6, "did you mean delimiter?"),
        ("file: {encoding: latin}\n", 5, "utf-8"),
        ("file: {header_line: 0}\n", 5, "greater than or equal to 1"),
        ("dates: ['%d/%Q']\n", 5, "%Q is not known"),
        ("statuses:\n  Fertig: finished\n", 6, "expected one of new, open"),
        ("moments: {resolved: Resolved}\n", 1, "belong to rows: tickets"),
        ("decimal: dot\n", 5, "'point' or 'comma'"),
        ("id: again\n", 5, "first in line 2"),
        ("time_zone:\n", 5, "a value"),
        ("'time zone ':\n", 5, "a quote or a space"),
        ("? [a]\n: b\n", 5, "a text as key"),
        ("missing: [\n", 6, "valid YAML"),
    ],
)
def test_a_profile_that_makes_no_sense_is_refused_at_its_line(more: str, line: int, part: str) -> None:
    found = refusal(EVENTS + more)
    assert found.line == line
    assert part in str(found)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("profile: 1\nid: x\nrows: events\ncolumns: {ticket: t, at: a}\n", "lack event"),
        ("profile: 1\nid: x\nrows: events\ncolumns: {ticket: t, event: a}\n", "lacks at"),
        ("profile: 1\nid: x\nrows: tickets\ncolumns: {ticket: t}\n", "lacks opened_at"),
        ("profile: 2\nid: x\nrows: events\ncolumns: {ticket: t, at: a, event: e}\n", "'1'"),
        (
            "profile: 1\nrows: tickets\ncolumns: {ticket: t, opened_at: o}\nid: x\nmoments: {closed: {unit: days}}\n",
            "`at`",
        ),
        ("- a\n", "keys with values"),
        ("", "a YAML document"),
    ],
)
def test_an_incomplete_profile_says_what_it_lacks(text: str, part: str) -> None:
    assert part in str(refusal(text))


def test_aliases_that_unfold_without_end_and_deep_nesting_are_refused() -> None:
    laughs = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))
    assert "nodes" in str(refusal(laughs))
    assert "levels" in str(refusal("[" * 5_000 + "]" * 5_000))
    assert "an anchor &a that ends before it" in str(refusal("a: &a [*a]\n"))


def test_a_huge_profile_is_refused_unread(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as caught:
        load_profile(written(tmp_path, "#" * 1_000_001, "huge.yaml"))
    assert caught.value.code == "bad_profile"


def test_statuses_of_a_profile_stand_beside_the_known_words() -> None:
    found = shipped("servicenow-audit").status_map
    assert found["Awaiting Problem"] == (Stage.WAITING, "problem")
    assert found["Awaiting User Info"] == (Stage.WAITING, "customer")
    assert found["pending"] == (Stage.WAITING, "customer")


def test_a_profile_that_needs_a_zone_says_so(tmp_path: Path) -> None:
    profile = snapshots(
        base="profile: 1\nid: x\nrows: events\ntime_zone: required\ncolumns: {ticket: ticket, at: at, event: event}\n"
    )
    path = written(tmp_path, FACTS + "T1,2026-03-02 09:00:00,opened,,\n")
    with pytest.raises(ImportRefused) as caught:
        import_facts(path, profile)
    assert caught.value.code == "time_zone_needed"
    with pytest.raises(ImportRefused) as caught:
        import_facts(path, profile, time_zone="Europe/Madird")
    assert (caught.value.code, caught.value.hint[:28]) == ("unknown_zone", "did you mean Europe/Madrid o")
    found = import_facts(path, profile, time_zone="Europe/Madrid")
    assert (found.time_zone, found.facts[0].at_us) == ("Europe/Madrid", 1_772_438_400_000_000)


def test_a_field_that_nobody_declares_is_refused_by_name(tmp_path: Path) -> None:
    profile = parse_profile(EVENTS.replace("event: e}", "event: e, vip: v}"), "x")
    path = written(tmp_path, "t,a,e,v\nT1,2026-03-02T09:00:00Z,opened,yes\nT2,2026-03-02T09:00:00Z,opened,maybe\n")
    with pytest.raises(ImportRefused) as caught:
        import_facts(path, profile)
    assert caught.value.code == "unknown_field"
    found = import_facts(path, profile, own_fields={"vip": frozenset({"yes", "no"})})
    assert found.facts[0].fields == (("vip", "yes"),)
    assert [row.code for row in found.refused] == ["unknown_value"]
