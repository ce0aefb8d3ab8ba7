"""A promise is held against its own past, and says what it rests on."""

from fractions import Fraction

from acuerdo.core.clock.facts import Fact
from acuerdo.core.terms.agreement import Agreement
from acuerdo.statistics import Colour, ColourReason
from acuerdo.studies.attained import attained
from acuerdo.studies.judging import judge_facts
from acuerdo.studies.promise import Promise, promises
from acuerdo.studies.promise_words import say_promise
from acuerdo.studies.tables import verdict_table
from acuerdo.words import Language
from tests.cast import agreement, history, length_us, resolution, us


def _months(months: int, each: int, late: int) -> list[Fact]:
    """Return so many tickets a month, the first of each month's late: 5 hours instead of 1."""
    facts = []
    for month in range(1, months + 1):
        for number in range(each):
            day = f"2026-{month:02}-{number % 28 + 1:02}"
            end = "14:00" if number < late else "10:00"
            lines = (f"{day} 09:00 opened P1", f"{end} resolved")
            facts += history(*lines, ticket=f"{month}-{number}")
    return facts


def _promise(facts: list[Fact], terms: Agreement) -> Promise:
    as_of_us = us("2026-12-31 00:00")
    table = verdict_table(judge_facts(terms, facts, as_of_us=as_of_us).verdicts)
    [found] = promises(terms, table, attained(terms, table, as_of_us=as_of_us), draws=500)
    return found


ALWAYS = agreement(resolution("4h", calendar="always", at_least="90%"))


def test_a_promise_far_below_the_past_is_green_and_one_above_it_red() -> None:
    facts = _months(6, 40, 0)
    kept = _promise(facts, ALWAYS)
    assert (kept.colour.colour, kept.missed, kept.tickets, len(kept.history)) == (Colour.GREEN, 0, 240, 6)
    broken = _promise(_months(6, 40, 20), ALWAYS)
    assert (broken.colour.colour, broken.missed) == (Colour.RED, 6)
    assert broken.honest is not None
    assert broken.honest.target is not None
    assert broken.honest.target < Fraction(1, 2)


def test_it_names_the_time_that_would_keep_the_share() -> None:
    found = _promise(_months(6, 40, 20), ALWAYS)
    assert found.within_us == length_us("4h")
    assert found.within is not None
    assert found.within.within_us == length_us("5h")
    assert found.missed_within is not None
    assert found.missed_within.missed == (0, 1, 2, 3, 4, 5)


def test_a_short_past_gets_no_colour() -> None:
    found = _promise(_months(2, 10, 0), ALWAYS)
    assert found.colour.colour is Colour.NONE
    assert set(found.colour.reasons) == {ColourReason.UNDER_30_TICKETS, ColourReason.UNDER_3_PERIODS}


def test_the_same_seed_gives_the_same_answer() -> None:
    assert _promise(_months(4, 30, 3), ALWAYS) == _promise(_months(4, 30, 3), ALWAYS)


def test_it_is_said_in_words_answer_first() -> None:
    said = {
        language: list(say_promise(_promise(_months(6, 40, 20), ALWAYS), language, title="R")) for language in Language
    }
    assert said[Language.EN][0] == "R: 90%: red: not realistic"
    assert said[Language.ES][0].endswith("rojo: no es realista")
    assert "120" in said[Language.RU][1]
    assert {len(lines) for lines in said.values()} == {8}
