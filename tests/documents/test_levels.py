"""Catalogue levels and what an agreement overrides of them."""

from pathlib import Path

import pytest

from acuerdo.core.terms.targets import Duration
from acuerdo.documents import DocumentRefused, check, read_agreement, shipped_levels
from acuerdo.documents.scalars import HOUR_US, MINUTE_US
from tests.documents.drafts import CLEAN, HEAD

BASE = """\
acuerdo: 1
id: base
title: Base
calendars:
  office: {week: {mon-fri: [08:00-20:00], sat: [08:00-12:00]}, closed: [2026-05-01]}
  nights: {week: {mon-fri: [22:00-06:00]}}
commitments:
  - {id: answer, measure: first_response, calendar: office, within: {P1: 15m, P2: 1h}, at_least: 90%}
  - {id: fix, measure: resolution, calendar: office, within: 24h}
  - {id: extra, measure: update, calendar: nights, within: 4h}
clauses:
  liability: Capped.
"""
OVER = (
    HEAD.replace("acuerdo: 1", "acuerdo: 1\nbased_on: base")
    + """\
commitments:
  - {id: fix, within: 8h}
  - {id: extra, remove: true}
  - {id: own, measure: plan, calendar: always, within: 4h}
"""
)


def levels(name: str) -> str | None:
    return {"base": BASE}.get(name)


def test_lists_merge_by_id_and_mappings_by_key() -> None:
    document = read_agreement(OVER, level=levels)
    assert document.commitment_ids == ("answer", "fix", "own")
    fix = document.terms.commitments[1]
    assert fix.within is not None
    assert fix.within.choose({}, frozenset()) == Duration(8 * HOUR_US)
    assert fix.measure.name == "resolution"
    assert document.id == "sur"
    assert document.title("en").text == "Managed services"
    assert document.carried == ("clauses",)


def test_a_week_and_a_matrix_are_taken_whole() -> None:
    week = read_agreement(OVER, level=levels).shape.calendars["office"]
    assert not isinstance(week, str)
    assert list(week.week or {}) == ["mon-fri"]
    assert week.closed == ("2026-05-01",)


def test_by_priority_one_target_may_be_overridden() -> None:
    text = OVER.replace("{id: fix, within: 8h}", "{id: answer, within: {P1: 5m}}")
    answer = read_agreement(text, level=levels).terms.commitments[0]
    assert answer.within is not None
    assert answer.within.choose({"priority": "P1"}, frozenset()) == Duration(5 * MINUTE_US)
    assert answer.within.choose({"priority": "P2"}, frozenset()) == Duration(HOUR_US)


def test_a_key_may_be_removed_and_another_shape_replaces() -> None:
    text = OVER.replace("  always: 24x7", "  always: 24x7\n  nights: {remove: true}\n")
    document = read_agreement(
        text.replace("{id: fix, within: 8h}", "{id: fix, within: {P1: 1h, default: 8h}}"), level=levels
    )
    assert set(document.terms.calendars) == {"24x7", "office", "always"}
    assert (
        read_agreement(OVER + "clauses: {liability: {en: Other}}\n", level=levels).text("clauses.liability", "en").text
        == "Other"
    )


def test_what_is_not_there_cannot_be_removed() -> None:
    text = OVER.replace("id: extra", "id: extras").replace("  always: 24x7", "  always: 24x7\n  days: {remove: true}")
    found = [(one.code, one.path) for one in check(text, level=levels) if one.code == "nothing_to_remove"]
    assert found == [("nothing_to_remove", "calendars.days"), ("nothing_to_remove", "commitments")]


def test_an_id_that_stands_twice_is_still_found_over_a_level() -> None:
    text = OVER.replace("{id: extra, remove: true}", "{id: fix, measure: plan, calendar: office, within: 9h}")
    assert "duplicate_id" in [one.code for one in check(text, level=levels)]


def test_a_list_without_ids_is_replaced() -> None:
    level = BASE + "channels: [{kind: phone, address: '1'}, {kind: mail}]\n"
    text = OVER + "channels: [{kind: chat}]\n"
    assert [one.kind for one in read_agreement(text, level=lambda _: level).shape.channels] == ["chat"]


def test_findings_in_a_level_name_the_file_of_the_level() -> None:
    bad = BASE.replace("within: 24h", "within: 1d")
    text = OVER.replace("{id: fix, within: 8h}", "{id: fix}")
    (finding,) = [one for one in check(text, level=lambda _: bad) if one.code == "bad_duration"]
    assert (finding.file, finding.line) == ("base.yaml", 9)


def test_levels_are_found_in_a_folder_beside_the_agreement_and_in_the_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "agreement.yaml"
    path.write_text(OVER, encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    for folder, ending in ((elsewhere, "yml"), (tmp_path / "levels", "yaml")):
        folder.mkdir()
        (folder / f"base.{ending}").write_text(BASE, encoding="utf-8")
        assert read_agreement(path, level=elsewhere).commitment_ids == ("answer", "fix", "own")
    assert read_agreement(path, level=lambda _: None).commitment_ids == ("answer", "fix", "own")
    gold = CLEAN.replace("acuerdo: 1", "acuerdo: 1\nbased_on: gold").replace("levels: [P1, P2]", "levels: [P1, P2, P3]")
    assert "updates" in read_agreement(gold).commitment_ids


@pytest.mark.parametrize("name", ["../secrets", "/etc/passwd", "golden", "a b", ""])
def test_an_unknown_level_is_refused(name: str) -> None:
    with pytest.raises(DocumentRefused) as caught:
        check(CLEAN.replace("acuerdo: 1", f"acuerdo: 1\nbased_on: '{name}'"))
    (finding,) = caught.value.findings
    assert (finding.code, finding.line) == ("unknown_level", 2)
    assert "bronze" in finding.expected


def test_an_unknown_level_comes_with_the_nearest() -> None:
    with pytest.raises(DocumentRefused, match="did you mean 'gold'"):
        check(CLEAN.replace("acuerdo: 1", "acuerdo: 1\nbased_on: golden"))


def test_levels_based_on_each_other_are_refused() -> None:
    with pytest.raises(DocumentRefused, match="circle"):
        check(OVER, level=lambda _: BASE.replace("id: base", "id: base\nbased_on: base"))


def test_a_chain_of_levels_has_an_end() -> None:
    with pytest.raises(DocumentRefused, match="circle"):
        check(OVER, level=lambda name: BASE.replace("id: base", f"id: base\nbased_on: {name}x"))


def test_a_level_that_is_no_mapping_is_refused() -> None:
    with pytest.raises(DocumentRefused, match="not a mapping"):
        check(OVER, level=lambda _: "- a\n- b\n")


@pytest.mark.parametrize("line", ["based_on: [a]", "based_on:"])
def test_a_level_is_named_by_a_text(line: str) -> None:
    codes = [one.code for one in check(CLEAN.replace("acuerdo: 1", f"acuerdo: 1\n{line}"))]
    assert codes in (["wrong_shape"], ["empty_value"])


@pytest.mark.parametrize("name", ["bronze", "silver", "gold"])
def test_the_shipped_levels_make_a_clean_agreement(name: str) -> None:
    assert name in shipped_levels()
    text = f"""\
acuerdo: 1
id: a
title: {{en: A, es: A, ru: A}}
language: ru
based_on: {name}
time_zone: Europe/Moscow
parties: {{provider: {{id: a, name: A}}, customer: {{id: b, name: B}}}}
term: {{from: 2026-01-01, to: 2026-12-31}}
"""
    assert check(text) == []
    assert len(read_agreement(text).terms.commitments) >= 2
