"""Runs the program and says what it spent, whatever the tests themselves hold in memory."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

# Between fork and exec a child counts its parent's memory as its own, so a small process starts what is measured.
_LAUNCHER = """
import json, os, subprocess, sys
with open(sys.argv[1], "wb") as said:
    started = subprocess.Popen(sys.argv[2:], stdout=said, stderr=said, stdin=subprocess.DEVNULL)
    _, status, usage = os.wait4(started.pid, 0)
print(json.dumps([os.waitstatus_to_exitcode(status), usage.ru_maxrss * 1024, usage.ru_utime + usage.ru_stime]))
"""


@dataclass(frozen=True)
class Spent:
    """Exit code, everything said on both outputs, peak memory in bytes and CPU seconds."""

    code: int
    text: str
    peak_bytes: int
    cpu_s: float


def run_python(folder: Path, said: Path, *words: str) -> Spent:
    """Run Python with some words in a folder; what it says goes to the file `said`."""
    launched = subprocess.run(
        [sys.executable, "-c", _LAUNCHER, str(said), sys.executable, *words],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    code, peak_bytes, cpu_s = json.loads(launched.stdout)
    return Spent(code, said.read_text(encoding="utf-8"), peak_bytes, cpu_s)
