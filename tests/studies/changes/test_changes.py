"""What changed between two agreements, in words."""

import pytest

from acuerdo.core.acts import Side
from acuerdo.documents import read_agreement
from acuerdo.documents.differences import Kind
from acuerdo.studies.changes import Change, Weight, compare_agreements, say_place, say_weight
from acuerdo.words import Language
from tests.documents.drafts import CLEAN, HEAD, with_clock, with_commitment

STRICTER, LOOSER = Weight.STRICTER, Weight.LOOSER


def changes(before: str, after: str, language: Language = Language.EN) -> tuple[Change, ...]:
    return compare_agreements(read_agreement(before), read_agreement(after), language)


def only(before: str, after: str, language: Language = Language.EN) -> Change:
    found = changes(before, after, language)
    assert len(found) == 1, [change.sentence for change in found]
    return found[0]


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_same_content_in_another_layout_is_no_change() -> None:
    assert changes(CLEAN, "# a comment\n" + CLEAN.replace("within: 8h", "within:   '8h'")) == ()


def test_a_shorter_target_is_stricter_for_the_provider() -> None:
    change = only(CLEAN, CLEAN.replace("8h", "4h"))
    assert plain(change.sentence) == "fix, target: 4 h (was 8 h)"
    assert (change.weight, change.side, change.subject, change.what) == (STRICTER, Side.PROVIDER, "fix", "target")
    assert say_weight(change, Language.RU) == "строже для поставщика"


@pytest.mark.parametrize(
    ("before", "after", "weight", "side"),
    [
        ("within: 4h", "within: 2bd", Weight.OTHER, None),
        ("within: 1bd", "within: 2bd", LOOSER, Side.PROVIDER),
        ("within: 8h", "within: none", LOOSER, Side.PROVIDER),
        ("within: 60m", "within: PT1H", Weight.SAME, None),
        ("within: 1h\nat_least: 90%", "within: 1h\nat_least: 95%", STRICTER, Side.PROVIDER),
        ("within: 1h\nat_least: 90%", "within: 1h", LOOSER, Side.PROVIDER),
        ("within: 1h\nbinding: target", "within: 1h\nbinding: guarantee", STRICTER, Side.PROVIDER),
        ("within: 1h\npauses_in: customer", "within: 1h\npauses_in: [customer, supplier]", LOOSER, Side.PROVIDER),
        ("within: 1h\napplies_to: {type: a}", "within: 1h\napplies_to: {type: [a, b]}", STRICTER, Side.PROVIDER),
        ("within: 1h", "within: 1h\nexcept: {category: moves}", LOOSER, Side.PROVIDER),
        ("within: 1h\nexcept: {category: a}", "within: 1h\nexcept: {category: [a, b]}", LOOSER, Side.PROVIDER),
        ("within: 1h\ncounted_by: opened", "within: 1h\ncounted_by: resolved", Weight.OTHER, None),
    ],
)
def test_a_change_says_what_it_does_and_to_whom(before: str, after: str, weight: Weight, side: Side | None) -> None:
    change = only(with_clock(before), with_clock(after))
    assert (change.weight, change.side) == (weight, side), change.sentence


def test_targets_by_priority_are_told_one_by_one() -> None:
    found = changes(with_clock("within: {P1: 1h, P2: 8h}"), with_clock("within: {P1: 30m, P2: 2bd}"))
    assert [plain(change.sentence) for change in found] == [
        "one, target, P1: 30 min (was 1 h)",
        "one, target, P2: 2 business days (was 8 h)",
    ]


def test_one_target_for_all_against_one_by_priority() -> None:
    found = changes(with_clock("within: 8h"), with_clock("within: {P1: 4h, default: 8h}"))
    assert [plain(change.sentence) for change in found] == ["one, target, P1: 4 h (was 8 h)"]


def test_cases_with_conditions_are_told_by_their_condition() -> None:
    case = "within:\n  - {when: {priority: P1, service: erp}, is: 4h}\n  - {is: 2bd}"
    change = only(with_clock(case), with_clock(case.replace("4h", "2h")))
    assert plain(change.sentence) == "one, target, priority P1, service ERP: 2 h (was 4 h)"


def test_the_same_promise_written_otherwise_says_so() -> None:
    change = only(with_clock("within: 60m"), with_clock("within: 1h"))
    assert change.sentence == "one, target: written “1h” instead of “60m”, with the same meaning"
    assert say_weight(change, Language.ES) == "el mismo significado"


