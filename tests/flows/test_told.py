"""What happens to an agreement is told: to programs by events of a declared shape, to the other side by letters."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.agreements.commands import DraftChange, NewAgreement, change_draft, open_agreement
from acuerdo.apps.exclusions.shapes import ExclusionSaid
from acuerdo.apps.life.commands import Notice
from acuerdo.apps.life.comments import Remark
from acuerdo.apps.notices.models import Outgoing
from acuerdo.apps.notices.shapes import Channel
from acuerdo.apps.parties.models import Person
from acuerdo.apps.webhooks.commands import NewEndpoint, make_endpoint
from acuerdo.apps.webhooks.shapes import Event
from acuerdo.core.acts import MoveKind
from acuerdo.core.chains.canonical import Json
from acuerdo.core.clock.exclusions import Scope
from acuerdo.core.hours import to_us
from acuerdo.faces.api.events import SHAPES
from acuerdo.faces.worker.letters import LETTERS, write_letter
from acuerdo.faces.worker.letters.life import LETTERS as OF_LIFE
from acuerdo.faces.worker.letters.shapes import Addressed
from acuerdo.flows import agreement_lives as life
from acuerdo.flows import exclusions_agreed as exclusions
from acuerdo.flows import periods_frozen as freezing
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from acuerdo.flows.agreement_registered import Registering, add_evidence, register_paper
from acuerdo.flows.exclusions_reminded import remind_of_exclusions
from acuerdo.flows.rejudged import close_judged, judge_part
from acuerdo.flows.years_agreed import YearIntent, agree_year
from acuerdo.words import Language
from tests.apps.life.test_life import EXPRESS, KEY
from tests.flows.telling import add_source, say
from tests.flows.test_negotiation import newest
from tests.flows.test_papers import SIGNED
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db
OFFICE = "{week: {mon-fri: [09:00-18:00]}}"
HOLIDAYS = EXPRESS.replace(OFFICE, "{week: {mon-fri: [09:00-18:00]}, holidays: [{country: ES, years: [2027]}]}")
YEAR = 2027
UNTIL = NOW.date().replace(year=2028)


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cast:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    found = make_cast()
    wanted = NewEndpoint(name="all", url="https://tickets.sur.example/", events=frozenset(Event), customer="sur")
    make_endpoint(found.boris, wanted, (), NOW)
    return found


def offer(cast: Cast, text: str, seen: int = 0, *, by_boris: bool = False) -> str:
    viewer = cast.boris if by_boris else cast.ana
    change_draft(viewer, KEY, DraftChange(text=text, revision=0), NOW)
    return offer_draft(viewer, KEY, Offering(seen=seen), NOW).standing.content or ""


def move(cast: Cast, kind: MoveKind, seen: int, *, by_ana: bool = False) -> None:
    version = newest(cast.ana)
    intent = Intent(kind=kind, content=version.content, seen=seen)
    answer_offer(cast.ana if by_ana else cast.boris, KEY, version.number, intent, NOW)


ELSEWHERE = ("clock.", "agreement.priority_", "agreement.route_")
"""How the events about single tickets begin: their own tests tell of them."""


def live(cast: Cast) -> None:
    """Let everything happen to an agreement that programs can be told of."""
    open_agreement(cast.ana, NewAgreement(key=KEY, kind="sla", customer="sur", text=EXPRESS), NOW)
    register_paper(cast.ana, KEY, Registering(paper=SIGNED), NOW)
    move(cast, MoveKind.REJECT, 1)
    offer(cast, EXPRESS)
    move(cast, MoveKind.WITHDRAW, 1, by_ana=True)
    offer(cast, EXPRESS.replace("1h", "2h"), 2)
    offer(cast, HOLIDAYS.replace("1h", "3h"), 3, by_boris=True)
    move(cast, MoveKind.ACCEPT, 4, by_ana=True)
    add_evidence(cast.boris, KEY, newest(cast.ana).number, SIGNED, NOW)
    life.open_review(cast.ana, KEY, "slow", NOW)
    life.close_review(cast.boris, KEY, "kept", NOW)
    remark = life.write_comment(cast.boris, KEY, Remark(text="Why?", path="commitments[first].within"), NOW)
    life.write_comment(cast.ana, KEY, Remark(text="Because", answers=remark), NOW)
    life.settle_comment(cast.ana, KEY, remark, NOW)
    for kind, viewer, seen in (
        (MoveKind.PROPOSE, cast.ana, 0),
        (MoveKind.WITHDRAW, cast.ana, 1),
        (MoveKind.PROPOSE, cast.ana, 2),
        (MoveKind.REJECT, cast.boris, 3),
        (MoveKind.PROPOSE, cast.ana, 4),
        (MoveKind.ACCEPT, cast.boris, 5),
    ):
        life.renew(viewer, KEY, life.RenewalIntent(kind=kind, until_on=UNTIL, seen=seen), NOW)
    years = [(MoveKind.PROPOSE, cast.ana, 0), (MoveKind.COUNTER, cast.boris, 1), (MoveKind.ACCEPT, cast.ana, 2)]
    for kind, viewer, seen in years:
        said = YearIntent(kind=kind, calendar="office", year=YEAR, seen=seen, dates=f"{YEAR}-01-0{seen + 1} New")
        agree_year(viewer, KEY, said, NOW)
    add_source(cast)
    begins = datetime(2026, 4, 1, 9, tzinfo=UTC)
    say(cast.ana, {"ticket": "T1", "at": begins.isoformat(), "event": "opened", "priority": "P1"}, at=begins)
    begun = to_us(begins)
    out = ExclusionSaid(scope=Scope.AGREEMENT, reason="third_party", from_us=begun, until_us=begun + 1)
    exclusions.claim(cast.ana, KEY, out, NOW)
    remind_of_exclusions(NOW + timedelta(days=1))
    exclusions.answer(cast.boris, KEY, 1, exclusions.ExclusionIntent(move=MoveKind.ACCEPT, seen=1), NOW)
    judge_part(begins)
    close_judged(begins)
    over = begins + timedelta(days=31)
    for kind, viewer, seen in ((MoveKind.PROPOSE, cast.ana, 0), (MoveKind.ACCEPT, cast.boris, 1)):
        freezing.move(viewer, KEY, f"{begins:%Y-%m}", freezing.PeriodIntent(move=kind, seen=seen), over)
    life.give_notice(cast.boris, KEY, Notice(), NOW)
    life.withdraw_notice(cast.boris, KEY, NOW)
    life.give_notice(cast.boris, KEY, Notice(), NOW)
    life.acknowledge_notice(cast.ana, KEY, NOW)
    for kind, viewer, seen in (
        (MoveKind.PROPOSE, cast.boris, 0),
        (MoveKind.WITHDRAW, cast.boris, 1),
        (MoveKind.PROPOSE, cast.boris, 2),
        (MoveKind.REJECT, cast.ana, 3),
        (MoveKind.PROPOSE, cast.boris, 4),
        (MoveKind.ACCEPT, cast.ana, 5),
    ):
        life.take_back_notice(viewer, KEY, life.TakingBack(kind=kind, seen=seen), NOW)


def test_every_declared_event_is_sent_and_has_its_shape(cast: Cast) -> None:
    live(cast)
    told = Outgoing.objects.filter(channel=Channel.WEBHOOK)
    assert {row.kind for row in told} == {str(event) for event in Event if not event.startswith(ELSEWHERE)}
    for row in told:
        SHAPES[Event(row.kind)].model_validate(row.body["data"])
        assert (row.body["type"], row.body["data"]["agreement"]) == (row.kind, KEY)
    assert len({row.body["id"] for row in told}) == len(told)
    assert not any(name in str(row.body) for row in told for name in ("Ana", "Boris", "Why?"))


def test_letters_about_its_life_go_to_the_other_side_once(cast: Cast) -> None:
    live(cast)
    told = Outgoing.objects.filter(channel=Channel.MAIL, kind__in=OF_LIFE).order_by("pk")
    kinds = {
        kind for kind in OF_LIFE if not kind.endswith("_own")
    }  # here nobody offers what the own side has yet to sign
    assert {row.kind for row in told} == kinds
    people = {kind: sorted({row.person_id or 0 for row in told if row.kind == kind}) for kind in kinds}
    ana, boris = cast.ana.person, cast.boris.person
    assert people.pop("renewal_agreed") == sorted((ana, boris))
    assert people.pop("year_agreed") == sorted((ana, boris))
    assert people.pop("year_waits") == sorted((ana, boris))
    assert people.pop("exclusion_waits") == [boris]
    assert people.pop("exclusion_unanswered") == [boris]
    assert people.pop("exclusion_agreed") == sorted((ana, boris))
    assert people.pop("period_waits") == [boris]
    assert people.pop("period_frozen") == sorted((ana, boris))
    assert people.pop("comment_written") == sorted((ana, boris))
    assert people == {
        "paper_registered": [boris],
        "paper_disputed": [ana],
        "notice_given": [ana],
        "notice_acknowledged": [boris],
        "notice_withdrawn": sorted((ana, boris)),
        "taking_back_waits": [ana],
        "renewal_waits": [boris],
    }
    assert sum(row.kind == "comment_written" for row in told) == 2
    assert not any("Why?" in str(row.body) for row in told)


def test_nobody_is_told_of_a_private_remark(cast: Cast) -> None:
    live(cast)
    before = Outgoing.objects.count()
    remark = life.write_comment(cast.boris, KEY, Remark(text="Too dear", private=True), NOW)
    life.settle_comment(cast.boris, KEY, remark, NOW)
    assert Outgoing.objects.count() == before


def test_whoever_may_act_gets_the_letter_and_nobody_else(cast: Cast) -> None:
    live(cast)
    Outgoing.objects.all().delete()
    Person.objects.filter(pk=cast.boris.person).update(is_active=False)
    life.write_comment(cast.ana, KEY, Remark(text="Is anybody there?"), NOW)
    assert not Outgoing.objects.filter(channel=Channel.MAIL).exists()


BODY: dict[str, Json] = {
    "agreement": "sur-2026",
    "titles": {"en": "Services", "es": "Servicios", "ru": "Услуги"},
    "number": "2",
    "last_on": "2026-12-31",
    "until": "2027-12-31",
    "clause": "",
    "calendar": "office",
    "year": "2027",
    "period": "2026-03",
    "since": "2026-03-02T09:00:00+00:00",
    "document": "ab12",
}


@pytest.mark.parametrize("language", list(Language))
def test_each_letter_names_its_agreement_and_its_page_in_each_language(language: Language) -> None:
    for kind in OF_LIFE:
        assert kind in LETTERS
        letter = write_letter(
            kind, Addressed(language=language, name="Ева", time_zone="UTC", here="https://a.example", body=BODY)
        )
        assert letter is not None
        title = {"en": "Services", "es": "Servicios", "ru": "Услуги"}[language]
        assert f"sur-2026 ({title})" in letter.subject
        assert f"sur-2026 ({title})" in letter.text
        assert "https://a.example/agreements/sur-2026" in letter.text
        assert "Ева" in letter.text
        assert "{" not in letter.text
