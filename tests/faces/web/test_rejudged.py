"""The pages of what was judged anew: how far it is, why, who stands behind it, from what to what, and as a table."""

import csv
from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from acuerdo.apps.rejudging.models import Cause, MovedClock, Rejudging
from acuerdo.apps.rejudging.queries import count_waiting
from acuerdo.apps.tickets.models import Ticket
from acuerdo.core.hours import to_us
from acuerdo.faces.web import rejudging_pages
from acuerdo.faces.worker.letters import write_letter
from acuerdo.faces.worker.letters.shapes import Addressed
from acuerdo.flows.rejudged import close_judged, judge_part
from acuerdo.words import Language
from tests.faces.web.test_exclusions import PAGE, browser, cast, form
from tests.flows.telling import KEY, say
from tests.people import Cast

if TYPE_CHECKING:
    from acuerdo.core.chains.canonical import Json

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
ALL = f"/agreements/{KEY}/rejudged"


def excluded(found: Cast) -> str:
    """Let both sides leave out what happened today to all tickets; return the address of what is judged anew."""
    now = timezone.now()
    span = {"from": (now - timedelta(hours=4)).isoformat(), "until": now.isoformat()}
    browser(found.ana).post(f"{PAGE}/add", form(scope="agreement", **span))
    browser(found.boris).post(f"{PAGE}/1/act", {"move": "accept", "seen": "1"})
    return f"{ALL}/{Rejudging.objects.get(tickets__gt=0).ident}"


@pytest.mark.parametrize("language", Language)
def test_progress_is_shown_then_what_moved_with_its_cause_and_who_agreed(cast: Cast, language: Language) -> None:
    one = excluded(cast)
    boris = browser(cast.boris, language)
    assert '<progress class="carried" max="100" value="0">' in boris.get(one).content.decode()
    judge_part(timezone.now())
    close_judged(timezone.now())
    page = boris.get(one).content.decode()
    for said in ("/exclusions/1", "/tickets/desk/T1", "<b>Ana</b>", "<b>Boris</b>", f"{one}.csv", "hx-get"):
        assert (said in page) is (said != "hx-get"), said
    assert one in boris.get(ALL).content.decode()


def test_a_ticket_is_named_with_its_title_as_long_as_it_is_the_readers_own(cast: Cast) -> None:
    one = excluded(cast)
    judge_part(timezone.now())
    Ticket.objects.filter(name="T1").update(title="Ana's printer is off")
    boris = browser(cast.boris)
    assert "printer is off" in boris.get(one).content.decode()
    Ticket.objects.filter(name="T1").update(customer=None)
    page = boris.get(one).content.decode()
    assert ("T1" in page, "printer is off" in page, "/tickets/desk/T1" in page) == (True, False, False)


def test_the_first_sentence_counts_what_all_changes_moved_whichever_part_is_shown(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    excluded(cast)
    judge_part(timezone.now())
    close_judged(timezone.now())
    first = Rejudging.objects.get(tickets__gt=0)
    at_us = to_us(timezone.now())
    about = {"cause": Cause.FACTS, "agreement": first.agreement, "tickets": 1}
    last = Rejudging.objects.create(at_us=at_us, ended_us=at_us, **about)  # moved nothing
    monkeypatch.setattr(rejudging_pages, "MOST", 1)
    moved = MovedClock.objects.count()
    assert moved
    ana = browser(cast.ana)
    for part in (ALL, f"{ALL}?before={last.pk}"):
        answer = ana.get(part)
        assert (answer.context["moved"], len(answer.context["rows"])) == (moved, 1), part
    Rejudging.objects.filter(pk=first.pk).update(ended_us=None)
    assert ana.get(ALL).context["under_way"] == 1


def test_all_that_moved_is_a_table_without_formulas(cast: Cast) -> None:
    now = timezone.now()
    say(cast.ana, {"ticket": "=1+1", "at": (now - timedelta(hours=2)).isoformat(), "event": "opened"}, at=now)
    one = excluded(cast)
    judge_part(timezone.now())
    answer = browser(cast.boris).get(f"{one}.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(StringIO(answer.content.decode())))
    first = next(row for row in rows if (row["ticket"], row["commitment"]) == ("T1", "first"))
    assert (first["verdict_before"], first["verdict_after"], first["consumed_s_before"]) == ("breached", "met", "2400")
    assert "'=1+1" in {row["ticket"] for row in rows}


def test_whoever_runs_the_installation_sees_how_much_waits(cast: Cast, client: Client) -> None:
    assert count_waiting() == (0, None)
    excluded(cast)
    waiting, since_us = count_waiting()
    assert waiting == 1
    assert since_us is not None
    assert abs(since_us - to_us(timezone.now())) < 3_600_000_000
    said = client.get("/metrics").content.decode()
    assert "acuerdo_rejudging_waiting 1.0" in said
    assert "acuerdo_rejudging_oldest_seconds" in said


@pytest.mark.parametrize("language", Language)
def test_the_letter_says_how_many_moved_and_leads_there(language: Language) -> None:
    body: dict[str, Json] = {"agreement": KEY, "titles": {}, "rejudging": "a-b", "moved": 1}
    addressed = Addressed(language=language, name="Ana", time_zone="UTC", here="https://a.example", body=body)
    letter = write_letter("verdicts_moved", addressed)
    assert letter is not None
    assert f"https://a.example/agreements/{KEY}/rejudged/a-b" in letter.text
    assert " 1 " in letter.text
