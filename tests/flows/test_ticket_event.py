"""Facts that arrive: recorded once and for good, each answered for itself, and clocks that follow from them alone."""

import json
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.clocks.queries import clocks_of
from acuerdo.apps.clocks.telling import read_rows
from acuerdo.apps.journal.commands import seal_waiting
from acuerdo.apps.journal.models import Entry
from acuerdo.apps.journal.together import Questions
from acuerdo.apps.parties.viewers import NotThere
from acuerdo.apps.rejudging.models import Waiting
from acuerdo.apps.tickets import recording
from acuerdo.apps.tickets.models import Delivery, Fact, Handle, Refusal, Source, Ticket
from acuerdo.apps.tickets.queries import find_ticket, list_tickets
from acuerdo.apps.tickets.refusals import Wanted, list_refused, list_refused_kinds
from acuerdo.apps.tickets.shapes import Taken
from acuerdo.apps.tickets.sources import SourceRefused
from acuerdo.core.hours import to_us
from acuerdo.flows import sources_kept, ticket_event
from acuerdo.flows.journal_held import hold_chain
from acuerdo.flows.rejudged import judge_part
from acuerdo.flows.ticket_event import tell_history, tell_unattended
from acuerdo.flows.time_passes import fold_due
from tests.flows.telling import TEXT, add_source, in_force, row, say
from tests.guards import lift_guards
from tests.people import NOW, Cast, make_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guards")]
OPENED = row("T1", "09:00:00", "opened", key="1", priority="P1", owner="Ana Ruiz")


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    in_force(found)
    add_source(found)
    return found


def verdicts(cast: Cast, name: str = "T1", minutes: int = 0) -> dict[str, str]:
    at = to_us(NOW + timedelta(minutes=minutes))
    found = clocks_of(cast.ana, "desk", name, at).clocks
    return {one.verdict.commitment: str(one.verdict.verdict) for one in found}


def test_a_fact_is_recorded_and_its_clocks_run(cast: Cast) -> None:
    assert [one.taken for one in say(cast.ana, OPENED)] == [Taken.RECORDED]
    ticket = find_ticket(cast.ana, "desk", "T1")
    assert (ticket.customer, ticket.stage, ticket.priority, ticket.owner, ticket.facts) == (
        "sur",
        "open",
        "P1",
        "Ana Ruiz",
        1,
    )
    first = Clock.objects.get(commitment="first")
    opened = to_us(NOW)
    assert (first.verdict, first.due_us) == ("running", opened + 15 * 60_000_000)
    assert first.next_us == opened + 15 * 30_000_000  # half of the target is the first thing to tell of
    assert verdicts(cast) == {"first": "running", "fix": "running", "report": "not_applicable"}
    assert verdicts(cast, minutes=16)["first"] == "breached"  # whoever looks sees what is, whatever a worker does


def test_what_comes_twice_changes_nothing_and_what_contradicts_is_refused(cast: Cast) -> None:
    say(cast.ana, OPENED)
    again = say(cast.ana, OPENED, {**OPENED, "priority": "P2"}, {**OPENED, "ticket": "T2"})
    assert [one.taken for one in again] == [Taken.DUPLICATE, Taken.REFUSED, Taken.REFUSED]
    assert [one.refused and one.refused.code for one in again] == [None, "duplicate_key", "duplicate_key"]
    assert Fact.objects.count() == 1
    assert find_ticket(cast.ana, "desk", "T1").refused == 1
    assert {one.verdict.marks for one in clocks_of(cast.ana, "desk", "T1", to_us(NOW)).clocks} == {
        ("incomplete_history",)
    }


def test_without_a_key_the_content_is_the_key(cast: Cast) -> None:
    plain = {name: value for name, value in OPENED.items() if name != "key"}
    first = say(cast.ana, plain, plain, {**plain, "ticket": "T2"})
    assert [one.taken for one in first] == [Taken.RECORDED, Taken.DUPLICATE, Taken.RECORDED]
    assert [one.taken for one in say(cast.ana, plain)] == [Taken.DUPLICATE]


