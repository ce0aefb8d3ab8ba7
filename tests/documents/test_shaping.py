"""What does not fit the format is found, with its place, what stands there and what was expected."""

import time

import pytest

from acuerdo.documents import DocumentRefused, Finding, Severity, check, read_agreement
from acuerdo.documents.findings import MOST_FINDINGS, Ledger
from acuerdo.documents.shapes.agreement import PartyShape
from acuerdo.texts.nodes import make_node
from tests.documents.drafts import CLEAN, HEAD, codes, found, only, with_clock, with_commitment


def test_a_clean_agreement_has_no_finding() -> None:
    assert found(CLEAN) == []


@pytest.mark.parametrize("text", ["just words\n", "[a, b]\n", "a: 1\n", "---\n...\n"])
def test_what_is_no_agreement_is_refused_as_unreadable(text: str) -> None:
    with pytest.raises(DocumentRefused) as caught:
        check(text)
    assert caught.value.unreadable
    assert caught.value.findings[0].code == "not_an_agreement"
    assert "acuerdo: 1" in str(caught.value)


def test_another_version_of_the_format_is_found() -> None:
    finding = only(CLEAN.replace("acuerdo: 1", "acuerdo: 2"))
    assert (finding.code, finding.found, finding.expected) == ("unknown_word", "2", "one of 1")


def test_an_unknown_key_is_found_with_its_place_and_the_nearest_known() -> None:
    finding = only(with_clock("within: 4h\nbindin: target"))
    assert (finding.code, finding.path) == ("unknown_key", "commitments[one].bindin")
    assert (finding.line, finding.column) == (24, 5)
    assert finding.hint == "did you mean 'binding'?"
    assert "binding" in finding.expected


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (CLEAN + "extra: 1\n", "extra"),
        (CLEAN.replace("name: Norte}", "name: Norte, phone: 1}"), "parties.provider.phone"),
        (
            CLEAN.replace("{mon-fri: [09:00-17:00]}", "{mon-fri: [09:00-17:00]}\n    weeks: 24x7"),
            "calendars.office.weeks",
        ),
        (with_clock("within: [{is: 4h, if: x}]"), "commitments[one].within[0].if"),
    ],
)
def test_unknown_keys_are_found_everywhere(text: str, path: str) -> None:
    finding = only(text)
    assert (finding.code, finding.path) == ("unknown_key", path)


def test_a_merge_key_is_found_and_explained() -> None:
    text = (
        HEAD + "commitments:\n  - &a {id: a, measure: resolution, within: 4h, calendar: office}\n  - {<<: *a, id: b}\n"
    )
    assert any("merge keys are not read" in finding.hint for finding in found(text))


@pytest.mark.parametrize("line", ["{P1:15m, P2: 1h}", "{P1 15m, P2: 1h}"])
def test_a_key_without_a_value_asks_for_a_quote_or_a_space(line: str) -> None:
    finding = next(one for one in found(with_clock(f"within: {line}")) if one.code == "empty_value")
    assert "did you mean a quote or a space?" in finding.hint
    assert finding.line == 23


def test_a_key_with_nothing_behind_it_is_found_once() -> None:
    finding = only(with_commitment("measure: resolution\ncalendar:\nwithin: 4h"))
    assert (finding.code, finding.hint) == ("empty_value", "write the value, or leave the key out")


def test_an_empty_item_of_a_list_is_found() -> None:
    assert codes(CLEAN.replace("levels: [P1, P2]", "levels: [P1, P2]\n  meaning:\n    P1: {en: }")) == ["empty_value"]


@pytest.mark.parametrize(
    ("old", "new", "code", "path"),
    [
        ("type", "type: slo\nid: sur", "unknown_word", "type"),
        ("", "type: [sla]\nid: sur", "unknown_word", "type"),
        ("", "services: {}\nid: sur", "wrong_shape", "services"),
        ("", "clauses: [a]\nid: sur", "wrong_shape", "clauses"),
        ("", "reviews: often\nid: sur", "wrong_shape", "reviews"),
        ("", "title: [a]\nid: sur", "wrong_shape", "title"),
        ("", "id: [sur]", "wrong_shape", "id"),
        ("", "id: the south", "bad_id", "id"),
    ],
)
def test_a_value_of_another_shape_is_found(old: str, new: str, code: str, path: str) -> None:
    assert old in {"", "type"}
    key = path.split(".", maxsplit=1)[0]
    lines = [line for line in CLEAN.splitlines() if not line.startswith(("id:", f"{key}:"))]
    if key == "services":
        lines = [line for line in lines if not line.startswith("  - {id: ")]
    text = "\n".join([lines[0], new, *lines[1:]]) + "\n"
    assert (code, path) in [(finding.code, finding.path) for finding in found(text)]


