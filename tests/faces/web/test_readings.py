"""Connecting a source with its help desk on its page: tried, kept, watched; a secret is never shown again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import stamina
from django.test import Client
from django.utils import timezone

from acuerdo.apps.parties.models import Person
from acuerdo.apps.readings.models import Reading
from acuerdo.apps.tickets.models import Source, SourceKind
from acuerdo.faces.cli import sources
from acuerdo.faces.cli.entrance import main
from acuerdo.faces.worker.help_desks import read_due
from tests.flows.telling import add_source, in_force
from tests.help_desk import Desk, open_desk, say
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db
PAGE, FORM = "/sources/desk", "/sources/desk/reading"
SECRET = "one-word"  # noqa: S105 - of a desk that is none


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("ACUERDO_SOURCE_NETWORKS", "127.0.0.0/8")
    with open_desk() as found, stamina.set_testing(testing=True, attempts=1):
        found.happen(10, "Create")
        yield found


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    in_force(found)
    add_source(found)
    return found


@pytest.fixture
def ana(cast: Cast) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(Person.objects.get(pk=cast.ana.person))
    return client


def form(desk: Desk, **said: str) -> dict[str, str]:
    usual = {"address": desk.address, "account": "reader", "secret": SECRET, "minutes": "5", "fields": "Site = site"}
    return {**usual, **said}


def shown(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_desk_is_tried_before_anything_is_kept(ana: Client, desk: Desk) -> None:
    answer = ana.post(FORM, form(desk, then="try"))
    text = answer.content.decode()
    assert answer.status_code == 200
    for said in ("Request Tracker 5.0.3 answers.", "General", "Mar 2026", "Nothing is kept yet"):
        assert said in text
    assert SECRET not in text
    assert not Reading.objects.exists()
    desk.answer = lambda talk: say(talk, b"no", 401)
    refused = ana.post(FORM, form(desk, then="try"))
    assert refused.status_code == 422
    assert "or the password is another one" in refused.content.decode()
    desk.answer = lambda talk: say(talk, b"no", 499)  # a status that has no name
    assert ana.post(FORM, form(desk, then="try")).status_code == 422
    for odd in (f"https://{'a' * 70}.example", "https://desk..example", "https://[::1", "https://desk.example:99999"):
        assert ana.post(FORM, form(desk, then="try", address=odd)).status_code == 422, odd


def test_what_cannot_be_is_refused_in_words(ana: Client, desk: Desk) -> None:
    for odd, said in (
        ({"secret": ""}, "Give the password or token"),
        ({"minutes": "0"}, "From every minute"),
        ({"minutes": "often"}, "From every minute"),
        ({"fields": "Site"}, "One custom field a line"),
        ({"fields": "Site = owner"}, "One custom field a line"),
        ({"customer_by": "field"}, "Say which custom field"),
        ({"address": "https://10.1.2.3"}, "lies inside the network"),
        ({"account": "a:b"}, "no colon"),
    ):
        answer = ana.post(FORM, form(desk, **odd))
        assert answer.status_code == 422
        assert said in answer.content.decode(), odd
    assert not Reading.objects.exists()


def test_a_reading_is_kept_watched_paused_and_changed_and_its_secret_never_shown(ana: Client, desk: Desk) -> None:
    assert ana.post(FORM, form(desk)).headers["Location"] == PAGE
    assert "being read for the first time" in shown(ana)
    assert Source.objects.get().kind == SourceKind.HELP_DESK
    assert read_due(timezone.now) == 1
    assert "read up to date" in shown(ana)
    assert "1 fact in all" in shown(ana)
    desk.answer = lambda talk: say(talk, b"no", 503)
    assert "within the next seconds" in ana.post(f"{FORM}/change", {"then": "now"}, follow=True).content.decode()
    assert read_due(timezone.now) == 0
    for text in (shown(ana), shown(ana, "/sources/")):
        assert "cannot be read" in text
    assert "1 try failed" in shown(ana)
    assert "something is wrong there" in shown(ana)
    for then, said in (("pause", "paused"), ("go_on", "Read now"), ("anew", "from its beginning")):
        assert said in ana.post(f"{FORM}/change", {"then": then}, follow=True).content.decode()
    assert ana.post(f"{FORM}/change", {"then": "dance"}).status_code == 400
    kept = shown(ana, FORM)
    assert desk.address in kept
    assert "Site = site" in kept
    assert SECRET not in kept + shown(ana)
    assert ana.post(FORM, form(desk, secret="", minutes="60")).status_code == 302
    assert Reading.objects.get().every_s == 3_600


def test_a_kept_secret_is_tried_nowhere_but_where_it_was_given_for(ana: Client, desk: Desk) -> None:
    ana.post(FORM, form(desk))
    assert ana.post(FORM, form(desk, secret="", then="try")).status_code == 200
    with open_desk() as other:
        elsewhere = form(desk, secret="", then="try", address=other.address)
        assert "Give the password or token" in ana.post(FORM, elsewhere).content.decode()
        assert ana.post(FORM, {**elsewhere, "then": "keep"}).status_code == 422
        assert other.asked == []


def test_metrics_and_command_say_how_reading_goes(
    ana: Client, desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "start_logs", lambda _: None)  # they would outlive the test
    assert main(["sources"]) == 0
    assert "No source is read" in capsys.readouterr().out
    ana.post(FORM, form(desk))
    assert 'acuerdo_source_read_age_seconds{source="desk"} +Inf' in shown(Client(), "/metrics")
    assert main(["sources", "read", "desk"]) == 0
    assert "1 fact" in capsys.readouterr().out
    desk.answer = lambda talk: say(talk, b"{")
    assert main(["sources", "read", "desk"]) == 1
    assert "1 try failed: garbage" in capsys.readouterr().out
    text = shown(Client(), "/metrics")
    assert 'acuerdo_source_faults{source="desk"} 1.0' in text
    Reading.objects.update(paused_at=NOW, next_at=NOW - timedelta(days=1))
    assert main(["sources", "read", "desk"]) == 1
    assert "not to be read now" in capsys.readouterr().out
    assert main(["sources", "read"]) == 1
