"""What programs can rely on: problems, parts of lists, tags, repeated writes, limits."""

import re
from hashlib import sha256

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from acuerdo.apps.agreements.commands import NewAgreement, open_agreement
from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.catalogue.levels import publish_level
from acuerdo.apps.tokens.models import KeptAnswer, Token
from acuerdo.documents import shipped_level
from acuerdo.faces.web.draft_desk import look_at
from tests.faces.api.asking import Asker, token_of
from tests.faces.web.doors.agreements import prepare
from tests.flows.test_negotiation import TEXT
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    prepare(found)
    return found


def test_an_agreement_is_negotiated_by_two_programs(cast: Cast) -> None:
    ana, boris = Asker(cast.ana), Asker(cast.boris)
    offered = boris.ask("GET", "/agreements/sur-2026").body["versions"][0]
    assert offered["state"] == "proposed"
    assert offered["act"]["missing"] == [{"side": "customer", "role": "sponsor", "person": None}]
    waiting = boris.ask("GET", "/agreements/waiting").body["items"]
    assert [(line["id"], line["titles"]) for line in waiting] == [("sur-2026", {"es": "Servicios"})]
    assert boris.ask("GET", "/agreements/sur-2026").body["titles"] == {"es": "Servicios"}
    draft = {"text": TEXT.replace("1h", "30m"), "revision": 0, "reason": "faster"}
    assert boris.ask("PUT", "/agreements/sur-2026/draft", draft).status == 201
    wrong = boris.ask("POST", "/agreements/sur-2026/acts", {"kind": "propose", "seen": 1})
    assert (wrong.status, wrong.body["code"]) == (409, "not_your_turn")
    countered = boris.ask("POST", "/agreements/sur-2026/acts", {"kind": "counter", "seen": 1, "note": "ñ Ж"})
    assert (countered.status, countered.body["state"], countered.body["seen"]) == (201, "offered", 2)
    accept = {"kind": "accept", "version": 1, "content": countered.body["content"], "seen": 2}
    stale = ana.ask("POST", "/agreements/sur-2026/acts", {**accept, "seen": 1})
    assert (stale.status, stale.body["code"]) == (409, "moved_meanwhile")
    agreed = ana.ask("POST", "/agreements/sur-2026/acts", accept).body
    assert (agreed["state"], agreed["missing"]) == ("agreed", [])
    assert agreed["agreed_at"] == agreed["moves"][-1]["at"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", agreed["agreed_at"])
    assert boris.ask("GET", "/agreements/sur-2026/versions/1.yaml").body == draft["text"]
    moves = boris.ask("GET", "/agreements/sur-2026/acts").body["items"]
    assert [(one["kind"], one["person"], one["version"]) for one in moves] == [
        ("propose", "Ana", 1),
        ("counter", "Boris", 1),
        ("accept", "Ana", 1),
    ]
    kept = {"anchors": [{name: moves[-1]["receipt"][name] for name in ("number", "head")}]}
    held = boris.ask("POST", "/agreements/sur-2026/journal/verify", kept).body
    assert (held["holds"], held["length"], held["head"]) == (True, 4, kept["anchors"][0]["head"])
    forged = {"anchors": [{"number": 4, "head": "0" * 64}]}
    assert boris.ask("POST", "/agreements/sur-2026/journal/verify", forged).body["faults"] == [
        {"number": 4, "code": "unanchored"}
    ]


def test_the_canonical_content_is_what_the_hash_is_of(cast: Cast) -> None:
    asker = Asker(cast.boris)
    content = asker.ask("GET", "/agreements/sur-2026/versions/1").body["content"]
    sent = {"Authorization": f"Bearer {token_of(cast.boris)}"}
    raw = Client().get("/api/v1/agreements/sur-2026/versions/1.json", headers=sent)
    assert sha256(raw.content).hexdigest() == content


@pytest.mark.parametrize("sent", [{}, {"Authorization": "Bearer nothing"}, {"Authorization": "Basic YTpi"}])
def test_who_has_no_good_token_is_told_so(cast: Cast, sent: dict[str, str]) -> None:  # noqa: ARG001 - the rows
    told = Asker(None, headers={**sent, "Accept-Language": "ru"}).ask("GET", "/me")
    assert (told.status, told.body["code"], told.body["status"]) == (401, "no_token", 401)
    assert told.headers["Content-Type"] == "application/problem+json"
    assert told.headers["WWW-Authenticate"].startswith("Bearer")
    assert "токен" in told.body["title"].lower()


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/nowhere", None, 404, "not_there"),
        ("GET", "/agreements/a%2Fb", None, 404, "not_there"),
        ("DELETE", "/me", None, 405, "not_this_way"),
        ("GET", "/agreements?cursor=%C3%B1", None, 400, "bad_cursor"),
        ("GET", "/agreements?limit=0", None, 422, "unusable"),
        ("GET", "/agreements?customer=%00", None, 400, "unusable"),
        ("POST", "/documents/check", {"text": "a\0"}, 400, "not_json"),
        ("POST", "/documents/check", {"text": "\ud800"}, 400, "not_json"),
        ("POST", "/documents/check", {"text": "a", "texto": "b"}, 422, "unusable"),
        ("POST", "/documents/check", {"text": "a" * 3_000_000}, 413, "too_large"),
        ("POST", "/agreements/sur-2026/acts", {"kind": "dance"}, 422, "unusable"),
        ("POST", "/agreements/sur-2026/acts", {"kind": "propose", "seen": 1}, 409, "no_draft"),
        (
            "POST",
            "/agreements/sur-2026/acts",
            {"kind": "propose", "seen": 1, "open_until_at": "2026-01-01T00:00:00"},
            422,
            "unusable",
        ),
    ],
)
def test_a_refusal_is_a_problem_with_its_code(  # noqa: PLR0917 - a case
    cast: Cast, method: str, path: str, body: object, status: int, code: str
) -> None:
    told = Asker(cast.ana).ask(method, path, body)
    assert (told.status, told.body["code"], told.body["type"]) == (status, code, f"urn:acuerdo:refusal:{code}")
    assert told.headers["Content-Type"] == "application/problem+json"


