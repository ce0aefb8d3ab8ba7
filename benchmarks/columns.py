"""Goals 4, 5 and 6: whole judgements of millions of tickets, from Parquet to Parquet."""

import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypedDict

import businesstimedelta
import polars as pl

from acuerdo.columns import judge_columns
from acuerdo.columns.compiling import COMPILED
from acuerdo.columns.streaming import write_lines
from acuerdo.core.hours import WorkingCalendar
from acuerdo.core.terms.agreement import Agreement, Commitment
from acuerdo.core.terms.conditions import Case, Cases, Condition
from acuerdo.core.terms.measures import PRESETS
from acuerdo.core.terms.targets import BusinessDays, Duration
from acuerdo.studies.simulate import simulate_table
from benchmarks.harness import ROOT, ROUNDS, Row
from benchmarks.working_time import OFFICE, _rules

MILLION = 1_000_000
SMALL, LARGE = MILLION // 10, 5 * MILLION
BY_CORE = 1_000
THEIR_TICKETS = 40
ROUNDS_LARGE = 3
READ_TIMES, CORE_TIMES, THEIR_TIMES, FLAT, PEAK_MIB = 4, 10, 4_000, 1.3, 1_536
NUMPY_TIMES, TWO_PROCESSES = 2, 1.6
AS_OF = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
HOUR = 3_600_000_000


class Told(TypedDict):
    """What a run in a process of its own says of itself."""

    wall_s: float
    cpu_s: float
    peak_mib: float
    lines: int


def agreement() -> Agreement:
    """Four commitments by priority, with pauses and business days, on two calendars."""
    calendars = {"office": OFFICE, "always": WorkingCalendar.from_spec("24x7", time_zone="UTC")}
    urgent = Condition(fields=(("priority", frozenset({"P1"})),))
    high = Condition(fields=(("priority", frozenset({"P2"})),))

    def promise(measure: str, hours: tuple[int, int], days: int) -> Commitment:
        return Commitment(
            id=measure,
            measure=PRESETS[measure],
            calendar=Cases((Case(when=urgent, value="always"), Case(value="office"))),
            within=Cases(
                (
                    Case(when=urgent, value=Duration(hours[0] * HOUR)),
                    Case(when=high, value=Duration(hours[1] * HOUR)),
                    Case(value=BusinessDays(days=days)),
                )
            ),
        )

    commitments = (
        promise("first_response", (1, 4), 1),
        promise("next_response", (2, 8), 1),
        promise("ownership", (1, 2), 1),
        promise("resolution", (4, 16), 5),
    )
    return Agreement(id="bench", version_hash="", time_zone="UTC", calendars=calendars, commitments=commitments)


def write_input(tickets: int, folder: Path) -> Path:
    """Write the facts of so many tickets, words as plain text as other tools write them."""
    path = folder / f"facts-{tickets}.parquet"
    table = simulate_table(tickets, seed=1).with_columns(pl.col(pl.Enum).cast(pl.String))
    table.write_parquet(path)
    return path


@dataclass(frozen=True)
class Run:
    """How a file is judged in a process of its own: once to warm up, then `rounds` times.

    On `one_core` the process and all its threads share one; else it overlaps reading, judging and writing on others.
    """

    facts: Path
    rounds: int = ROUNDS
    engine: str = "auto"
    processes: int = 1
    one_core: bool = False

    def told(self, scratch: Path) -> Told:
        """Run, and return medians and the peak."""
        settings = {"ACUERDO_ENGINE": self.engine} if self.engine == "numpy" else {}
        settings |= {"POLARS_MAX_THREADS": "1"} if self.one_core else {}
        given = (f"{name}={value}" for name, value in settings.items())
        asked = (
            str(self.facts),
            str(scratch / "verdicts"),
            str(self.rounds),
            str(self.processes),
            str(int(self.one_core)),
        )
        words = ["env", *given, sys.executable, "-m", "benchmarks.columns", *asked]
        done = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)
        told: Told = json.loads(done.stdout)
        return told


