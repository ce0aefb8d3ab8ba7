"""What a document holds: texts in three languages, carried sections, and content that has one hash."""

import json
import pickle
from datetime import date

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acuerdo.documents import AgreementDocument, DocumentRefused, read_agreed, read_agreement
from acuerdo.documents.sources import read_source
from acuerdo.texts.nodes import make_plain
from tests.documents.drafts import CLEAN, HEAD, read

RICH = (
    HEAD.replace("title: Managed services", "title: {en: Services, es: Servicios}")
    .replace("language: en", "language: es")
    .replace("name: Desk,", "name: {es: Mesa, ru: Служба},")
    + """\
  meaning: {P1: {es: Parado, en: Stopped}}
commitments:
  - {id: fix, title: {ru: Решение}, note: One language, measure: resolution, calendar: office, within: 8h}
reviews: {monthly: 1mo}
clauses: {liability: {text: {es: Tope, en: Cap}}}
currency: EUR
"""
)


def test_a_measure_of_the_agreements_own_has_a_title_and_any_other_its_name() -> None:
    own = "measures: {rca: {title: {es: Informe}, starts_when: {stage: resolved}, stops_when: {event: sent}}}\n"
    document = read(RICH + own)
    assert (document.measure_title("rca", "es").text, document.measure_title("rca", "ru").text) == (
        "Informe",
        "Informe",
    )
    assert document.measure_title("resolution", "es").text == "resolution"


def test_a_document_knows_its_parties_dates_and_sections() -> None:
    document = read(RICH)
    assert (document.id, document.provider, document.customer) == ("sur", "Norte", "Sur")
    assert (document.from_on, document.to_on) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (document.language, document.time_zone, document.currency) == ("es", "Europe/Madrid", "EUR")
    assert document.carried == ("reviews", "clauses")
    assert document.source == "agreement.yaml"
    assert document.source_text == RICH
    assert document.commitment_ids == ("fix",)


@pytest.mark.parametrize(
    ("language", "title", "given", "is_fallback"),
    [("en", "Services", "en", False), ("es", "Servicios", "es", False), ("ru", "Servicios", "es", True)],
)
def test_a_text_that_is_missing_is_shown_in_the_language_that_prevails_and_marked(
    language: str, title: str, given: str, *, is_fallback: bool
) -> None:
    said = read(RICH).title(language)
    assert (str(said), said.language, said.is_fallback) == (title, given, is_fallback)


def test_names_fall_back_to_what_there_is() -> None:
    document = read(RICH)
    title = document.commitment_title("fix", "en")
    assert (title.text, title.language, title.is_fallback) == ("Решение", "ru", True)
    assert document.service_name("desk", "ru").text == "Служба"
    assert document.service_name("mail", "ru").text == "mail"
    assert read(CLEAN).commitment_title("fix", "ru") == read(CLEAN).say(None, "ru", otherwise="fix")
    with pytest.raises(KeyError):
        document.commitment_title("gone", "en")


def test_a_text_in_one_language_is_in_the_language_that_prevails() -> None:
    said = read(RICH).text("commitments[fix].note", "en")
    assert (said.text, said.language, said.is_fallback) == ("One language", "es", True)


def test_the_meaning_of_a_priority_is_a_text_like_others() -> None:
    assert read(RICH).text("priorities.meaning.P1", "en").text == "Stopped"


def test_a_text_of_no_language_at_all_is_empty() -> None:
    assert read(CLEAN.replace("title: Managed services", "title: {}")).title("en").text == ""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("title", "Servicios"),
        ("clauses.liability.text", "Tope"),
        ("services[0].name", "Mesa"),
        ("term.renewal", "express"),
    ],
)
def test_texts_are_found_by_their_path(path: str, text: str) -> None:
    assert read(RICH).text(path, "es").text == text


