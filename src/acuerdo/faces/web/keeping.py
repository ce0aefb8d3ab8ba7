"""Holding a draft against a history off the request: it goes on when the page is left."""

import json
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Lock
from time import time
from typing import Any

from acuerdo.apps.catalogue.queries import published_level
from acuerdo.connectors import ImportRefused
from acuerdo.core.clock.intake import FactRefused
from acuerdo.documents import AgreementDocument, DocumentRefused, Written, read_agreement
from acuerdo.faces.web.histories import History
from acuerdo.studies.inputs import Evidence, NoFacts, TooManyRefused
from acuerdo.studies.keeping import hold

SOON_S = 1.5
"""How long a page waits for an answer before it shows progress instead."""
_LONGEST_S = 1800
_RUNNERS = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keeping")
_RUNNING: dict[Path, "Future[None]"] = {}
_LOCK = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What became of holding a draft (`text_hash`) against a history.

    `state` is `running`, `done`, `refused` (with `why`) or `interrupted`; `share` is how much is done (0..1); `held`
    the figures, as `acuerdo.studies.keeping.Held` has them.
    """

    state: str
    text_hash: str
    started_s: float
    share: float = 0.0
    why: str = ""
    held: dict[str, Any] = field(default_factory=dict)


def hash_of(text: str) -> str:
    """Return the name by which a run knows its draft."""
    return sha256(text.encode()).hexdigest()


def find_run(file: Path) -> Run | None:
    """Return the run beside a history's file; one that nobody carries on any more is interrupted."""
    try:
        found = Run(**json.loads((file.parent / "run.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    if found.state == "running" and time() - found.started_s > _LONGEST_S:
        return Run(state="interrupted", text_hash=found.text_hash, started_s=found.started_s)
    return found


def start(file: Path, history: History, text: str, key: str) -> None:
    """Begin to hold a draft against a history, and wait a moment for the answer. Raises `DocumentRefused`."""
    document = read_agreement(Written(text), name=f"{key}.yaml", level=published_level)
    with _LOCK:
        running = _RUNNING.get(file)
        if running is None or running.done():
            begun = Run(state="running", text_hash=hash_of(text), started_s=time())
            _write(file, begun)
            running = _RUNNERS.submit(_hold, file, history, document, begun)
            _RUNNING[file] = running
    wait_for(running)


def wait_for(running: "Future[None]") -> None:
    """Wait a moment; what takes longer goes on by itself."""
    try:
        running.result(timeout=SOON_S)
    except TimeoutError:
        return


def _hold(file: Path, history: History, document: AgreementDocument, begun: Run) -> None:
    shares: dict[str, float] = {}

    def tell(what: str, share: float) -> None:
        if share - shares.get(what, 0.0) >= _STEP:
            shares[what] = share
            _write(file, _with(begun, share=(shares.get("judging", 0.0) + min(share, 1.0)) / 2))

    try:
        evidence = Evidence(
            facts=(file,),
            now_us=int(time() * 1_000_000),
            profile=history.profile or None,
            time_zone=history.time_zone or None,
        )
        held = hold(document, evidence, tell)
        _write(file, _with(begun, state="done", share=1.0, held=asdict(held)))
    except (ImportRefused, FactRefused, TooManyRefused, NoFacts, DocumentRefused) as refused:
        _write(file, _with(begun, state="refused", why=str(refused).replace(str(file.parent), "")[:2000]))
    except BaseException:
        _write(file, _with(begun, state="interrupted"))
        raise


_STEP = 0.05


def _with(run: Run, **changes: Any) -> Run:  # noqa: ANN401 - the fields of a run
    return Run(**{**asdict(run), **changes})


def _write(file: Path, run: Run) -> None:
    if not file.parent.is_dir():  # forgotten meanwhile
        return
    draft = file.parent / "run.new"
    draft.write_text(json.dumps(asdict(run)), encoding="utf-8")
    draft.replace(file.parent / "run.json")
