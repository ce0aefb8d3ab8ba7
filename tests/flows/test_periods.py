"""Both sides freeze what a period came to; what moves later is an adjustment, and both together are what is so now."""

from collections import Counter
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.acts.papers import Upload
from acuerdo.apps.agreements.commands import NewAgreement, open_agreement
from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.attained.promises import binding_versions
from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.exclusions.shapes import ExclusionSaid
from acuerdo.apps.journal.models import Entry
from acuerdo.apps.notices.models import Outgoing
from acuerdo.apps.parties.roles import Role
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer, view_as
from acuerdo.apps.periods.holding import may_differ
from acuerdo.apps.periods.living import adjustments, booked, clocks_in, place_of, promises_in, stated_of
from acuerdo.apps.periods.models import StatedClock, StatedPeriod
from acuerdo.apps.periods.queries import list_adjusted, list_pending, list_periods, list_stated, read_period
from acuerdo.apps.periods.shapes import PeriodNotStated, Stand, Went
from acuerdo.apps.tickets.models import Ticket
from acuerdo.core.acts import MoveKind, MoveRefused, Side
from acuerdo.core.clock.exclusions import Scope
from acuerdo.core.hours import to_us
from acuerdo.flows.agreement_lives import choose_signers
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from acuerdo.flows.agreement_registered import Registering, register_paper
from acuerdo.flows.exclusions_agreed import ExclusionIntent, answer, claim
from acuerdo.flows.periods_frozen import PeriodIntent, move
from acuerdo.flows.rejudged import close_judged, judge_part
from tests.flows.telling import KEY, TEXT, add_source, in_force, row, say
from tests.flows.test_papers import PDF
from tests.people import NOW, Cast, make_cast, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guards")]
PROMISED = TEXT.replace("within: {P1: 15m, default: 1h}, warn", "within: {P1: 15m, default: 1h}, at_least: 50%, warn")
APRIL = datetime(2026, 4, 2, 9, tzinfo=UTC)
MAY = datetime(2026, 5, 2, 9, tzinfo=UTC)


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    in_force(found, PROMISED)
    add_source(found)
    for name, replied in (("T1", "09:10:00"), ("T2", "09:40:00"), ("T3", "09:42:00")):
        opened = row(name, "09:00:00", "opened", priority="P1", key=f"{name}a")
        say(
            found.ana,
            opened,
            row(name, replied, "replied"),
            row(name, "10:00:00", "resolved"),
            at=NOW + timedelta(hours=2),
        )
    return found


def freeze(cast: Cast, label: str = "2026-03", at: datetime = APRIL) -> None:
    """Let Ana propose to freeze a period, and Boris accept it."""
    move(cast.ana, KEY, label, PeriodIntent(move=MoveKind.PROPOSE, seen=0), at)
    move(cast.boris, KEY, label, PeriodIntent(move=MoveKind.ACCEPT, seen=1), at)


def exclude(cast: Cast, ticket: str, at: datetime = APRIL, number: int = 1) -> None:
    said = ExclusionSaid(
        scope=Scope.TICKET,
        source="desk",
        ticket=ticket,
        reason="third_party",
        from_us=to_us(NOW),
        until_us=to_us(NOW + timedelta(minutes=30)),
    )
    claim(cast.ana, KEY, said, at)
    answer(cast.boris, KEY, number, ExclusionIntent(move=MoveKind.ACCEPT, seen=1), at)


def exclude_all(cast: Cast) -> None:
    """Let both sides leave out the first half hour of everything; the worker has yet to judge what it touches."""
    until_us = to_us(NOW + timedelta(minutes=30))
    said = ExclusionSaid(scope=Scope.AGREEMENT, reason="third_party", from_us=to_us(NOW), until_us=until_us)
    claim(cast.ana, KEY, said, APRIL)
    answer(cast.boris, KEY, 1, ExclusionIntent(move=MoveKind.ACCEPT, seen=1), APRIL)


