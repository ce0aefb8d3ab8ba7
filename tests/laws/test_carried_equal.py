"""Tickets that a file brings whole have the very rows that they have when each fact is told by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction

import polars as pl
import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acuerdo.apps.clocks import governing
from acuerdo.apps.clocks.models import Clock, Part
from acuerdo.apps.clocks.paths import Path
from acuerdo.apps.journal.together import Questions
from acuerdo.apps.rejudging.intake import fold_told, record_told
from acuerdo.apps.tickets.carried import Carrying, hash_contents, is_plain
from acuerdo.apps.tickets.handles import name_people
from acuerdo.apps.tickets.keeping import hash_content
from acuerdo.apps.tickets.models import Fact, Source, Ticket
from acuerdo.apps.tickets.recording import Brought
from acuerdo.connectors.table_facts import facts_in
from acuerdo.core.clock.facts import STATUS_WORDS, TITLE
from acuerdo.core.clock.fold import Judge
from acuerdo.core.terms.agreement import Agreement, WarningPoint
from acuerdo.documents import Written, read_agreement
from acuerdo.flows.whole_carried import keep_whole, lay_whole
from tests.columns.histories import BEGIN, HOUR, agreements, histories, told_table
from tests.flows.telling import TEXT, add_source, in_force
from tests.laws.test_columns_shares import terms
from tests.people import make_cast

pytestmark = pytest.mark.django_db
_SHARES = (Fraction(1, 2), Fraction(7, 8), Fraction(3, 2))
_OFFSETS = (-3 * HOUR, -1, 0, 2 * HOUR)
_LATERS = (2, 5, 9, 12, 40)


@pytest.fixture
def source() -> Source:
    cast = make_cast()
    in_force(cast)
    add_source(cast)
    found = Source.objects.get()
    name_people(Questions(), found, ("ana", "ben"))()
    return found


def kept() -> list[list[dict[str, object]]]:
    """Return the rows that there are, with names in the place of ids."""
    clocks = Clock.objects.annotate(name=F("ticket__name")).order_by("name", "id").values()
    facts = Fact.objects.annotate(name=F("ticket__name")).order_by("name", "id").values()
    ids = {"id", "ticket_id", "delivery_id"}
    parts = Part.objects.annotate(name=F("ticket__name")).order_by("name", "agreement", "commitment", "open_from_us")
    found = (Ticket.objects.order_by("name").values(), facts, clocks, parts.values())
    return [[{name: value for name, value in row.items() if name not in ids} for row in rows] for rows in found]


@contextmanager
def judged_by(promised: Agreement) -> Iterator[None]:
    """Let every ticket be judged by an agreement, and take back what is kept meanwhile."""
    document = read_agreement(Written(TEXT))
    paths = {
        one.id: Path(points=one.warn_at, warned=len(one.warn_at), steps=(), title={}) for one in promised.commitments
    }
    judge = Judge(promised)
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(governing, "_read", lambda *_: (replace(document, terms=promised), judge, paths))
        patch.setattr(governing, "_open_again", governing.Books)
        yield
        transaction.set_rollback(True)


def warned(promised: Agreement) -> Agreement:
    """Let somebody be warned of every clock, at shares of its target and at offsets from due."""
    points = (*(WarningPoint(share=one) for one in _SHARES), *(WarningPoint(offset_us=one) for one in _OFFSETS))
    return replace(promised, commitments=tuple(replace(one, warn_at=points) for one in promised.commitments))


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    promised=agreements(),
    shared=terms(),
    rows=histories(),
    days=st.sampled_from(_LATERS),
    how=st.frozensets(st.sampled_from(["warned", "shared", "pauses unknown"])),
    titles=st.lists(st.sampled_from([None, "-", " a\x07b ", "c", "\n", "d" * 400]), min_size=1, max_size=9),
)
def test_tickets_that_come_whole_are_kept_as_those_told_by_themselves(
    *,
    source: Source,
    promised: Agreement,
    shared: Agreement,
    rows: list[dict[str, str]],
    days: int,
    how: frozenset[str],
    titles: list[str | None],
) -> None:
    promised = warned(promised) if "warned" in how else promised
    promised = replace(promised, ratios=shared.ratios) if "shared" in how else promised
    told, at_us, unknown = told_table(rows), BEGIN + days * 24 * HOUR, "pauses unknown" in how
    told = told.with_columns(pl.Series(TITLE, (titles * told.height)[: told.height], dtype=pl.String))
    carrying = Carrying(source=source, actor="", received_us=at_us, statuses=STATUS_WORDS, pauses_unknown=unknown)

    def tell(table: pl.DataFrame) -> None:
        facts = list(facts_in(table, STATUS_WORDS))
        brought = Brought(told=facts, actor="", received_us=at_us, pauses_unknown=unknown)
        fold_told(record_told(source, brought), at_us)

    with judged_by(promised):
        tell(told)
        expected = kept()
    with judged_by(promised):
        plain = is_plain(carrying, told)
        keep_whole(lay_whole(carrying, told.filter(plain)))
        tell(told.filter(~plain))
        assert kept() == expected


_TEXTS = st.text(st.sampled_from("aé☂\\\"'/{}\x00\x1f\x7f\n\u2028"), max_size=5)


@given(rows=st.lists(st.tuples(_TEXTS, st.none() | _TEXTS, st.integers(-(2**62), 2**62), _TEXTS, _TEXTS), min_size=1))
def test_contents_of_many_facts_are_hashed_as_those_of_each(
    rows: list[tuple[str, str | None, int, str, str]],
) -> None:
    kinds = {"ticket": pl.String, "key": pl.String, "at": pl.Int64, "event": pl.String, "body": pl.String}
    told = pl.DataFrame(rows, schema=kinds, orient="row")
    assert hash_contents("desk", told) == [hash_content("desk", *row) for row in rows]
