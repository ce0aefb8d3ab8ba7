"""What both sides leave out counts once both have accepted it, and verdicts are judged anew by it."""

from datetime import timedelta

import pytest

from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.clocks.queries import clocks_of
from acuerdo.apps.clocks.without import effect_of
from acuerdo.apps.exclusions.queries import agreed_exclusions, list_exclusions, read_exclusion
from acuerdo.apps.exclusions.shapes import ClaimedAlready, ExclusionClaimRefused, ExclusionSaid
from acuerdo.apps.journal.models import Entry
from acuerdo.apps.notices.models import Outgoing
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer
from acuerdo.core.acts import MoveKind, MoveRefused
from acuerdo.core.clock.exclusions import Scope
from acuerdo.core.hours import to_us
from acuerdo.flows.exclusions_agreed import ExclusionIntent, answer, claim
from acuerdo.flows.rejudged import judge_part
from acuerdo.flows.time_passes import fold_due
from tests.flows.telling import KEY, TEXT, add_source, in_force, row, say
from tests.people import NOW, Cast, make_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guards")]
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    in_force(found)
    add_source(found)
    say(found.ana, row("T1", "09:00:00", "opened", priority="P1"), row("T1", "09:40:00", "replied"), at=LATER)
    say(found.ana, row("T2", "09:00:00", "opened", priority="P1"), row("T2", "09:40:00", "replied"), at=LATER)
    return found


def told(scope: Scope = Scope.TICKET, **more: object) -> ExclusionSaid:
    """Return a claim about the half hour after nine, of the first ticket where nothing else is said."""
    ticket = {"source": "desk", "ticket": "T1"} if scope is Scope.TICKET else {}
    span = {"from_us": to_us(NOW), "until_us": to_us(NOW + timedelta(minutes=30))}
    return ExclusionSaid(**{"scope": scope, "reason": "force_majeure", **ticket, **span, **more})  # type: ignore[arg-type]  # as a form says it


def first(ticket: str = "T1") -> str:
    return Clock.objects.get(ticket__name=ticket, commitment="first").verdict


def accept(viewer: Viewer, number: int = 1, move: MoveKind = MoveKind.ACCEPT, seen: int = 1) -> None:
    answer(viewer, KEY, number, ExclusionIntent(move=move, seen=seen), LATER)


def test_what_one_side_claims_counts_once_the_other_accepts_it(cast: Cast) -> None:
    number, act = claim(cast.ana, KEY, told(), LATER, note="power cut")
    assert (number, act.standing.binds, first()) == (1, False, "breached")
    assert agreed_exclusions([Clock.objects.all()[0].agreement_id]) == {}
    accept(cast.boris)
    assert (first("T1"), first("T2")) == ("met", "breached")
    live = {one.verdict.commitment: one.verdict for one in clocks_of(cast.boris, "desk", "T1", to_us(LATER)).clocks}
    assert (live["first"].verdict, live["first"].excluded_us) == ("met", 30 * 60_000_000)
    [record] = list_exclusions(cast.boris, KEY, LATER)
    assert (record.counts, record.said.reason, len(record.act.steps)) == (True, "force_majeure", 2)
    assert {one.kind for one in Outgoing.objects.filter(kind__startswith="exclusion")} == {
        "exclusion_waits",
        "exclusion_agreed",
    }
    assert Entry.objects.filter(chain__name=f"agreement:{KEY}").count() >= 4


def test_the_customer_may_claim_too_and_the_provider_answers(cast: Cast) -> None:
    claim(cast.boris, KEY, told(reason="customer_act"), LATER)
    with pytest.raises(MoveRefused):
        accept(cast.boris)
    accept(cast.ana)
    assert first() == "met"


