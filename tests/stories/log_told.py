"""The real log as a program tells it, the clocks that are kept of it, and what the judge says of it, as lines alike."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from acuerdo.apps.clocks.models import Clock
from acuerdo.connectors.columnwise import facts_table
from acuerdo.connectors.fact_rows import rows_of
from acuerdo.connectors.profile_files import load_profile
from acuerdo.connectors.table_facts import facts_in
from acuerdo.core.clock.intake import instant_us
from acuerdo.studies.answers import judge_case
from acuerdo.studies.inputs import Evidence, load_case
from tests.flows.telling import add_source, in_force
from tests.people import Cast, make_cast
from tests.stories.incident_log import EXAMPLE, PROFILE

AGREEMENT = EXAMPLE / "agreement.yaml"
ZONE = "UTC"
TOLD_AT = datetime(2017, 3, 1, tzinfo=UTC)
_US = ("started_us", "stopped_us", "due_us", "breaches_us", "breached_us")
_DURATIONS = ("target_us", "consumed_us", "paused_us", "outside_us", "excluded_us", "late_us")
_WORDS = ("commitment", "cycle", "verdict", "reason", "priority", "marks")
Line = tuple[object, ...]


def begin() -> Cast:
    """Let both sides agree on what the log is held against, and add the source that tells it."""
    cast = make_cast()
    in_force(cast, AGREEMENT.read_text("utf-8").replace("{id: company,", "{id: sur,"), key="incident-log")
    add_source(cast, "log")
    return cast


def told_rows(log: Path) -> list[dict[str, str]]:
    """Return the facts of a log as a program sends them, in the order in which they happened."""
    profile = load_profile(PROFILE)
    table = facts_table(log, profile, time_zone=ZONE).table
    facts = sorted(facts_in(table, profile.status_map), key=lambda fact: fact.at_us)
    return [{name: value for name, value in row.items() if name != "source"} for row in rows_of(facts)]


def kept_lines() -> Iterator[Line]:
    """Yield the clocks that are kept, as lines."""
    names = ("ticket__name", *_WORDS, *_US, *_DURATIONS)
    for ticket, *said in Clock.objects.values_list(*names).iterator(chunk_size=5_000):
        yield (ticket, *(None if one == "" else one for one in said))


def judged_lines(log: Path) -> Iterator[Line]:
    """Yield what the judge says of a log, as lines."""
    evidence = Evidence(facts=(log,), now_us=instant_us(TOLD_AT), profile=PROFILE, time_zone=ZONE)
    words = [pl.col(name).cast(pl.String) for name in ("ticket", "commitment")]
    more = [pl.col(name).cast(pl.String) for name in ("verdict", "reason", "priority")]
    marks = pl.when(pl.col("marks").list.len() > 0).then(pl.col("marks").list.join(" "))
    instants = [pl.col(name.replace("_us", "_at")).cast(pl.Int64) for name in _US]
    spans = [(pl.col(name.replace("_us", "_s")) * 1_000_000).round().cast(pl.Int64) for name in _DURATIONS]
    table = judge_case(load_case(AGREEMENT, evidence)).table
    yield from table.select(*words, pl.col("cycle"), *more, marks, *instants, *spans).iter_rows()
