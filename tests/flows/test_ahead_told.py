"""Facts quarantined while the machine's clock was set back are told again, and count as the judge says."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from acuerdo import judge
from acuerdo.apps.clocks.queries import clocks_of
from acuerdo.apps.journal.models import Entry
from acuerdo.apps.parties.viewers import NotThere
from acuerdo.apps.periods import evidence
from acuerdo.apps.tickets.ahead import count_ahead
from acuerdo.apps.tickets.models import Fact, Handle, Ticket
from acuerdo.apps.tickets.sources import SourceRefused
from acuerdo.core.chains.canonical import Json
from acuerdo.core.hours import to_us
from acuerdo.flows import sources_kept
from acuerdo.flows.ahead_told import tell_ahead
from acuerdo.flows.journal_held import hold_chain
from acuerdo.studies.bundles import FACTS, write_bundle
from tests.flows.telling import KEY, TEXT, add_source, in_force, row, say
from tests.flows.test_at_once import at_once
from tests.people import NOW, Cast, make_cast

BACK = NOW - timedelta(hours=1)
"""What the clock said while it was set back: all that happened after nine o'clock came from the future."""
LATER = NOW + timedelta(hours=3)
OPENED = row("T1", "09:00:00", "opened", key="1", priority="P1", owner="Ana Ruiz")
REPLIED = row("T1", "09:05:00", "replied", key="2", by="Tomas")
RESOLVED = row("T1", "10:00:00", "resolved")


@pytest.fixture
def cast(db: None) -> Cast:  # noqa: ARG001 - its rows stand in it
    return told_by_a_clock_set_back()


def told_by_a_clock_set_back() -> Cast:
    found = make_cast()
    in_force(found)
    add_source(found)
    say(found.ana, OPENED, REPLIED, RESOLVED, at=BACK)
    return found


def live(cast: Cast, at: datetime = LATER) -> dict[str, str]:
    clocks = clocks_of(cast.ana, "desk", "T1", to_us(at)).clocks
    return {one.verdict.commitment: str(one.verdict.verdict) for one in clocks}


def judged(rows: list[Mapping[str, Json]], at: datetime = LATER) -> dict[str, str]:
    return {one.commitment: str(one.verdict) for one in judge(TEXT, rows, as_of=at)}


def exported(cast: Cast, folder: Path, at: datetime = LATER) -> list[Mapping[str, Json]]:
    folder.mkdir(exist_ok=True)
    write_bundle(folder, evidence.testimony_of(cast.ana, KEY, 1, to_us(at)))
    return [json.loads(line) for line in (folder / FACTS).read_text(encoding="utf-8").splitlines()]


def test_what_waits_is_told_again_once_and_counts_as_if_it_had_come_in_time(cast: Cast, tmp_path: Path) -> None:
    assert Ticket.objects.get().fault == "no_opened"
    assert [count_ahead(cast.ana, "desk", at) for at in (BACK, NOW, LATER)] == [0, 1, 3]
    names = set(Handle.objects.values_list("ident", flat=True))
    assert [tell_ahead(cast.ana, "desk", LATER) for _ in range(3)] == [3, 0, 0]
    assert count_ahead(cast.ana, "desk", LATER) == 0
    ticket = Ticket.objects.get()
    assert (ticket.fault, ticket.facts, ticket.quarantined, ticket.stage) == ("", 6, 3, "resolved")
    assert ticket.owner in {str(one) for one in names}
    assert set(Handle.objects.values_list("ident", flat=True)) == names  # nobody got another name
    assert live(cast) == judged([OPENED, REPLIED, RESOLVED])
    assert live(cast) == judged(exported(cast, tmp_path))
    assert live(cast) == {"first": "met", "fix": "met", "report": "running"}


