"""Whatever the interface's own description allows, and much that it does not: no fault, no undeclared answer."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.conf import settings as application
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis import openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks as declared

from tests.faces.api.asking import token_of
from tests.faces.web.doors.agreements import prepare
from tests.people import make_cast

pytestmark = pytest.mark.django_db

interface = openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
interface.config.generation.update(modes=list(schemathesis.GenerationMode))
CHECKS = [
    not_a_server_error,
    declared.status_code_conformance,
    declared.content_type_conformance,
    declared.response_schema_conformance,
]


@pytest.fixture
def tokens(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # as Django's own client does: the rows stand in the test's connection
    monkeypatch.setattr(application, "API_PER_MINUTE", 1_000_000)
    cast = make_cast()
    prepare(cast)
    yield [token_of(viewer) for viewer in (cast.ana, cast.boris)]
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@interface.parametrize()
@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_asked_is_answered_as_declared(case: schemathesis.Case[Any], tokens: list[str]) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {tokens[0]}"}, checks=CHECKS)
    if "key" in case.path_parameters:  # what is there is asked for as well as what is not
        case.path_parameters["key"] = "sur-2026"
        if "number" in case.path_parameters:
            case.path_parameters["number"] = 1
    answer = case.call_and_validate(headers={"Authorization": f"Bearer {tokens[1]}"}, checks=CHECKS)
    assert answer.status_code < 500
