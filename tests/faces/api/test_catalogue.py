"""Services, levels, what is in use and requirements, as programs keep them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acuerdo.apps.catalogue.commands import ServiceChange, define_service
from acuerdo.apps.scope.commands import NewUse, record_use
from acuerdo.documents import shipped_level
from acuerdo.flows.agreement_begun import Start, begin_agreement
from acuerdo.flows.agreement_negotiated import Offering, offer_draft
from tests.faces.api.asking import Asker
from tests.faces.web.doors import catalogue
from tests.flows.test_negotiation import accept, newest, opened
from tests.people import NOW, Cast, make_cast, party

OF = "/agreements/sur-2026"
NAME = {"en": "Backup", "es": "Copias", "ru": "Копии"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    catalogue.prepare(found)
    return found


def test_a_service_is_put_in_changed_and_taken_out_of_the_offer(cast: Cast) -> None:
    ana = Asker(cast.ana)
    cost = {"amount": "12.50", "currency": "EUR", "per": "month"}
    said = {"revision": 0, "name": NAME, "owner": cast.tomas.ident, "cost": cost, "needs": ["erp"]}
    told = [ana.ask("PUT", "/services/backup", said, Idempotency_Key="s") for _ in range(2)]
    assert [(one.status, one.body["revision"]) for one in told] == [(201, 1), (201, 1)]
    whole = Asker(cast.boris).ask("GET", "/services/backup").body
    assert (whole["name"], whole["owner"], whole["cost"], whole["needs"]) == (NAME, "Tomas", cost, ["erp"])
    changed = ana.ask("PUT", "/services/backup", {**said, "revision": 1, "needs": []})
    assert (changed.status, changed.body["needs"], changed.body["revision"]) == (200, [], 2)
    late = ana.ask("PUT", "/services/backup", {**said, "revision": 1})
    assert (late.status, late.body["code"]) == (409, "service_changed_meanwhile")
    assert ana.ask("PUT", "/services/new", said).status == 422
    assert ana.ask("POST", "/services/backup/retire", {"retired": True}).body["retired_at"]
    assert "backup" not in [one["key"] for one in ana.ask("GET", "/services").body["items"]]
    assert [one["key"] for one in ana.ask("GET", "/services?retired=true").body["items"]] == ["backup"]
    assert [one["key"] for one in ana.ask("GET", "/services?q=служба").body["items"]] == ["desk"]


def test_a_level_is_published_once_more_and_the_distance_from_it_is_told(cast: Cast) -> None:
    ana, boris = Asker(cast.ana), Asker(cast.boris)
    begin_agreement(cast.ana, Start(key="sur-2026", customer="sur", level="gold"), NOW)
    assert boris.ask("GET", f"{OF}/distance").status == 404
    offer_draft(cast.ana, "sur-2026", Offering(seen=0), NOW)
    accept(cast.boris, newest(cast.boris).content, 1)
    near, far = (boris.ask("GET", f"{OF}/distance{asked}").body for asked in ("", "?level=bronze&lang=en"))
    assert (near["level"], near["level_version"]) == ("gold", 1)
    assert {gap["distance"] for gap in near["gaps"]} <= {"extra"}
    assert (far["level"], far["counted"].keys() & {"more"}) == ("bronze", {"more"})
    text = shipped_level("gold").read_text(encoding="utf-8")
    same = ana.ask("POST", "/levels/gold/versions", {"text": text})
    assert (same.status, same.body["code"]) == (409, "level_unchanged")
    draft = ana.ask("PUT", "/levels/gold/draft", {"text": text, "revision": 0})
    assert (draft.status, draft.body["revision"]) == (201, 1)
    told = ana.ask("POST", "/levels/gold/versions", {"text": text.replace("P1: 98%", "P1: 99%")}, Idempotency_Key="v")
    assert (told.status, told.body["version"], told.body["versions"]) == (201, 2, [2, 1])
    assert boris.ask("GET", "/levels/gold?version=1").body["text"] == text
    levels = {one["key"]: one["version"] for one in boris.ask("GET", "/levels").body["items"]}
    assert levels["gold"] == 2
    refused = ana.ask("POST", "/levels/gold/versions", {"text": "acuerdo: 1\n"})
    assert (refused.status, refused.body["code"]) == (422, "documents.refused")


def test_what_is_used_without_an_agreement_is_listed_in_parts(cast: Cast) -> None:
    ana = Asker(cast.ana)
    use = {"customer": "volga", "service": "desk", "since_on": "2026-01-01", "note": "seen"}
    assert ana.ask("POST", "/uses", use).body["agreements"] == []
    taken = ana.ask("POST", "/uses/list", {"csv": "customer;service;since\nvolga;erp;2026-02-01\nvolga;x;2026-02-01\n"})
    assert taken.body == {
        "recorded": 1,
        "known": 0,
        "refused": [{"line": 3, "code": "no_such_service", "found": "x"}],
    }
    first = ana.ask("GET", "/uses?uncovered=true&limit=2").body
    rest = ana.ask("GET", f"/uses?uncovered=true&limit=2&cursor={first['next_cursor']}").body
    found = [(one["customer"], one["service"]) for one in (*first["items"], *rest["items"])]
    assert found == [("sur", "erp"), ("volga", "desk"), ("volga", "erp")]
    assert ana.ask("GET", "/uses?cursor=bm90aGluZw").status == 400
    vera = Asker(cast.vera).ask("GET", "/uses").body["items"]
    assert {one["customer"] for one in vera} == {"volga"}
    assert ana.ask("DELETE", "/uses/volga/erp").status == 204
    assert ana.ask("DELETE", "/uses/volga/erp").status == 404


def test_a_requirement_ends_in_a_clause_or_in_a_written_no(cast: Cast) -> None:
    opened(cast.ana)
    ana = Asker(cast.ana)
    asked = {"asked_by": "Boris", "text": "Somebody answers before nine", "urgency": "must"}
    told = [ana.ask("POST", f"{OF}/requirements", asked, Idempotency_Key="r") for _ in range(2)]
    (requirement,) = told[1].body["items"]
    assert (requirement["urgency"], requirement["clause"], requirement["refusal"]) == ("must", None, None)
    one = f"{OF}/requirements/{requirement['id']}"
    both = ana.ask("POST", f"{one}/end", {"clause": "a", "refusal": "b"})
    assert (both.status, both.body["code"]) == (422, "one_end")
    ended = ana.ask("POST", f"{one}/end", {"clause": "commitments[first].within"}).body["items"][0]
    assert (ended["clause"], ended["decided_by"]) == ("commitments[first].within", "Ana")
    assert ana.ask("POST", f"{one}/end", {"refusal": "b"}).body["code"] == "requirement_decided"
    assert ana.ask("POST", f"{one}/reopen").body["items"][0]["clause"] is None


def test_lists_take_as_many_queries_however_much_there_is(cast: Cast) -> None:
    asker = Asker(cast.ana)
    asker.ask("GET", "/me")
    lists = ("/services", "/uses", "/parties", "/parties/sur/people", "/levels")
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert [asker.ask("GET", path).status for path in lists] == [200] * len(lists)
        counts.append(len(asked))
        for name in (f"more-{number}", f"most-{number}"):
            define_service(cast.ana, name, ServiceChange(name=NAME, description={}), NOW)
            party(name, cast.sur.kind)  # type: ignore[arg-type] # as it is kept
            record_use(cast.ana, NewUse(customer="sur", service=name, since_on=NOW.date()), NOW)
    assert counts[0] == counts[1]