def test_each_row_is_answered_for_itself_and_refused_ones_are_kept(cast: Cast) -> None:
    odd = row("T1", "09:05:00", "exploded", key="2")
    naive = {"ticket": "T3", "at": "2026-03-02T09:00:00", "event": "opened"}
    answers = say(cast.ana, OPENED, odd, naive, {**OPENED, "key": ["1"]}, row("T1", "09:05:00", "replied", key="3"))
    assert [one.refused.code if one.refused else one.taken for one in answers] == [
        "recorded",
        "unknown_event",
        "naive_instant",
        "bad_value",
        "recorded",
    ]
    assert list(Refusal.objects.order_by("place").values_list("place", "ticket__name", "said__event")) == [
        (1, "T1", "exploded"),
        (2, "T3", "opened"),
        (3, "T1", "opened"),
    ]
    assert find_ticket(cast.ana, "desk", "T3").fault == "no_opened"


def test_a_refused_row_waits_once_until_it_is_settled(cast: Cast) -> None:
    odd = [row("T1", "09:05:00", "exploded", key="2"), row("T1", "09:06:00", "imploded", key="3")]
    say(cast.ana, OPENED, *odd)
    assert [one.taken for one in say(cast.ana, *odd)] == [Taken.REFUSED, Taken.REFUSED]
    waiting = list_refused(cast.ana, "desk")
    assert [(one.ticket, one.code, one.found) for one in waiting] == [
        ("T1", "unknown_event", "imploded"),
        ("T1", "unknown_event", "exploded"),
    ]
    for left, one in enumerate(waiting, start=1):
        assert find_ticket(cast.ana, "desk", "T1").refused == len(waiting) + 1 - left
        sources_kept.settle(cast.ana, "desk", [one.id], NOW)
    assert find_ticket(cast.ana, "desk", "T1").refused == 0
    assert {clock.marks for clock in Clock.objects.all()} == {""}
    assert sources_kept.settle(cast.ana, "desk", [waiting[0].id], NOW) == 0
    with pytest.raises(NotThere):
        sources_kept.settle(cast.boris, "desk", [waiting[0].id], NOW)
    assert hold_chain("source:desk").faults == ()


def test_refused_rows_are_settled_many_at_once_and_each_stands_in_the_journal(cast: Cast) -> None:
    odd = [row(f"T{n % 40}", "09:05:00", "exploded", key=f"odd-{n}") for n in range(120)]
    say(cast.ana, *({**OPENED, "ticket": f"T{n}", "key": f"open-{n}"} for n in range(40)), *odd)
    waiting = [one.id for one in list_refused(cast.ana, "desk", 200)]
    assert len(waiting) == 120
    sources_kept.settle(cast.ana, "desk", [waiting[5]], NOW)
    assert sources_kept.settle(cast.ana, "desk", [*waiting[:100], 10**9], NOW) == 99
    assert [one.id for one in list_refused(cast.ana, "desk", 200)] == waiting[100:]
    assert sum(Ticket.objects.values_list("refused", flat=True)) == 20
    assert set(Clock.objects.filter(ticket__refused=0).values_list("marks", flat=True)) == {""}
    assert set(Clock.objects.filter(ticket__refused__gt=0).values_list("marks", flat=True)) == {"incomplete_history"}
    entries = Entry.objects.filter(chain__name="source:desk", kind="refusals_settled")
    settled = [refusal for one in entries.order_by("pk") for refusal in json.loads(one.body)["refusals"]]
    assert settled == [waiting[5], *(one for one in sorted(waiting[:100]) if one != waiting[5])]
    assert hold_chain("source:desk").faults == ()
    assert sources_kept.settle(cast.ana, "desk", waiting[:100], NOW) == 0


def test_all_refused_rows_of_a_kind_are_settled_in_parts_and_the_worker_judges_what_is_too_much_to_wait_for(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources_kept, "SETTLED_AT_ONCE", 4)
    monkeypatch.setattr(sources_kept, "JUDGED_AT_ONCE", 3)
    odd = [row(f"T{n}", "09:05:00", "exploded", key=f"odd-{n}") for n in range(10)]
    say(cast.ana, *({**OPENED, "ticket": f"T{n}", "key": f"open-{n}"} for n in range(10)), *odd)
    say(cast.ana, row("T1", "09:05:00", "changed", status="Wartet"))
    kinds = list_refused_kinds(cast.ana, "desk")
    assert [(one.code, one.column, one.count) for one in kinds] == [
        ("unknown_event", "event", 10),
        ("unmapped_status", "status", 1),
    ]
    say(cast.ana, row("T2", "09:06:00", "exploded", key="later"))
    wanted = Wanted(code=kinds[0].code, column=kinds[0].column, until=kinds[0].newest)
    assert sources_kept.settle_all(cast.ana, "desk", wanted, NOW) == 10
    assert [one.ticket for one in list_refused(cast.ana, "desk")] == ["T2", "T1"]
    assert sum(Ticket.objects.values_list("refused", flat=True)) == 2
    assert Waiting.objects.count() == 8  # of the third part, two tickets, one did not wait
    judge_part(NOW)
    assert set(Clock.objects.filter(ticket__refused=0).values_list("marks", flat=True)) == {""}