def test_a_claim_that_is_rejected_or_withdrawn_does_not_count_and_may_be_made_again(cast: Cast) -> None:
    claim(cast.ana, KEY, told(), LATER)
    accept(cast.boris, move=MoveKind.REJECT)
    assert first() == "breached"
    again = ExclusionIntent(move=MoveKind.PROPOSE, seen=2, said=told(until_us=to_us(NOW + timedelta(minutes=10))))
    answer(cast.ana, KEY, 1, again, LATER)
    accept(cast.boris, seen=3)
    assert first() == "breached"  # ten minutes are not enough
    [record] = list_exclusions(cast.ana, KEY, LATER)
    assert record.counts
    claim(cast.ana, KEY, told(), LATER)
    answer(cast.ana, KEY, 2, ExclusionIntent(move=MoveKind.WITHDRAW, seen=1), LATER)
    assert [one.counts for one in list_exclusions(cast.ana, KEY, LATER)] == [False, True]


def test_what_stands_claimed_or_agreed_is_not_claimed_once_more(cast: Cast) -> None:
    claim(cast.ana, KEY, told(evidence="power cut"), LATER)
    for viewer in (cast.ana, cast.boris):
        with pytest.raises(ClaimedAlready) as refused:
            claim(viewer, KEY, told(evidence="power cut"), LATER)
        assert refused.value.number == 1
    accept(cast.boris)
    with pytest.raises(ClaimedAlready):
        claim(cast.ana, KEY, told(evidence="power cut"), LATER)
    assert claim(cast.ana, KEY, told(evidence="power cut", ticket="T2"), LATER)[0] == 2
    accept(cast.boris, 2, MoveKind.REJECT)
    assert claim(cast.ana, KEY, told(evidence="power cut", ticket="T2"), LATER)[0] == 3


def test_a_whole_ticket_is_left_out(cast: Cast) -> None:
    claim(cast.ana, KEY, told(from_us=None, until_us=None, reason="out_of_scope"), LATER)
    accept(cast.boris)
    assert set(Clock.objects.filter(ticket__name="T1", commitment="first").values_list("verdict", flat=True)) == {
        "excluded"
    }
    assert first("T2") == "breached"


def test_what_concerns_many_tickets_is_judged_anew_by_the_worker(cast: Cast) -> None:
    claim(cast.ana, KEY, told(Scope.AGREEMENT, commitments=("first",)), LATER)
    accept(cast.boris)
    assert judge_part(LATER) == 2
    assert (first("T1"), first("T2")) == ("met", "met")
    fix = {one.verdict.commitment: one.verdict for one in clocks_of(cast.ana, "desk", "T1", to_us(LATER)).clocks}
    assert fix["fix"].excluded_us == 0


def test_a_service_that_a_ticket_does_not_name_is_not_its_matter(cast: Cast) -> None:
    claim(cast.ana, KEY, told(Scope.SERVICE, service="desk"), LATER)
    accept(cast.boris)
    judge_part(LATER)
    assert first() == "breached"


def test_the_same_name_in_another_source_is_another_ticket(cast: Cast) -> None:
    add_source(cast, "phone")
    say(
        cast.ana,
        row("T1", "09:00:00", "opened", priority="P1"),
        row("T1", "09:40:00", "replied"),
        at=LATER,
        source="phone",
    )
    claim(cast.ana, KEY, told(), LATER)
    accept(cast.boris)
    found = dict(Clock.objects.filter(commitment="first").values_list("ticket__source__key", "verdict"))
    assert (first("T2"), found["phone"]) == ("breached", "breached")
    assert Clock.objects.get(ticket__source__key="desk", ticket__name="T1", commitment="first").verdict == "met"


def test_an_exclusion_that_is_still_to_come_moves_what_is_due(cast: Cast) -> None:
    say(cast.ana, row("T3", "11:50:00", "opened", priority="P1"), at=LATER)
    due = Clock.objects.get(ticket__name="T3", commitment="first").due_us or 0
    ahead = told(ticket="T3", from_us=to_us(LATER), until_us=to_us(LATER + timedelta(hours=1)))
    claim(cast.ana, KEY, ahead, LATER)
    accept(cast.boris)
    clock = Clock.objects.get(ticket__name="T3", commitment="first")
    assert (clock.due_us or 0) - due == 3_600_000_000
    fold_due(LATER + timedelta(minutes=30))
    assert first("T3") == "running"
    fold_due(LATER + timedelta(minutes=66))
    assert first("T3") == "breached"