def test_a_missing_key_is_found_at_what_lacks_it() -> None:
    finding = only(CLEAN.replace("language: en\n", ""))
    assert (finding.code, finding.path, finding.expected) == ("missing_key", "language", "the key 'language'")


def test_a_key_that_is_no_name_is_found() -> None:
    finding = only(CLEAN + "clauses: {'': Words}\n")
    assert (finding.code, finding.path) == ("empty_text", 'clauses[""]')


def test_a_shape_may_be_made_without_a_ledger() -> None:
    shape = PartyShape.model_validate({"id": "a", "name": "A", "unknown": "ignored"})
    assert (shape.id, shape.name) == ("a", "A")


def test_an_empty_list_where_something_is_needed_is_found() -> None:
    assert codes(CLEAN.replace("levels: [P1, P2]", "levels: []")) == ["wrong_size"]
    assert codes(with_clock("within: {}")) == ["wrong_size"]


def test_more_than_anyone_means_is_found() -> None:
    many = ", ".join(f"L{number}" for number in range(101))
    finding = only(CLEAN.replace("P1, P2", many))
    assert (finding.code, finding.found, finding.expected) == ("wrong_size", "101 of them", "at most 100")


@pytest.mark.parametrize(
    ("line", "code", "hint"),
    [
        ("within: 2d", "bad_duration", "48h, 2bd or 2cd"),
        ("within: 4h\nat_least: 95", "bad_percent", "95%"),
        ("within: 4h\nat_least: 0.95", "bad_percent", "95%"),
        ("within: 4h\nperiod: week", "bad_period", ""),
        ("within: 4h\nperiod: {rolling: 1mo}", "bad_interval", ""),
        ("within: 4h\nwarn_at: 80", "bad_warning", ""),
        ("within: 4h\non_change: restarts", "unknown_word", "restart"),
        ("within: 4h\nbinding: guaranteed", "unknown_word", "guarantee"),
        ("within: -4h", "bad_duration", "never negative"),
        ("within: 999999h", "absurd_duration", ""),
        ("within: {P1: 2w}", "bad_duration", "336h"),
        ("within: [{when: {priority: P1}, is: soon}, {is: 4h}]", "bad_duration", ""),
        ("statistic: p200\nat_most: 4h", "bad_statistic", ""),
    ],
)
def test_a_value_of_another_kind_is_found_with_a_hint(line: str, code: str, hint: str) -> None:
    finding = found(with_clock(line))[0]
    assert finding.code == code
    assert hint in finding.hint
    assert finding.line is not None
    assert finding.line >= 23
    assert finding.expected


def test_all_errors_of_a_document_are_told_together() -> None:
    text = with_clock("within: 2d\nat_least: 95\nfoo: bar").replace("language: en", "language: de")
    assert set(codes(text)) == {"bad_duration", "bad_percent", "unknown_key", "unknown_word"}


def test_an_unknown_commitment_kind_is_found() -> None:
    assert "unknown_word" in codes(with_commitment("kind: ratios\nmetric: reopen_rate\nat_most: 5%"))


def test_a_finding_says_itself_in_one_line() -> None:
    finding = Finding(severity=Severity.WARNING, code="odd", file="a.yaml", found="x", hint="y")
    assert str(finding) == "a.yaml: warning odd: found x; y"
    assert str(Finding(severity=Severity.INFO, code="odd", expected="z")) == ": info odd: expected z"


def test_a_refusal_says_all_its_findings() -> None:
    with pytest.raises(DocumentRefused) as caught:
        read_agreement(with_clock("within: 2d\nat_least: 95"))
    assert str(caught.value).count("\n") == 1
    assert not caught.value.unreadable


def test_findings_are_told_once_and_never_without_end() -> None:
    ledger = Ledger("a.yaml", make_node({"a": []}))
    for number in range(1000):
        ledger.note("odd", ("a", number))
        ledger.note("odd", ("a", number))
    assert len(ledger.findings()) == MOST_FINDINGS
    assert {finding.path for finding in ledger.findings()} > {"a[0]", "a[1]"}


def test_a_thousand_unknown_keys_do_not_take_long() -> None:
    text = CLEAN + "".join(f"x{number}: a\n" for number in range(30_000))
    started = time.process_time()
    assert set(codes(text)) == {"unknown_key"}
    assert time.process_time() - started < 5


def test_a_ledger_without_a_document_names_the_file() -> None:
    ledger = Ledger("a.yaml")
    ledger.note("odd", ("a",), severity=Severity.INFO)
    assert [finding.file for finding in ledger.findings()] == ["a.yaml"]
    assert not ledger.refuses


def test_a_long_text_is_cut_where_it_is_shown() -> None:
    finding = found(with_clock(f"within: {'x' * 500}"))[0]
    assert len(finding.found) == 80
