"""An explanation says the answer first, then every span, and adds up in each language."""

from zoneinfo import ZoneInfo

import pytest

from acuerdo.core.clock.verdict import Mark, Verdict
from acuerdo.studies.explain import explain
from acuerdo.words import Language
from tests.cast import agreement, history, resolution, verdict

MADRID = ZoneInfo("Europe/Madrid")
JOINED = "\N{NO-BREAK SPACE}"


def _said(found: Verdict, language: Language = Language.EN) -> list[str]:
    return [line.replace(JOINED, " ") for line in explain(found, language, zone=MADRID, titles={"resolution": "Fix"})]


def test_a_breach_says_when_how_late_and_where_the_time_went() -> None:
    facts = history("09:00 opened P1", "10:00 changed pending", "11:00 changed open", "Tue 10:00 resolved")
    lines = _said(verdict(agreement(resolution("4h")), facts, "2026-04-01 00:00"))
    assert lines[:3] == [
        "T1 · Fix (resolution), clock 1: breached",
        "Breached on 2 Mar 2026, 14:00 (Madrid): 8 h counted of 4 h.",
        "The target is used up on 2 Mar 2026, 14:00 (Madrid).",
    ]
    assert "Late by 4 h of counted time." in lines
    assert any(line.endswith("1 h paused (waiting for the customer)") for line in lines)
    assert any("outside service hours (outside the weekly hours)" in line for line in lines)
    assert lines[-1] == "Together: 8 h counted + 1 h paused + 16 h outside service hours + 0 s excluded = 25 h."


@pytest.mark.parametrize(
    ("language", "first", "last"),
    [
        (Language.ES, "Cumplido: 3 h contados de 4 h, sobraron 1 h.", "En total: 3 h contados"),
        (Language.RU, "Соблюдён: учтено 3 ч из 4 ч, в запасе 1 ч.", "Итого: 3 ч учтено"),
        (Language.EN, "Met: 3 h counted of 4 h, 1 h to spare.", "Together: 3 h counted"),
    ],
)
def test_it_speaks_three_languages(language: Language, first: str, last: str) -> None:
    found = verdict(agreement(resolution("4h")), history("09:00 opened P1", "12:00 resolved"), "2026-04-01 00:00")
    lines = _said(found, language)
    assert lines[1] == first
    assert lines[-1].startswith(last)


def test_a_change_of_target_names_the_fact() -> None:
    facts = history("09:00 opened P2", "10:00 changed P1", "12:00 resolved")
    lines = _said(verdict(agreement(resolution({"P1": "4h", "P2": "8h"})), facts, "2026-04-01 00:00"))
    assert "On 2 Mar 2026, 10:00 (Madrid) the target became 4 h, by the fact in row 2." in lines


def test_running_paused_agreed_and_idle_clocks_are_explained_too() -> None:
    running = verdict(agreement(resolution("4h")), history("09:00 opened P1"), "Mon 10:00")
    assert _said(running)[1] == "Running: 1 h counted of 4 h."
    paused = verdict(agreement(resolution("4h")), history("09:00 opened P1 pending"), "Mon 10:00")
    assert _said(paused)[:2] == [
        "T1 · Fix (resolution), clock 1: paused (waiting for the customer)",
        "Paused: 0 s counted of 4 h.",
    ]
    named = history("09:00 opened P1", "10:00 agreed until=2026-03-03_10:00", "Wed 09:00 resolved")
    late = verdict(agreement(resolution("agreed")), named, "2026-04-01 00:00")
    assert _said(late)[1] == "Breached on 3 Mar 2026, 10:00 (Madrid): the agreed date passed."
    reply = agreement({"measure": "next_response", "calendar": "office", "within": "1h"})
    idle = verdict(reply, history("09:00 opened P1"), "Mon 10:00")
    assert _said(idle) == ["T1 · next_response (next response), clock 1: not applicable (the clock never started)"]


def test_marks_are_said_at_the_end() -> None:
    found = verdict(
        agreement(resolution("4h")), history("09:00 opened P1"), "Mon 10:00", marks=(Mark.INCOMPLETE_HISTORY,)
    )
    assert _said(found)[-1] == "Mind: incomplete history."
