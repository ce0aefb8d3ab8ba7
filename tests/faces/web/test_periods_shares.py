"""The pages of a frozen period whose share of tickets is another figure now."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from acuerdo.core.acts import MoveKind
from acuerdo.flows.periods_frozen import PeriodIntent, move
from acuerdo.words import Language, phrase, speak
from tests.faces.web.test_exclusions import browser
from tests.faces.web.test_periods import last_month, text_from
from tests.flows.telling import KEY, add_source, in_force, say
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db
SHARE = "  - {id: again, kind: ratio, metric: reopen_rate, at_most: 50%, period: month}\n"
PERIOD = phrase("Frozen by both sides; no verdict has moved since, but shares of tickets have.")
LIST = phrase("No verdict of frozen periods has moved since, but shares of tickets have.")


def moved_share() -> Cast:
    """Let last month be frozen, and one of its two tickets be told late to have been opened again."""
    cast, month = make_cast(), last_month()
    start = text_from(month.replace(day=1), "90%")
    alone = start[: start.index("commitments:")] + "commitments:\n" + SHARE
    in_force(cast, alone, month.replace(day=1))
    add_source(cast)
    for name in ("T1", "T2"):
        opened = {"ticket": name, "at": month.isoformat(), "event": "opened", "priority": "P1"}
        say(cast.ana, opened, {**opened, "at": later(20), "event": "resolved"}, at=month + timedelta(hours=2))
    at = timezone.now()
    for viewer, kind, seen in ((cast.ana, MoveKind.PROPOSE, 0), (cast.boris, MoveKind.ACCEPT, 1)):
        move(viewer, KEY, f"{month:%Y-%m}", PeriodIntent(move=kind, seen=seen), at)
    again = {"ticket": "T1", "at": later(30), "event": "reopened"}
    say(cast.ana, again, {**again, "at": later(40), "event": "resolved"}, at=at)
    return cast


def later(minutes: int) -> str:
    return (last_month() + timedelta(minutes=minutes)).isoformat()


@pytest.mark.parametrize("language", Language)
def test_they_show_the_share_from_figure_to_figure(language: Language) -> None:
    boris, label = browser(moved_share().boris, language), f"{last_month():%Y-%m}"
    for address, answer in ((f"/agreements/{KEY}/periods/{label}", PERIOD), (f"/agreements/{KEY}/periods/", LIST)):
        page = unescape(boris.get(address).content.decode()).replace("\N{NO-BREAK SPACE}", " ")
        assert speak(language, answer) in page
        table = re.sub(r"<[^>]+>", " ", page.partition('aria-labelledby="shares"')[2].partition("</table>")[0])
        assert ["(0 / 2)" in table, "(1 / 2)" in table] == [True, True]


@pytest.mark.parametrize("rolls", [True, False])
def test_the_list_says_that_promises_over_rolling_windows_are_not_frozen(*, rolls: bool) -> None:
    cast, month = make_cast(), last_month()
    share = SHARE.replace("period: month", "period: {rolling: 30d}") if rolls else SHARE
    in_force(cast, text_from(month.replace(day=1), "90%") + share, month.replace(day=1))
    page = unescape(browser(cast.boris, Language.EN).get(f"/agreements/{KEY}/periods/").content.decode())
    assert ("Promises over rolling windows are not frozen" in page) is rolls
