"""Shares of files judged by this process and by others beside it, each taking the next share when it is free."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from queue import SimpleQueue
from subprocess import DEVNULL, Popen
from threading import Lock, Thread
from typing import Any

from acuerdo.columns.reading import TableRefused
from acuerdo.columns.routing import Question
from acuerdo.columns.streaming import Part, Streamed, Streamer
from acuerdo.columns.table import TableJudge

Share = tuple[int, Sequence[Part]]
"""A share and its place in the order of the input."""

_START = "import sys; sys.path[:] = sys.argv[2:]; from acuerdo.columns.processes import serve; serve(int(sys.argv[1]))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is done with every share, into files of `folder` that are named in the order of the shares."""

    question: Question
    engine: str
    life: bool
    examined: bool
    batch_rows: int
    folder: Path
    shares: int

    def begin(self) -> Streamer:
        """Return what judges all shares of one process."""
        judge = TableJudge(self.question, engine=self.engine, life=self.life)
        return Streamer(judge=judge, batch_rows=self.batch_rows, examined=self.question if self.examined else None)

    def judge(self, streamer: Streamer, share: Share, check: Callable[[], None] = lambda: None) -> Streamed:
        """Judge a share; `check` is called before each batch, and may raise."""
        place, parts = share
        return streamer.stream(parts, self.folder, f"part-{place:0{len(str(self.shares - 1))}}", check)


def judge_shares(work: Work, shares: Sequence[Sequence[Part]], processes: int) -> list[Streamed]:
    """Judge shares by this process at once and by others as soon as they have started; return them in their order.

    An error of any of them is raised here, within a batch, when no other process is left.
    """
    streamed: list[Future[Streamed]] = [Future() for _ in shares]
    left, lock = iter(enumerate(shares)), Lock()

    def take() -> Share | None:
        with lock:
            return next(left, None)

    others = min(processes, len(shares)) - 1
    # Left from the last to the first: once no other process is left, the threads that wait for their answers end.
    with ThreadPoolExecutor(max(others, 1)) as threads, ExitStack() as started:
        beside = [started.enter_context(_started(processes)) for _ in range(others)]
        lent = [threads.submit(other.judge, work, take, streamed) for other in beside]

        def check() -> None:
            for one in lent:
                if one.done():
                    one.result()

        with work.begin() as streamer:
            while share := take():
                streamed[share[0]].set_result(work.judge(streamer, share, check))
        return [one.result() for one in streamed]


@dataclass(frozen=True, slots=True)
class _Other:
    """Another process, and the line to it."""

    process: Popen[bytes]
    line: Connection

    def judge(self, work: Work, take: Callable[[], Share | None], streamed: Sequence[Future[Streamed]]) -> None:
        """Let it judge shares until none is left."""
        self._ask(work)
        while share := take():
            try:
                streamed[share[0]].set_result(self._ask(share))
            except BaseException as error:
                streamed[share[0]].set_exception(error)
                raise

    def _ask(self, what: Work | Share) -> Any:  # noqa: ANN401 - work is answered by nothing, a share by what it came to
        """Return its answer, or raise it."""
        try:
            self.line.send(what)
            answer = self.line.recv()
        except (EOFError, OSError):
            raise TableRefused(
                "process_ended",
                "processes",
                found=f"one that ended with {self.process.wait()}",
                expected="all of them at work to the end",
                hint="where memory is short, judge by one process",
            ) from None
        if isinstance(answer, BaseException):
            raise answer
        return answer


@contextmanager
def _started(processes: int) -> Iterator[_Other]:
    """Yield another process, which gets its part of the machine's threads and does not outlive this context.

    It starts from nothing: a copy of this process would lack its threads, and its main module may not be one to import
    twice. Ctrl+C reaches this process alone.
    """
    threads = max((os.cpu_count() or 1) // processes, 1)
    ours, theirs = Pipe()
    with ours:
        with theirs:
            process = Popen(  # noqa: S603 - our own words alone
                [sys.executable, "-P", "-c", _START, str(theirs.fileno()), *sys.path],
                stdin=DEVNULL,
                pass_fds=[theirs.fileno()],
                env={**os.environ, "POLARS_MAX_THREADS": str(threads)},
                process_group=0,
            )
        try:
            yield _Other(process, ours)
        finally:
            process.kill()  # whatever it was at is given up by then
            process.wait()


def serve(handle: int) -> None:
    """Be another process: judge the shares that the first one asks for, until that one goes away."""
    line = Connection(handle)
    asked: SimpleQueue[Any] = SimpleQueue()
    Thread(target=_listen, args=(line, asked), daemon=True).start()
    work: Work = asked.get()
    streamer = work.begin()
    answer: object = None
    while True:
        with suppress(OSError):  # where nobody is left to hear it, this process is about to be ended
            line.send(answer)
        try:
            answer = work.judge(streamer, asked.get())
        except Exception as error:  # noqa: BLE001 - which the first process raises
            answer = error


def _listen(line: Connection, asked: "SimpleQueue[Any]") -> None:
    """Hand on what the first process asks, and end with it at once."""
    with suppress(OSError):
        try:
            while True:
                asked.put(line.recv())
        except Exception as error:  # noqa: BLE001 - the first process raises it, if it is still there
            line.send(error)
    os._exit(0)
