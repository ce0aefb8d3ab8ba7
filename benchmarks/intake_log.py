"""The whole real log told to the application as a program tells it, and held against the judge over the same facts.

Inside a process of the application: `python -m benchmarks.intake_log BATCH` prints how many facts there are, how many
seconds telling them took, and which clocks (at most ten) are not what the judge says.
"""

import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

import django

from benchmarks.harness import REAL_LOG, ROOT

AGREEMENT = ROOT / "examples" / "incident-log" / "agreement.yaml"
PROFILE, ZONE = "servicenow-audit", "UTC"
TOLD_AT = datetime(2017, 3, 1, tzinfo=UTC)
_US = ("started_us", "stopped_us", "due_us", "breaches_us", "breached_us")
_DURATIONS = ("target_us", "consumed_us", "paused_us", "outside_us", "excluded_us", "late_us")
_WORDS = ("commitment", "cycle", "verdict", "reason", "priority", "marks")
Line = tuple[object, ...]


def _begin() -> None:
    from tests.flows.telling import add_source, in_force  # noqa: PLC0415 - once the application is set up
    from tests.people import make_cast  # noqa: PLC0415 - as above

    cast = make_cast()
    in_force(cast, AGREEMENT.read_text("utf-8").replace("{id: company,", "{id: sur,"), key="incident-log")
    add_source(cast, "log")


def _rows() -> list[dict[str, str]]:
    """Return the facts of the log as a program sends them, in the order in which they happened."""
    from acuerdo.connectors.columnwise import facts_table  # noqa: PLC0415 - once the application is set up
    from acuerdo.connectors.fact_rows import rows_of  # noqa: PLC0415 - as above
    from acuerdo.connectors.profile_files import load_profile  # noqa: PLC0415 - as above
    from acuerdo.connectors.table_facts import facts_in  # noqa: PLC0415 - as above

    profile = load_profile(PROFILE)
    table = facts_table(REAL_LOG, profile, time_zone=ZONE).table
    facts = sorted(facts_in(table, profile.status_map), key=lambda fact: fact.at_us)
    return [{name: value for name, value in row.items() if name != "source"} for row in rows_of(facts)]


def _told(batch: int) -> tuple[int, float]:
    from acuerdo.apps.parties.models import Person  # noqa: PLC0415 - once the application is set up
    from acuerdo.apps.parties.viewers import view_as  # noqa: PLC0415 - as above
    from acuerdo.apps.tickets.shapes import Taken  # noqa: PLC0415 - as above
    from acuerdo.flows.ticket_event import tell_rows  # noqa: PLC0415 - as above

    ana, rows = view_as(Person.objects.get(email="ana@norte.example")), _rows()
    coming, told = iter(rows), 0
    begun = time.perf_counter()
    while part := list(islice(coming, batch)):
        told += sum(one.taken is Taken.RECORDED for one in tell_rows(ana, "log", part, TOLD_AT))
    return told, time.perf_counter() - begun


def _kept() -> Iterator[Line]:
    """Yield the clocks that are kept, as lines."""
    from acuerdo.apps.clocks.models import Clock  # noqa: PLC0415 - once the application is set up

    names = ("ticket__name", *_WORDS, *_US, *_DURATIONS)
    for ticket, *said in Clock.objects.values_list(*names).iterator(chunk_size=5_000):
        yield (ticket, *(None if one == "" else one for one in said))


def _judged() -> Iterator[Line]:
    """Yield what the judge says of the log, as lines."""
    import polars as pl  # noqa: PLC0415 - as above

    from acuerdo.core.clock.intake import instant_us  # noqa: PLC0415 - as above
    from acuerdo.studies.answers import judge_case  # noqa: PLC0415 - as above
    from acuerdo.studies.inputs import Evidence, load_case  # noqa: PLC0415 - as above

    evidence = Evidence(facts=(REAL_LOG,), now_us=instant_us(TOLD_AT), profile=PROFILE, time_zone=ZONE)
    words = [pl.col(name).cast(pl.String) for name in ("ticket", "commitment")]
    more = [pl.col(name).cast(pl.String) for name in ("verdict", "reason", "priority")]
    marks = pl.when(pl.col("marks").list.len() > 0).then(pl.col("marks").list.join(" "))
    instants = [pl.col(name.replace("_us", "_at")).cast(pl.Int64) for name in _US]
    spans = [(pl.col(name.replace("_us", "_s")) * 1_000_000).round().cast(pl.Int64) for name in _DURATIONS]
    table = judge_case(load_case(AGREEMENT, evidence)).table
    yield from table.select(*words, pl.col("cycle"), *more, marks, *instants, *spans).iter_rows()


def main(batch: int) -> None:
    """Tell the log and print what became of it."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - once the application is set up

    call_command("migrate", verbosity=0)
    _begin()
    told, seconds = _told(batch)
    differing = set(_kept()) ^ set(_judged())
    clocks = sum(1 for _ in _kept())
    shown = sorted(map(str, differing))[:10]
    sys.stdout.write(
        json.dumps({"facts": told, "seconds": seconds, "clocks": clocks, "differ": len(differing), "shown": shown})
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