def measure(scratch: Path) -> Iterator[Row]:
    """Yield the rows of goals 4, 5 and 6."""
    facts = {tickets: write_input(tickets, scratch) for tickets in (SMALL, MILLION, LARGE)}
    judged = Run(facts[MILLION]).told(scratch)
    yield from _against_reading(facts[MILLION], judged, scratch)
    yield _against_theirs(facts[MILLION], Run(facts[MILLION], one_core=True).told(scratch))
    by_core = _seconds_by_core(facts[SMALL])
    each = judged["cpu_s"] / MILLION
    what = f"{each * 1e6:.1f} µs of CPU a ticket, the scalar core {by_core * 1e6:,.0f} µs"
    yield Row("4", what, f"{by_core / each:,.0f} x", f">= {CORE_TIMES} x", by_core / each >= CORE_TIMES)
    small = Run(facts[SMALL]).told(scratch)
    large = Run(facts[LARGE], rounds=ROUNDS_LARGE).told(scratch)
    flat = (large["cpu_s"] / LARGE) / (small["cpu_s"] / SMALL)
    yield Row("4", "CPU per ticket at 5 M against 0.1 M tickets", f"{flat:.2f} x", f"<= {FLAT} x", flat <= FLAT)
    peak = large["peak_mib"]
    yield Row("4", "peak memory at 5 M tickets", f"{peak:,.0f} MiB", f"<= {PEAK_MIB:,} MiB", peak <= PEAK_MIB)
    by_numpy = Run(facts[SMALL], rounds=1, engine="numpy").told(scratch)["cpu_s"] / SMALL
    times = by_core / by_numpy
    what = f"without the compiler {by_numpy * 1e6:,.0f} µs of CPU a ticket"
    yield Row("5", what, f"{times:.1f} x the core", f">= {NUMPY_TIMES} x", times >= NUMPY_TIMES)
    one = Run(facts[LARGE], rounds=ROUNDS_LARGE, one_core=True).told(scratch)
    two = Run(facts[LARGE], rounds=ROUNDS_LARGE, processes=2).told(scratch)
    times = one["wall_s"] / two["wall_s"]
    what = f"5 M tickets: {one['wall_s']:.1f} s by one process on one core, {two['wall_s']:.1f} s by two"
    yield Row("6", what, f"{times:.2f} x", f">= {TWO_PROCESSES} x", times >= TWO_PROCESSES)


def _against_reading(facts: Path, judged: Told, scratch: Path) -> Iterator[Row]:
    """Compare with reading the facts; and reading them and writing the verdicts, nothing judged, with the same."""
    reading = statistics.median(_wall(lambda: pl.read_parquet(facts)) for _ in range(ROUNDS))
    times = judged["wall_s"] / reading
    what = f"1 M tickets, {judged['lines']:,} lines, to Parquet: {judged['wall_s']:.2f} s; reading {reading:.2f} s"
    yield Row("4", what, f"{times:.1f} x reading", f"<= {READ_TIMES} x", times <= READ_TIMES)
    lines = pl.concat([pl.read_parquet(part) for part in sorted((scratch / "verdicts").glob("*.parquet"))])
    writing = statistics.median(_wall(lambda: write_lines(lines, scratch / "lines.parquet")) for _ in range(ROUNDS))
    what = f"reading that file and writing those lines, nothing judged: {reading + writing:.2f} s"
    yield Row("4", what, f"{(reading + writing) / reading:.1f} x reading", "", None)