@pytest.mark.parametrize(
    "path",
    [
        "nothing",
        "clauses.nothing",
        "services[9].name",
        "commitments",
        "title.en.x",
        "term.from_",
        "term[0]",
        "__class__",
    ],
)
def test_a_path_without_a_text_is_refused(path: str) -> None:
    with pytest.raises(KeyError):
        read(RICH).text(path, "es")


def test_the_canonical_content_is_an_agreement_that_reads_the_same() -> None:
    holidays = RICH.replace(
        "    week: {mon-fri: [09:00-17:00]}", "    week: {mon-fri: [09:00-17:00]}\n    holidays: [{country: ES}]"
    )
    for text in (
        RICH,
        CLEAN,
        holidays,
        holidays.replace("acuerdo: 1", "acuerdo: 1\nbased_on: gold").replace("[P1, P2]", "[P1, P2, P3]"),
    ):
        document = read(text)
        again = read_agreement(document.canonical)
        assert again.terms == document.terms
        assert (again.canonical, again.content_hash) == (document.canonical, document.content_hash)
        agreed = read_agreed(document.canonical, name="agreed.json")
        assert (agreed.terms, agreed.canonical) == (document.terms, document.canonical)
        assert document.terms.version_hash == document.content_hash
        assert len(document.content_hash) == 64


def test_what_was_agreed_is_refused_like_any_other_where_nothing_can_be_judged_by_it() -> None:
    with pytest.raises(DocumentRefused) as refused:
        read_agreed(read(CLEAN).canonical.replace('"commitments":', '"promises":'), name="agreed.json")
    assert refused.value.findings


def test_comments_layout_quotes_and_the_order_of_keys_do_not_change_the_hash() -> None:
    tree = make_plain(read_source(RICH).root)
    assert isinstance(tree, dict)
    backwards = dict(reversed(tree.items()))
    texts = [
        "# ours\n" + RICH.replace("language: es", "language:   'es'   # prevails"),
        yaml.safe_dump(json.loads(json.dumps(tree)), allow_unicode=True, default_flow_style=True, width=10_000),
        json.dumps(backwards, indent=3),
    ]
    assert {read(text).content_hash for text in texts} == {read(RICH).content_hash}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("within: 8h", "within: 9h"),
        ("Parado", "Parada"),
        ("09:00-17:00", "09:00-17:30"),
        ("levels: [P1, P2]", "levels: [P2, P1]"),
        ("time_zone: Europe/Madrid", "time_zone: Europe/Paris"),
        ("monthly: 1mo", "monthly: 2mo"),
    ],
)
def test_a_change_of_content_changes_the_hash(old: str, new: str) -> None:
    assert old in RICH
    assert read(RICH.replace(old, new)).content_hash != read(RICH).content_hash


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations(list(range(8))))
def test_the_order_of_sections_does_not_change_the_hash(order: list[int]) -> None:
    tree = make_plain(read_source(CLEAN).root)
    assert isinstance(tree, dict)
    keys = sorted(tree)
    shuffled = {keys[number]: tree[keys[number]] for number in order} | tree
    assert read_agreement(shuffled).content_hash == read(CLEAN).content_hash


def test_frozen_holidays_stay_when_the_world_changes_its_mind() -> None:
    document = read(
        CLEAN.replace(
            "    week: {mon-fri: [09:00-17:00]}", "    week: {mon-fri: [09:00-17:00]}\n    holidays: [{country: ES}]"
        )
    )
    frozen = json.loads(document.canonical)
    assert "holidays" not in frozen["calendars"]["office"]
    assert {"on": "2026-01-06", "holiday": "Epiphany"} in frozen["calendars"]["office"]["closed"]
    assert frozen["calendars"]["office"]["transitions"]


def test_a_document_is_a_value() -> None:
    first, second = read(CLEAN), read(CLEAN)
    assert isinstance(first, AgreementDocument)
    assert first == second
    assert pickle.loads(pickle.dumps(first.shape)) == first.shape  # noqa: S301  # our own bytes
