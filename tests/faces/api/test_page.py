"""The page about the interface says what it answers: its examples are asked, in their order, as Boris."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.faces.api.asking import Asker
from tests.faces.web.doors.agreements import prepare
from tests.people import make_cast

pytestmark = pytest.mark.django_db

PAGE = Path(__file__).parents[3] / "docs" / "api.md"
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
    pairs = list(PAIR.finditer(PAGE.read_text(encoding="utf-8")))
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
