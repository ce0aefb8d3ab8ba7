"""Every operation of the interface, as a stranger and as people of either side, with and without a role."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from acuerdo.apps.agreements.commands import DraftChange, change_draft
from acuerdo.apps.agreements.queries import find_versions
from acuerdo.apps.parties.roles import Permission
from acuerdo.faces.api.entrance import interface
from tests.faces.api.asking import Asker, Told
from tests.faces.api.doors import DOORS
from tests.faces.api.doors.shapes import ApiDoor
from tests.faces.web.doors import agreements, catalogue, parties, rejudged, tickets, webhooks
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def cast(
    django_db_setup: None,  # noqa: ARG001 - the tables
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Cast]:
    """Make the rows once for all tests here; each of them takes back what it did, and the last one the rows."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")),
        transaction.atomic(),
    ):
        found = make_cast()
        for part in (agreements, webhooks, catalogue, parties, tickets, rejudged):
            part.prepare(found)
        change_draft(found.boris, "sur-2026", DraftChange(text="id: a\n", revision=0), NOW)
        yield found
        transaction.set_rollback(True)


def ask(asker: Asker, door: ApiDoor, path: str = "") -> Told:
    if door.file:
        return asker.send(path or door.path, door.file)
    return asker.ask(door.method, path or door.path, door.body)


def test_every_operation_has_its_door() -> None:
    described = interface.get_openapi_schema()["paths"].values()
    assert {one["operationId"] for methods in described for one in methods.values()} == {
        door.operation for door in DOORS
    }


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_each_door_answers_each_asker_as_it_says(cast: Cast, door: ApiDoor) -> None:
    askers = enumerate((None, cast.vera, cast.carla, cast.boris, cast.nadie, cast.tomas, cast.ana))
    for asker, viewer in askers if connection.vendor == "sqlite" else [(3, cast.boris), (6, cast.ana)]:
        told = ask(Asker(viewer), door)
        assert told.status == door.expected[asker], (asker, told)
    assert len(find_versions(cast.ana, "sur-2026", datetime.now(UTC), NOW.date())[0].act.steps) == 1  # nobody moved


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_a_token_without_the_scope_opens_no_door(cast: Cast, door: ApiDoor) -> None:
    told = ask(Asker(cast.ana, scopes=frozenset()), door)
    if door.of_one:
        assert (told.status, told.body["code"]) == (404, "not_there")
    elif door.closed is not None:
        assert told.status == door.closed
    elif isinstance(told.body, str):
        assert "sur-2026" not in told.body
    else:
        assert told.body.get("items", []) == []


def test_a_token_that_only_sees_moves_nothing(cast: Cast) -> None:
    asker = Asker(cast.boris, scopes=frozenset({Permission.SEE_AGREEMENTS}))
    for door in DOORS:
        if door.operation in ("make_move", "write_draft"):
            assert ask(asker, door).status == 403


@pytest.mark.parametrize("door", [door for door in DOORS if door.of_one], ids=str)
def test_what_is_not_there_and_what_may_not_be_seen_look_the_same(cast: Cast, door: ApiDoor) -> None:
    told = [ask(Asker(cast.vera), door, door.path.replace("sur", key)) for key in ("sur", "nothing")]
    assert told[0].status == told[1].status == 404
    assert told[0].body == told[1].body