def kinds(viewer: Viewer, label: str = "2026-03", at: datetime = APRIL) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many clocks of the first promise count for what: as frozen, and now."""
    record = read_period(viewer, KEY, label, at)
    both = [next(one for one in found if one.promise == "first").counts for found in (record.figures, record.now)]
    frozen, now = ({str(kind): n for kind, n in counts.items() if n} for counts in both)
    return frozen, now


def test_both_sides_freeze_a_period_and_its_figures_and_verdicts_stay(cast: Cast) -> None:
    assert [(one.span.label, one.stand) for one in list_periods(cast.boris, KEY, APRIL)] == [
        ("2026-04", Stand.RUNS),
        ("2026-03", Stand.OVER),
    ]
    move(cast.ana, KEY, "2026-03", PeriodIntent(move=MoveKind.PROPOSE, seen=0), APRIL)
    assert read_period(cast.boris, KEY, "2026-03", APRIL).stand is Stand.OFFERED
    assert list_adjusted(cast.boris, KEY, "2026-03", APRIL) == []
    move(cast.boris, KEY, "2026-03", PeriodIntent(move=MoveKind.ACCEPT, seen=1), APRIL)
    record = read_period(cast.boris, KEY, "2026-03", APRIL)
    assert (record.stand, record.clocks, record.as_of) == (Stand.FROZEN, 9, APRIL)
    assert kinds(cast.boris) == ({"met": 1, "breached": 2},) * 2
    stated = {
        (ticket, commitment): now.verdict for _, ticket, commitment, _, now in list_stated(cast.boris, KEY, "2026-03")
    }
    assert (stated["T1", "first"], stated["T2", "first"], stated["T2", "fix"]) == ("met", "breached", "met")
    assert {one.kind for one in Outgoing.objects.filter(kind__startswith="period")} == {"period_waits", "period_frozen"}
    assert Entry.objects.filter(kind="act_accept", body__contains="period:").count() == 1
    for rows in (StatedClock.objects.all(), StatedPeriod.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()


def test_an_exclusion_that_is_accepted_later_leaves_the_frozen_figures_and_is_an_adjustment(cast: Cast) -> None:
    freeze(cast)
    exclude(cast, "T2")
    assert kinds(cast.boris) == ({"met": 1, "breached": 2}, {"met": 2, "breached": 1})
    [one] = [line for line in list_adjusted(cast.boris, KEY, "2026-03", APRIL) if line.commitment == "first"]
    assert (one.of, one.ticket, one.booked_in) == ("2026-03", "T2", "")
    assert (one.was and one.was.verdict, one.now and one.now.verdict) == ("breached", "met")
    assert [(why["cause"], why["about"]) for why in one.why] == [("exclusion", "1")]
    assert [line.moved for line in list_periods(cast.ana, KEY, APRIL) if line.stand is Stand.FROZEN] == [2]


def test_it_is_booked_in_the_next_statement_and_what_moves_after_that_in_the_one_after(cast: Cast) -> None:
    freeze(cast)
    exclude(cast, "T2")
    freeze(cast, "2026-04", MAY)
    booked_in = {line.booked_in for line in list_adjusted(cast.boris, KEY, "2026-03", MAY)}
    assert (booked_in, list_pending(cast.boris, KEY, "month", MAY)) == ({"2026-04"}, [])
    assert {line.of for line in list_adjusted(cast.boris, KEY, "2026-04", MAY)} == {"2026-03"}
    exclude(cast, "T3", MAY, 2)
    pending = list_pending(cast.boris, KEY, "month", MAY)
    assert {(line.ticket, line.booked_in) for line in pending} == {("T3", "")}
    assert kinds(cast.boris, at=MAY) == ({"met": 1, "breached": 2}, {"met": 3})


def test_a_ticket_that_is_opened_again_leaves_a_frozen_period_as_an_adjustment(cast: Cast) -> None:
    freeze(cast)
    reopened = {"ticket": "T1", "at": APRIL.isoformat(), "event": "reopened"}
    say(cast.ana, reopened, at=APRIL)
    [gone] = list_pending(cast.boris, KEY, "month", APRIL)
    assert (gone.commitment, gone.was and gone.was.verdict, gone.now, list(gone.why)) == ("fix", "met", None, [])
    say(cast.ana, {**reopened, "at": (APRIL + timedelta(hours=1)).isoformat(), "event": "resolved"}, at=MAY)
    freeze(cast, "2026-04", MAY)
    in_april = [(ticket, commitment) for _, ticket, commitment, _, _ in list_stated(cast.boris, KEY, "2026-04")]
    assert ("T1", "fix") in in_april
    assert list_pending(cast.boris, KEY, "month", MAY) == []


def test_a_late_fact_is_an_adjustment_too(cast: Cast) -> None:
    freeze(cast)
    say(cast.ana, row("T3", "09:05:00", "replied"), at=APRIL)
    say(cast.ana, row("T4", "09:00:00", "opened", priority="P1"), row("T4", "09:05:00", "replied"), at=APRIL)
    lines = {(one.ticket, one.commitment): one for one in list_pending(cast.boris, KEY, "month", APRIL)}
    assert [why["cause"] for why in lines["T3", "first"].why] == ["facts"]
    assert (lines["T4", "first"].was, lines["T4", "first"].went) == (None, Went.CAME)
    assert kinds(cast.boris)[1] == {"met": 3, "breached": 1}


def test_what_moves_between_offer_and_acceptance_is_an_adjustment_or_offered_anew(cast: Cast) -> None:
    move(cast.ana, KEY, "2026-03", PeriodIntent(move=MoveKind.PROPOSE, seen=0), APRIL)
    exclude(cast, "T2")
    move(cast.boris, KEY, "2026-03", PeriodIntent(move=MoveKind.COUNTER, seen=1), APRIL + timedelta(hours=1))
    move(cast.ana, KEY, "2026-03", PeriodIntent(move=MoveKind.ACCEPT, seen=2), APRIL + timedelta(hours=2))
    assert list_pending(cast.ana, KEY, "month", APRIL) == []
    assert kinds(cast.ana)[0] == {"met": 2, "breached": 1}
    with pytest.raises(MoveRefused):
        move(cast.ana, KEY, "2026-03", PeriodIntent(move=MoveKind.PROPOSE, seen=3), MAY)


def test_what_cannot_be_frozen_says_why(cast: Cast) -> None:
    propose = PeriodIntent(move=MoveKind.PROPOSE, seen=0)
    for label, at, code in (("2026-04", APRIL, "period_runs"),):
        with pytest.raises(PeriodNotStated) as refused:
            move(cast.ana, KEY, label, propose, at)
        assert refused.value.code == code
    for label in ("2026-Q1", "2026", "april", "2026-02", "1971-01"):
        with pytest.raises(NotThere):
            move(cast.ana, KEY, label, propose, MAY)
    move(cast.ana, KEY, "2026-04", propose, MAY)
    with pytest.raises(PeriodNotStated) as other:
        move(cast.ana, KEY, "2026-03", propose, MAY)
    assert other.value.code == "other_period_offered"
    move(cast.boris, KEY, "2026-04", PeriodIntent(move=MoveKind.ACCEPT, seen=1), MAY)
    with pytest.raises(PeriodNotStated) as later:
        move(cast.ana, KEY, "2026-03", propose, MAY)
    assert later.value.code == "period_frozen_later"
    for viewer, refusal in ((cast.carla, NotAllowed), (cast.vera, NotThere), (cast.tomas, NotAllowed)):
        with pytest.raises(refusal):
            move(viewer, KEY, "2026-03", propose, MAY)
    with pytest.raises(NotThere):
        read_period(cast.vera, KEY, "2026-03", MAY)


def test_nothing_is_proposed_while_tickets_are_judged_anew(cast: Cast) -> None:
    exclude_all(cast)
    with pytest.raises(PeriodNotStated) as refused:
        freeze(cast)
    assert refused.value.code == "still_judged"
    judge_part(APRIL)
    close_judged(APRIL)
    freeze(cast)
    assert kinds(cast.ana)[0] == {"met": 3}


def test_a_clock_whose_breach_no_worker_has_seen_yet_is_frozen_as_breached(cast: Cast) -> None:
    opened = {"ticket": "T9", "at": "2026-03-31T12:00:00Z", "event": "opened", "priority": "P1"}
    say(cast.ana, opened, at=datetime(2026, 3, 31, 12, tzinfo=UTC))
    assert Clock.objects.get(ticket__name="T9", commitment="first").verdict == "running"
    freeze(cast)
    frozen = {(ticket, commitment): now for _, ticket, commitment, _, now in list_stated(cast.ana, KEY, "2026-03")}
    assert frozen["T9", "first"].verdict == "breached"
    assert ("T9", "fix") not in frozen  # due on the evening of the last day, it is breached from the next morning on
    say(cast.ana, {**opened, "at": "2026-04-01T12:00:00Z", "event": "replied"}, at=APRIL)
    assert list_pending(cast.ana, KEY, "month", APRIL) == []  # it goes on being late, and that moves nothing


def together(label: str, at: datetime) -> tuple[Counter[str], Counter[str]]:
    """Return for what the clocks of a frozen period count: frozen with all adjustments, and as the judge says now."""
    period = StatedPeriod.objects.select_related("act").get(label=label)
    promises = promises_in(binding_versions(Agreement.objects.get(key=KEY)), "month")
    live = {place_of(one): stated_of(one) for one in clocks_in(period.agreement_id, label, promises, to_us(at))}
    found = {place: kept.now and kept.now["kind"] for place, kept in booked(period).items()}
    found |= {one.place: one.now and str(one.now.kind) for one in adjustments(period, promises, to_us(at))}
    return Counter(kind for kind in found.values() if kind), Counter(str(one.kind) for one in live.values())


def test_frozen_figures_and_adjustments_together_are_what_is_so_now(cast: Cast) -> None:
    freeze(cast)
    frozen = list(StatedClock.objects.order_by("pk").values())
    exclude(cast, "T2")
    say(cast.ana, row("T3", "09:05:00", "replied"), at=APRIL)
    say(cast.ana, {"ticket": "T1", "at": APRIL.isoformat(), "event": "reopened"}, at=APRIL)
    for at in (APRIL, MAY):
        both, now = together("2026-03", at)
        assert both == now
        assert sum(now.values()) > 0
        if at is APRIL:
            freeze(cast, "2026-04", MAY)
            say(cast.ana, {"ticket": "T2", "at": APRIL.isoformat(), "event": "retracted", "corrects": "T2a"}, at=MAY)
    assert list(StatedClock.objects.order_by("pk").values())[: len(frozen)] == frozen


def test_a_late_fact_that_undoes_a_breach_no_worker_has_seen_yet_says_why_it_moved(cast: Cast) -> None:
    opened = {"ticket": "T9", "at": "2026-03-31T12:00:00Z", "event": "opened", "priority": "P1"}
    say(cast.ana, opened, at=datetime(2026, 3, 31, 12, tzinfo=UTC))
    freeze(cast)
    say(cast.ana, {**opened, "at": "2026-03-31T12:05:00Z", "event": "replied"}, at=APRIL)
    [one] = [line for line in list_pending(cast.boris, KEY, "month", APRIL) if line.commitment == "first"]
    assert (one.was and one.was.verdict, one.now and one.now.verdict) == ("breached", "met")
    assert [why["cause"] for why in one.why] == ["facts"]


def test_what_was_frozen_stays_where_the_paper_that_it_rests_on_is_disputed(tmp_path: Path, settings: object) -> None:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]  # the fixture of pytest-django
    cast = make_cast()
    add_source(cast)
    say(cast.ana, row("T1", "09:00:00", "opened", priority="P1"), row("T1", "09:40:00", "replied"), at=APRIL)
    open_agreement(cast.ana, NewAgreement(key=KEY, kind="sla", customer="sur", text=PROMISED), NOW)
    paper = register_paper(cast.ana, KEY, Registering(paper=Upload(name="a.pdf", content=PDF)), NOW)
    judge_part(APRIL)
    freeze(cast)
    disputed = Intent(kind=MoveKind.REJECT, content=paper.standing.content or "", seen=1)
    answer_offer(cast.boris, KEY, 1, disputed, APRIL)
    judge_part(APRIL)
    close_judged(APRIL)
    assert [(one.span.label, one.stand, one.moved) for one in list_periods(cast.boris, KEY, APRIL)] == [
        ("2026-03", Stand.FROZEN, 3)
    ]
    assert kinds_frozen(cast.boris) == {"breached": 1}
    [gone] = [one for one in list_adjusted(cast.boris, KEY, "2026-03", APRIL) if one.commitment == "first"]
    assert (gone.was and gone.was.verdict, gone.now, [why["cause"] for why in gone.why], gone.went) == (
        *("breached", None),
        *(["disputed"], Went.UNCOVERED),
    )


def kinds_frozen(viewer: Viewer) -> dict[str, int]:
    """Return for what the clocks of the first promise count as frozen, where nothing is promised any more."""
    record = read_period(viewer, KEY, "2026-03", APRIL)
    assert record.now == []
    return {str(kind): n for one in record.figures if one.promise == "first" for kind, n in one.counts.items() if n}


def test_a_ticket_that_is_open_still_stands_in_no_figure_where_periods_go_by_the_resolution() -> None:
    cast = make_cast()
    in_force(cast, PROMISED.replace("within: {P1: 4h, default: 8h}", "within: {P1: 4h}, counted_by: resolved"))
    add_source(cast)
    opened = row("T1", "09:00:00", "opened", priority="P2")
    say(cast.ana, opened, row("T2", "09:00:00", "opened", priority="P2"), row("T2", "10:00:00", "resolved"), at=APRIL)
    freeze(cast)
    say(cast.ana, {**opened, "at": APRIL.isoformat(), "event": "resolved"}, at=APRIL)
    record = read_period(cast.boris, KEY, "2026-03", APRIL)
    counted = [next(one.counts for one in figures if one.promise == "fix") for figures in (record.figures, record.now)]
    stated = [now.kind for _, _, commitment, _, now in list_stated(cast.boris, KEY, "2026-03") if commitment == "fix"]
    assert counted == [dict.fromkeys(counted[0], 0) | Counter(stated)] * 2
    assert stated == ["not_applicable"]


def test_periods_begin_on_the_date_in_their_zone() -> None:
    cast = make_cast()
    far = PROMISED.replace("from: 2026-03-02", "from: 2026-03-31").replace("Europe/Madrid", "Pacific/Auckland")
    in_force(cast, far)
    assert [one.span.label for one in list_periods(cast.ana, KEY, APRIL)] == ["2026-04", "2026-03"]


def test_what_is_offered_can_be_answered_whatever_is_judged_anew_or_binds_by_then(cast: Cast) -> None:
    move(cast.ana, KEY, "2026-03", PeriodIntent(move=MoveKind.PROPOSE, seen=0), APRIL)
    exclude_all(cast)
    with pytest.raises(PeriodNotStated) as refused:
        move(cast.boris, KEY, "2026-03", PeriodIntent(move=MoveKind.COUNTER, seen=1), APRIL)
    assert refused.value.code == "still_judged"
    move(cast.boris, KEY, "2026-03", PeriodIntent(move=MoveKind.REJECT, seen=1), APRIL)
    assert read_period(cast.ana, KEY, "2026-03", APRIL).stand is Stand.OVER
    with pytest.raises(NotThere):
        move(cast.boris, KEY, "2026-02", PeriodIntent(move=MoveKind.REJECT, seen=0), APRIL)


def test_an_ola_is_not_frozen_while_tickets_that_it_counts_are_judged_anew(cast: Cast) -> None:
    ours = "type: ola\nunderpins: [{agreement: sur-2026, commitments: [first]}]\nparties: {provider: {id: t, name: T}, "
    text = PROMISED.replace("id: sur-2026", "id: desk-ola", 1)
    text = text.replace("parties: {provider: {id: norte, name: Norte}, ", ours).replace(
        "id: sur, name: Sur", "id: norte, name: Norte"
    )
    open_agreement(cast.ana, NewAgreement(key="desk-ola", kind="ola", customer="norte", text=text), NOW)
    lead = view_as(person(cast.norte, "Lead", Role.TEAM_LEAD))
    choose_signers(cast.ana, "desk-ola", Side.CUSTOMER, [f"@{lead.ident}"], NOW)
    content = offer_draft(cast.ana, "desk-ola", Offering(seen=0), NOW).standing.content or ""
    answer_offer(lead, "desk-ola", 1, Intent(kind=MoveKind.ACCEPT, content=content, seen=1), NOW)
    judge_part(APRIL)
    exclude_all(cast)
    for at in (APRIL, MAY):
        with nullcontext() if at is MAY else pytest.raises(PeriodNotStated, match="still_judged"):
            move(cast.ana, "desk-ola", "2026-03", PeriodIntent(move=MoveKind.PROPOSE, seen=0), at)
        judge_part(at)
    assert StatedClock.objects.filter(stated__agreement__key="desk-ola", commitment="first").count() == 3


def test_an_offered_statement_shows_the_adjustments_that_are_accepted_with_it(cast: Cast) -> None:
    freeze(cast)
    exclude(cast, "T2")
    move(cast.ana, KEY, "2026-04", PeriodIntent(move=MoveKind.PROPOSE, seen=0), MAY)
    offered = list_adjusted(cast.boris, KEY, "2026-04", MAY)
    assert {(one.of, one.ticket, one.commitment, one.booked_in) for one in offered} == {
        ("2026-03", "T2", "first", ""),
        ("2026-03", "T2", "fix", ""),
    }
    assert {one.booked_in for one in list_adjusted(cast.boris, KEY, "2026-03", MAY)} == {""}
    move(cast.boris, KEY, "2026-04", PeriodIntent(move=MoveKind.REJECT, seen=1), MAY)
    assert list_adjusted(cast.boris, KEY, "2026-04", MAY) == []


def test_an_adjustment_says_only_what_moved_it_since_it_was_booked_last(cast: Cast) -> None:
    freeze(cast)
    exclude(cast, "T2")
    freeze(cast, "2026-04", MAY)
    say(cast.ana, row("T2", "09:05:00", "replied"), at=MAY + timedelta(minutes=1))
    [one] = [line for line in list_pending(cast.boris, KEY, "month", MAY) if line.commitment == "first"]
    assert [why["cause"] for why in one.why] == ["facts"]


def test_a_customer_goes_on_seeing_what_was_frozen_of_a_ticket_that_turns_out_to_be_anothers() -> None:
    found = make_cast()
    in_force(found, PROMISED)
    add_source(found, customer="", customers={"s": "sur", "v": "volga"})
    told = row("T1", "09:00:00", "opened", priority="P1", customer="s")
    say(found.ana, told, row("T1", "09:40:00", "replied"), at=NOW + timedelta(hours=2))
    freeze(found)
    frozen = list_stated(found.boris, KEY, "2026-03")
    say(found.ana, row("T1", "09:30:00", "changed", customer="v"), at=APRIL)
    assert list_stated(found.boris, KEY, "2026-03") == frozen != []
    left = list_adjusted(found.boris, KEY, "2026-03", APRIL)
    assert [(one.ticket, one.commitment, one.was, one.now) for one in left] == [
        (ticket, commitment, was, None) for _, ticket, commitment, _, was in frozen
    ]
    assert list_pending(found.boris, KEY, "month", APRIL) == left
    for reading in (list_stated, lambda viewer, key, label: list_adjusted(viewer, key, label, APRIL)):
        with pytest.raises(NotThere):
            reading(found.vera, KEY, "2026-03")


def moved_on(viewer: Viewer, at: datetime = APRIL) -> set[tuple[str, str, Went | None]]:
    """Return which tickets' promises moved, and what their tickets did."""
    return {(one.ticket, one.commitment, one.went) for one in list_pending(viewer, KEY, "month", at)}


