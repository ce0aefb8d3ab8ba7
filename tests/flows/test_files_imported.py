"""Files become facts of a source: seen first, recorded in parts, each once, whatever happens in between."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from uuid import UUID

import polars as pl
import pytest
from django.conf import settings

from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.imports.models import Import
from acuerdo.apps.imports.queries import find_import
from acuerdo.apps.imports.shapes import Decision, ImportNotTaken, Stand
from acuerdo.apps.imports.spool import carrying, folder_of
from acuerdo.apps.journal.commands import seal_waiting
from acuerdo.apps.parties.viewers import NotThere
from acuerdo.apps.rejudging.intake import Recorded, fold_told
from acuerdo.apps.tickets.models import Fact, Handle, Refusal, Source, Ticket
from acuerdo.apps.tickets.refusals import list_refused
from acuerdo.apps.tickets.sources import SourceIntent
from acuerdo.flows import files_imported, import_carried, sources_kept
from acuerdo.flows.import_carried import Carrier, carry
from acuerdo.flows.journal_held import hold_chain
from tests.flows.importing import FACTS, LATER, bring, carried, cast_with_files, decide
from tests.flows.telling import row, say
from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    return cast_with_files(tmp_path, monkeypatch)


def done(cast: Cast, content: bytes = FACTS, **how: str) -> UUID:
    """Bring a file, confirm it, and let it be recorded."""
    ident = bring(cast.ana, content, **how)
    assert carried(cast.ana, ident).stand is Stand.READ
    decide(cast.ana, ident, Decision.CONFIRM)
    assert carried(cast.ana, ident).stand is Stand.DONE
    return ident


def kept() -> list[tuple[str, str, str | None]]:
    return list(Fact.objects.order_by("ticket__name", "at_us").values_list("ticket__name", "event", "key"))


def test_what_would_come_in_is_seen_before_anything_is_recorded(cast: Cast) -> None:
    say(cast.ana, row("T1", "09:00:00", "opened", priority="P1", owner="Ana Ruiz", key="1"), at=LATER)
    say(cast.ana, row("T2", "09:01:00", "opened", priority="P1", key="2"), at=LATER)
    found = carried(cast.ana, bring(cast.ana))
    assert (found.stand, found.rows, found.facts, found.tickets, found.refused) == (Stand.READ, 7, 5, 3, 2)
    assert (found.fresh, found.there, found.clashing) == (3, 1, 1)
    assert [(one.line, one.ticket, one.code) for one in found.refused_lines] == [
        (5, "T2", "naive_instant"),
        (8, "T3", "unknown_event"),
    ]
    assert [(one.ticket, one.event, one.said) for one in found.sample][:2] == [
        ("T1", "opened", {"priority": "P1"}),
        ("T1", "replied", {}),
    ]
    assert Fact.objects.count() == 2
    assert not Refusal.objects.exists()
    assert "Ana Ruiz" not in str(Import.objects.values_list("account").get())


def test_a_bad_row_stops_nothing_and_does_not_disappear_and_the_file_goes_when_it_is_done(cast: Cast) -> None:
    ident = done(cast)
    assert kept() == [
        ("T1", "opened", "1"),
        ("T1", "replied", "3"),
        ("T1", "resolved", "5"),
        ("T2", "opened", "2"),
        ("T3", "opened", "6"),
    ]
    waiting = list_refused(cast.ana, "desk")
    assert [(one.ticket, one.code, dict(one.said)) for one in waiting] == [
        ("T3", "unknown_event", {"file": "facts.csv", "line": "8"}),
        ("T2", "naive_instant", {"file": "facts.csv", "line": "5"}),
    ]
    verdicts = Clock.objects.filter(commitment="first").order_by("ticket__name").values_list("verdict", "marks")
    assert list(verdicts) == [("met", ""), ("breached", "incomplete_history"), ("breached", "incomplete_history")]
    assert Handle.objects.get().word == "Ana Ruiz"
    assert not folder_of(ident).exists()
    seal_waiting()
    assert hold_chain("source:desk").faults == ()


def test_the_same_file_again_records_nothing_new_and_asks_nothing_again_that_was_settled(cast: Cast) -> None:
    done(cast)
    for one in list_refused(cast.ana, "desk"):
        sources_kept.settle(cast.ana, "desk", [one.id], LATER)
    before = (Fact.objects.count(), Refusal.objects.count())
    again = Import.objects.get(ident=done(cast))
    assert (again.recorded, again.duplicates, again.not_taken) == (0, 5, 0)
    assert (Fact.objects.count(), Refusal.objects.count()) == before


def test_killed_at_any_part_it_goes_on_from_there(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_carried, "AT_ONCE", 1)
    ident = bring(cast.ana)
    carried(cast.ana, ident)
    decide(cast.ana, ident, Decision.CONFIRM)
    calls = 0

    def dying(told: Recorded, at_us: int) -> None:
        nonlocal calls
        calls += 1
        fold_told(told, at_us)
        if calls % 2:
            raise KeyboardInterrupt  # as if the process ended just before its transaction did

    monkeypatch.setattr(import_carried, "fold_told", dying)
    for _ in range(20):
        try:
            found = carried(cast.ana, ident)
            break
        except KeyboardInterrupt:
            row_now = Import.objects.get(ident=ident)
            assert Fact.objects.count() == row_now.recorded == row_now.position
    assert (found.stand, found.recorded, found.not_taken) == (Stand.DONE, 5, 0)
    assert calls > 7
    assert len(kept()) == len(set(kept())) == 5
    assert Refusal.objects.count() == 2


def test_it_is_stopped_by_somebody_and_goes_on_later(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_carried, "AT_ONCE", 1)
    ident = bring(cast.ana)
    carried(cast.ana, ident)
    decide(cast.ana, ident, Decision.CONFIRM)
    turns = iter([False, False, False, False, True])
    left = carried(cast.ana, ident, lambda: next(turns))
    assert (left.stand, left.recorded) == (Stand.RECORDING, 2)  # it was told to leave, not to stop
    decide(cast.ana, ident, Decision.STOP)
    assert carried(cast.ana, ident).recorded == 2
    decide(cast.ana, ident, Decision.CONFIRM)
    assert carried(cast.ana, ident).stand is Stand.DONE
    assert len(kept()) == 5


def test_one_process_carries_an_import_at_a_time(cast: Cast) -> None:
    ident = bring(cast.ana)
    with carrying(ident) as mine:
        assert mine
        assert not carry(ident, Carrier(clock=lambda: LATER, stopped=lambda: False))
    assert carried(cast.ana, ident).stand is Stand.READ


def test_a_file_that_ends_whatever_reads_it_is_given_up(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ident = bring(cast.ana)
    carrier = Carrier(clock=lambda: LATER, stopped=lambda: False)

    def die(*_: object) -> None:
        raise KeyboardInterrupt  # a process that is ended leaves nothing said

    with monkeypatch.context() as patched:
        patched.setattr(import_carried, "_read", die)
        for _ in range(3):
            with pytest.raises(KeyboardInterrupt):
                carry(ident, carrier)
    assert Import.objects.get().stand == Stand.READING
    assert carry(ident, carrier)
    assert (Import.objects.get().stand, Import.objects.get().fault) == (Stand.FAILED, "import_deadly")
    assert not folder_of(ident).exists()


@pytest.mark.parametrize(
    ("content", "how", "code"),
    [
        (b"", {}, "no_file"),
        (FACTS, {"name": "letter.pdf"}, "import_ending"),
        (FACTS, {"profile": "/etc/passwd"}, "unknown_profile"),
        (FACTS, {"profile": "servicenow-audit"}, "time_zone_needed"),
        (FACTS, {"zone": "Mars/Crater"}, "unknown_zone"),
        (FACTS, {"own": "rows: nothing"}, "bad_profile"),
    ],
)
def test_what_cannot_be_read_is_refused_at_once_and_nothing_is_kept(
    cast: Cast, content: bytes, how: dict[str, str], code: str
) -> None:
    with pytest.raises(ImportNotTaken) as refused:
        bring(cast.ana, content, **how)
    assert refused.value.code == code
    assert not Import.objects.exists()
    assert not list((Path(settings.MEDIA_ROOT)).rglob("given*"))


def test_a_file_that_turns_out_to_be_something_else_fails_and_says_why(cast: Cast) -> None:
    ident = bring(cast.ana, b"name,colour\nx,red\n")
    found = carried(cast.ana, ident)
    assert (found.stand, found.fault) == (Stand.FAILED, "missing_column")
    assert str(settings.MEDIA_ROOT) not in found.fault_text
    assert not folder_of(ident).exists()


def test_who_may_not_tell_facts_neither_brings_nor_sees_nor_decides(cast: Cast) -> None:
    ident = bring(cast.ana)
    carried(cast.ana, ident)
    for viewer in (cast.tomas, cast.boris, cast.vera, cast.nadie):
        with pytest.raises(NotThere):
            bring(viewer)
        with pytest.raises(NotThere):
            carried(viewer, ident)
        with pytest.raises(NotThere):
            decide(viewer, ident, Decision.CONFIRM)


def test_whoever_confirmed_and_may_no_more_records_nothing(cast: Cast) -> None:
    ident = bring(cast.ana)
    carried(cast.ana, ident)
    decide(cast.ana, ident, Decision.CONFIRM)
    Import.objects.update(confirmed_by=cast.tomas.person)
    assert carried(cast.ana, ident).fault == "not_there"
    assert not Fact.objects.exists()


def test_an_import_on_which_nobody_decides_is_forgotten_with_its_file(cast: Cast) -> None:
    ident = bring(cast.ana)
    carried(cast.ana, ident)
    assert files_imported.drop_undecided(LATER) == 0
    assert files_imported.drop_undecided(LATER.replace(year=2027)) == 1
    assert not folder_of(ident).exists()
    assert Import.objects.get().stand == Stand.FORGOTTEN
    with pytest.raises(ImportNotTaken):
        decide(cast.ana, ident, Decision.CONFIRM)


HEAD = "number,sys_updated_at,opened_at,incident_state,priority,impact,urgency,category,contact_type,location,cmdb_ci"
AUDIT = f"""{HEAD},assignment_group,assigned_to,sys_updated_by,sys_mod_count
INC1,2/3/2026 09:00,2/3/2026 09:00,New,P1,,,,,,,desk,Ana Ruiz,Ana Ruiz,0
INC1,2/3/2026 09:30,2/3/2026 09:00,Awaiting User Info,P1,,,,,,,desk,Ana Ruiz,Ana Ruiz,1
INC1,2/3/2026 11:00,2/3/2026 09:00,Active,P1,,,,,,,desk,Ana Ruiz,Ana Ruiz,2
"""


def test_a_longer_export_of_snapshots_adds_only_what_is_new(cast: Cast) -> None:
    how = {"profile": "servicenow-audit", "zone": "Europe/Madrid"}
    done(cast, AUDIT.encode(), **how)
    assert Fact.objects.count() == 3
    other = "INC0,2/3/2026 08:00,2/3/2026 08:00,New,,,,,,,,,,,0"
    longer = AUDIT.replace("INC1,", f"{other}\nINC1,", 1)
    longer += "INC1,2/3/2026 12:00,2/3/2026 09:00,Closed,P1,,,,,,,desk,Ana Ruiz,Ana Ruiz,3\n"
    again = Import.objects.get(ident=done(cast, longer.encode(), **how))
    assert (again.recorded, again.duplicates) == (2, 3)
    ticket = Ticket.objects.get(name="INC1")
    assert (ticket.stage, ticket.facts, ticket.pauses_unknown) == ("closed", 4, False)


OWN = """profile: 1
id: ours
title: One row per ticket
rows: tickets
columns: {ticket: number, opened_at: opened, priority: priority, status: state}
moments: {resolved: resolved, closed: closed}
time_zone: Europe/Madrid
statuses: {Offen: open, Zu: closed, Fertig: resolved}
"""


def test_one_row_per_ticket_says_that_its_pauses_are_unknown_and_comes_again_without_harm(cast: Cast) -> None:
    head = "number,opened,priority,state,resolved,closed"
    first = f"{head}\nA,2026-03-02 10:00,P2,Fertig,2026-03-02 11:00,\n"
    done(cast, first.encode(), own=OWN)
    assert {clock.marks for clock in Clock.objects.all()} == {"pauses_unknown"}
    rows = ("B,2026-03-02 10:00,P2,Offen,,", "A,2026-03-02 10:00,P2,Zu,2026-03-02 11:00,2026-03-03 11:00")
    second = "\n".join((head, *rows))
    done(cast, second.encode(), own=OWN)
    assert kept() == [
        ("A", "opened", "A:opened"),
        ("A", "resolved", "A:resolved"),
        ("A", "closed", "A:closed"),
        ("B", "opened", "B:opened"),
    ]


@pytest.mark.parametrize("odd", [rb"\u0000", rb"\ud83d"])
def test_a_text_that_no_database_keeps_is_a_refused_row_and_the_others_come_in(cast: Cast, odd: bytes) -> None:
    lines = [
        b'{"ticket": "T%d", "at": "2026-03-02T09:00:00Z", "event": "opened", "owner": "%b"}' % one
        for one in ((1, b"Ana"), (2, odd))
    ]
    ident = done(cast, b"\n".join(lines), name="facts.jsonl")
    assert (Import.objects.get(ident=ident).recorded, Refusal.objects.get().code) == (1, "bad_json")
    table = BytesIO()
    pl.DataFrame({"ticket": ["T\0 3"], "at": ["2026-03-02T09:00:00Z"], "event": ["opened"]}).write_parquet(table)
    done(cast, table.getvalue(), name="facts.parquet")
    assert Ticket.objects.filter(name="T 3").exists()


LONG = b"\n".join(
    (
        b"ticket,at,event,status,priority,owner,key",
        b"T1,2026-03-02T09:00:00Z,opened,,P1,Ana Ruiz,1",
        b"T1,2026-03-02T09:10:00Z,replied,,,,2",
        b'"T4 ""\\N",2026-03-02T09:01:00Z,opened,,P2,Ana Ruiz,3',
        b'"T4 ""\\N",2026-03-02T09:20:00Z,resolved,,,,4',
        b"T5,2026-03-02T09:30:00Z,opened,,P1,,5",
    )
)


@pytest.fixture
def by_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_carried, "TABLE_FROM", 1)


@pytest.mark.usefixtures("by_table")
def test_new_tickets_of_a_long_file_are_recorded_as_tables_and_others_as_they_are_told(cast: Cast) -> None:
    say(cast.ana, row("T1", "09:00:00", "opened", priority="P1", owner="Ana Ruiz", key="1"), at=LATER)
    found = find_import(cast.ana, "desk", done(cast, LONG))
    assert (found.recorded, found.duplicates, found.not_taken) == (4, 1, 0)
    told = Fact.objects.order_by("key").values_list("ticket__name", "delivery__told")
    assert list(told) == [("T1", 1), ("T1", 2), ('T4 "\\N', 3), ('T4 "\\N', 3), ("T5", 3)]
    owners = set(Ticket.objects.exclude(name="T5").values_list("owner", flat=True))
    assert owners == {str(Handle.objects.get().ident)}
    clocks = Clock.objects.filter(commitment="first").order_by("ticket__name").values_list("verdict", flat=True)
    assert list(clocks) == ["met", "met", "breached"]


@pytest.mark.usefixtures("by_table")
def test_a_long_file_of_tickets_that_nothing_governs_yet_comes_in(cast: Cast) -> None:
    Source.objects.filter(key="desk").update(customer=None)
    assert find_import(cast.ana, "desk", done(cast, LONG)).recorded == 5
    assert list(Ticket.objects.order_by("name").values_list("stage", "facts")) == [
        ("open", 2),
        ("resolved", 2),
        ("open", 1),
    ]
    assert not Clock.objects.exists()


@pytest.mark.usefixtures("by_table")
def test_a_key_that_another_ticket_has_is_refused_of_a_long_file_too(cast: Cast) -> None:
    say(cast.ana, row("T9", "09:00:00", "opened", priority="P1", key="5"), at=LATER)
    found = find_import(cast.ana, "desk", done(cast, LONG))
    assert (found.recorded, found.duplicates, found.not_taken) == (4, 0, 1)
    assert Fact.objects.get(key="5").ticket.name == "T9"


def test_a_word_that_is_taken_away_meanwhile_means_what_it_meant_when_the_file_was_seen(cast: Cast) -> None:
    wanted = SourceIntent(key="desk", name="Desk", statuses={"Nuevo": ("waiting", "customer")})
    sources_kept.change(cast.ana, wanted, LATER)
    ident = bring(cast.ana, FACTS.replace(b"09:10:00Z,replied,", b"09:10:00Z,changed,Nuevo"))
    assert carried(cast.ana, ident).fresh == 5
    sources_kept.change(cast.ana, replace(wanted, statuses={}), LATER)
    decide(cast.ana, ident, Decision.CONFIRM)
    found = carried(cast.ana, ident)
    assert (found.stand, found.recorded) == (Stand.DONE, 5)
    assert '"stage":"waiting"' in Fact.objects.get(key="3").body


def test_a_file_that_waits_for_somebody_is_looked_at_anew_once_another_was_recorded(cast: Cast) -> None:
    first, same, other = (bring(cast.ana, content) for content in (FACTS, FACTS, FACTS.replace(b",P2,", b",P1,")))
    assert [carried(cast.ana, one).fresh for one in (first, same, other)] == [5, 5, 5]
    decide(cast.ana, first, Decision.CONFIRM)
    assert carried(cast.ana, first).stand is Stand.DONE
    assert find_import(cast.ana, "desk", same).stand is Stand.READING
    found = [carried(cast.ana, one) for one in (same, other)]
    assert [(one.stand, one.fresh, one.there, one.clashing) for one in found] == [
        (Stand.READ, 0, 5, 0),
        (Stand.READ, 0, 3, 2),
    ]
