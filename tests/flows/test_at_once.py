"""Two people at the same moment: one wins, the other is told, and nothing is lost."""

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection, connections

from acuerdo.apps.acts.commands import Intent, MovedMeanwhile
from acuerdo.apps.acts.models import Act, ActMove
from acuerdo.apps.agreements.commands import AgreementRefused, DraftChange, change_draft
from acuerdo.apps.agreements.queries import find_versions
from acuerdo.apps.catalogue.commands import change_service, define_service
from acuerdo.apps.catalogue.models import Dependency
from acuerdo.apps.journal.commands import append, seal
from acuerdo.apps.journal.queries import verify
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.core.acts import MoveKind, MoveRefused
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from tests.apps.catalogue.test_services import service
from tests.flows.test_negotiation import TEXT, opened
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.usefixtures("real_transactions")
ROUNDS = 5


@pytest.fixture
def cast(real_transactions: None) -> Cast:  # noqa: ARG001 - its rows stand in them
    return make_cast()


def at_once(*works: Callable[[], object]) -> list[object]:
    """Do all of it in threads of their own that begin together; return what each gave or raised."""
    gate = threading.Barrier(len(works))
    found: list[object] = [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            gate.wait()
            found[place] = work()
        except Exception as fault:  # noqa: BLE001 - told to the test
            found[place] = fault
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def answer(viewer: Viewer, kind: MoveKind, content: str) -> object:
    return answer_offer(viewer, "sur-2026", 1, Intent(kind=kind, content=content, seen=1), NOW)


@pytest.mark.parametrize("_", range(ROUNDS))
def test_accepting_and_withdrawing_at_once_has_one_winner(cast: Cast, _: int) -> None:
    opened(cast.ana)
    content = offer_draft(cast.ana, "sur-2026", Offering(seen=0), NOW).standing.content or ""
    found = at_once(
        lambda: answer(cast.boris, MoveKind.ACCEPT, content), lambda: answer(cast.ana, MoveKind.WITHDRAW, content)
    )
    refused = [item for item in found if isinstance(item, (MovedMeanwhile, MoveRefused))]
    assert len(refused) == 1, found
    assert ActMove.objects.count() == 2
    act = Act.objects.get()
    winner = find_versions(cast.ana, "sur-2026", NOW, date(2026, 5, 1))[0]
    assert (act.state == "agreed") == (winner.from_on is not None)
    assert verify("agreement:sur-2026").faults == ()


@pytest.mark.parametrize("_", range(ROUNDS))
def test_accepting_and_countering_at_once_has_one_winner(cast: Cast, _: int) -> None:
    opened(cast.ana)
    content = offer_draft(cast.ana, "sur-2026", Offering(seen=0), NOW).standing.content or ""
    change_draft(cast.boris, "sur-2026", DraftChange(text=TEXT.replace("1h", "30m"), revision=0), NOW)
    found = at_once(
        lambda: answer(cast.boris, MoveKind.ACCEPT, content),
        lambda: offer_draft(cast.boris, "sur-2026", Offering(seen=1), NOW),
    )
    assert sum(isinstance(item, Exception) for item in found) == 1, found
    assert ActMove.objects.count() == 2
    assert verify("agreement:sur-2026").faults == ()


def test_two_who_change_a_draft_at_once_do_not_overwrite_each_other(cast: Cast) -> None:
    opened(cast.ana)
    found = at_once(
        *(
            lambda mark=mark: change_draft(cast.ana, "sur-2026", DraftChange(text=f"{TEXT}# {mark}", revision=1), NOW)
            for mark in "abcd"
        )
    )
    assert sorted(map(str, found)).count("2") == 1, found
    assert sum(isinstance(item, AgreementRefused) for item in found) == 3, found


def test_entries_written_at_once_are_all_sealed_in_one_chain(cast: Cast) -> None:  # noqa: ARG001 - guarded rows
    def write() -> None:
        for number in range(10):
            append("source:desk", at=NOW, actor="", kind="counted", body={"n": number})
            seal("source:desk")

    found = at_once(write, write, write)
    assert found == [None, None, None]
    verified = verify("source:desk")
    assert (verified.length, verified.faults) == (30, ())


KILLED = """
import os, signal, sys
import django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from datetime import UTC, datetime
from acuerdo.apps.acts import commands
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.viewers import view_as
from acuerdo.core.acts import MoveKind
from acuerdo.flows import agreement_negotiated as flow
if sys.argv[3] == "inside":
    def die(*_): os.kill(os.getpid(), signal.SIGKILL)
    flow.settle = die
viewer = view_as(Person.objects.get(email="boris@sur.example"))
intent = commands.Intent(kind=MoveKind.ACCEPT, content=sys.argv[2], seen=1)
flow.answer_offer(viewer, "sur-2026", 1, intent, datetime(2026, 3, 2, 10, tzinfo=UTC))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(("moment", "moves", "state"), [("inside", 1, "offered"), ("after", 2, "agreed")])
def test_a_server_killed_during_an_acceptance_leaves_all_of_it_or_nothing(
    cast: Cast, moment: str, moves: int, state: str
) -> None:
    opened(cast.ana)
    content = offer_draft(cast.ana, "sur-2026", Offering(seen=0), NOW).standing.content or ""
    name = str(connection.settings_dict["NAME"])
    connection.close()
    done = subprocess.run([sys.executable, "-c", KILLED, name, content, moment], check=False, capture_output=True)
    assert done.returncode == -9, done.stderr.decode()
    assert (ActMove.objects.count(), Act.objects.get().state) == (moves, state)
    assert verify("agreement:sur-2026").faults == ()


@pytest.mark.parametrize("_", range(ROUNDS))
def test_two_services_that_come_to_need_each_other_at_once_close_no_circle(cast: Cast, _: int) -> None:
    for key in ("desk", "mail"):
        define_service(cast.ana, key, service(key), NOW)
    found = at_once(
        lambda: change_service(cast.ana, "desk", service("desk", "mail"), 1, NOW),
        lambda: change_service(cast.ana, "mail", service("mail", "desk"), 1, NOW),
    )
    assert {getattr(one, "code", one) for one in found} == {2, "in_a_circle"}
    assert Dependency.objects.count() == 1