def test_why_a_verdict_moved_says_that_its_ticket_left_or_came_and_nothing_of_the_other_customer() -> None:
    found = make_cast()
    in_force(found, PROMISED)
    add_source(found, customer="", customers={"s": "sur", "v": "volga"})
    for name, whose in (("T1", "s"), ("T2", "v"), ("T3", "s")):
        opened = row(name, "09:00:00", "opened", priority="P1", customer=whose)
        ended = (row(name, "09:10:00", "replied"), row(name, "10:00:00", "resolved"))
        say(found.ana, opened, *ended, at=NOW + timedelta(hours=2))
    freeze(found)
    later = {"at": APRIL.isoformat(), "event": "changed"}
    say(found.ana, {**later, "ticket": "T1", "customer": "v"}, {**later, "ticket": "T2", "customer": "s"}, at=APRIL)
    say(found.ana, {**later, "ticket": "T3", "event": "reopened"}, at=APRIL)
    expected = {
        *(("T1", promise, Went.LEFT) for promise in ("first", "fix", "report")),
        *(("T2", promise, Went.CAME) for promise in ("first", "fix", "report")),
        ("T3", "fix", Went.ON),
    }
    assert moved_on(found.boris) == expected
    freeze(found, "2026-04", MAY)
    booked_lines = list_adjusted(found.boris, KEY, "2026-03", MAY)
    assert {(one.ticket, one.commitment, one.went) for one in booked_lines} == expected
    assert "volga" not in str([(one.why, one.was, one.now) for one in booked_lines])
    assert list_pending(found.boris, KEY, "month", MAY) == []


def test_a_period_of_which_nothing_moved_is_held_against_now_in_the_database_alone(cast: Cast) -> None:
    opened = {"ticket": "T9", "at": "2026-03-31T12:00:00Z", "event": "opened", "priority": "P1"}
    say(cast.ana, opened, at=datetime(2026, 3, 31, 12, tzinfo=UTC))
    say(cast.ana, {**opened, "ticket": "T8"}, at=datetime(2026, 3, 31, 12, tzinfo=UTC))
    freeze(cast)
    period = StatedPeriod.objects.select_related("act").get()
    promises = promises_in(binding_versions(period.agreement), "month")
    assert may_differ(period, clocks_in(period.agreement_id, "2026-03", promises, to_us(APRIL))) == set()
    exclude(cast, "T2")
    say(cast.ana, {**opened, "event": "retracted", "corrects": "T1a", "ticket": "T1"}, at=APRIL)
    found = may_differ(period, clocks_in(period.agreement_id, "2026-03", promises, to_us(APRIL)))
    names = Ticket.objects.filter(pk__in=found).values_list("name", flat=True)
    assert set(names) == {one.ticket for one in list_pending(cast.ana, KEY, "month", APRIL)} == {"T1", "T2"}