def test_a_duty_of_the_customer_is_stricter_for_the_customer() -> None:
    duty = "kind: duty\nby: customer\nevery: 1w"
    change = only(with_commitment(duty), with_commitment(duty.replace("1w", "1d")))
    assert (change.weight, change.side) == (STRICTER, Side.CUSTOMER)
    assert change.sentence == "one, how often: 1 day (was 1 week)"


def test_longer_hours_are_stricter_and_shorter_ones_looser() -> None:
    longer = CLEAN.replace("09:00-17:00", "09:00-18:00")
    found = changes(CLEAN, longer)
    assert {change.weight for change in found} == {STRICTER}
    assert found[0].sentence == "Calendar office, weekly hours: Mon–Fri 09:00–18:00 (was Mon–Fri 09:00–17:00)"
    assert {change.weight for change in changes(longer, CLEAN)} == {LOOSER}


def test_days_of_a_calendar_are_told_year_by_year() -> None:
    closed = CLEAN.replace("{mon-fri: [09:00-17:00]}", "{mon-fri: [09:00-17:00]}\n    closed: [2026-05-04, 2026-05-05]")
    change = only(CLEAN, closed)
    assert change.sentence == "Calendar office, closed days, 2026: 4 May 2026; 5 May 2026 (new)"
    assert (change.kind, change.weight) == (Kind.ADDED, LOOSER)


def test_what_came_and_went_is_told_with_what_it_says() -> None:
    added = CLEAN + "  - {id: reply, measure: first_response, calendar: office, within: 1h}\n"
    change = only(CLEAN, added)
    assert plain(change.sentence) == "reply: calendar: office; measure: first response; target: 1 h (new)"
    assert (change.weight, change.side) == (STRICTER, Side.PROVIDER)
    gone = only(added, CLEAN)
    assert (gone.kind, gone.weight, gone.after) == (Kind.REMOVED, LOOSER, "")


def test_another_order_is_told() -> None:
    two = HEAD.replace("  - {id: erp, name: ERP}\n", "")
    swapped = two.replace("services:\n", "services:\n  - {id: erp, name: ERP}\n")
    change = only(CLEAN, swapped + CLEAN.removeprefix(HEAD))
    assert (change.kind, change.sentence) == (Kind.REORDERED, "Services: another order: erp, desk (was desk, erp)")


def test_texts_of_people_are_quoted_in_their_own_language() -> None:
    clause = "clauses:\n  liability: {es: Responde hasta 100, en: Liable up to 100}\n"
    change = only(CLEAN + clause, CLEAN + clause.replace("hasta 100", "hasta 200"), Language.RU)
    assert change.sentence == (
        "Юридические условия · liability, язык: испанский: «Responde hasta 200» (было: «Responde hasta 100»)"
    )


def test_money_is_said_with_its_currency_and_what_it_is_for() -> None:
    fees = CLEAN + "currency: EUR\nfees: {items: [{id: base, amount: 1200/month}], pay_within: 30d}\n"
    found = changes(fees, fees.replace("1200", "1300").replace("30d", "15d"))
    assert [(plain(change.sentence), change.side) for change in found] == [
        ("Fees, base, amount: €1,300.00 per month (was €1,200.00 per month)", Side.CUSTOMER),
        ("Fees, payment within: 15 days (was 30 days)", Side.CUSTOMER),
    ]
    assert {change.weight for change in found} == {STRICTER}


@pytest.mark.parametrize("language", list(Language))
def test_what_shows_alike_is_told_as_it_is_written(language: Language) -> None:
    change = only(with_clock("within: PT1H1S"), with_clock("within: 1h"), language)
    assert "PT1H1S" in change.sentence
    assert change.weight is STRICTER


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("term", "Срок действия"),
        ("commitments[fix]", "Обязательства · fix"),
        ("commitments[fix].calendar", "Обязательства · fix, календарь"),
        ("calendars.office", "Календарь office"),
        ("", ""),
        ("[0]", "[0]"),
    ],
)
def test_a_place_is_said_in_words_and_what_is_none_stays_as_it_is(path: str, said: str) -> None:
    assert say_place(path, read_agreement(CLEAN), Language.RU) == said
