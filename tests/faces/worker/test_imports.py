"""Imports are carried beside the worker: begun where one waits, again after a while where it failed."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from acuerdo.apps.imports.queries import find_import
from acuerdo.apps.imports.shapes import Stand
from acuerdo.apps.imports.spool import drop_files
from acuerdo.faces.worker import imports
from acuerdo.faces.worker.imports import AGAIN_AFTER, CarrierBeside, carry_waiting
from tests.flows.importing import LATER, bring, cast_with_files
from tests.people import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    return cast_with_files(tmp_path, monkeypatch)


@pytest.fixture
def signals() -> Iterator[None]:
    """Put back what signals do."""
    before = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)}
    yield
    for one, what in before.items():
        signal.signal(one, what)


def test_a_carrier_is_begun_where_an_import_waits_and_again_only_after_a_while_where_it_failed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[subprocess.Popen[bytes]] = []

    class Counted(subprocess.Popen[bytes]):
        def __init__(self, *words: object, **how: object) -> None:
            super().__init__(*words, **how)  # type: ignore[call-overload]  # handed through as they come
            begun.append(self)

    monkeypatch.setattr(subprocess, "Popen", Counted)
    monkeypatch.setattr(imports, "_COMMAND", (sys.executable, "-c", "import sys; sys.exit(3)"))
    beside = CarrierBeside()
    assert beside.look(NOW) == 0  # nothing waits
    ident = bring(cast.ana)
    assert beside.look(NOW) == 1
    begun[0].wait()
    assert beside.look(NOW) == 0
    assert beside.look(NOW + AGAIN_AFTER - timedelta(seconds=1)) == 0
    assert beside.look(NOW + AGAIN_AFTER) == 1
    begun[1].wait()
    drop_files(ident)
    assert beside.look(NOW + 3 * AGAIN_AFTER) == 0  # its files are on another machine, or gone


@pytest.mark.usefixtures("signals")
def test_whatever_waits_is_carried_one_after_another(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = bring(cast.ana), bring(cast.ana, b"ticket;at;event\n")
    assert carry_waiting(lambda: LATER) == 0
    assert [find_import(cast.ana, "desk", one).stand for one in (first, second)] == [Stand.READ, Stand.READ]
    third = bring(cast.ana)
    monkeypatch.setattr("acuerdo.flows.import_carried.stage_file", lambda *_: 1 / 0)
    assert carry_waiting(lambda: LATER) == 1
    assert find_import(cast.ana, "desk", third).stand is Stand.READING  # it is tried again