def test_a_draft_with_errors_is_refused_with_its_findings(cast: Cast) -> None:
    asker = Asker(cast.boris)
    asker.ask("PUT", "/agreements/sur-2026/draft", {"text": TEXT.replace("1h", "soon"), "revision": 0})
    told = asker.ask("POST", "/agreements/sur-2026/acts", {"kind": "counter", "seen": 1})
    assert (told.status, told.body["code"]) == (422, "documents.refused")
    assert told.body["findings"][0]["code"] == "bad_duration"
    looked = asker.ask("POST", "/documents/check", {"text": TEXT.replace("1h", "soon")}).body
    assert (looked["content"], looked["findings"]) == (None, told.body["findings"])
    assert len(asker.ask("POST", "/documents/check", {"text": TEXT}).body["content"]) == 64


def test_a_draft_on_a_published_level_is_checked_as_the_page_does(cast: Cast) -> None:
    text = shipped_level("gold").read_text(encoding="utf-8").replace("id: gold", "id: ours")
    publish_level(cast.ana, "ours", text, NOW)
    asker = Asker(cast.ana)
    based = TEXT.replace("language: es", "language: es\nbased_on: ours")
    asker.ask("PUT", "/agreements/sur-2026/draft", {"text": based, "revision": 0})
    kept = asker.ask("GET", "/agreements/sur-2026/draft/check").body
    shown = look_at(based, "agreement").findings
    assert [one["code"] for one in kept["findings"]] == [one.code for one in shown]
    assert "unknown_level" not in {one["code"] for one in kept["findings"]}
    assert asker.ask("POST", "/documents/check", {"text": based}).body == kept


def test_a_list_comes_in_parts_that_leave_nothing_out(cast: Cast) -> None:
    for number in range(5):
        key = f"sur-{number}"
        open_agreement(cast.ana, NewAgreement(key=key, kind="sla", customer="sur", text="a"), NOW)
    asker, found, cursor = Asker(cast.ana), [], ""
    for _ in range(4):
        part = asker.ask("GET", f"/agreements?limit=2&cursor={cursor}").body
        found += [line["id"] for line in part["items"]]
        cursor = part["next_cursor"]
        if cursor is None:
            break
    assert found == ["sur-0", "sur-1", "sur-2", "sur-2026", "sur-3", "sur-4"]
    drafts = asker.ask("GET", "/agreements?state=draft&customer=sur").body["items"]
    assert len(drafts) == 5
    assert asker.ask("GET", "/agreements?customer=volga").body["items"] == []


