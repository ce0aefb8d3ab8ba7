"""What is judged by changes: tickets are judged anew, and from what to what their verdicts moved is kept for good."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.acts.papers import Upload
from acuerdo.apps.agreements.commands import NewAgreement, open_agreement
from acuerdo.apps.clocks import anew
from acuerdo.apps.clocks.commands import fold_tickets
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.exclusions.shapes import ExclusionSaid
from acuerdo.apps.journal.models import Entry
from acuerdo.apps.notices.models import Outgoing
from acuerdo.apps.parties.viewers import NotThere, Viewer
from acuerdo.apps.rejudging import whole
from acuerdo.apps.rejudging.commands import judge_waiting
from acuerdo.apps.rejudging.models import Cause, MovedClock, Rejudging, Waiting
from acuerdo.apps.rejudging.queries import count_turns, list_moved, list_rejudgings, read_rejudging
from acuerdo.apps.rejudging.shapes import RejudgingRecord
from acuerdo.apps.tickets.models import Ticket
from acuerdo.apps.tickets.sources import SourceIntent
from acuerdo.core.acts import MoveKind
from acuerdo.core.clock.exclusions import Scope
from acuerdo.core.hours import to_us
from acuerdo.flows import rejudged, sources_kept
from acuerdo.flows.agreement_lives import RenewalIntent, renew
from acuerdo.flows.agreement_negotiated import answer_offer
from acuerdo.flows.agreement_registered import Registering, register_paper
from acuerdo.flows.exclusions_agreed import ExclusionIntent, answer, claim
from acuerdo.flows.rejudged import close_judged, judge_part
from acuerdo.flows.time_passes import fold_due
from tests.flows.telling import KEY, TEXT, add_source, in_force, row, say
from tests.flows.test_papers import PDF
from tests.people import NOW, Cast, make_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guards")]
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    add_source(found)
    return found


@pytest.fixture
def agreed(cast: Cast) -> Cast:
    in_force(cast)
    for name in ("T1", "T2", "T3"):
        say(cast.ana, row(name, "09:00:00", "opened", priority="P1"), row(name, "09:40:00", "replied"), at=LATER)
    return cast


def exclude(cast: Cast, minutes: int = 30, number: int = 1) -> None:
    """Let both sides leave out the time after nine, of all tickets."""
    said = ExclusionSaid(
        scope=Scope.AGREEMENT,
        reason="force_majeure",
        from_us=to_us(NOW),
        until_us=to_us(NOW + timedelta(minutes=minutes)),
        commitments=("first",),
    )
    claim(cast.ana, KEY, said, LATER)
    answer(cast.boris, KEY, number, ExclusionIntent(move=MoveKind.ACCEPT, seen=1), LATER)


def carry(at: datetime = LATER) -> int:
    """Let a worker judge until nothing waits; return how many tickets it judged."""
    done = sum(iter(lambda: judge_part(at), 0))
    close_judged(at)
    return done


def only(viewer: Viewer) -> RejudgingRecord:
    [found] = list_rejudgings(viewer, KEY)
    return read_rejudging(viewer, KEY, found.ident, LATER)


def first() -> list[str]:
    return list(Clock.objects.filter(commitment="first").order_by("ticket").values_list("verdict", flat=True))


def test_an_exclusion_of_all_moves_verdicts_and_its_report_says_from_what_to_what(agreed: Cast) -> None:
    exclude(agreed)
    waiting = only(agreed.boris)
    assert (waiting.cause, waiting.about, waiting.tickets, waiting.done, waiting.moved) == ("exclusion", "1", 3, 0, 0)
    assert waiting.ended_at is None
    assert [(step.person, step.kind) for step in waiting.steps] == [("Ana", "propose"), ("Boris", "accept")]
    assert (carry(), carry()) == (3, 0)
    done = only(agreed.boris)
    assert (done.done, done.moved, done.ended_at) == (3, 3, LATER)
    assert first() == ["met"] * 3
    lines = list_moved(agreed.boris, KEY, done.ident)
    assert [(one.ticket, one.was and one.was.verdict, one.now and one.now.verdict) for one in lines] == [
        (name, "breached", "met") for name in ("T1", "T2", "T3")
    ]
    assert [(one.commitment, one.was, one.now, one.clocks) for one in count_turns(agreed.ana, KEY, done.ident)] == [
        ("first", "breached", "met", 3)
    ]
    assert Entry.objects.filter(chain__name=f"agreement:{KEY}", kind="verdicts_moved").count() == 1
    assert Outgoing.objects.filter(kind="verdicts_moved").count() == 2


def test_very_many_closed_tickets_are_judged_by_columns_part_by_part(
    agreed: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_after = LATER + timedelta(days=20)
    for name in ("T1", "T2", "T3"):
        say(agreed.ana, row(name, "10:00:00", "resolved"), at=LATER)
    with transaction.atomic():
        fold_tickets(list(Ticket.objects.all()), to_us(long_after), [])
    exclude(agreed)
    kept: list[tuple[int, int]] = []

    def judged(tickets: Sequence[Ticket], at_us: int) -> anew.JudgedAnew:
        found = anew.judge_anew(tickets, at_us)
        kept.append((len(found.turned), len(found.left)))
        return found

    monkeypatch.setattr(whole, "judge_anew", judged)
    for name, most in (("WHOLE_FROM", 1), ("MOST_AT_ONCE", 1), ("WHOLE_AT_ONCE", 1)):
        monkeypatch.setattr(rejudged, name, most)
    assert [judge_part(long_after) for _ in range(4)] == [1, 1, 1, 0]
    assert (close_judged(long_after), kept, Waiting.objects.count()) == (1, [(1, 0)] * 3, 0)
    done = only(agreed.boris)
    assert (done.tickets, done.done, done.moved, done.ended_at) == (3, 3, 3, long_after)
    assert first() == ["met"] * 3
    lines = sorted(list_moved(agreed.boris, KEY, done.ident), key=lambda one: one.ticket)
    assert [(one.ticket, one.was and one.was.verdict, one.now and one.now.verdict) for one in lines] == [
        (name, "breached", "met") for name in ("T1", "T2", "T3")
    ]


def test_what_moves_nothing_is_kept_as_such_and_nobody_is_told(agreed: Cast) -> None:
    exclude(agreed, minutes=10)
    assert carry() == 3
    done = only(agreed.ana)
    assert (done.moved, done.ended_at) == (3, LATER)  # breached as before, ten minutes later
    exclude_nothing = ExclusionSaid(
        scope=Scope.SERVICE,
        service="desk",
        reason="force_majeure",
        from_us=to_us(NOW),
        until_us=to_us(NOW + timedelta(minutes=5)),
    )
    claim(agreed.ana, KEY, exclude_nothing, LATER)
    answer(agreed.boris, KEY, 2, ExclusionIntent(move=MoveKind.ACCEPT, seen=1), LATER)
    assert carry() == 3
    assert [one.moved for one in list_rejudgings(agreed.ana, KEY)] == [0, 3]
    assert Entry.objects.filter(kind="verdicts_moved").count() == 1


def test_killed_at_any_part_nothing_is_lost_and_nothing_is_kept_twice(
    agreed: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    exclude(agreed)
    monkeypatch.setattr(rejudged, "MOST_AT_ONCE", 1)
    kept = judge_waiting
    calls = 0

    def dying(*given: object, **more: object) -> object:
        nonlocal calls
        calls += 1
        done = kept(*given, **more)  # type: ignore[arg-type]  # passed on as they come
        if calls % 2:
            raise KeyboardInterrupt  # as if the process ended just before its transaction did
        return done

    monkeypatch.setattr(rejudged, "judge_waiting", dying)
    left = []
    while Waiting.objects.exists():
        try:
            judge_part(LATER)
        except KeyboardInterrupt:
            left.append(Waiting.objects.count())
    close_judged(LATER)
    assert left == [3, 2, 1]
    assert (first(), MovedClock.objects.count(), only(agreed.ana).done) == (["met"] * 3, 3, 3)


def test_what_is_told_meanwhile_is_not_held_against_the_change(agreed: Cast) -> None:
    exclude(agreed)
    say(agreed.ana, row("T1", "09:10:00", "replied"), at=LATER)
    assert Waiting.objects.count() == 2
    assert carry() == 2
    causes = {one.cause: one for one in list_rejudgings(agreed.ana, KEY)}
    assert (causes[Cause.EXCLUSION].moved, causes[Cause.FACTS].moved) == (3, 1)
    [late] = list_moved(agreed.ana, KEY, causes[Cause.FACTS].ident)
    assert late.was is not None
    assert late.now is not None
    assert (late.was.verdict, late.was.consumed_us, late.now.verdict) == ("met", 600_000_000, "met")


def test_a_moment_that_comes_while_a_ticket_waits_is_told_by_the_new_rules(agreed: Cast) -> None:
    say(agreed.ana, row("T4", "11:55:00", "opened", priority="P1"), at=LATER)
    said = ExclusionSaid(
        scope=Scope.AGREEMENT,
        reason="force_majeure",
        from_us=to_us(LATER),
        until_us=to_us(LATER + timedelta(hours=1)),
    )
    claim(agreed.ana, KEY, said, LATER)
    answer(agreed.boris, KEY, 1, ExclusionIntent(move=MoveKind.ACCEPT, seen=1), LATER)
    fold_due(LATER + timedelta(minutes=30))
    clock = Clock.objects.get(ticket__name="T4", commitment="first")
    assert (clock.verdict, clock.due_us) == ("running", to_us(LATER + timedelta(minutes=70)))
    assert not Waiting.objects.filter(ticket__name="T4").exists()
    dues = [(was["due_us"], now["due_us"]) for was, now in moved_of("T4")]
    assert dues == [(to_us(LATER + timedelta(minutes=10)), clock.due_us)]


def moved_of(ticket: str) -> list[tuple[dict[str, int], dict[str, int]]]:
    rows = MovedClock.objects.filter(ticket__name=ticket, commitment="first")
    return [(row.was or {}, row.now or {}) for row in rows]


def test_of_two_changes_that_met_both_say_that_they_share_what_moved(agreed: Cast) -> None:
    exclude(agreed, minutes=10)
    exclude(agreed, minutes=30, number=2)
    assert carry() == 3
    assert set(MovedClock.objects.values_list("rejudging__about", "shared").distinct()) == {("1", True), ("2", True)}
    assert first() == ["met"] * 3


def paper(cast: Cast, text: str = TEXT, key: str = KEY) -> None:
    open_agreement(cast.ana, NewAgreement(key=key, kind="sla", customer="sur", text=text), LATER)
    register_paper(cast.ana, key, Registering(paper=Upload(name="a.pdf", content=PDF)), LATER)


def test_a_registered_paper_gives_clocks_and_a_disputed_one_takes_them_away(
    cast: Cast, tmp_path: object, settings: object
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]  # the fixture of pytest-django
    say(cast.ana, row("T1", "09:00:00", "opened", priority="P1"), row("T1", "09:40:00", "replied"), at=LATER)
    paper(cast)
    assert not Clock.objects.exists()
    assert carry() == 1
    assert first() == ["breached"]
    content = Clock.objects.values_list("content", flat=True)[0]
    answer_offer(cast.boris, KEY, 1, Intent(kind=MoveKind.REJECT, content=content, seen=1), LATER)
    assert carry() == 1
    assert not Clock.objects.exists()
    disputed, registered = list_rejudgings(cast.boris, KEY)
    assert (disputed.cause, disputed.about, disputed.moved) == ("disputed", "1", 2)
    assert (registered.cause, registered.moved) == ("registered", 2)
    assert [one.now for one in list_moved(cast.boris, KEY, disputed.ident)] == [None, None]


def test_what_is_renewed_late_governs_what_was_opened_meanwhile(cast: Cast) -> None:
    ended = TEXT.replace("to: 2026-12-31", "to: 2026-12-31, renewal: express")
    in_force(cast, ended)
    late = datetime(2027, 1, 11, 9, tzinfo=UTC)
    say(cast.ana, {"ticket": "T1", "at": "2027-01-04T09:00:00Z", "event": "opened", "priority": "P1"}, at=late)
    assert not Clock.objects.exists()
    for viewer, kind, seen in ((cast.ana, MoveKind.PROPOSE, 0), (cast.boris, MoveKind.ACCEPT, 1)):
        renew(viewer, KEY, RenewalIntent(kind=kind, until_on=date(2027, 12, 31), seen=seen), late)
    assert carry(late) == 1
    assert only(cast.ana).cause == "renewed"
    assert Clock.objects.filter(ticket__name="T1", commitment="first").exists()


def test_late_facts_corrections_and_doubts_that_move_settled_verdicts_are_kept_as_such(agreed: Cast) -> None:
    say(agreed.ana, row("T1", "09:10:00", "replied", key="early"), at=LATER)
    say(agreed.ana, row("T1", "09:50:00", "replied"), at=LATER)  # after the stop: moves nothing
    say(agreed.ana, row("T1", "11:00:00", "retracted", corrects="early", key="back"), at=LATER)
    turns = [
        [
            (one.was and one.was.verdict, one.now and one.now.verdict)
            for one in list_moved(agreed.boris, KEY, found.ident)
        ]
        for found in reversed(list_rejudgings(agreed.boris, KEY))
    ]
    assert turns == [[("breached", "met")], [("met", "breached")]]


def test_what_goes_on_by_itself_is_no_change(agreed: Cast) -> None:
    say(agreed.ana, row("T1", "10:00:00", "resolved"), row("T1", "10:30:00", "reopened"), at=LATER)
    say(agreed.ana, row("T1", "11:00:00", "resolved"), at=LATER)
    fold_due(LATER + timedelta(days=3))
    assert not Rejudging.objects.filter(tickets__gt=0).exists()


def test_people_see_what_moved_of_their_own_agreements_alone(agreed: Cast) -> None:
    exclude(agreed)
    carry()
    ident = only(agreed.ana).ident
    for ask in (lambda: list_rejudgings(agreed.vera, KEY), lambda: list_moved(agreed.vera, KEY, ident)):
        with pytest.raises(NotThere):
            ask()
    in_force(agreed, TEXT.replace("sur-2026", "other"), key="other")
    with pytest.raises(NotThere):
        read_rejudging(agreed.ana, "other", ident, LATER)


def test_a_customer_is_told_that_verdicts_left_with_a_ticket_that_became_anothers(cast: Cast) -> None:
    in_force(cast)
    add_source(cast, "both", "", customers={"S": "sur", "V": "volga"})
    opened = row("T1", "09:00:00", "opened", priority="P1", customer="S")
    say(cast.ana, opened, row("T1", "09:40:00", "replied"), at=LATER, source="both")
    say(cast.ana, row("T1", "09:01:00", "changed", customer="V"), at=LATER, source="both")
    for viewer, opens in ((cast.ana, True), (cast.boris, False)):
        (found,) = list_rejudgings(viewer, KEY)
        (left,) = list_moved(viewer, KEY, found.ident)
        assert (found.moved, left.ticket, left.now, left.opens) == (1, "T1", None, opens)
        assert left.was is not None
        assert left.was.verdict == "breached"
        assert [(one.was, one.now, one.clocks) for one in count_turns(viewer, KEY, found.ident)] == [
            ("breached", "", 1)
        ]
    with pytest.raises(NotThere):
        list_rejudgings(cast.vera, KEY)


def test_a_change_of_several_customers_counts_to_each_its_own_tickets_alone(cast: Cast) -> None:
    in_force(cast)
    words = {"S": "sur", "V": "volga"}
    add_source(cast, "both", "", customers=words)
    for name, word in (("T1", "S"), ("T2", "V"), ("T3", "V")):
        say(cast.ana, row(name, "09:00:00", "opened", priority="P1", customer=word), at=LATER, source="both")
    for known in ({}, words):
        wanted = SourceIntent(key="both", name="Both", customer="", customers=known, statuses={}, values={})
        sources_kept.change(cast.ana, wanted, LATER)
        carry()
    assert {one.tickets for one in list_rejudgings(cast.ana, KEY)} == {3}
    assert {(one.tickets, one.done) for one in list_rejudgings(cast.boris, KEY)} == {(1, 1)}


def test_what_moved_is_never_changed(agreed: Cast) -> None:
    exclude(agreed)
    carry()
    with pytest.raises(DatabaseError), transaction.atomic():
        MovedClock.objects.update(now_verdict="breached")
    assert MovedClock.objects.filter(now_verdict="met").count() == 3


def test_a_breach_that_goes_with_its_ticket_to_another_customer_is_kept_as_moved(cast: Cast) -> None:
    add_source(cast, "many", "", customers={"Sur SA": "sur", "Volga": "volga"})
    in_force(cast)
    say(cast.ana, row("M1", "09:00:00", "opened", priority="P1", customer="Sur SA"), source="many", at=NOW)
    breached = NOW + timedelta(minutes=40)
    fold_due(breached)
    say(cast.ana, row("M1", "09:35:00", "changed", customer="Volga"), source="many", at=breached)
    found = only(cast.boris)
    assert (found.cause, found.source, found.tickets, found.moved) == (Cause.FACTS, "Many", 1, 1)
    [gone] = list_moved(cast.boris, KEY, found.ident)
    assert (gone.ticket, gone.commitment, gone.was and gone.was.verdict, gone.now) == ("M1", "first", "breached", None)
    assert not gone.opens
