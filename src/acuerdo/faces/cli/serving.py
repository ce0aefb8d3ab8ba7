"""`acuerdo serve`: the application in a browser, until it is stopped."""

import argparse
import gc
import json
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from acuerdo.faces.cli.application import bring_up_to_date, name_settings
from acuerdo.faces.cli.demo import KEPT, fill, hash_ahead
from acuerdo.faces.cli.speaking import add_language
from acuerdo.surroundings import Environment, EnvironmentRefused, from_surroundings, prepare_home
from acuerdo.words import Language, phrase, speak

if TYPE_CHECKING:
    from acuerdo.faces.worker.steps import Step

APPLICATION = "acuerdo.project.wsgi:application"

_PAUSE_S = 1.0
_FIRST_OWN = 3
"""The first file of a process behind standard input, output and error."""

_READY = phrase("Acuerdo answers at {address} (stop it with Ctrl+C).")
_LOGINS = phrase("Sign in as (address, password):")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--workers", type=int, default=1, help="processes that answer (default 1)")
    parser.add_argument("--with-demo", action="store_true", help="fill an empty installation, and print the logins")
    parser.add_argument("--still", action="store_true", help="of --with-demo: nothing new happens in it")
    parser.add_argument("--with-worker", action="store_true", help="do the work of `acuerdo worker` as well")
    parser.add_argument("--log", default="", metavar="FILE", help="where to log (default: standard error)")
    add_language(parser)


def run(options: argparse.Namespace) -> int:
    """Bring the database up to date, then answer at HOST and PORT."""
    environment = from_surroundings()
    _refuse_taken(environment)
    with _counting_together(options.workers):
        return _serve(environment, options)


def _serve(environment: Environment, options: argparse.Namespace) -> int:
    with _nothing_thrown_away():
        passwords = _make_ready(environment, with_demo=options.with_demo)
        with _demo_beside(environment, passwords, wanted=options.with_demo):
            import_module("acuerdo.project.urls")  # every process that answers is a copy of this one, and finds it here
    logins = list(_demo_logins(environment, options.lang)) if options.with_demo else []
    _leave_database()
    from granian.constants import Interfaces  # noqa: PLC0415 - the application, which other commands spare
    from granian.server import Server  # noqa: PLC0415 - as above

    server = Server(
        APPLICATION,
        address=environment.host,
        port=environment.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        respawn_failed_workers=True,
        log_enabled=False,
    )
    with _worker_beside(environment, options):
        sys.stdout.write(speak(options.lang, _READY, address=environment.public_url) + "\n")
        sys.stdout.write("".join(logins))
        sys.stdout.flush()
        server.serve(target_loader=partial(_load, os.getpid(), options.log), wrap_loader=False)
    return 0


def _refuse_taken(environment: Environment) -> None:
    """Refuse a port at which somebody answers already. Raises `EnvironmentRefused`."""
    family = socket.AF_INET6 if ":" in environment.host else socket.AF_INET
    with socket.socket(family) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((environment.host, environment.port))
        except OSError as fault:
            found = f"{environment.host}:{environment.port}, {fault.strerror}"
            raise EnvironmentRefused("bad_setting", "HOST, PORT", found, "a free one: PORT=8001, say") from None


@contextmanager
def _counting_together(processes: int) -> Iterator[None]:
    """Let several processes count requests in files that each of them reads, as long as the server answers.

    They are in memory where there is such a folder: a process that writes into a file like these dies of a full disk.
    """
    if processes == 1:
        yield
        return
    memory = "/dev/shm"  # noqa: S108 - a folder of its own is made there, which nobody else can read
    where = memory if Path(memory).is_dir() and os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="acuerdo-counts-", dir=where) as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # before its package is loaded, which looks there once
        yield


def _make_ready(environment: Environment, *, with_demo: bool) -> Mapping[str, str]:
    """Bring the application up to date; meanwhile another processor hashes the passwords of a demo that is not there.

    No thread is left: the processes that follow are copies of this one.
    """
    if not with_demo or (environment.home / KEPT).is_file():
        bring_up_to_date()
        return {}
    prepare_home(environment.home)
    name_settings()
    with ThreadPoolExecutor(max_workers=1) as beside:
        passwords = beside.submit(hash_ahead())
        bring_up_to_date()
    return passwords.result()


