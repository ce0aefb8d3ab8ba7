"""Interleaved rounds, medians of CPU time, and the rows of the page."""

import gc
import os
import platform
import re
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

ROUNDS = 7
ROOT = Path(__file__).resolve().parents[1]
REAL_LOG = ROOT.parent / "shared" / "data" / "incident_event_log.csv.gz"


@dataclass(frozen=True)
class Row:
    """One line of the page: a goal of the list, what was measured, the figure, and whether it is reached."""

    goal: str
    what: str
    figure: str
    wanted: str
    reached: bool | None


def interleave(candidates: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """Run every candidate once in each round; answer the median CPU seconds of each."""
    seconds: dict[str, list[float]] = {name: [] for name in candidates}
    for work in candidates.values():  # what is compiled or cached is not measured
        work()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, work in candidates.items():
                begun = time.process_time()
                work()
                seconds[name].append(time.process_time() - begun)
    finally:
        gc.enable()
    return {name: statistics.median(found) for name, found in seconds.items()}


@dataclass(frozen=True)
class Spent:
    """What a program took: wall and CPU seconds."""

    wall_s: float
    cpu_s: float


def run_program(*words: str, rounds: int = ROUNDS, expected: int = 0) -> Spent:
    """Run a program that leaves with the expected code some times; answer medians."""
    return run_programs({"": words}, rounds=rounds, expected=expected)[""]


def run_programs(programs: Mapping[str, Sequence[str]], *, rounds: int = ROUNDS, expected: int = 0) -> dict[str, Spent]:
    """Run each program once in every round; answer medians."""
    turns = [{name: _run_once(*words, expected=expected) for name, words in programs.items()} for _ in range(rounds)]
    return {
        name: Spent(
            wall_s=statistics.median(turn[name].wall_s for turn in turns),
            cpu_s=statistics.median(turn[name].cpu_s for turn in turns),
        )
        for name in programs
    }


def _run_once(*words: str, expected: int) -> Spent:
    # As people run it: an installed program keeps its modules as bytecode between runs.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begun = time.perf_counter()
    started = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode != expected:
        raise RuntimeError(f"{' '.join(words)} left with {started.returncode}")
    return Spent(time.perf_counter() - begun, usage.ru_utime + usage.ru_stime)


def watch_program(*words: str) -> tuple[float, float]:
    """Run a program; answer its wall seconds and the most memory that it held, in MiB."""
    begun, peak = time.perf_counter(), 0
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        status = Path(f"/proc/{process.pid}/status")
        while process.poll() is None:
            held = re.search(r"VmHWM:\s+(\d+)", status.read_text(encoding="utf-8"))
            peak = max(peak, int(held[1]) if held else 0)
            time.sleep(0.02)
        wall_s = time.perf_counter() - begun
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)} left with {process.returncode}")
    return wall_s, peak / 1024


def machine() -> str:
    """Say what this machine is, in one line."""
    cores = "?"
    name = platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text().splitlines()
        models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        cores, name = str(len(models)), models[0] if models else name
    return f"{cores} x {name}, {platform.system()}, Python {platform.python_version()}"


def versions(*names: str) -> str:
    """Say which versions of packages were measured."""
    return ", ".join(f"{name} {version(name)}" for name in names)