def test_only_that_whose_time_has_come_is_told_again_and_the_rest_later(cast: Cast) -> None:
    assert tell_ahead(cast.ana, "desk", NOW + timedelta(minutes=30)) == 2
    assert live(cast, NOW + timedelta(minutes=30))["fix"] == "running"
    assert tell_ahead(cast.ana, "desk", LATER) == 1
    assert live(cast)["fix"] == "met"


def test_who_did_it_stands_in_the_chain_of_the_source(cast: Cast) -> None:
    tell_ahead(cast.ana, "desk", LATER)
    said = Entry.objects.get(chain__name="source:desk", kind="ahead_told")
    delivery = Fact.objects.filter(key__startswith="acuerdo-ahead-").values_list("delivery", flat=True).distinct().get()
    assert (said.actor, json.loads(said.body)) == (cast.ana.ident, {"delivery": delivery, "facts": 3})
    assert hold_chain("source:desk").faults == ()


def test_what_somebody_put_right_by_hand_is_left_alone(cast: Cast) -> None:
    at = NOW + timedelta(minutes=20)
    say(cast.ana, {**REPLIED, "key": "2b", "corrects": "2", "at": "2026-03-02T09:18:00Z"}, at=at)
    say(cast.ana, row("T1", "09:19:00", "retracted", key="1b", corrects="1"), at=at)
    assert tell_ahead(cast.ana, "desk", LATER) == 1
    assert Ticket.objects.get().fault == "no_opened"
    say(cast.ana, {**OPENED, "key": "1c"}, at=LATER)
    assert live(cast)["first"] == "breached"


def test_what_is_said_later_about_a_fact_that_was_told_again_wins(cast: Cast, tmp_path: Path) -> None:
    tell_ahead(cast.ana, "desk", NOW + timedelta(minutes=10))
    say(cast.ana, {**REPLIED, "key": "2b", "corrects": "2", "at": "2026-03-02T09:18:00Z"}, at=LATER)
    tell_ahead(cast.ana, "desk", LATER)
    assert live(cast)["first"] == "breached"
    assert live(cast) == judged(exported(cast, tmp_path))


def test_corrections_and_retractions_from_the_future_are_told_again_too(cast: Cast, tmp_path: Path) -> None:
    more = [
        {**REPLIED, "key": "2b", "corrects": "2", "at": "2026-03-02T09:18:00Z"},
        row("T1", "09:30:00", "resolved", key="4"),
        row("T1", "09:40:00", "retracted", key="4b", corrects="4"),
        row("T1", "09:45:00", "retracted", corrects="1"),
    ]
    say(cast.ana, *more, at=BACK)
    say(cast.ana, {**OPENED, "key": "1b", "corrects": "1"}, at=NOW + timedelta(minutes=50))  # after all: it was opened
    assert tell_ahead(cast.ana, "desk", LATER) == 3  # the second answer, the retraction of 4, the resolution
    assert live(cast) == judged([OPENED, {**REPLIED, "at": "2026-03-02T09:18:00Z"}, RESOLVED])
    assert live(cast)["first"] == "breached"
    assert live(cast) == judged(exported(cast, tmp_path))
    assert count_ahead(cast.ana, "desk", LATER) == 0


def test_it_is_done_for_an_open_source_by_those_who_look_after_it(cast: Cast) -> None:
    with pytest.raises(NotThere):
        tell_ahead(cast.boris, "desk", LATER)
    sources_kept.close(cast.ana, "desk", LATER)
    with pytest.raises(SourceRefused) as refused:
        tell_ahead(cast.ana, "desk", LATER)
    assert refused.value.code == "source_closed"


@pytest.mark.usefixtures("real_transactions")
def test_two_who_press_at_once_tell_it_once() -> None:
    cast = told_by_a_clock_set_back()
    found = at_once(*(lambda: tell_ahead(cast.ana, "desk", LATER) for _ in range(3)))
    assert sorted(map(str, found)) == ["0", "0", "3"]
    assert Fact.objects.count() == 6
    assert hold_chain("source:desk").faults == ()
    assert live(cast) == judged([OPENED, REPLIED, RESOLVED])
