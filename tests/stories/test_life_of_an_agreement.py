"""The whole life of an agreement between Ana of the provider and Boris of the customer, as both see it on its pages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.agreements.commands import DraftChange, change_draft
from acuerdo.apps.agreements.lists import list_decisions
from acuerdo.apps.agreements.queries import find_versions
from acuerdo.apps.agreements.shapes import LifeState
from acuerdo.apps.journal.queries import links, verify
from acuerdo.apps.life.commands import Notice
from acuerdo.apps.life.comments import Remark, count_open_comments
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.core.acts import MoveKind
from acuerdo.flows.agreement_lives import (
    RenewalIntent,
    acknowledge_notice,
    close_review,
    give_notice,
    open_review,
    renew,
    settle_comment,
    write_comment,
)
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from tests.flows.test_negotiation import TEXT, opened
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db
KEY = "sur-2026"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FIRST = TEXT.replace("to: 2026-12-31}", "to: 2027-03-31, renewal: tacit, notice: 60d}")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def offer(viewer: Viewer, text: str, seen: int, days: int, why: tuple[str, str] = ("", "")) -> str:
    """Write a draft over the one that is there, offer it, and return its content's hash."""
    at = NOW + timedelta(days=days)
    change_draft(viewer, KEY, DraftChange(text=text, revision=0, reason=why[0], origin=why[1]), at)
    return offer_draft(viewer, KEY, Offering(seen=seen), at).standing.content or ""


def accept(viewer: Viewer, content: str, number: int, seen: int, days: int) -> None:
    intent = Intent(kind=MoveKind.ACCEPT, content=content, seen=seen)
    answer_offer(viewer, KEY, number, intent, NOW + timedelta(days=days))


def states(viewer: Viewer, on: date) -> list[LifeState]:
    return [one.state for one in find_versions(viewer, KEY, NOW + timedelta(days=400), on)]


def page(viewer: Viewer, path: str, language: str = "es") -> str:
    client = Client(headers={"accept-language": language})
    client.force_login(Person.objects.get(pk=viewer.person))
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def agree(cast: Cast, text: str = FIRST) -> None:
    """Ana proposes, Boris counters, Ana accepts."""
    opened(cast.ana, text)
    offer_draft(cast.ana, KEY, Offering(seen=0), NOW)
    content = offer(cast.boris, text.replace("within: 1h", "within: 30m"), seen=1, days=1)
    accept(cast.ana, content, 1, seen=2, days=2)


def test_an_agreement_is_countered_accepted_amended_and_each_date_keeps_its_version(cast: Cast) -> None:
    agree(cast)
    assert states(cast.boris, date(2026, 3, 31)) == [LifeState.AGREED]
    assert states(cast.boris, date(2026, 4, 1)) == [LifeState.ACTIVE]
    asked = write_comment(cast.boris, KEY, Remark(text="¿Y de noche?", path="commitments[first]", number=1), NOW)
    assert count_open_comments(cast.ana, KEY) == {"commitments[first]": 1}
    later = FIRST.replace("within: 1h", "within: 20m").replace("2026-04-01", "2026-07-01")
    content = offer(cast.ana, later, seen=0, days=60, why=("De noche falta gente", "review"))
    assert "De noche falta gente" in page(cast.boris, f"/agreements/{KEY}")
    accept(cast.boris, content, 2, seen=1, days=61)
    settle_comment(cast.boris, KEY, asked, NOW + timedelta(days=61))
    assert states(cast.ana, date(2026, 6, 30)) == [LifeState.AGREED, LifeState.ACTIVE]
    assert states(cast.ana, date(2026, 7, 1)) == [LifeState.ACTIVE, LifeState.SUPERSEDED]
    second, first = find_versions(cast.ana, KEY, NOW, date(2026, 7, 1))
    assert ("within: 30m" in first.text, "within: 20m" in second.text) == (True, True)
    assert (second.reason, second.origin) == ("De noche falta gente", "review")
    kinds = [link.kind for link, _ in links(f"agreement:{KEY}")]
    assert kinds == [
        "agreement_opened",
        "act_propose",
        "act_counter",
        "act_accept",
        "comment_written",
        "act_propose",
        "act_accept",
        "comment_settled",
    ]
    heads = [(step.receipt.number, step.receipt.head) for one in (first, second) for step in one.act.steps]
    assert verify(f"agreement:{KEY}", heads).faults == ()


def test_a_tacit_term_is_decided_in_time_or_renewed(cast: Cast) -> None:
    agree(cast)
    due = list_decisions(cast.boris, date(2026, 12, 1), date(2027, 2, 1))
    assert [(one.decision.decide_by, one.decision.renews_until) for one in due] == [
        (date(2027, 1, 16), date(2028, 3, 31))
    ]
    assert states(cast.boris, date(2027, 4, 1)) == [LifeState.RENEWED]
    assert list_decisions(cast.boris, date(2027, 4, 1), date(2027, 12, 31)) == []
    assert KEY in page(cast.boris, "/agreements/")


def test_an_express_term_is_renewed_by_both_or_ends(cast: Cast) -> None:
    agree(cast, FIRST.replace("tacit", "express"))
    until = date(2028, 3, 31)
    assert states(cast.ana, date(2027, 4, 1)) == [LifeState.EXPIRED]
    at = NOW + timedelta(days=300)
    renew(cast.boris, KEY, RenewalIntent(kind=MoveKind.PROPOSE, until_on=until, seen=0), at)
    renew(cast.ana, KEY, RenewalIntent(kind=MoveKind.ACCEPT, until_on=until, seen=1), at)
    assert states(cast.ana, date(2027, 4, 1)) == [LifeState.RENEWED]
    assert "31 mar 2028" in page(cast.ana, f"/agreements/{KEY}/term")


def test_after_a_review_a_side_gives_notice_and_the_other_acknowledges_it(cast: Cast) -> None:
    agree(cast)
    open_review(cast.boris, KEY, "Las noches", NOW + timedelta(days=200))
    assert states(cast.ana, date(2026, 9, 20)) == [LifeState.UNDER_REVIEW]
    close_review(cast.ana, KEY, "No hay turno de noche", NOW + timedelta(days=210))
    give_notice(cast.boris, KEY, Notice(reason="Cambiamos de proveedor"), NOW + timedelta(days=220))
    shown = page(cast.ana, f"/agreements/{KEY}/term", "ru")
    assert "Cambiamos de proveedor" in shown
    assert "вовремя" in shown
    acknowledge_notice(cast.ana, KEY, NOW + timedelta(days=221))
    assert states(cast.boris, date(2027, 3, 31)) == [LifeState.ACTIVE]
    assert states(cast.boris, date(2027, 4, 1)) == [LifeState.TERMINATED]
    kinds = [link.kind for link, _ in links(f"agreement:{KEY}")][-4:]
    assert kinds == ["review_opened", "review_closed", "notice_given", "notice_acknowledged"]
    assert verify(f"agreement:{KEY}").faults == ()
