"""Programs tell facts and read what became of them: the clocks of a ticket, and why."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from acuerdo.apps.tickets.models import Fact, Hook
from acuerdo.apps.tokens.models import KeptAnswer
from acuerdo.core.chains.canonical import Json
from acuerdo.core.clock.verdict import VERDICT_FIELDS
from acuerdo.flows.time_passes import fold_due
from tests.faces.api.asking import Asker, Told
from tests.flows.telling import TEXT, add_source, in_force
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db
FACTS = "/sources/desk/facts"


def fact(ticket: str, minutes_ago: float, event: str, **more: Json) -> dict[str, Json]:
    at = timezone.now() - timedelta(minutes=minutes_ago)
    return {"ticket": ticket, "at": at.isoformat(), "event": event, **more}


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    today = datetime.now(UTC).date()
    term = f"from: {today - timedelta(days=400)}, to: {today + timedelta(days=400)}"
    in_force(found, TEXT.replace("from: 2026-03-02, to: 2026-12-31", term), timezone.now() - timedelta(days=401))
    add_source(found)
    return found


def tell(asker: Asker, *rows: object) -> Told:
    return asker.ask("POST", FACTS, list(rows))


def test_facts_are_told_one_by_one_or_many_at_once_and_each_is_answered(cast: Cast) -> None:
    ana = Asker(cast.ana)
    opened = fact("T1", 30, "opened", key="1", priority="P1")
    one = ana.ask("POST", FACTS, opened)
    assert (one.status, one.body["recorded"], one.body["items"][0]["taken"]) == (200, 1, "recorded")
    many = tell(ana, opened, fact("T1", 20, "replied", key="2"), fact("T1", 10, "exploded"), 7)
    assert [each["taken"] for each in many.body["items"]] == ["duplicate", "recorded", "refused", "refused"]
    assert [each["code"] for each in many.body["items"]] == [None, None, "unknown_event", "bad_value"]
    assert (many.body["recorded"], many.body["duplicate"], many.body["refused"]) == (1, 1, 2)
    assert Fact.objects.count() == 2


def test_refused_rows_are_listed_in_parts_and_settled_once(cast: Cast) -> None:
    ana = Asker(cast.ana)
    tell(ana, fact("T1", 30, "opened", key="1"), *(fact(f"T{n}", 20, "exploded", by="Tomas") for n in range(4)))
    tell(ana, fact("T1", 10, "changed", status="Wartet"))
    at = "/sources/desk/refused"
    first = ana.ask("GET", f"{at}?limit=3").body
    rest = ana.ask("GET", f"{at}?limit=3&cursor={first['next_cursor']}").body
    rows = [*first["items"], *rest["items"]]
    assert [(one["ticket"], one["code"]) for one in rows] == [
        ("T1", "unmapped_status"),
        *((f"T{n}", "unknown_event") for n in (3, 2, 1, 0)),
    ]
    assert rest["next_cursor"] is None
    assert "Tomas" not in str(rows)
    assert [one["id"] for one in ana.ask("GET", f"{at}?code=unknown_event&ticket=T1").body["items"]] == [rows[3]["id"]]
    wanted = {"ids": [rows[0]["id"], rows[3]["id"], rows[3]["id"], 2**63 - 1]}
    assert [ana.ask("POST", f"{at}/settle", wanted).body["settled"] for _ in range(2)] == [2, 0]
    assert [one["id"] for one in ana.ask("GET", at).body["items"]] == [rows[place]["id"] for place in (1, 2, 4)]
    assert ana.ask("GET", "/tickets/desk/T1").body["refused"] == 0
    assert ana.ask("GET", "/sources/desk").body["refused"] == 3


def test_the_same_request_sent_again_under_its_key_is_answered_the_same(cast: Cast) -> None:
    ana, opened = Asker(cast.ana), fact("T1", 30, "opened")
    first = ana.ask("POST", FACTS, opened, **{"Idempotency-Key": "a"})
    again = ana.ask("POST", FACTS, opened, **{"Idempotency-Key": "a"})
    assert (again.status, again.body) == (200, first.body)
    assert again.body["recorded"] == 1
    assert Fact.objects.count() == 1


def test_both_sides_read_the_same_clocks_and_their_spans_add_up(cast: Cast) -> None:
    tell(Asker(cast.ana), fact("T1", 30, "opened", priority="P1"), fact("T1", 20, "replied"))
    for viewer in (cast.ana, cast.boris, cast.tomas):
        asker = Asker(viewer)
        clocks = asker.ask("GET", "/tickets/desk/T1/clocks").body["items"]
        assert [(one["commitment"], one["verdict"]) for one in clocks][:1] == [("first", "met")]
        assert set(clocks[0]) == {*VERDICT_FIELDS, "version"}
        why = asker.ask("GET", "/tickets/desk/T1/clocks/fix/derivation").body
        started = datetime.fromisoformat(why["spans"][0]["from_at"])
        ended = datetime.fromisoformat(why["spans"][-1]["to_at"])
        total = sum(timedelta(seconds=span["length_s"]) / timedelta(microseconds=1) for span in why["spans"])
        assert total == (ended - started) / timedelta(microseconds=1)
    assert Asker(cast.vera).ask("GET", "/tickets/desk/T1/clocks").status == 404
    assert Asker(cast.ana).ask("GET", "/tickets/desk/T1/clocks/fix/derivation?cycle=2").status == 404


def test_tickets_are_listed_in_parts_to_whom_they_concern(cast: Cast) -> None:
    tell(Asker(cast.ana), *(fact(f"T{number}", 30, "opened") for number in range(3)))
    first = Asker(cast.boris).ask("GET", "/tickets?limit=2").body
    assert [one["ticket"] for one in first["items"]] == ["T2", "T1"]
    last = Asker(cast.boris).ask("GET", f"/tickets?limit=2&cursor={first['next_cursor']}").body
    assert ([one["ticket"] for one in last["items"]], last["next_cursor"]) == (["T0"], None)
    assert Asker(cast.vera).ask("GET", "/tickets").body["items"] == []
    assert Asker(cast.boris).ask("GET", "/tickets?cursor=YQ").status == 400


def test_a_ticket_is_found_whatever_signs_its_name_holds(cast: Cast) -> None:
    name = "INC/2026-0001 №7"
    tell(Asker(cast.ana), fact(name, 30, "opened"))
    found = Asker(cast.boris).ask("GET", "/tickets/desk/INC/2026-0001%20%E2%84%967")
    assert (found.status, found.body["ticket"]) == (200, name)


def test_more_than_ten_thousand_facts_at_once_are_refused_and_nothing_is_recorded(cast: Cast) -> None:
    refused = tell(Asker(cast.ana), *([7] * 10_001))
    assert (refused.status, refused.body["code"]) == (422, "unusable")
    assert Fact.objects.count() == 0


def test_a_secret_made_for_a_help_desk_is_told_once_and_kept_in_no_answer(cast: Cast) -> None:
    made = Asker(cast.ana).ask("PUT", "/sources/desk/hook", {"sender": "zammad"}, **{"Idempotency-Key": "a"})
    secret = made.body["secret"]
    assert secret.startswith("whsec_")
    assert not KeptAnswer.objects.filter(body__contains=secret).exists()
    assert secret not in Hook.objects.get().sealed


def test_a_claim_of_an_instant_that_no_page_can_show_is_refused(cast: Cast) -> None:
    ana = Asker(cast.ana)
    for due in ("9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"):
        said = [{"ticket": "T1", "commitment": "fix", "due_at": due}]
        assert ana.ask("PUT", "/sources/desk/claims", said).status == 422
    assert ana.ask("GET", "/sources/desk/claims").body["items"] == []


def test_a_program_takes_a_moment_on_and_who_did_first_stays(cast: Cast) -> None:
    ana, boris = Asker(cast.ana), Asker(cast.boris)
    tell(ana, fact("T1", 30, "opened", key="1", priority="P1", owner="Tomas"))
    fold_due(timezone.now())
    alerts = "/tickets/desk/T1/alerts"
    told = ana.ask("GET", alerts).body["items"]
    breach = next(one for one in told if one["point"] == "breach")
    assert (breach["stage"], breach["taken_by"]) == ("breached", None)
    assert {one["name"] for one in breach["people"]} >= {"Tomas"}
    take = f"{alerts}/{breach['alert']}/take"
    assert boris.ask("POST", take).status == 403
    assert Asker(cast.tomas).ask("POST", take).status == 200
    again = ana.ask("POST", take).body["items"]
    assert {one["taken_by"] for one in again if one["stage"] == "breached"} == {"Tomas"}
    assert all(one["taken_by"] is None for one in boris.ask("GET", alerts).body["items"])
