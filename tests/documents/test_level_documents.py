"""Levels as documents of their own."""

from pathlib import Path

import pytest

from acuerdo.documents import (
    DocumentRefused,
    Written,
    examine_level,
    put_under,
    read_agreement,
    read_level,
    shipped_level,
    shipped_levels,
)
from tests.documents.drafts import CLEAN, HEAD

OWN = """\
acuerdo: 1
id: night
title: {en: Night, es: Noche, ru: Ночь}
based_on: gold
commitments:
  - {id: first-response, within: {P1: 10m}}
"""


@pytest.mark.parametrize("name", shipped_levels())
def test_the_levels_that_come_with_the_product_have_nothing_against_them_in_three_languages(name: str) -> None:
    checked = examine_level(shipped_level(name))
    assert checked.findings == ()
    titles = {str(read_level(shipped_level(name)).title(language)) for language in ("en", "es", "ru")}
    assert len(titles) == 3


def test_a_level_keeps_what_it_was_based_on_whatever_becomes_of_that() -> None:
    level = read_level(Written(OWN), name="night.yaml")
    doors = {"night": level.content, "gold": shipped_level("bronze").read_text(encoding="utf-8")}
    head = HEAD.partition("calendars:")[0]
    agreement = read_agreement(Written(head + "based_on: night\n"), level=lambda name: Written(doors[name]))
    assert "updates" in agreement.commitment_ids  # of Silver, by way of Gold
    assert "based_on" not in level.content


def test_layout_and_comments_change_no_content() -> None:
    plain = read_level(Written(OWN))
    assert read_level(Written("# ours\n" + OWN)).content_hash == plain.content_hash
    assert read_level(Written(OWN.replace("10m", "11m"))).content_hash != plain.content_hash


@pytest.mark.parametrize("line", ["term: {from: 2026-01-01}", "parties: {provider: {id: a, name: A}}"])
def test_parties_and_terms_are_none_of_a_levels_business(line: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        read_level(Written(OWN + line + "\n"), name="night.yaml")
    assert [(finding.code, finding.line) for finding in refused.value.findings] == [("not_of_a_level", 7)]


def test_a_fault_in_a_level_is_found_where_it_stands() -> None:
    with pytest.raises(DocumentRefused) as refused:
        read_level(Written(OWN.replace("10m", "10 minutes")), name="night.yaml")
    assert (refused.value.findings[0].file, refused.value.findings[0].line) == ("night.yaml", 6)
    with pytest.raises(DocumentRefused):
        read_level(Written("id: a\n"), name="a.yaml")


def test_a_level_put_under_an_agreement_has_its_parties_zone_and_term() -> None:
    agreement = read_agreement(CLEAN)
    under = put_under(read_level(shipped_level("gold")), agreement)
    assert (under.time_zone, under.customer, under.from_on) == (
        agreement.time_zone,
        agreement.customer,
        agreement.from_on,
    )
    assert "first-response" in under.commitment_ids


def test_a_level_in_a_file_may_be_based_on_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "levels").mkdir()
    (tmp_path / "levels" / "base.yaml").write_text(OWN.replace("id: night", "id: base"), encoding="utf-8")
    own = tmp_path / "own.yaml"
    own.write_text("acuerdo: 1\nid: own\ntitle: Own\nbased_on: base\n", encoding="utf-8")
    assert "updates" in read_level(own).content
