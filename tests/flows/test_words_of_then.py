"""A row that is told again after words of its source came to mean something else is the fact that it was."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.models import Fact, Refusal, SourceWords
from acuerdo.apps.tickets.shapes import Taken
from acuerdo.apps.tickets.sources import SourceIntent
from acuerdo.core.chains.canonical import Json
from acuerdo.flows import sources_kept
from tests.flows.telling import add_source, in_force, row, say
from tests.people import NOW, Cast, make_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guards")]
OPENED = row("T1", "08:00:00", "opened", key="1", priority="high", owner="Ana Ruiz")
WAITS = row("T1", "08:05:00", "changed", key="2", status="Espera")
AT_FIRST = SourceIntent(
    key="desk",
    name="Desk",
    statuses={"Espera": ("waiting", "customer")},
    values={"priority": {"high": "P1", "hoch": "P1"}},
)
OTHERWISE = replace(
    AT_FIRST, statuses={"Espera": ("waiting", "supplier")}, values={"priority": {"high": "P2", "hoch": "P1"}}
)
HOUR = timedelta(hours=1)


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    in_force(found)
    add_source(found, statuses=AT_FIRST.statuses, values=AT_FIRST.values)
    say(found.ana, OPENED, WAITS)
    return found


def mean(viewer: Viewer, hours: int, words: SourceIntent) -> None:
    sources_kept.change(viewer, words, NOW + hours * HOUR)


def taken(viewer: Viewer, hours: int, *rows: dict[str, Json]) -> list[Taken]:
    return [one.taken for one in say(viewer, *rows, at=NOW + hours * HOUR)]


def test_the_same_row_is_a_repeat_whatever_its_words_mean_by_now(cast: Cast) -> None:
    mean(cast.ana, 1, OTHERWISE)
    assert taken(cast.ana, 2, OPENED, WAITS) == [Taken.DUPLICATE] * 2
    mean(cast.ana, 3, replace(AT_FIRST, statuses={"Espera": ("resolved", None)}, values={}))
    assert taken(cast.ana, 4, OPENED, WAITS) == [Taken.DUPLICATE] * 2
    assert (Fact.objects.count(), Refusal.objects.count()) == (2, 0)


def test_another_row_under_its_key_is_refused_as_before(cast: Cast) -> None:
    mean(cast.ana, 1, OTHERWISE)
    other = [{**OPENED, "priority": "P2"}, {**WAITS, "at": "2026-03-02T08:06:00Z"}, {**WAITS, "ticket": "T2"}]
    assert taken(cast.ana, 2, *other) == [Taken.REFUSED] * 3
    assert {one.code for one in Refusal.objects.all()} == {"duplicate_key"}


def test_each_fact_is_held_to_the_words_by_which_it_was_understood_and_to_no_others(cast: Cast) -> None:
    mean(cast.ana, 1, OTHERWISE)
    assert taken(cast.ana, 2, row("T1", "10:30:00", "changed", key="3", priority="hoch")) == [Taken.RECORDED]  # P1
    mean(cast.ana, 3, replace(OTHERWISE, values={"priority": {"hoch": "P2"}}))
    again = [row("T1", "10:30:00", "changed", key="3", priority=word) for word in ("hoch", "high")]
    assert taken(cast.ana, 4, *again) == [Taken.DUPLICATE, Taken.REFUSED]  # high was P1 at first, but P2 when it came


def test_what_words_meant_is_kept_once_for_each_change_and_never_changed(cast: Cast) -> None:
    mean(cast.ana, 1, AT_FIRST)
    assert SourceWords.objects.count() == 1
    mean(cast.ana, 2, OTHERWISE)
    assert SourceWords.objects.count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        SourceWords.objects.update(since_us=0)