def test_a_fact_of_another_source_is_refused(cast: Cast) -> None:
    told = say(cast.ana, {**OPENED, "source": "elsewhere"}, {**OPENED, "source": "desk"})
    assert [one.refused.code if one.refused else one.taken for one in told] == ["other_source", "recorded"]


def test_events_and_fields_of_the_customers_agreements_are_known(cast: Cast) -> None:
    told = [{**OPENED, "vip": "yes"}, row("T1", "09:10:00", "resolved"), row("T1", "09:20:00", "report_sent")]
    say(cast.ana, *told, at=NOW + timedelta(minutes=20))
    assert verdicts(cast)["report"] == "not_applicable"  # at nine nobody knows yet
    assert verdicts(cast, minutes=30)["report"] == "met"
    refused = say(cast.ana, {**OPENED, "key": "9", "vip": "perhaps"})
    assert refused[0].refused is not None
    assert refused[0].refused.code == "unknown_value"


def test_the_status_words_of_a_source_are_its_own(cast: Cast) -> None:
    add_source(cast, "other", statuses={"Espera": ("waiting", "customer")})
    say(cast.ana, OPENED, source="other")
    said = say(cast.ana, row("T1", "09:01:00", "changed", status="Espera"), source="other")
    assert [one.taken for one in said] == [Taken.RECORDED]
    assert say(cast.ana, row("T1", "09:01:00", "changed", status="Espera"))[0].taken is Taken.REFUSED
    at = NOW + timedelta(minutes=5)
    say(cast.ana, row("T1", "09:05:00", "replied"), at=at, source="other")
    found = find_ticket(cast.ana, "other", "T1")
    assert (found.stage, found.status, found.reason) == ("waiting", "Espera", "customer")


def test_words_of_a_source_in_other_columns_stand_for_what_the_agreements_say(cast: Cast) -> None:
    add_source(cast, "other", values={"priority": {"3 high": "P1"}})
    rows = ({**OPENED, "priority": "3 high"}, row("T1", "09:00:00", "changed", key="2", priority="P2"))
    say(cast.ana, *rows, source="other")
    assert [json.loads(fact.body)["fields"]["priority"] for fact in Fact.objects.order_by("key")] == ["P1", "P2"]


@pytest.mark.parametrize(
    "values", [{"owner": {"a": "b"}}, {"priority": {" ": "P1"}}, {"priority": {"a": ""}}, {"service": {"a": "b" * 201}}]
)
def test_words_that_name_people_or_nothing_stand_for_nothing(cast: Cast, values: dict[str, dict[str, str]]) -> None:
    with pytest.raises(SourceRefused) as refused:
        add_source(cast, "other", values=values)
    assert refused.value.code == "odd_value"


def test_a_connected_source_tells_by_itself_until_it_is_closed(cast: Cast) -> None:
    told = tell_unattended("desk", lambda source: read_rows(source, [OPENED]), NOW)
    assert [one.taken for one in told] == [Taken.RECORDED]
    assert Delivery.objects.get().actor == ""
    sources_kept.close(cast.ana, "desk", NOW)
    with pytest.raises(SourceRefused) as refused:
        tell_unattended("desk", lambda source: read_rows(source, [OPENED]), NOW)
    assert refused.value.code == "source_closed"
    with pytest.raises(NotThere):
        tell_unattended("nowhere", lambda source: read_rows(source, [OPENED]), NOW)


