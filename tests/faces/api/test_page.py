"""The pages about the interface say what it answers: their examples are asked, in their order."""

import json
import re
import shlex
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from jsonschema import Draft202012Validator

from acuerdo.apps.agreements.commands import NewAgreement, open_agreement
from tests.faces.api.asking import Asker, token_of
from tests.faces.web.doors import agreements, catalogue, parties
from tests.faces.web.doors.agreements import prepare
from tests.flows.test_negotiation import TEXT
from tests.flows.test_papers import DIGEST, PDF
from tests.people import make_cast

pytestmark = pytest.mark.django_db

DOCS = Path(__file__).parents[3] / "docs"
CALLS = re.compile(r"```sh\n(?P<asked>curl.*?)```(?:\n```json\n(?:(?P<status>\d{3}) )?(?P<told>.*?)```)?", re.DOTALL)
PAIR = re.compile(r"```http\n(?P<asked>.*?)```\n```json\n(?:(?P<status>\d{3}) )?(?P<told>.*?)```", re.DOTALL)
ANYTHING = "…"


def fits(shown: object, told: object) -> bool:
    """Say whether an answer is what the page shows, apart from what it leaves open."""
    if shown == ANYTHING:
        return True
    if isinstance(shown, dict):
        return (
            isinstance(told, dict) and shown.keys() == told.keys() and all(fits(shown[key], told[key]) for key in told)
        )
    if isinstance(shown, list):
        return isinstance(told, list) and len(shown) == len(told) and all(map(fits, shown, told))
    return bool(shown == told)


def remember(told: object, known: dict[str, str]) -> None:
    """Keep the last value of every name that an answer held."""
    for name, value in told.items() if isinstance(told, dict) else ():
        if isinstance(value, str):
            known[name] = value
        for one in value if isinstance(value, list) else (value,):
            remember(one, known)


def test_the_examples_of_the_page_are_what_is_answered() -> None:
    cast = make_cast()
    prepare(cast)
    asker, known = Asker(cast.boris), {"now": datetime.now(UTC).isoformat()}
    pairs = list(PAIR.finditer((DOCS / "api.md").read_text(encoding="utf-8")))
    assert len(pairs) > 6
    for pair in pairs:
        head, _, body = pair["asked"].strip().partition("\n\n")
        first, *headers = head.splitlines()
        method, path = first.split()
        sent = dict(line.replace("-", "_").split(": ", 1) for line in headers)
        asked = re.sub(r"\$(\w+)", lambda found: known[found[1]], body)
        told = asker.ask(method, path, json.loads(asked) if asked else None, **sent)
        assert told.status == int(pair["status"] or 200), (first, told.body)
        assert fits(json.loads(pair["told"]), told.body), (first, told.body)
        remember(told.body, known)


@dataclass
class Call:
    """A call of curl."""

    method: str = "GET"
    path: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: object = None
    form: dict[str, str] = field(default_factory=dict)


def call_of(line: str, known: dict[str, str]) -> Call:
    """Read a call, with the values of the names that it holds."""
    words = iter(shlex.split(line.replace("\\\n", " ")))
    assert next(words) == "curl"
    found = Call()
    for word in words:
        if word == "-X":
            found.method = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            found.headers[name] = re.sub(r"\$(\w+)", lambda name: known[name[1]], value)
        elif word == "-d":
            found.body = json.loads(re.sub(r"\$(\w+)", lambda name: known[name[1]], next(words)))
        elif word == "-F":
            name, _, value = next(words).partition("=")
            found.form[name] = value
        elif word == "-o":
            assert next(words)
        else:
            found.path = re.sub(r"\$(\w+)", lambda name: known[name[1]], word)
    return found


def test_the_calls_of_the_page_are_answered_as_it_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    cast = make_cast()
    for part in (agreements, catalogue, parties):
        part.prepare(cast)
    text = TEXT.replace("sur-2026", "sur-2025")
    open_agreement(cast.ana, NewAgreement(key="sur-2025", kind="sla", customer="sur", text=text), datetime.now(UTC))
    known = {"AT": "", "ANA": token_of(cast.ana), "BORIS": token_of(cast.boris), "sha256": DIGEST}
    known |= {"tomas": cast.tomas.ident}
    calls = list(CALLS.finditer((DOCS / "api-calls.md").read_text(encoding="utf-8")))
    assert len(calls) > 4
    for one in calls:
        call = call_of(one["asked"], known)
        asker = Asker(None, headers=call.headers)
        if call.form:
            name = call.form.pop("paper").removeprefix("@")
            told = asker.send(call.path, PDF, name, **call.form)
        else:
            told = asker.ask(call.method, call.path, call.body)
        assert told.status == int(one["status"] or 200), (call, told.body)
        if one["told"]:
            assert fits(json.loads(one["told"]), told.body), (call, told.body)
            remember(told.body, known)


def test_every_body_has_an_example_that_fits_its_shape() -> None:
    described = Client().get("/api/v1/openapi.json").json()
    parts = {"components": described["components"]}
    for operation in (one for methods in described["paths"].values() for one in methods.values()):
        for place in (*operation["responses"].values(), operation.get("requestBody", {})):
            for kind, content in place.get("content", {}).items():
                if "json" in kind or "form" in kind:
                    shape = Draft202012Validator({**content["schema"], **parts})
                    assert not list(shape.iter_errors(content["example"])), operation["operationId"]