def test_works_announced_too_late_are_agreed_and_still_do_not_count() -> None:
    cast = make_cast()
    in_force(cast, TEXT + "maintenance: {notice: 48h}\n")
    add_source(cast)
    say(cast.ana, row("T1", "09:00:00", "opened", priority="P1"), row("T1", "09:40:00", "replied"), at=LATER)
    claim(cast.ana, KEY, told(reason="announced_maintenance", announced_us=to_us(NOW - timedelta(hours=1))), LATER)
    accept(cast.boris)
    assert first() == "breached"


def test_verdicts_are_shown_with_it_and_without_it(cast: Cast) -> None:
    claim(cast.ana, KEY, told(), LATER)
    for state in ("claimed", "agreed"):
        exclusion, record = read_exclusion(cast.boris, KEY, 1, LATER)
        effect = effect_of(cast.boris, exclusion, to_us(LATER))
        assert (effect.touched, effect.judged, record.counts) == (1, 1, state == "agreed")
        [moved] = [one for one in effect.moved if one.without.commitment == "first"]
        assert (moved.ticket, moved.without.verdict, moved.within.verdict) == ("T1", "breached", "met")
        if state == "claimed":
            accept(cast.boris)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (told(until_us=None), "half_a_span"),
        (told(until_us=to_us(NOW)), "backward_span"),
        (told(until_us=to_us(NOW + timedelta(days=400))), "far_span"),
        (told(Scope.AGREEMENT, from_us=None, until_us=None), "no_span"),
        (told(commitments=("onsite",)), "unknown_commitment"),
        (told(Scope.SERVICE, service="mail"), "unknown_service"),
        (told(reason="bad luck"), "unknown_reason"),
        (told(evidence="x" * 4_001), "long_evidence"),
    ],
)
def test_a_claim_that_makes_no_sense_is_refused(cast: Cast, said: ExclusionSaid, code: str) -> None:
    with pytest.raises(ExclusionClaimRefused) as refused:
        claim(cast.ana, KEY, said, LATER)
    assert refused.value.code == code
    assert list_exclusions(cast.ana, KEY, LATER) == []


def test_only_who_speaks_for_a_side_claims_and_only_about_what_is_theirs(cast: Cast) -> None:
    for viewer, refusal in ((cast.carla, NotAllowed), (cast.tomas, NotAllowed), (cast.vera, NotThere)):
        with pytest.raises(refusal):
            claim(viewer, KEY, told(), LATER)
    with pytest.raises(NotThere):
        claim(cast.ana, KEY, told(ticket="T9"), LATER)
    early = {"ticket": "T8", "at": "2026-02-02T09:00:00Z", "event": "opened"}
    say(cast.ana, early, at=LATER)
    with pytest.raises(ExclusionClaimRefused) as none:
        claim(cast.ana, KEY, told(ticket="T8"), LATER)
    assert none.value.code == "not_its_ticket"
    claim(cast.ana, KEY, told(), LATER)
    other = ExclusionIntent(move=MoveKind.COUNTER, seen=1, said=told(ticket="T2"))
    with pytest.raises(ExclusionClaimRefused) as refused:
        answer(cast.boris, KEY, 1, other, LATER)
    assert refused.value.code == "other_subject"
    for intent in (
        ExclusionIntent(move=MoveKind.ACCEPT, seen=1, said=told()),
        ExclusionIntent(move=MoveKind.COUNTER, seen=1),
    ):
        with pytest.raises(NotThere):
            answer(cast.boris, KEY, 1, intent, LATER)
