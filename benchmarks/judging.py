"""Processes that judge files when they are asked: `python -m benchmarks.judging FOLDER PROCESSES ONE_CORE`."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

from acuerdo.columns import judge_columns
from acuerdo.core.hours import WorkingCalendar
from acuerdo.core.terms.agreement import Agreement, Commitment
from acuerdo.core.terms.conditions import Case, Cases, Condition
from acuerdo.core.terms.measures import PRESETS
from acuerdo.core.terms.targets import BusinessDays, Duration
from benchmarks.harness import ROOT
from benchmarks.working_time import OFFICE

AS_OF = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
HOUR = 3_600_000_000


class Told(TypedDict):
    """What a process says of a file that it judged; `peak_mib` is the most memory that it held since it began."""

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


@dataclass(frozen=True)
class Judging:
    """A process that judges the files that it is told, into parts of `folder`."""

    process: "subprocess.Popen[str]"
    folder: Path

    def judge(self, facts: Path) -> Told:
        """Judge a file."""
        asked, answer = self.process.stdin, self.process.stdout
        if asked is None or answer is None:
            raise RuntimeError("this process cannot be asked")
        asked.write(f"{facts}\n")
        asked.flush()
        told: Told = json.loads(answer.readline())
        return told


@contextmanager
def judging(folder: Path, *, engine: str = "auto", processes: int = 1, one_core: bool = False) -> Iterator[Judging]:
    """Yield a process that judges; on `one_core` all its threads share one, else it overlaps its work on others."""
    settings = {"ACUERDO_ENGINE": engine} if engine == "numpy" else {}
    settings |= {"POLARS_MAX_THREADS": "1"} if one_core else {}
    words = [sys.executable, "-m", "benchmarks.judging", str(folder), str(processes), str(int(one_core))]
    with subprocess.Popen(
        words, cwd=ROOT, env={**os.environ, **settings}, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        yield Judging(process, folder)
        process.communicate()


def main(folder: Path, processes: int, one_core: int) -> None:
    """Judge each file that is named on standard input, and tell how it went."""
    if one_core:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    terms = agreement()
    for line in sys.stdin:
        begun = (time.perf_counter(), time.process_time())
        lines = judge_columns(terms, [Path(line.strip())], AS_OF, processes=processes, out=folder).account.lines
        wall_s, cpu_s = time.perf_counter() - begun[0], time.process_time() - begun[1]
        status = Path("/proc/self/status").read_text(encoding="utf-8")  # `getrusage` would count the parent's, too
        peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
        told: Told = {"wall_s": wall_s, "cpu_s": cpu_s, "peak_mib": peak, "lines": lines}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