def test_what_is_known_is_not_sent_again(cast: Cast) -> None:
    asker = Asker(cast.boris)
    first = asker.ask("GET", "/agreements/sur-2026")
    again = asker.ask("GET", "/agreements/sur-2026", If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, "")
    asker.ask("PUT", "/agreements/sur-2026/draft", {"text": "a", "revision": 0})
    assert asker.ask("GET", "/agreements/sur-2026", If_None_Match=first.headers["ETag"]).status == 200


def test_a_write_with_the_same_key_is_done_once(cast: Cast) -> None:
    asker, body = Asker(cast.ana), {"id": "sur-new", "customer": "sur", "text": "a"}
    told = [asker.ask("POST", "/agreements", body, Idempotency_Key="k1") for _ in range(2)]
    assert [one.status for one in told] == [201, 201]
    assert told[0].body == told[1].body
    assert [one.headers.get("Idempotent-Replayed") for one in told] == [None, "true"]
    other = asker.ask("POST", "/agreements", {**body, "id": "sur-other"}, Idempotency_Key="k1")
    assert (other.status, other.body["code"]) == (422, "other_request")
    assert asker.ask("POST", "/agreements", body, Idempotency_Key="k2").body["code"] == "key_taken"
    assert asker.ask("POST", "/agreements", body, Idempotency_Key="k2").headers["Idempotent-Replayed"] == "true"
    assert asker.ask("POST", "/agreements", body, Idempotency_Key="ñ").status == 422
    assert Agreement.objects.filter(key__in=["sur-new", "sur-other"]).count() == 1


def test_a_repeated_acceptance_is_told_its_own_receipt(cast: Cast) -> None:
    asker = Asker(cast.boris)
    content = asker.ask("GET", "/agreements/sur-2026/versions/1").body["content"]
    accept = {"kind": "accept", "version": 1, "content": content, "seen": 1}
    told = [asker.ask("POST", "/agreements/sur-2026/acts", accept, Idempotency_Key="once") for _ in range(2)]
    assert told[0].body == told[1].body
    assert told[1].body["state"] == "agreed"
    assert len(told[1].body["moves"]) == 2


def test_a_refused_write_leaves_nothing_but_its_answer(cast: Cast) -> None:
    body = {"id": "sur-2026", "customer": "sur", "text": "a"}
    told = Asker(cast.ana).ask("POST", "/agreements", body, Idempotency_Key="k")
    assert (told.status, told.body["code"]) == (409, "key_taken")
    assert KeptAnswer.objects.get().status == 409
    assert Agreement.objects.count() == 1


def test_too_many_requests_in_a_minute_are_told_to_wait(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "API_PER_MINUTE", 3)
    told = [Asker(cast.ana).ask("GET", "/me") for _ in range(8)]
    assert told[0].status == 200
    assert told[-1].status == 429
    assert 1 <= int(told[-1].headers["Retry-After"]) <= 60


def test_guessing_tokens_is_slowed_down(cast: Cast) -> None:
    told = [Asker(None).ask("GET", "/me").status for _ in range(125)]
    assert set(told) == {401, 429}
    assert Asker(cast.ana).ask("GET", "/me").status == 200


def test_an_answer_names_no_address_of_mail_and_the_use_is_noted(cast: Cast) -> None:
    told = Asker(cast.ana).ask("GET", "/agreements/sur-2026")
    assert "@" not in str(told.body)
    assert Token.objects.get(person_id=cast.ana.person).last_used_at is not None


def test_the_description_is_openapi_3_1_and_its_page_loads_nothing_from_elsewhere() -> None:
    client = Client()
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    for methods in described["paths"].values():
        for operation in methods.values():
            assert {"401", "422", "429"} <= set(operation["responses"]), operation["operationId"]
            assert operation["description"]
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page.content.decode())


def test_a_list_takes_as_many_queries_however_many_agreements_there_are(cast: Cast) -> None:
    asker = Asker(cast.ana)
    asker.ask("GET", "/me")
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert asker.ask("GET", "/agreements").status == 200
        counts.append(len(asked))
        open_agreement(cast.ana, NewAgreement(key=f"sur-{number}", kind="sla", customer="sur", text="a"), NOW)
    assert counts[0] == counts[1]
