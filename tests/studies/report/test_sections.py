"""The sections of a report: what stands in them, and what does not."""

from dataclasses import replace
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from acuerdo.core.terms.targets import BusinessDays, CalendarDays
from acuerdo.studies.report.blocks import NOTHING, Page, Section, Sentence, Table, Tone
from acuerdo.studies.report.composing import compose
from acuerdo.studies.report.figures import make_report
from acuerdo.studies.report.hours_words import week_text
from acuerdo.studies.report.terms_words import say_target
from acuerdo.studies.report.voice import Voice
from acuerdo.words import Language
from tests.studies.report.desk import ALWAYS, judged, month_facts, spring


@cache
def march() -> Page:
    return compose(make_report(spring(), "2026-03"), Language.EN)


def section(page: Page, anchor: str) -> Section:
    [found] = [one for one in page.sections if one.anchor == anchor]
    return found


def sentences(page: Page, anchor: str) -> list[Sentence]:
    return [block for block in section(page, anchor).blocks if isinstance(block, Sentence)]


def test_where_no_file_tells_when_a_fact_was_recorded_none_is_said_to_be_recorded_in_time() -> None:
    answer = judged(month_facts(2026, 1), agreement=ALWAYS, as_of="2026-02-03T00:00:00Z")
    first, second = sentences(compose(make_report(answer, "2026-01"), Language.EN), "evidence-doubts")
    assert (first.text, first.tone) == ("Every row was read and every ticket judged.", Tone.GOOD)
    assert second.text.startswith("The files do not tell when anything was recorded")
    assert second.tone is Tone.WARN


def test_where_files_tell_when_facts_were_recorded_and_none_was_late_it_is_said() -> None:
    facts = month_facts(2026, 1)
    facts[0] += facts[0].split(",")[1]
    answer = judged(facts, agreement=ALWAYS, as_of="2026-02-03T00:00:00Z")
    [only] = sentences(compose(make_report(answer, "2026-01"), Language.EN), "evidence-doubts")
    assert only.text == "Every row was read, every ticket judged, and nothing was recorded late."


def test_tickets_that_an_at_most_is_not_about_are_no_breaches() -> None:
    table = next(block for block in section(march(), "attained").blocks if isinstance(block, Table))
    titles = [column.title for column in table.columns]
    [row] = [row for row in table.rows if row[0].text == "reopened"]
    assert row[titles.index("Breached")].text == NOTHING
    [line] = [line for line in make_report(spring(), "2026-03").promises if line.commitment == "reopened"]
    assert line.now.breached > 0
    assert replace(line.now, at_most=False).breached == line.now.breached


_BUSINESS = {
    Language.EN: ("to the end of the next business day", "21 business days, to the end of the last"),
    Language.ES: ("hasta el final del siguiente día hábil", "21 días hábiles, hasta el final del último"),
    Language.RU: ("до конца следующего рабочего дня", "21 рабочий день, до конца последнего"),
}
_CALENDAR = {
    Language.EN: ("to the end of the next date", "21 calendar days, to the end of the last"),
    Language.ES: ("hasta el final de la fecha siguiente", "21 días naturales, hasta el final del último"),
    Language.RU: ("до конца следующего календарного дня", "21 календарный день, до конца последнего"),
}


@pytest.mark.parametrize("language", list(Language))
def test_only_one_day_is_the_next_one(language: Language) -> None:
    voice = Voice(language, spring().case.document, ZoneInfo("UTC"))
    for place, days in enumerate((1, 21)):
        assert say_target(BusinessDays(days=days, end=True), voice) == _BUSINESS[language][place]
        assert say_target(CalendarDays(days=days, end=True), voice) == _CALENDAR[language][place]


def test_weekly_hours_begin_on_monday_however_the_text_orders_its_days() -> None:
    office = dict.fromkeys(("fri", "mon", "thu", "tue", "wed"), ("08:00-19:00",))
    voice = Voice(Language.ES, spring().case.document, ZoneInfo("UTC"))
    assert week_text({**office, "sat": ("09:00-14:00",)}, voice) == "lun–vie 08:00–19:00; sáb 09:00–14:00"


def test_where_no_share_is_promised_nobody_says_that_cases_are_too_few() -> None:
    without = ALWAYS.replace(", at_least: 90%", "")
    assert without != ALWAYS
    answer = judged(month_facts(2026, 1), agreement=without, as_of="2026-02-03T00:00:00Z")
    report = make_report(answer, "2026-01")
    said = {language: compose(report, language).answer for language in Language}
    assert said == {
        Language.EN: "The agreement promises no share: what was attained in January 2026 is shown, and nothing is "
        "judged.",
        Language.ES: "El acuerdo no promete ningún porcentaje: se muestra lo alcanzado en enero de 2026 y "
        "nada se juzga.",
        Language.RU: "Соглашение не обещает никакой доли: показано достигнутое за январь 2026\N{NO-BREAK SPACE}г., "
        "и ничего не оценивается.",
    }
    few = judged(
        month_facts(2026, 1, 2), agreement=ALWAYS.replace("90%", "90%, min_sample: 9"), as_of="2026-02-03T00:00:00Z"
    )
    assert compose(make_report(few, "2026-01"), Language.EN).answer.endswith("too few cases.")


def test_where_every_clock_is_counted_apart_nobody_says_that_cases_are_too_few() -> None:
    answer = judged(month_facts(2026, 1), as_of="2026-02-03T00:00:00Z", unknown_pauses=True)
    report = make_report(answer, "2026-01")
    pages = {language: compose(report, language) for language in Language}
    assert {language: page.answer for language, page in pages.items()} == {
        Language.EN: "No promise could be judged in January 2026: every clock is counted apart.",
        Language.ES: "No se pudo juzgar ningún compromiso en enero de 2026: todos los relojes se cuentan aparte.",
        Language.RU: "Ни одно обязательство не удалось оценить (январь 2026\N{NO-BREAK SPACE}г.): "
        "все отсчёты учтены отдельно.",
    }
    [said] = sentences(pages[Language.EN], "scorecard")
    assert "scale" not in said.text, "no bar is drawn"
    table = next(block for block in section(pages[Language.EN], "attained").blocks if isinstance(block, Table))
    [row] = [row for row in table.rows if row[0].text == "reopened"]
    titles = [column.title for column in table.columns]
    assert row[titles.index("Breached, pauses unknown")].text == NOTHING, "what is not reopened breaches nothing"


def test_where_bars_are_drawn_their_scale_is_said() -> None:
    assert sentences(march(), "scorecard")[0].text.startswith("The scale of the bars goes from")