def test_a_correction_and_a_retraction_are_new_facts(cast: Cast) -> None:
    at = NOW + timedelta(minutes=30)
    say(cast.ana, OPENED, row("T1", "09:20:00", "replied", key="2"), at=at)
    assert verdicts(cast, minutes=30)["first"] == "breached"
    say(cast.ana, row("T1", "09:10:00", "replied", key="3", corrects="2"), at=at)
    assert verdicts(cast, minutes=30)["first"] == "met"
    say(cast.ana, row("T1", "09:10:00", "retracted", key="4", corrects="3"), at=at)
    assert verdicts(cast, minutes=30)["first"] == "breached"
    assert Clock.objects.get(commitment="first").verdict == "breached"
    assert Fact.objects.count() == 4


def test_a_fact_of_the_future_waits_for_its_moment_or_is_set_aside(cast: Cast) -> None:
    say(cast.ana, OPENED, row("T1", "09:03:00", "replied", key="2"), row("T1", "09:30:00", "resolved", key="3"))
    ticket = Ticket.objects.get()
    assert ticket.fold_us == to_us(NOW + timedelta(minutes=3))
    assert ticket.quarantined == 1
    assert verdicts(cast, minutes=4) == {"first": "met", "fix": "running", "report": "not_applicable"}
    ahead = say(cast.ana, row("T1", "09:03:00", "asked", key="4", recorded_at="2026-03-02T09:10:00Z"))
    assert ahead[0].refused is not None
    assert ahead[0].refused.code == "recorded_ahead"


def test_what_was_told_is_never_changed_and_the_chain_of_its_source_says_so(cast: Cast) -> None:
    say(cast.ana, OPENED)
    with pytest.raises(DatabaseError), transaction.atomic():
        Fact.objects.update(event="replied")
    with pytest.raises(DatabaseError), transaction.atomic():
        Fact.objects.all().delete()
    seal_waiting()
    held = hold_chain("source:desk")
    assert (held.length, held.faults) == (2, ())


@pytest.mark.parametrize(
    "change",
    ["DELETE FROM tickets_fact WHERE key = '2'", "UPDATE tickets_fact SET at_us = at_us + 1 WHERE key = '3'"],
)
def test_whoever_changes_facts_behind_the_journal_is_found_out(cast: Cast, change: str) -> None:
    say(cast.ana, OPENED, row("T1", "09:01:00", "replied", key="2"))
    say(cast.ana, row("T1", "09:02:00", "asked", key="3"))
    seal_waiting()
    lift_guards()
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert {fault.code for fault in hold_chain("source:desk").faults} == {"other_facts"}


def test_time_alone_moves_clocks_once_and_a_late_worker_changes_no_verdict(cast: Cast) -> None:
    say(cast.ana, OPENED, row("T1", "09:03:00", "asked", key="2"))
    assert fold_due(NOW) == 0
    assert fold_due(NOW + timedelta(minutes=3)) == 1  # what lay a little ahead begins to count
    assert fold_due(NOW + timedelta(minutes=3)) == 0
    later = NOW + timedelta(days=1)
    assert fold_due(later) == 1
    assert fold_due(later) == 0
    first = Clock.objects.get(commitment="first")
    assert (first.verdict, first.breached_us) == ("breached", to_us(NOW + timedelta(minutes=15)))


def test_what_another_delivery_takes_at_the_same_moment_is_seen_at_the_second_look(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row(f"T{number}", "09:00:00", "opened", key=f"k{number}") for number in range(60)]  # so many are copied
    say(cast.ana, *rows)
    second, looks = recording._known_keys, list[int]()  # noqa: SLF001 - the first look is over before the other commits

    def look(questions: Questions, source: Source, told: Collection[Any]) -> Callable[[], Any]:
        looks.append(len(told))
        return dict if len(looks) == 1 else second(questions, source, told)

    monkeypatch.setattr(recording, "_known_keys", look)
    assert {one.taken for one in say(cast.ana, *rows)} == {Taken.DUPLICATE}
    assert looks == [60, 60]


def test_facts_know_no_names_of_people(cast: Cast) -> None:
    say(
        cast.ana, OPENED, row("T1", "09:01:00", "replied", by="Ana Ruiz"), row("T1", "09:02:00", "changed", by="system")
    )
    assert not any("Ruiz" in body for body in Fact.objects.values_list("body", flat=True))
    assert list(Handle.objects.values_list("word", flat=True)) == ["Ana Ruiz"]
    Handle.objects.update(word="")  # as erasing does
    assert [one.taken for one in say(cast.ana, OPENED)] == [Taken.DUPLICATE]
    assert find_ticket(cast.ana, "desk", "T1").owner == ""


