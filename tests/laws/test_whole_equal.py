"""Closed tickets that are judged anew by columns have the rows, and the moves, that the core leaves behind."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acuerdo.apps.clocks import governing
from acuerdo.apps.clocks.anew import judge_anew
from acuerdo.apps.clocks.commands import Turned, fold_tickets
from acuerdo.apps.exclusions.shapes import Agreed
from acuerdo.apps.rejudging.comparing import moves_in
from acuerdo.apps.rejudging.intake import fold_told, record_told
from acuerdo.apps.rejudging.shapes import Move
from acuerdo.apps.tickets.models import Source, Ticket
from acuerdo.apps.tickets.recording import Brought
from acuerdo.connectors.table_facts import facts_in
from acuerdo.core.clock.exclusions import Exclusion
from acuerdo.core.clock.facts import STATUS_WORDS
from acuerdo.core.terms.agreement import Agreement
from tests.columns.histories import BEGIN, HOUR, agreements, exclusions, histories, told_table
from tests.laws.test_carried_equal import judged_by, kept, source, warned
from tests.laws.test_columns_shares import terms

__all__ = ["source"]
pytestmark = pytest.mark.django_db
_DAY = 24 * HOUR


@contextmanager
def without(agreed: Sequence[Exclusion]) -> Iterator[None]:
    """Let both sides have agreed not to count something of every agreement."""
    plain = governing._governing  # noqa: SLF001 - what the laws put in its place
    own = tuple(Agreed(exclusion=one, source="desk", agreed_us=BEGIN) for one in agreed if one.accepted)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(governing, "_governing", lambda *said: replace(plain(*said), agreed=own))
        patch.setattr(governing, "_judge_without", governing._judge_without.__wrapped__)  # noqa: SLF001 - as above
        yield


def moves(turned: Sequence[Turned], at_us: int) -> list[Move]:
    return sorted(moves_in(turned, at_us), key=lambda one: (one.ticket, one.commitment, one.cycle))


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    promised=st.tuples(agreements(), agreements()),
    shared=terms(),
    rows=histories(),
    days=st.tuples(st.sampled_from((2, 5, 9, 12)), st.sampled_from((0, 1, 5, 40))),
    agreed=st.one_of(st.just(()), exclusions()),
    how=st.frozensets(st.sampled_from(["warned", "shared", "pauses unknown", "same", "unusual"])),
)
def test_closed_tickets_are_judged_anew_by_columns_as_by_the_core(
    *,
    source: Source,
    promised: tuple[Agreement, Agreement],
    shared: Agreement,
    rows: list[dict[str, str]],
    days: tuple[int, int],
    agreed: tuple[Exclusion, ...],
    how: frozenset[str],
) -> None:
    first, second = promised if "same" not in how else (promised[0], promised[0])
    if "warned" in how:
        first, second = warned(first), warned(second)
    if "shared" in how:
        second = replace(second, ratios=shared.ratios)
    at_us, again_us = BEGIN + days[0] * _DAY, BEGIN + sum(days) * _DAY
    rows = rows if "unusual" in how else list(_usual(rows))
    rows += _ends(rows)
    facts = list(facts_in(told_table(rows), STATUS_WORDS))
    brought = Brought(told=facts, actor="", received_us=at_us, pauses_unknown="pauses unknown" in how)
    with judged_by(first):
        fold_told(record_told(source, brought), at_us)
        fold_tickets(_tickets(), at_us, [])  # whoever tells of moments has done so
        with judged_by(second), without(agreed):
            expected = moves(fold_tickets(_tickets(), again_us, []), again_us), kept()
        with judged_by(second), without(agreed):
            judged = judge_anew(_tickets(), again_us)
            assert len({one.ticket for one in judged.turned} & {one.pk for one in judged.left}) == 0
            turned = [*judged.turned, *fold_tickets(judged.left, again_us, [])]
            assert (moves(turned, again_us), kept()) == expected


def _usual(rows: Sequence[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Let every ticket be opened before all else, once, and keep its service."""
    for name in sorted({row["ticket"] for row in rows}):
        own = [row for row in rows if row["ticket"] == name]
        yield {"ticket": name, "at": min(row["at"] for row in own), "event": "opened", "service": "erp"}
        yield from (
            {key: said for key, said in row.items() if key != "service"} for row in own if row["event"] != "opened"
        )


def _ends(rows: Sequence[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Let every other ticket be closed after all that happened."""
    last = max(row["at"] for row in rows)
    for name in sorted({row["ticket"] for row in rows})[::2]:
        yield {"ticket": name, "at": last, "event": "closed"}


def _tickets() -> list[Ticket]:
    return list(Ticket.objects.select_related("source").order_by("pk"))
