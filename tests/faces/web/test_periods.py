"""The pages of periods: proposed and frozen by buttons, with what moved since, in every language."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.agreements.commands import DraftChange, change_draft
from acuerdo.apps.exclusions.shapes import ExclusionSaid
from acuerdo.apps.periods.models import StatedPeriod
from acuerdo.core.acts import MoveKind
from acuerdo.core.clock.exclusions import Scope
from acuerdo.core.hours import to_us
from acuerdo.faces.worker.letters import write_letter
from acuerdo.faces.worker.letters.shapes import Addressed
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from acuerdo.flows.exclusions_agreed import ExclusionIntent, answer, claim
from acuerdo.flows.rejudged import close_judged, judge_part
from acuerdo.studies.standings import Standing
from acuerdo.studies.vocabulary import STANDINGS
from acuerdo.words import Language, phrase, say_month, speak
from tests.faces.api.asking import Asker
from tests.faces.web.test_exclusions import browser, form
from tests.flows.telling import KEY, TEXT, add_source, in_force, say
from tests.people import Cast, make_cast

if TYPE_CHECKING:
    from acuerdo.core.chains.canonical import Json

pytestmark = pytest.mark.django_db
ALL = f"/agreements/{KEY}/periods/"
_FIRST, _TITLED = "{id: first,", "{id: first, title: {es: Primera, ru: Первая, en: The first},"


def last_month() -> datetime:
    """Return the noon of the tenth of last month."""
    first = datetime.now(UTC).replace(day=1)
    return (first - timedelta(days=1)).replace(day=10, hour=10, minute=0, second=0, microsecond=0)


def text_from(begins: datetime, share: str) -> str:
    """Return an agreement from a date on that promises a share of first responses in time."""
    term = f"from: {begins.date()}, to: {begins.date() + timedelta(days=700)}"
    text = TEXT.replace("from: 2026-03-02, to: 2026-12-31", term)
    return text.replace("default: 1h}, warn", f"default: 1h}}, at_least: {share}, warn")


@pytest.fixture
def cast() -> Cast:
    found, month = make_cast(), last_month()
    in_force(found, text_from(month.replace(day=1), "90%").replace(_FIRST, _TITLED), month.replace(day=1))
    add_source(found)
    for ticket, minutes in (("T1", 10), ("=2+2", 40)):
        rows: tuple[tuple[str, int, dict[str, str]], ...] = (
            ("opened", 0, {"priority": "P1"}),
            ("replied", minutes, {}),
            ("resolved", 50, {}),
        )
        told = [
            {"ticket": ticket, "at": (month + timedelta(minutes=after)).isoformat(), "event": event, **more}
            for event, after, more in rows
        ]
        say(found.ana, *told, at=month + timedelta(hours=2))
    return found


@pytest.mark.parametrize("language", Language)
def test_a_period_is_proposed_frozen_and_shown_with_what_moved_since(cast: Cast, language: Language) -> None:
    label = f"{last_month():%Y-%m}"
    one = f"{ALL}{label}"
    ana, boris = browser(cast.ana, language), browser(cast.boris, language)
    assert 'value="propose"' in ana.get(one).content.decode()
    assert ana.post(f"{one}/act", {"move": "propose", "seen": "0"}).headers["Location"] == one
    assert ALL in boris.get("/").content.decode()
    assert 'value="accept"' in boris.get(one).content.decode()
    boris.post(f"{one}/act", {"move": "accept", "seen": "1"})
    assert StatedPeriod.objects.get().act.state == "agreed"
    frozen = boris.get(one).content.decode()
    assert say_month(language, last_month().date()) in frozen
    assert {"es": "Primera", "ru": "Первая", "en": "The first"}[language] in frozen
    assert "first" not in frozen.partition("<main")[2].partition("<form")[0].replace("The first", "")
    assert "1 / 2" in frozen
    assert "value=" not in frozen.partition("<main")[2].partition("</main")[0]
    assert f"{one}.csv" in frozen
    for who, move in ((ana, "add"), (boris, "1/act")):
        said = form(ticket="desk/=2+2") if move == "add" else {"move": "accept", "seen": "1"}
        who.post(f"/agreements/{KEY}/exclusions/{move}", said)
    moved = boris.get(one).content.decode()
    assert "(1 / 1)" in moved
    assert f"/agreements/{KEY}/rejudged/" in moved
    assert "=2+2" in boris.get(ALL).content.decode()
    month = boris.get(f"/agreements/{KEY}/attained?period={label}").content.decode()
    since = phrase("{n} verdict has moved since.", plural="{n} verdicts have moved since.")
    assert speak(language, since, n=3) in month
    assert f'href="{one}"' in month


def frozen_and_moved(cast: Cast) -> str:
    """Have last month frozen by both sides, and a ticket of it left out afterwards; return the month."""
    label = f"{last_month():%Y-%m}"
    ana, boris = browser(cast.ana), browser(cast.boris)
    ana.post(f"{ALL}{label}/act", {"move": "propose", "seen": "0"})
    boris.post(f"{ALL}{label}/act", {"move": "accept", "seen": "1"})
    ana.post(f"/agreements/{KEY}/exclusions/add", form(ticket="desk/=2+2"))
    boris.post(f"/agreements/{KEY}/exclusions/1/act", {"move": "accept", "seen": "1"})
    return label


def test_who_sees_no_tickets_is_told_how_many_verdicts_moved_and_not_that_none_did(cast: Cast) -> None:
    label = frozen_and_moved(cast)
    close_judged(timezone.now())
    carla = browser(cast.carla)
    one, everyone = carla.get(f"{ALL}{label}").content.decode(), carla.get(ALL).content.decode()
    anew = carla.get(f"/agreements/{KEY}/rejudged").content.decode()
    change = anew.partition(f'href="/agreements/{KEY}/rejudged/')[2].partition('"')[0]
    moved = carla.get(f"/agreements/{KEY}/rejudged/{change}").content.decode()
    month = carla.get(f"/agreements/{KEY}/attained?period={label}").content.decode()
    assert "3 verdicts have moved since" in one
    assert "3 verdicts of frozen periods have moved since" in everyone
    assert "3 verdicts moved after they had been given" in anew
    assert "3 verdicts moved" in moved
    assert "3 verdicts have moved since." in month
    assert all("told to those who see tickets" in page for page in (one, everyone, moved))
    assert all("=2+2" not in page and ".csv" not in page for page in (one, everyone, moved))


def test_what_was_booked_is_still_counted_in_the_list(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    label = frozen_and_moved(cast)
    boris = browser(cast.boris)
    listed = boris.get(ALL).content.decode().partition(f"{ALL}{label}")[2].partition("</tr>")[0]
    assert ">3</td>" in listed
    of, now = StatedPeriod.objects.get(), timezone.now()
    following, then = f"{now:%Y-%m}", now + timedelta(days=40)
    monkeypatch.setattr(timezone, "now", lambda: then)
    browser(cast.ana).post(f"{ALL}{following}/act", {"move": "propose", "seen": "0"})
    browser(cast.boris).post(f"{ALL}{following}/act", {"move": "accept", "seen": "1"})
    page = browser(cast.boris).get(ALL).content.decode()
    assert StatedPeriod.objects.exclude(pk=of.pk).get().act.state == "agreed"
    assert "what moved since is booked" in page
    assert ">3</td>" in page.partition(f'"{ALL}{label}"')[2].partition("</tr>")[0]


def test_a_promise_that_is_kept_by_what_moved_is_said_to_be(cast: Cast) -> None:
    label = frozen_and_moved(cast)
    page = browser(cast.boris).get(f"{ALL}{label}").content.decode()
    [row] = [one for one in page.partition("</table>")[0].split("<tr>") if "The first" in one]
    before, _, after = row.partition('data-label="With what moved since"')
    assert speak(Language.EN, STANDINGS[Standing.BREACHED]) in before
    assert f"(1 / 1)<br><b>{speak(Language.EN, STANDINGS[Standing.MET])}</b>" in after


def test_a_verdict_that_is_left_out_is_not_said_to_be_broken(cast: Cast) -> None:
    label = frozen_and_moved(cast)
    page = browser(cast.boris).get(f"{ALL}{label}").content.decode()
    after = [cell.partition("</td>")[0] for cell in page.split('data-label="After"')[1:]]
    assert sum("excluded" in cell for cell in after) == 3
    assert not any("breached" in cell for cell in after)


def test_a_share_that_changed_within_the_period_is_stated_for_itself_and_as_exactly_as_it_was_promised(
    cast: Cast,
) -> None:
    month = last_month()
    change_draft(cast.ana, KEY, DraftChange(text=text_from(month + timedelta(days=3), "99.95%"), revision=0), month)
    content = offer_draft(cast.ana, KEY, Offering(seen=0), month).standing.content or ""
    answer_offer(cast.boris, KEY, 2, Intent(kind=MoveKind.ACCEPT, content=content, seen=1), month)
    later = month + timedelta(days=5)
    opened = {"ticket": "T3", "at": later.isoformat(), "event": "opened", "priority": "P1"}
    say(cast.ana, opened, {**opened, "event": "replied"}, at=later)
    one = f"{ALL}{month:%Y-%m}"
    ana, boris = browser(cast.ana), browser(cast.boris)
    ana.post(f"{one}/act", {"move": "propose", "seen": "0"})
    boris.post(f"{one}/act", {"move": "accept", "seen": "1"})
    figures = Asker(cast.boris).ask("GET", f"/agreements/{KEY}/periods/{month:%Y-%m}").body["figures"]
    assert [(one["versions"], one["target"]) for one in figures if one["promise"] == "first"] == [
        ([2], "1999/2000"),
        ([1], "9/10"),
    ]
    page = boris.get(one).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert ("≥ 99.95%" in page, "≥ 90%" in page, "<b>" in page.partition("<table")[2].partition("</table")[0]) == (
        *(True, True),
        False,
    )


def test_frozen_verdicts_are_a_table_without_formulas(cast: Cast) -> None:
    one = f"{ALL}{last_month():%Y-%m}"
    browser(cast.ana).post(f"{one}/act", {"move": "propose", "seen": "0"})
    rows = list(csv.DictReader(StringIO(browser(cast.boris).get(f"{one}.csv").content.decode())))
    assert {(row["ticket"], row["commitment"], row["counts_as"], row["consumed_s"]) for row in rows} >= {
        ("T1", "first", "met", "600"),
        ("'=2+2", "first", "breached", "2400"),
        ("T1", "report", "breached", ""),  # it goes on being late: how long is not frozen
    }
    assert all(row["counted_at"] and len(row["text"]) == 64 for row in rows)


def test_what_is_refused_is_said(cast: Cast) -> None:
    label = f"{timezone.now():%Y-%m}"
    ana = browser(cast.ana)
    assert 'value="propose"' not in ana.get(f"{ALL}{label}").content.decode()
    answer = ana.post(f"{ALL}{label}/act", {"move": "propose", "seen": "0"}, follow=True)
    assert "This period runs still." in answer.content.decode()
    assert ana.post(f"{ALL}{label}/act", {"move": "propose", "seen": "x"}).status_code == 400


def test_programs_freeze_and_read_a_period(cast: Cast) -> None:
    label = f"{last_month():%Y-%m}"
    one, ana, boris = f"/agreements/{KEY}/periods/{label}", Asker(cast.ana), Asker(cast.boris)
    assert ana.ask("POST", one, {"kind": "propose", "seen": 0}).status == 201
    assert boris.ask("POST", one, {"kind": "accept", "seen": 1}).status == 201
    assert boris.ask("POST", one, {"kind": "propose", "seen": 2}).status == 409
    runs, frozen = boris.ask("GET", f"/agreements/{KEY}/periods").body["items"]
    assert [runs["state"], frozen["state"], frozen["moved"]] == ["runs", "frozen", 0]
    browser(cast.ana).post(f"/agreements/{KEY}/exclusions/add", form(ticket="desk/=2+2"))
    browser(cast.boris).post(f"/agreements/{KEY}/exclusions/1/act", {"move": "accept", "seen": "1"})
    whole = boris.ask("GET", one).body
    first = next(line for line in whole["adjustments"] if line["commitment"] == "first")
    assert [first["was"]["counts_as"], first["now"]["counts_as"], first["why"][0]["cause"]] == [
        *("breached", "excluded", "exclusion")
    ]
    figures = {one["promise"]: one for one in whole["figures"]}
    assert [figures["first"]["counts"][kind] for kind in ("met", "breached", "excluded")] == [1, 1, 0]


@pytest.mark.parametrize("language", Language)
def test_letters_name_the_period_and_lead_there(language: Language) -> None:
    body: dict[str, Json] = {"agreement": KEY, "titles": {}, "period": "2026-03"}
    for kind in ("period_waits", "period_frozen"):
        addressed = Addressed(language=language, name="Ana", time_zone="UTC", here="https://a.example", body=body)
        letter = write_letter(kind, addressed)
        assert letter is not None
        assert "2026-03" in letter.text
        assert f"https://a.example{ALL}" in letter.text


def test_a_clock_that_was_kept_anyway_shows_when_it_was_due_before_and_after(cast: Cast) -> None:
    label, month = f"{last_month():%Y-%m}", last_month()
    ana, boris = browser(cast.ana), browser(cast.boris)
    ana.post(f"{ALL}{label}/act", {"move": "propose", "seen": "0"})
    boris.post(f"{ALL}{label}/act", {"move": "accept", "seen": "1"})
    left_out = ExclusionSaid(
        scope=Scope.TICKET,
        source="desk",
        ticket="T1",
        reason="third_party",
        from_us=to_us(month + timedelta(minutes=11)),
        until_us=to_us(month + timedelta(minutes=14)),
    )
    claim(cast.ana, KEY, left_out, timezone.now())
    answer(cast.boris, KEY, 1, ExclusionIntent(move=MoveKind.ACCEPT, seen=1), timezone.now())
    judge_part(timezone.now())
    rows = [row for row in boris.get(f"{ALL}{label}").content.decode().split("<tr>") if "/tickets/desk/T1" in row]
    (kept,) = [row for row in rows if "The first" in row]
    assert kept.count("due ") == 2
    assert kept.count("10\N{NO-BREAK SPACE}min") == 2