def _against_theirs(facts: Path, judged: Told) -> Row:
    """Compare with a loop over businesstimedelta: a resolution's time without its pauses, and its due instant.

    Theirs runs on one core, and so does ours here.
    """
    rules = _rules()
    tickets = _plain_tickets(facts)
    answer = judge_columns(agreement(), pl.concat([rows for rows, _ in tickets]), AS_OF, engine="core").table
    ours = dict(
        answer.filter(pl.col("commitment").cast(pl.String) == "resolution").select("ticket", "consumed_s").rows()
    )
    spent = []
    for rows, spans in tickets:
        begun = time.process_time()
        worked = sum((rules.difference(a, b).timedelta for a, b in spans), timedelta())
        _ = spans[0][0] + businesstimedelta.BusinessTimeDelta(rules, hours=16)
        spent.append(time.process_time() - begun)
        if worked.total_seconds() != ours[rows["ticket"][0]]:
            raise AssertionError(f"the two disagree on {rows['ticket'][0]}: {worked} and {ours[rows['ticket'][0]]} s")
    theirs, each = statistics.mean(spent), judged["cpu_s"] / judged["lines"]
    what = (
        f"{each * 1e9:,.0f} ns of CPU a ticket and target on one core; a businesstimedelta loop {theirs * 1e6:,.0f} µs"
    )
    return Row("4", what, f"{theirs / each:,.0f} x", f">= {THEIR_TIMES:,} x", theirs / each >= THEIR_TIMES)


def _plain_tickets(facts: Path) -> list[tuple[pl.DataFrame, list[tuple[datetime, datetime]]]]:
    """Return some tickets that any program can follow, each with its spans from opening to resolution without waits."""
    table = pl.read_parquet(facts, n_rows=50_000)
    found = []
    for (_,), rows in table.group_by("ticket", maintain_order=True):
        events, priorities = rows["event"].to_list(), rows["priority"].drop_nulls().to_list()
        if "resolved" in events and "reopened" not in events and len(priorities) == 1 and priorities[0] != "P1":
            found.append((rows, _spans(rows)))
        if len(found) == THEIR_TICKETS:
            break
    return found


def _spans(rows: pl.DataFrame) -> list[tuple[datetime, datetime]]:
    spans: list[tuple[datetime, datetime]] = []
    since: datetime | None = None
    for at, event, status in rows.select("at", "event", "status").iter_rows():
        waits = event == "resolved" or (status or "").startswith(("pending", "waiting"))
        if since is not None and (waits or status):
            spans.append((since, at))
            since = None
        if event == "resolved":
            break
        if status and not waits:
            since = at
    return spans


def _seconds_by_core(facts: Path) -> float:
    """Return the CPU seconds a ticket that the scalar core takes; both engines must agree."""
    table = pl.read_parquet(facts)
    names = table["ticket"].unique(maintain_order=True).head(BY_CORE)
    few = table.filter(pl.col("ticket").is_in(names.implode()))
    terms = agreement()
    core, columns = (judge_columns(terms, few, AS_OF, engine=engine).table for engine in ("core", _engine()))
    words = pl.col(pl.Categorical, pl.Enum).cast(pl.String)
    if not core.with_columns(words).equals(columns.with_columns(words)):
        raise AssertionError("the columns and the scalar core disagree")
    return statistics.median(_cpu(lambda: judge_columns(terms, few, AS_OF, engine="core")) for _ in range(3)) / BY_CORE


def _engine() -> str:
    return "numba" if COMPILED else "numpy"


def _wall(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _cpu(work: Callable[[], object]) -> float:
    gc.collect()
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main(facts: Path, out: Path, rounds: int, processes: int, one_core: int) -> Told:
    """Judge a file again and again in this process."""
    if one_core:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    walls, cpus, lines = [], [], 0
    terms = agreement()
    for _ in range(rounds + 1):
        begun = (time.perf_counter(), time.process_time())
        lines = judge_columns(terms, [facts], AS_OF, processes=processes, out=out).account.lines
        walls.append(time.perf_counter() - begun[0])
        cpus.append(time.process_time() - begun[1])
    warm = slice(1, None) if rounds > 1 else slice(None)
    status = Path("/proc/self/status").read_text(encoding="utf-8")  # `getrusage` would count the parent's memory, too
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
    return {
        "wall_s": statistics.median(walls[warm]),
        "cpu_s": statistics.median(cpus[warm]),
        "peak_mib": peak,
        "lines": lines,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))))
