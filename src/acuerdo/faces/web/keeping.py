"""Holding a draft against a history off the request: it goes on when the page is left or the server stopped."""

import fcntl
import json
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from threading import Lock
from time import time
from typing import Any, TextIO

from acuerdo.apps.catalogue.queries import published_level
from acuerdo.connectors.refusals import ImportRefused
from acuerdo.core.clock.intake import FactRefused
from acuerdo.documents import AgreementDocument, DocumentRefused, Written, read_agreement
from acuerdo.faces.web.histories import History

SOON_S = 1.5
"""How long a page waits for an answer before it shows progress instead."""
MOST_TRIES = 3
"""How often a run is begun again by itself that ended with its server."""
_RUNNERS = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keeping")
_RUNNING: dict[Path, "Future[None]"] = {}
_LOCK = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What became of holding a draft (`text_hash`) against a history.

    `state` is `running`, `done`, `refused` (with `why`) or `interrupted`; `tries` counts how often it was begun;
    `share` is how much is done (0..1); `held` the figures, as `acuerdo.studies.keeping.Held` has them.
    """

    state: str
    text_hash: str
    tries: int = 1
    share: float = 0.0
    why: str = ""
    held: dict[str, Any] = field(default_factory=dict)


def hash_of(text: str) -> str:
    """Return the name by which a run knows its draft."""
    return sha256(text.encode()).hexdigest()


def find_run(file: Path, history: History, key: str) -> Run | None:
    """Return the run beside a history's file; one whose server has stopped meanwhile is begun again."""
    found = _read(file)
    if found is None or found.state != "running" or _is_carried_on(file):
        return found
    if found.tries < MOST_TRIES:
        try:
            _begin(file, history, _draft_of(file).read_text("utf-8"), key, tries=found.tries + 1)
            return _read(file)
        except (OSError, DocumentRefused):  # its level reads differently by now, for example
            pass
    return replace(found, state="interrupted")


def start(file: Path, history: History, text: str, key: str) -> None:
    """Begin to hold a draft against a history, and wait a moment for the answer. Raises `DocumentRefused`."""
    _begin(file, history, text, key, tries=1)


def _begin(file: Path, history: History, text: str, key: str, *, tries: int) -> None:
    document = read_agreement(Written(text), name=f"{key}.yaml", level=published_level)
    with _LOCK:
        lock = _locked(file)
        if lock is not None:
            _draft_of(file).write_text(text, encoding="utf-8")
            begun = Run(state="running", text_hash=hash_of(text), tries=tries)
            _write(file, begun)
            _RUNNING[file] = _RUNNERS.submit(_hold, file, history, document, begun, lock)
        running = _RUNNING.get(file)
    if running is not None:
        wait_for(running)


def wait_for(running: "Future[None]") -> None:
    """Wait a moment; what takes longer goes on by itself."""
    try:
        running.result(timeout=SOON_S)
    except TimeoutError:
        return


def _hold(file: Path, history: History, document: AgreementDocument, begun: Run, lock: TextIO) -> None:
    with lock:
        _judge(file, history, document, begun)
        _RUNNING.pop(file, None)


def _judge(file: Path, history: History, document: AgreementDocument, begun: Run) -> None:
    from acuerdo.studies.inputs import Evidence, NoFacts, TooManyRefused  # noqa: PLC0415 - reads tables: pages do not
    from acuerdo.studies.keeping import hold  # noqa: PLC0415 - as above

    shares: dict[str, float] = {}

    def tell(what: str, share: float) -> None:
        if share - shares.get(what, 0.0) >= _STEP:
            shares[what] = share
            _write(file, replace(begun, share=(shares.get("judging", 0.0) + min(share, 1.0)) / 2))

    try:
        evidence = Evidence(
            facts=(file,),
            now_us=int(time() * 1_000_000),
            profile=history.profile or None,
            time_zone=history.time_zone or None,
        )
        held = hold(document, evidence, tell)
        _write(file, replace(begun, state="done", share=1.0, held=asdict(held)))
    except (ImportRefused, FactRefused, TooManyRefused, NoFacts, DocumentRefused) as refused:
        _write(file, replace(begun, state="refused", why=str(refused).replace(str(file.parent), "")[:2000]))
    except BaseException:
        _write(file, replace(begun, state="interrupted"))
        raise


_STEP = 0.05


def _is_carried_on(file: Path) -> bool:
    """Say whether a process works on a run, or will."""
    lock = _locked(file)
    if lock is not None:
        lock.close()
    return lock is None


def _locked(file: Path) -> TextIO | None:
    """Take what says that this process carries a run on; it goes with the process. None: it is taken."""
    lock = (file.parent / "run.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def _draft_of(file: Path) -> Path:
    return file.parent / "draft.yaml"


def _read(file: Path) -> Run | None:
    try:
        return Run(**json.loads((file.parent / "run.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _write(file: Path, run: Run) -> None:
    if not file.parent.is_dir():  # forgotten meanwhile
        return
    draft = file.parent / "run.new"
    draft.write_text(json.dumps(asdict(run)), encoding="utf-8")
    draft.replace(file.parent / "run.json")
