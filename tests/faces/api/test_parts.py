"""Lists in parts, and agreements that begin on a level or as a copy, as programs ask for them."""

from collections.abc import Callable
from typing import Any

import pytest

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.agreements.commands import NewAgreement, open_agreement
from acuerdo.apps.catalogue.levels import publish_level
from acuerdo.apps.parties.models import Party
from acuerdo.apps.parties.roles import PartyKind
from acuerdo.core.acts import MoveKind
from acuerdo.documents import shipped_level
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from tests.faces.api.asking import Asker
from tests.faces.web.doors import webhooks
from tests.faces.web.doors.webhooks import IDENT
from tests.flows.test_negotiation import TEXT
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db
KEYS = ("a-1", "a-2", "a-3")
ENDLESS = TEXT.replace("to: 2026-12-31}", "to: 2026-12-31, renewal: tacit, notice: 60d}")


def offer(cast: Cast, key: str, text: str = TEXT) -> str:
    written = text.replace("sur-2026", key)
    open_agreement(cast.ana, NewAgreement(key=key, kind="sla", customer="sur", text=written), NOW)
    return offer_draft(cast.ana, key, Offering(seen=0), NOW).standing.content or ""


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def in_parts(asker: Asker, path: str, limit: int, name: Callable[[Any], object]) -> list[list[object]]:
    """Return a list as its parts follow one another."""
    parts: list[list[object]] = []
    cursor: str | None = ""
    while cursor is not None:
        told = asker.ask("GET", f"{path}?limit={limit}&cursor={cursor}")
        assert told.status == 200, told
        parts.append([name(one) for one in told.body["items"]])
        cursor = told.body["next_cursor"]
    return parts


def test_what_waits_comes_in_parts(cast: Cast) -> None:
    for key in KEYS:
        offer(cast, key)
    found = in_parts(Asker(cast.boris), "/agreements/waiting", 2, lambda one: one["id"])
    assert found == [["a-1", "a-2"], ["a-3"]]
    assert in_parts(Asker(cast.ana), "/agreements/waiting", 2, lambda one: one["id"]) == [[]]


def test_decisions_come_in_parts_in_their_order_whatever_ends_on_the_same_day(cast: Cast) -> None:
    for key in KEYS:
        content = offer(cast, key, ENDLESS)
        answer_offer(cast.boris, key, 1, Intent(kind=MoveKind.ACCEPT, content=content, seen=1), NOW)
    boris = Asker(cast.boris)
    whole = [(one["decide_by_on"], one["agreement"]) for one in boris.ask("GET", "/decisions?limit=200").body["items"]]
    assert len(whole) >= len(KEYS)
    parts = in_parts(boris, "/decisions", 2, lambda one: (one["decide_by_on"], one["agreement"]))
    assert all(len(part) <= 2 for part in parts)
    assert [one for part in parts for one in part] == whole == sorted(whole)


def test_moves_remarks_and_deliveries_come_in_parts(cast: Cast) -> None:
    webhooks.prepare(cast)
    for key in KEYS[:2]:
        accept = Intent(kind=MoveKind.ACCEPT, content=offer(cast, key), seen=1)
        answer_offer(cast.boris, key, 1, accept, NOW)
    boris = Asker(cast.boris)
    assert in_parts(boris, "/agreements/a-1/acts", 1, lambda one: one["kind"]) == [["propose"], ["accept"]]
    for text in ("one", "two", "three"):
        assert boris.ask("POST", "/agreements/a-1/comments", {"text": text}).status == 201
    remarks = in_parts(boris, "/agreements/a-1/comments", 2, lambda one: one["text"])
    assert [len(part) for part in remarks] == [2, 1]
    path = f"/webhooks/{IDENT}/deliveries"
    whole = [one["message"] for one in boris.ask("GET", path).body["items"]]
    assert len(whole) > 1
    parts = in_parts(boris, path, 1, lambda one: one["message"])
    assert [one for part in parts for one in part] == whole


@pytest.mark.parametrize("path", ["/agreements/waiting", "/decisions", "/agreements/a-1/acts"])
@pytest.mark.parametrize("cursor", ["YQ", "AA"])
def test_a_cursor_of_no_part_is_refused(cast: Cast, path: str, cursor: str) -> None:
    offer(cast, "a-1")
    told = Asker(cast.boris).ask("GET", f"{path}?cursor={cursor}")
    assert (told.status, told.body["code"]) == (400, "bad_cursor")


def test_an_agreement_begins_from_nothing_on_a_level_and_as_a_copy(cast: Cast) -> None:
    publish_level(cast.ana, "gold", shipped_level("gold").read_text(encoding="utf-8"), NOW)
    Party.objects.create(key="cable", kind=PartyKind.SUPPLIER, name="Cable", created_at=NOW)
    offer(cast, "a-1")
    ana = Asker(cast.ana)

    def begun(**said: str) -> tuple[int, str]:
        told = ana.ask("POST", "/agreements", {"customer": "sur", **said})
        drafted = ana.ask("GET", f"/agreements/{said['id']}/draft").body if told.status == 201 else told.body
        return told.status, drafted.get("text") or drafted["code"]

    for said, line in (
        ({"id": "b-1"}, "calendars:"),
        ({"id": "b-2", "level": "gold"}, "based_on: gold"),
        ({"id": "b-3", "copy_of": "a-1"}, "within: 1h"),
        ({"id": "b-4", "customer": "cable", "kind": "underpinning"}, "provider: {id: cable"),
    ):
        status, text = begun(**said)
        assert (status, line in text, f"id: {said['id']}" in text) == (201, True, True), text
    assert begun(id="b-1")[1] == "key_taken"
    assert begun(id="b-5", level="platinum") == (404, "not_there")
    assert begun(id="b-5", copy_of="nothing") == (404, "not_there")
    assert begun(id="b-5", level="gold", copy_of="a-1") == (422, "unusable")