def test_a_ticket_belongs_to_the_customer_that_its_word_stands_for(cast: Cast) -> None:
    add_source(cast, "many", "", customers={"Sur SA": "sur", "Волга": "volga"})
    say(
        cast.ana,
        row("A", "09:00:00", "opened", customer="Sur SA"),
        row("B", "09:00:00", "opened", customer="Волга"),
        row("C", "09:00:00", "opened", customer="Nadie"),
        source="many",
    )
    assert [one.name for one in list_tickets(cast.ana)] == ["C", "B", "A"]
    assert [one.name for one in list_tickets(cast.boris)] == ["A"]
    assert [one.name for one in list_tickets(cast.vera)] == ["B"]
    assert list_tickets(cast.carla) == []
    assert clocks_of(cast.vera, "many", "B", to_us(NOW)).clocks == []  # Volga has no agreement
    assert len(clocks_of(cast.boris, "many", "A", to_us(NOW)).clocks) == 3
    with pytest.raises(NotThere):
        clocks_of(cast.vera, "many", "A", to_us(NOW))


def test_a_ticket_of_before_the_agreement_is_governed_by_nothing(cast: Cast) -> None:
    say(
        cast.ana,
        {**OPENED, "at": "2026-03-01T22:59:59Z"},
        {**OPENED, "ticket": "T2", "key": "2", "at": "2026-03-01T23:00:00Z"},
    )
    assert clocks_of(cast.ana, "desk", "T1", to_us(NOW)).clocks == []
    assert len(clocks_of(cast.ana, "desk", "T2", to_us(NOW)).clocks) == 3  # in Madrid it was the second of March


def test_of_several_agreements_those_govern_that_are_about_the_services_of_a_ticket(cast: Cast) -> None:
    phones = TEXT.replace("sur-2026", "sur-phones").replace("id: desk", "id: phones")
    in_force(cast, phones, key="sur-phones")
    say(
        cast.ana,
        row("A", "09:00:00", "opened", service="phones"),
        row("B", "09:00:00", "opened"),
        row("C", "09:00:00", "opened", service="garden"),
        row("D", "09:00:00", "opened", service="desk"),
        row("D", "09:00:00", "changed", service="phones"),
    )
    governed = {
        name: {one.agreement for one in clocks_of(cast.boris, "desk", name, to_us(NOW)).clocks} for name in "ABCD"
    }
    both = {"sur-2026", "sur-phones"}
    assert governed == {"A": {"sur-phones"}, "B": both, "C": both, "D": {"sur-phones"}}


def test_many_tickets_at_once_ask_the_database_as_often_as_a_few(cast: Cast) -> None:
    asked = []
    for name, many in (("A", 2), ("B", 2), ("C", 20)):
        with CaptureQueriesContext(connection) as queries:
            say(cast.ana, *(row(f"{name}{number}", "09:00:00", "opened") for number in range(many)))
        asked.append(len(queries))
    assert asked[2] <= asked[1] + 2  # SQLite writes many rows in a few parts


def test_a_history_is_recorded_in_parts_of_whole_tickets(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticket_event, "AT_ONCE", 3)
    rows = [
        row(f"H{ticket}", f"09:0{place}:00", event, key=f"{ticket}-{place}")
        for ticket in range(4)
        for place, event in enumerate(("opened", "replied"))
    ]
    told = read_rows(Source.objects.get(key="desk"), rows)
    assert tell_history(cast.ana, "desk", told, NOW) == {Taken.RECORDED: 8}
    assert [one.told for one in Delivery.objects.order_by("pk")] == [4, 4]
    assert tell_history(cast.ana, "desk", [*told, *told[:1]], NOW) == {Taken.DUPLICATE: 9}
    assert verdicts(cast, "H3")["first"] == "running"


def test_whoever_may_not_tell_is_told_nothing_of_a_source(cast: Cast) -> None:
    for viewer in (cast.boris, cast.vera, cast.nadie, cast.tomas):
        with pytest.raises(NotThere):
            say(viewer, OPENED)
    sources_kept.close(cast.ana, "desk", NOW)
    with pytest.raises(SourceRefused, match="a source that was closed"):
        say(cast.ana, OPENED)
    sources_kept.close(cast.ana, "desk", NOW, again=True)
    assert [one.taken for one in say(cast.ana, OPENED)] == [Taken.RECORDED]
