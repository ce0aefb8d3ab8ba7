"""Can we keep this? A draft held against a history that a side keeps, off the request."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from acuerdo.apps.agreements.commands import DraftChange, change_draft
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.faces.web import histories, keeping
from acuerdo.faces.web.histories import Shelf
from tests.flows.test_negotiation import TEXT, opened
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db
KEEP = "/agreements/sur-2026/draft/keep"
PROMISED = TEXT.replace("within: 1h}", "within: 1h, at_least: 90%}").replace("2026-04-01", "2026-01-01")


def facts() -> bytes:
    rows = ["ticket,at,event,by,priority"]
    for month in range(1, 5):
        for number in range(1, 21):
            name, late = f"{month}-{number}", month == 2 and number < 10
            rows.append(f"{name},2026-0{month}-05T09:00:00Z,opened,customer,P1")
            rows.append(f"{name},2026-0{month}-05T{12 if late else 9}:30:00Z,replied,ana,")
            rows.append(f"{name},2026-0{month}-05T14:00:00Z,resolved,ana,")
    return "\n".join(rows).replace("T9:", "T09:").encode()


@pytest.fixture
def cast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path)
    monkeypatch.setattr(keeping, "SOON_S", 60.0)
    found = make_cast()
    opened(found.ana)
    change_draft(found.ana, "sur-2026", DraftChange(text=PROMISED, revision=1), NOW)
    return found


def client_of(viewer: Viewer) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=viewer.person))
    return client


def bring(client: Client, name: str = "export.csv", content: bytes | None = None) -> str:
    file = SimpleUploadedFile(name, facts() if content is None else content)
    answer = client.post(f"{KEEP}/bring", {"file": file})
    return client.get(answer.headers["Location"]).content.decode()


def test_a_draft_is_held_against_a_history_and_says_how_often_it_would_have_been_missed(cast: Cast) -> None:
    client = client_of(cast.ana)
    page = bring(client)
    assert "first: would have been missed in 1 of the last" in page
    assert "95 % interval" in page
    assert "(71/80)" in page or "/80)" in page or "/60)" in page
    change_draft(cast.ana, "sur-2026", DraftChange(text=PROMISED + "# x\n", revision=2), NOW)
    assert "The draft has changed since" in client.get(KEEP).content.decode()


def test_a_history_is_used_again_and_forgotten(cast: Cast) -> None:
    client = client_of(cast.ana)
    bring(client)
    kept = Shelf("sur-2026", "provider").list()
    assert [one.name for one in kept] == ["export.csv"]
    client.post(f"{KEEP}/bring", {"history": kept[0].ident})
    assert "would have been missed" in client.get(KEEP).content.decode()
    client.post(f"{KEEP}/bring", {"history": kept[0].ident, "then": "forget"})
    assert Shelf("sur-2026", "provider").list() == []
    assert (
        "is not there any more"
        in client.post(f"{KEEP}/bring", {"history": kept[0].ident}, follow=True).content.decode()
    )


def test_the_other_side_does_not_see_it(cast: Cast) -> None:
    bring(client_of(cast.ana))
    ident = Shelf("sur-2026", "provider").list()[0].ident
    page = client_of(cast.boris).get(f"{KEEP}?history={ident}").content.decode()
    assert "export.csv" not in page
    assert "missed in" not in page


@pytest.mark.parametrize("name", ["x.exe", "facts", "<script>.html", "..csv/../x.py"])
def test_a_file_of_another_kind_is_refused(cast: Cast, name: str) -> None:
    client = client_of(cast.ana)
    answer = client.post(f"{KEEP}/bring", {"file": SimpleUploadedFile(name, b"x")}, follow=True)
    assert "Such a file is not read" in answer.content.decode()
    assert Shelf("sur-2026", "provider").list() == []


def test_a_file_that_is_too_big_and_one_too_many_are_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(cast.ana)
    monkeypatch.setattr(histories, "LARGEST", 10)
    assert "too big" in bring(client)
    monkeypatch.setattr(histories, "LARGEST", 10_000_000)
    monkeypatch.setattr(histories, "MOST", 0)
    assert "as many histories" in bring(client)


def test_what_cannot_be_judged_says_why_as_text(cast: Cast) -> None:
    page = bring(client_of(cast.ana), "<b>x.csv", b"ticket,at,event\n1,<i>never</i>,opened\n")
    assert "This history cannot be judged" in page
    assert "<i>never" not in page
    assert "<b>x" not in page


def test_a_draft_that_cannot_be_read_is_not_held_against_anything(cast: Cast) -> None:
    change_draft(cast.ana, "sur-2026", DraftChange(text="a: [", revision=2), NOW)
    assert "cannot be read as an agreement yet" in bring(client_of(cast.ana))


HOLDING = """
import fcntl, sys
lock = open(sys.argv[1], "w")
fcntl.flock(lock, fcntl.LOCK_EX)
print("held", flush=True)
input()
"""


def left_running(client: Client, **changes: object) -> tuple[Path, dict[str, object]]:
    """Return a history's file and its run, left as a server leaves it that was stopped in the middle."""
    bring(client)
    _, file = Shelf("sur-2026", "provider").find(Shelf("sur-2026", "provider").list()[0].ident)
    done = json.loads((file.parent / "run.json").read_text("utf-8"))
    left = {**done, "state": "running", "share": 0.5, "held": {}, **changes}
    (file.parent / "run.json").write_text(json.dumps(left), encoding="utf-8")
    return file, done


def test_a_run_whose_server_has_stopped_is_carried_on_with_its_own_draft(cast: Cast) -> None:
    client = client_of(cast.ana)
    file, done = left_running(client)
    change_draft(cast.ana, "sur-2026", DraftChange(text="a: [", revision=2), NOW)
    page = client.get(KEEP).content.decode()
    assert "first: would have been missed in 1 of the last" in page
    assert "The draft has changed since" in page
    assert json.loads((file.parent / "run.json").read_text("utf-8")) == {**done, "tries": 2}


def test_a_run_whose_draft_cannot_be_read_any_more_is_interrupted(cast: Cast) -> None:
    client = client_of(cast.ana)
    file, _ = left_running(client)
    (file.parent / "draft.yaml").write_text("a: [", encoding="utf-8")
    assert "was interrupted" in client.get(KEEP).content.decode()


def test_a_run_that_ends_with_its_server_each_time_is_not_begun_for_ever(cast: Cast) -> None:
    client = client_of(cast.ana)
    left_running(client, tries=keeping.MOST_TRIES)
    assert "was interrupted" in client.get(KEEP).content.decode()


def test_a_run_that_another_process_carries_on_shows_how_far_it_is(cast: Cast) -> None:
    client = client_of(cast.ana)
    file, _ = left_running(client)
    words = [sys.executable, "-c", HOLDING, str(file.parent / "run.lock")]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        page = client.get(KEEP).content.decode()
        other.communicate("\n")
    assert "Judging the history: 50" in page
    assert "hx-trigger" in page