@contextmanager
def _nothing_thrown_away() -> Iterator[None]:
    """Look for no garbage while things are loaded, and never among them later: they stay, and copies share them."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _leave_database() -> None:
    """Close the connections of this process: those that follow are copies of it, and a connection belongs to one."""
    from django.db import connections  # noqa: PLC0415 - the application, which other commands spare

    connections.close_all()


@contextmanager
def _demo_beside(environment: Environment, passwords: Mapping[str, str], *, wanted: bool) -> Iterator[None]:
    """Fill an empty installation with the demo in a process of its own, and wait for it at the end."""
    from acuerdo.apps.parties.models import Person  # noqa: PLC0415 - rows, once the application is set up

    if not wanted or Person.objects.exists():
        yield
        return
    _leave_database()
    filling = multiprocessing.get_context("fork").Process(target=fill, args=(environment, passwords), name="demo")
    filling.start()
    try:
        yield
    finally:
        filling.join()
    if filling.exitcode:
        raise RuntimeError("the demo could not be made: what went wrong stands above; nothing of it is left")


def _demo_logins(environment: Environment, language: Language) -> Iterator[str]:
    """Yield the lines that say as whom one can sign in, where the demo is."""
    kept = environment.home / KEPT
    if not kept.is_file():
        return
    people = json.loads(kept.read_text(encoding="utf-8"))
    yield speak(language, _LOGINS) + "\n"
    for person in people:
        role = str(person["role"]).replace("_", " ")
        yield f"  {person['email']:<28}{person['password']:<20}{person['name']} ({role}, {person['language']})\n"


def _load(parent: int, log: str) -> Callable[..., Iterable[bytes]]:
    """Return the application in a process that answers, and leave with the one that started it, however it ended."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
    from acuerdo.faces.logs import start_logs  # noqa: PLC0415 - the application, which other commands spare

    start_logs(log)
    module, _, name = APPLICATION.partition(":")
    application: Callable[..., Iterable[bytes]] = getattr(import_module(module), name)
    return application


@contextmanager
def _worker_beside(environment: Environment, options: argparse.Namespace) -> Iterator[None]:
    """Run a worker in a process of its own as long as the server answers; one that ends by itself is begun anew.

    In a demo it goes on with its story.
    """
    if not options.with_worker:
        yield
        return
    more = partial(_demo_steps, environment, live=not options.still) if options.with_demo else tuple
    begun, ending = [_begin_worker(options.log, more, again=False)], threading.Event()

    def keep() -> None:
        while not ending.is_set():
            begun[-1].join()
            if not ending.wait(_PAUSE_S):
                begun.append(_begin_worker(options.log, more, again=True))

    threading.Thread(target=keep, daemon=True).start()
    try:
        yield
    finally:
        ending.set()
        begun[-1].terminate()
        begun[-1].join()


def _begin_worker(
    log: str, more: "Callable[[], Sequence[Step]]", *, again: bool
) -> multiprocessing.process.BaseProcess:
    """Begin a worker, a copy of this process: it is ready at once; where it begins `again`, it leaves the door shut."""
    from acuerdo.faces.worker.loop import work  # noqa: PLC0415 - the application, which other commands spare

    parent = os.getpid()

    def begin() -> None:
        if again:
            os.closerange(_FIRST_OWN, os.sysconf("SC_OPEN_MAX"))  # the server's sockets are the server's alone
        work(parent, log, more)

    worker = multiprocessing.get_context("fork").Process(target=begin, name="worker")
    worker.start()
    return worker


def _demo_steps(environment: Environment, *, live: bool) -> "tuple[Step, ...]":
    """Return what the worker does in a demo beside its steps."""
    from acuerdo.faces.cli.demonstration.living import live_on  # noqa: PLC0415 - the simulator: the worker alone needs it

    return (live_on(environment.home, live=live),)
