"""Whatever the interface's own description allows, and much that it does not: no fault, no undeclared answer."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, settings
from pytest_django import DjangoDbBlocker
from schemathesis import openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks as declared

from tests.faces.api.asking import token_of
from tests.faces.web.doors import agreements, catalogue, parties
from tests.faces.web.doors.parties import PIA
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db

interface = openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
interface.config.generation.update(modes=list(schemathesis.GenerationMode))
CHECKS = [
    not_a_server_error,
    declared.status_code_conformance,
    declared.content_type_conformance,
    declared.response_schema_conformance,
]


THERE: dict[str, dict[str, str | int]] = {
    "/services/": {"key": "erp"},
    "/levels/": {"key": "gold"},
    "/people/": {"ident": str(PIA)},
    "/parties/": {"party": "sur", "site": "warehouse"},
    "/teams/": {"team": "desk"},
    "/agreements/": {"key": "sur-2026", "number": 1},
}
"""What is there, by the beginning of an address."""


@pytest.fixture(scope="module")
def rows(
    django_db_setup: None,  # noqa: ARG001 - the tables
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Cast]:
    """Make the rows once for all tests here; each of them takes back what it did, and the last one the rows."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files"), API_PER_MINUTE=1_000_000),
        transaction.atomic(),
    ):
        cast = make_cast()
        for part in (agreements, catalogue, parties):
            part.prepare(cast)
        yield cast
        transaction.set_rollback(True)


@pytest.fixture
def tokens(rows: Cast) -> Iterator[list[str]]:
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # as Django's own client does: the rows stand in the test's connection
    yield [token_of(viewer) for viewer in (rows.ana, rows.boris)]
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@interface.parametrize()
@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_asked_is_answered_as_declared(case: schemathesis.Case[Any], tokens: list[str]) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {tokens[1]}"}, checks=CHECKS)
    for beginning, known in THERE.items():  # what is there is asked for as well as what is not
        if case.path.startswith(beginning):
            case.path_parameters.update({name: one for name, one in known.items() if name in case.path_parameters})
    answer = case.call_and_validate(headers={"Authorization": f"Bearer {tokens[0]}"}, checks=CHECKS)
    assert answer.status_code < 500
