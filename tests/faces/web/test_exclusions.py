"""The pages of exclusions: claimed by a form, shown with verdicts both ways, and answered by the other side."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from acuerdo.apps.clocks.models import Clock
from acuerdo.apps.notices.models import Outgoing
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.roles import Role
from acuerdo.apps.parties.viewers import Viewer, view_as
from acuerdo.faces.web import exclusion_pages
from acuerdo.flows import programs_told
from acuerdo.words import Language
from tests.flows.telling import KEY, TEXT, add_source, in_force, say
from tests.people import Cast, make_cast, person

pytestmark = pytest.mark.django_db
PAGE = f"/agreements/{KEY}/exclusions"


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    today = datetime.now(UTC).date()
    term = f"from: {today - timedelta(days=40)}, to: {today + timedelta(days=400)}"
    in_force(found, TEXT.replace("from: 2026-03-02, to: 2026-12-31", term), timezone.now() - timedelta(days=41))
    add_source(found)
    now = timezone.now()
    rows: tuple[tuple[str, int, dict[str, str]], ...] = (("opened", 120, {"priority": "P1"}), ("replied", 80, {}))
    told = [
        {"ticket": "T1", "at": (now - timedelta(minutes=ago)).isoformat(), "event": event, **more}
        for event, ago, more in rows
    ]
    say(found.ana, *told, at=now)
    return found


def browser(viewer: Viewer, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.cookies["language"] = language
    client.force_login(Person.objects.get(pk=viewer.person))
    return client


def form(**more: object) -> dict[str, object]:
    return {"scope": "ticket", "ticket": "desk/T1", "reason": "force_majeure", "evidence": "a <b>power cut</b>", **more}


@pytest.mark.parametrize("language", Language)
def test_a_claim_is_made_by_a_form_shown_both_ways_and_accepted_by_the_other_side(
    cast: Cast, language: Language
) -> None:
    ana, boris = browser(cast.ana, language), browser(cast.boris, language)
    assert ana.get(PAGE).status_code == 200
    made = ana.post(f"{PAGE}/add", form())
    assert (made.status_code, made.headers["Location"]) == (302, f"{PAGE}/1")
    said = boris.get(f"{PAGE}/1").content.decode()
    assert "&lt;b&gt;power cut&lt;/b&gt;" in said
    assert "/tickets/desk/T1" in said
    assert PAGE in boris.get("/").content.decode()
    assert boris.post(f"{PAGE}/1/act", {"move": "accept", "seen": "1"}).status_code == 302
    assert set(Clock.objects.filter(commitment="first").values_list("verdict", flat=True)) == {"excluded"}
    assert boris.get(PAGE).status_code == 200
    assert ana.post(f"{PAGE}/1/act", {"move": "withdraw", "seen": "2"}).status_code == 302


def test_a_claim_sent_twice_is_one_and_the_second_answer_shows_it(cast: Cast) -> None:
    ana = browser(cast.ana)
    answers = [ana.post(f"{PAGE}/add", form()) for _ in range(2)]
    assert {(one.status_code, one.headers["Location"]) for one in answers} == {(302, f"{PAGE}/1")}
    assert "claimed already" in ana.get(f"{PAGE}/1").content.decode()
    assert ana.get(f"{PAGE}/2").status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"ticket": "T1"}, "write it as source/ticket"),
        ({"scope": "fax"}, "Choose what it is about"),
        ({"from": "yesterday"}, "Write date and time like"),
        ({"from": "2026-03-02T09:00"}, "both when it begins and when it ends"),
        ({"scope": "agreement"}, "Say from when until when"),
        ({"announced": "0001-01-01T00:00"}, "between 1970 and 2100"),
        ({"announced": "9999-12-31T23:59"}, "between 1970 and 2100"),
        ({"from": "9999-12-31T20:00", "until": "9999-12-31T23:00"}, "between 1970 and 2100"),
        ({"from": "1970-01-01T00:00", "until": "1970-01-01T03:00"}, "between 1970 and 2100"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(cast: Cast, typed: dict[str, object], said: str) -> None:
    answer = browser(cast.ana).post(f"{PAGE}/add", form(**typed))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert "a &lt;b&gt;power cut&lt;/b&gt;" in page


def test_what_was_claimed_is_read_in_parts_the_last_first(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exclusion_pages, "PART", 2)
    for number in range(3):
        browser(cast.ana).post(f"{PAGE}/add", form(evidence=f"power cut {number}"))
    browser(cast.boris).post(f"{PAGE}/1/act", {"move": "accept", "seen": "1"})
    first = browser(cast.boris).get(PAGE).content.decode()
    assert [f"{PAGE}/{number}" in first for number in (1, 2, 3)] == [False, True, True]
    assert "1 exclusion counts" in first
    assert 'href="?before=2"' in first
    last = browser(cast.boris).get(f"{PAGE}?before=2").content.decode()
    assert [f'{PAGE}/{number}"' in last for number in (1, 2, 3)] == [True, False, False]
    assert 'href="?before=' not in last


def test_who_does_not_speak_for_a_side_reads_alone(cast: Cast) -> None:
    browser(cast.ana).post(f"{PAGE}/add", form())
    tomas = browser(cast.tomas)
    assert 'name="move"' not in tomas.get(f"{PAGE}/1").content.decode()
    assert tomas.post(f"{PAGE}/1/act", {"move": "accept", "seen": "1"}).status_code == 403
    assert browser(cast.ana).post(f"{PAGE}/1/act", {"move": "fax", "seen": "1"}).status_code == 400
    assert browser(cast.ana).get(f"{PAGE}/7").status_code == 404


def test_the_other_side_answers_with_a_change_and_what_was_changed_is_accepted(cast: Cast) -> None:
    ana, boris = browser(cast.ana), browser(cast.boris)
    ana.post(f"{PAGE}/add", form())
    page = boris.get(f"{PAGE}/1").content.decode()
    assert f'action="{PAGE}/1/change"' in page
    changed = {"seen": "1", "reason": "third_party", "evidence": "the <i>carrier</i>", "commitment": "first"}
    assert boris.post(f"{PAGE}/1/change", {**changed, "from": "2026-03-02T09:00"}).status_code == 422
    assert boris.post(f"{PAGE}/1/change", changed).headers["Location"] == f"{PAGE}/1"
    said = ana.get(f"{PAGE}/1").content.decode()
    assert "the &lt;i&gt;carrier&lt;/i&gt;" in said
    assert "answered with another text" in said
    ana.post(f"{PAGE}/1/act", {"move": "accept", "seen": "2"})
    verdicts = dict(Clock.objects.values_list("commitment", "verdict"))
    assert (verdicts["first"], verdicts["fix"]) == ("excluded", "running")
    assert "/change" not in ana.get(f"{PAGE}/1").content.decode()


def test_a_ticket_leads_to_the_form_with_itself_filled_in(cast: Cast) -> None:
    ticket = browser(cast.boris).get("/tickets/desk/T1").content.decode()
    address = f"{PAGE}?scope=ticket&amp;ticket=desk%2FT1#claim"
    assert address in ticket
    filled = browser(cast.boris).get(address.replace("&amp;", "&").partition("#")[0]).content.decode()
    assert 'value="desk/T1"' in filled
    assert "#claim" not in browser(cast.carla).get("/tickets/desk/T1").content.decode()


def test_programs_are_told_of_every_move_and_of_what_was_agreed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(programs_told, "tell", lambda event, **_: told.append(str(event)))
    browser(cast.ana).post(f"{PAGE}/add", form())
    browser(cast.boris).post(f"{PAGE}/1/act", {"move": "accept", "seen": "1"})
    assert told == ["agreement.exclusion_moved"] * 2 + ["agreement.exclusion_agreed"]


def test_what_somebody_claims_who_does_not_sign_counts_once_the_own_side_accepts_it_too(cast: Cast) -> None:
    lucia = person(cast.norte, "Lucia", Role.DELIVERY_MANAGER)
    manager, ana, boris = browser(view_as(lucia)), browser(cast.ana), browser(cast.boris)
    assert manager.post(f"{PAGE}/add", form()).status_code == 302
    told = Outgoing.objects.filter(kind__startswith="exclusion").values_list("kind", "person__name")
    assert sorted(told) == [("exclusion_waits", "Boris"), ("exclusion_waits_own", "Ana")]
    said = [one.get(f"{PAGE}/1").content.decode() for one in (manager, ana, boris)]
    assert all("Still to accept: contract manager (the provider) and sponsor (the customer)." in one for one in said)
    assert ['value="accept"' in one for one in said] == [False, True, True]
    assert ['value="withdraw"' in one for one in said] == [True, True, False]
    assert [PAGE in one.get("/").content.decode() for one in (manager, ana, boris)] == [False, True, True]
    boris.post(f"{PAGE}/1/act", {"move": "accept", "seen": "1"})
    assert "Still to accept: contract manager (the provider)." in boris.get(f"{PAGE}/1").content.decode()
    ana.post(f"{PAGE}/1/act", {"move": "accept", "seen": "2"})
    assert "Still to accept" not in boris.get(f"{PAGE}/1").content.decode()
    assert set(Clock.objects.filter(commitment="first").values_list("verdict", flat=True)) == {"excluded"}


def test_several_claims_that_wait_are_told_apart_on_today(cast: Cast) -> None:
    ana = browser(cast.ana)
    span = {"from": "2026-03-03T10:00", "until": "2026-03-03T12:00"}
    ana.post(f"{PAGE}/add", form(commitment="first"))
    ana.post(f"{PAGE}/add", form(scope="service", service="desk", **span))
    ana.post(f"{PAGE}/add", form(scope="agreement", **span))
    today = browser(cast.boris, "es").get("/").content.decode()
    for number, said in enumerate(
        ("T1: se reclama una exclusión. (first)", "Mesa: se reclama una exclusión.", "de todo el acuerdo"), start=1
    ):
        assert f"{PAGE}/{number}" in today
        assert said in today
