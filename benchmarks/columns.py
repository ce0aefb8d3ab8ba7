"""Goals 4, 5 and 6: whole judgements of millions of tickets, from Parquet to Parquet."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import businesstimedelta
import polars as pl

from acuerdo.columns import judge_columns
from acuerdo.columns.compiling import COMPILED
from acuerdo.columns.streaming import write_lines
from acuerdo.studies.simulate import simulate_table
from benchmarks.harness import ROUNDS, Row
from benchmarks.judging import AS_OF, Judging, Told, agreement, judging
from benchmarks.working_time import _rules

MILLION = 1_000_000
SMALL, LARGE = MILLION // 10, 5 * MILLION
BY_CORE = 1_000
THEIR_TICKETS = 40
READ_TIMES, CORE_TIMES, THEIR_TIMES, FLAT, PEAK_MIB = 4, 10, 4_000, 1.3, 1_536
NUMPY_TIMES, TWO_PROCESSES = 2, 1.6

Plain = list[tuple[pl.DataFrame, list[tuple[datetime, datetime]]]]


def write_input(tickets: int, folder: Path) -> Path:
    """Write the facts of so many tickets, words as plain text as other tools write them."""
    path = folder / f"facts-{tickets}.parquet"
    table = simulate_table(tickets, seed=1).with_columns(pl.col(pl.Enum).cast(pl.String))
    table.write_parquet(path)
    return path


def measure(scratch: Path) -> Iterator[Row]:
    """Yield the rows of goals 4, 5 and 6: what is compared takes turns, round by round."""
    facts = {tickets: write_input(tickets, scratch) for tickets in (SMALL, MILLION, LARGE)}
    with ExitStack() as stack:
        free = stack.enter_context(judging(scratch / "verdicts"))
        one = stack.enter_context(judging(scratch / "by-one", one_core=True))
        two = stack.enter_context(judging(scratch / "by-two", processes=2))
        for each in (free, one, two):  # what is compiled or cached is not measured
            each.judge(facts[SMALL])
        yield from _of_a_million(facts[MILLION], free, one)
        small = statistics.median(one.judge(facts[SMALL])["cpu_s"] for _ in range(ROUNDS))
        turns = [(one.judge(facts[LARGE]), two.judge(facts[LARGE])) for _ in range(ROUNDS)]
        large = free.judge(facts[LARGE])
    by_one, by_two = [one for one, _ in turns], [two for _, two in turns]
    flat = (_median(by_one, "cpu_s") / LARGE) / (small / SMALL)
    yield Row("4", "CPU per ticket at 5 M against 0.1 M tickets", f"{flat:.2f} x", f"<= {FLAT} x", flat <= FLAT)
    peak = large["peak_mib"]
    yield Row("4", "peak memory at 5 M tickets", f"{peak:,.0f} MiB", f"<= {PEAK_MIB:,} MiB", peak <= PEAK_MIB)
    yield _by_numpy(facts[SMALL], scratch)
    times = statistics.median(one["wall_s"] / two["wall_s"] for one, two in turns)
    what = (
        f"5 M tickets: {_median(by_one, 'wall_s'):.1f} s by one process on one core, "
        f"{_median(by_two, 'wall_s'):.1f} s by two"
    )
    yield Row("6", what, f"{times:.2f} x", f">= {TWO_PROCESSES} x", times >= TWO_PROCESSES)


def _of_a_million(facts: Path, free: Judging, one: Judging) -> Iterator[Row]:
    """Compare with reading, with reading and writing, with a loop over another library, and with the scalar core."""
    verdicts = free.folder
    free.judge(facts)
    lines = pl.concat([pl.read_parquet(part) for part in sorted(verdicts.glob("*.parquet"))])
    tickets, few = _plain_tickets(facts), _first_tickets(facts)
    _agree(tickets, few)
    terms, rules = agreement(), _rules()
    judged: list[Told] = []
    alone: list[Told] = []
    spent: dict[str, list[float]] = {"reading": [], "writing": [], "theirs": [], "core": []}
    for _ in range(ROUNDS):
        spent["reading"].append(_wall(lambda: pl.read_parquet(facts)))
        judged.append(free.judge(facts))
        spent["writing"].append(_wall(lambda: write_lines(lines, verdicts.with_suffix(".parquet"))))
        alone.append(one.judge(facts))
        spent["theirs"].append(_cpu(lambda: _their_loop(tickets, rules)) / len(tickets))
        spent["core"].append(_cpu(lambda: judge_columns(terms, few, AS_OF, engine="core")) / BY_CORE)
    reading, writing, theirs, core = (statistics.median(spent[name]) for name in spent)
    wall, each = _median(judged, "wall_s"), _median(alone, "cpu_s") / MILLION
    what = f"1 M tickets, {len(lines):,} lines, to Parquet: {wall:.2f} s; reading {reading:.2f} s"
    yield Row("4", what, f"{wall / reading:.1f} x reading", f"<= {READ_TIMES} x", wall / reading <= READ_TIMES)
    what = f"reading that file and writing those lines, nothing judged: {reading + writing:.2f} s"
    yield Row("4", what, f"{(reading + writing) / reading:.1f} x reading", "", None)
    line = each * MILLION / len(lines)
    what = (
        f"{line * 1e9:,.0f} ns of CPU a ticket and target on one core; a businesstimedelta loop {theirs * 1e6:,.0f} µs"
    )
    yield Row("4", what, f"{theirs / line:,.0f} x", f">= {THEIR_TIMES:,} x", theirs / line >= THEIR_TIMES)
    what = f"{each * 1e6:.1f} µs of CPU a ticket, the scalar core {core * 1e6:,.0f} µs"
    yield Row("4", what, f"{core / each:,.0f} x", f">= {CORE_TIMES} x", core / each >= CORE_TIMES)


def _by_numpy(facts: Path, scratch: Path) -> Row:
    """Compare what judges without the compiler with the scalar core."""
    terms, few = agreement(), _first_tickets(facts)
    core = statistics.median(_cpu(lambda: judge_columns(terms, few, AS_OF, engine="core")) for _ in range(ROUNDS))
    with judging(scratch / "by-numpy", engine="numpy") as plain:
        each = plain.judge(facts)["cpu_s"] / SMALL
    times = core / BY_CORE / each
    what = f"without the compiler {each * 1e6:,.0f} µs of CPU a ticket"
    return Row("5", what, f"{times:.1f} x the core", f">= {NUMPY_TIMES} x", times >= NUMPY_TIMES)


def _median(told: list[Told], name: Literal["wall_s", "cpu_s"]) -> float:
    return statistics.median(one[name] for one in told)


def _agree(tickets: Plain, few: pl.DataFrame) -> None:
    """Make sure that the other library, the scalar core and the columns say the same."""
    terms, rules = agreement(), _rules()
    answer = judge_columns(terms, pl.concat([rows for rows, _ in tickets]), AS_OF, engine="core").table
    ours = dict(
        answer.filter(pl.col("commitment").cast(pl.String) == "resolution").select("ticket", "consumed_s").rows()
    )
    for rows, spans in tickets:
        worked = sum((rules.difference(a, b).timedelta for a, b in spans), timedelta()).total_seconds()
        if worked != ours[rows["ticket"][0]]:
            raise AssertionError(f"the two disagree on {rows['ticket'][0]}: {worked} and {ours[rows['ticket'][0]]} s")
    core, columns = (judge_columns(terms, few, AS_OF, engine=engine).table for engine in ("core", _engine()))
    words = pl.col(pl.Categorical, pl.Enum).cast(pl.String)
    if not core.with_columns(words).equals(columns.with_columns(words)):
        raise AssertionError("the columns and the scalar core disagree")


def _their_loop(tickets: Plain, rules: businesstimedelta.Rules) -> None:
    """Find a resolution's time without its pauses, and its due instant, by businesstimedelta."""
    for _, spans in tickets:
        _ = sum((rules.difference(a, b).timedelta for a, b in spans), timedelta())
        _ = spans[0][0] + businesstimedelta.BusinessTimeDelta(rules, hours=16)


def _first_tickets(facts: Path) -> pl.DataFrame:
    """Return the facts of the first tickets, as many as the scalar core is asked to judge."""
    table = pl.read_parquet(facts)
    names = table["ticket"].unique(maintain_order=True).head(BY_CORE)
    return table.filter(pl.col("ticket").is_in(names.implode()))


def _plain_tickets(facts: Path) -> Plain:
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
