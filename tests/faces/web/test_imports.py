"""Files on the pages of a source: brought, seen, confirmed, stopped, and what was wrong is said."""

import gzip
import html
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import RequestFactory
from django.utils import timezone

from acuerdo.apps.imports.models import Import
from acuerdo.apps.imports.shapes import Decision
from acuerdo.apps.imports.spool import LARGEST_BYTES
from acuerdo.apps.notices.commands import beat
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.models import Fact
from acuerdo.faces.web.refusals import say_refusal
from acuerdo.faces.web.uploads import LARGEST_REQUEST_BYTES, largest_for
from acuerdo.words import Language
from tests.flows.importing import FACTS, bring, carried, decide
from tests.flows.telling import add_source, in_force
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db
HERE = "/sources/desk/imports/"


def zipped(files: Mapping[str, bytes]) -> bytes:
    found = BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return found.getvalue()


@pytest.fixture
def cast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    found = make_cast()
    in_force(found)
    add_source(found)
    return found


def signed_in(viewer: Viewer) -> Client:
    client = Client(headers={"accept-language": "es"})
    client.force_login(Person.objects.get(pk=viewer.person))
    return client


def test_a_file_is_brought_seen_and_recorded_on_its_page(cast: Cast) -> None:
    client = signed_in(cast.ana)
    answer = client.post(f"{HERE}new", {"file": SimpleUploadedFile("facts.csv", FACTS)})
    page = answer.headers["Location"]
    one = Import.objects.get()
    assert page == f"{HERE}{one.ident}"
    assert "hx-get" in client.get(page).content.decode()  # it looks again by itself
    carried(cast.ana, one.ident)
    seen = client.get(page).content.decode()
    for said in ("Entrarían 5 hechos nuevos", "Registrar 5 hechos", "2026-03-02T09:20:00", "exploded"):
        assert said in seen
    assert "hx-get" not in seen
    assert "Ana Ruiz" not in seen
    assert client.post(f"{page}/decide", {"then": "confirm"}).status_code == 302
    carried(cast.ana, one.ident)
    assert Fact.objects.count() == 5
    assert "Se registraron 5 hechos" in client.get(page).content.decode()
    assert "facts.csv" in client.get(HERE).content.decode()
    again = client.post(f"{page}/decide", {"then": "confirm"})
    assert again.status_code == 409
    assert client.post(f"{page}/decide", {"then": "dance"}).status_code == 400


def test_what_is_wrong_with_a_file_or_its_profile_is_said_and_what_was_chosen_stays(cast: Cast) -> None:
    client = signed_in(cast.ana)
    form = {"profile": "servicenow-audit", "time_zone": "Marte"}
    for files, said in (
        ({}, "Elija primero un archivo"),
        ({"file": SimpleUploadedFile("letter.pdf", b"x")}, "CSV, XLSX"),
        ({"file": SimpleUploadedFile("facts.csv", FACTS)}, "No existe esa zona horaria"),
        ({"file": SimpleUploadedFile("a.csv", FACTS), "own_profile": SimpleUploadedFile("p.yaml", b"\xff")}, "perfil"),
    ):
        answer = client.post(f"{HERE}new", {**form, **files})
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert 'value="servicenow-audit" selected' in answer.content.decode()
    assert not Import.objects.exists()


def test_a_file_that_failed_or_was_stopped_says_so(cast: Cast) -> None:
    client = signed_in(cast.ana)
    failed = bring(cast.ana, b"name,colour\nx,red\n")
    carried(cast.ana, failed)
    assert "¿Es el perfil correcto?" in client.get(f"{HERE}{failed}").content.decode()
    stopped = bring(cast.ana)
    carried(cast.ana, stopped)
    decide(cast.ana, stopped, Decision.CONFIRM)
    client.post(f"{HERE}{stopped}/decide", {"then": "stop"})
    assert "Parado tras 0 de 5 hechos" in client.get(f"{HERE}{stopped}").content.decode()


def test_only_a_file_of_somebody_who_may_tell_facts_may_be_that_large(cast: Cast) -> None:
    asked = RequestFactory().post(f"{HERE}new")
    for client in (Client(), signed_in(cast.boris), signed_in(cast.tomas)):
        asked.session = client.session
        assert largest_for(asked) == LARGEST_REQUEST_BYTES
    asked.session = signed_in(cast.ana).session
    assert largest_for(asked) == LARGEST_BYTES + 1_000_000
    other = RequestFactory().post("/sources/new")
    other.session = asked.session
    assert largest_for(other) == LARGEST_REQUEST_BYTES


BROKEN = {
    "a.csv": b"\n\n \n",
    "b.csv": "ticket,at,event\nвысокий,x,opened\n".encode("cp1251"),
    "c.csv": b"ticket,at,event,event\n1,2,3,4\n",
    "d.csv": b"ticket,at,event,colour\n1,2,3,4\n",
    "e.csv": b"ticket,at,event\nT\0,2,3\n",
    "f.csv.gz": gzip.compress(FACTS * 50)[:100],
    "g.parquet": b"PAR1hello",
    "h.zip": zipped({"inner.zip": zipped({"a.csv": FACTS})}),
    "i.xlsx": b"PK\x03\x04 and no more",
}


@pytest.mark.parametrize("name", BROKEN)
def test_why_a_file_is_not_read_is_said_in_the_readers_language(cast: Cast, name: str) -> None:
    failed = bring(cast.ana, BROKEN[name], name=name)
    fault = carried(cast.ana, failed).fault
    seen = signed_in(cast.ana).get(f"{HERE}{failed}").content.decode()
    assert f"<p>{fault}</p>" not in seen
    assert say_refusal(Language.ES, fault) in html.unescape(seen)


def test_a_file_that_waits_for_a_worker_says_when_none_is_heard(cast: Cast) -> None:
    client = signed_in(cast.ana)
    page = f"{HERE}{bring(cast.ana)}"
    assert "ningún proceso de trabajo" in client.get(page).content.decode()
    beat("vm:1", timezone.now())
    assert "ningún proceso de trabajo" not in client.get(page).content.decode()


def test_several_files_in_one_archive_are_one_import(cast: Cast) -> None:
    head, first, *rest = FACTS.splitlines(keepends=True)
    ident = bring(cast.ana, zipped({"a.csv": head + first, "b.csv": head + b"".join(rest)}), name="all of march.zip")
    carried(cast.ana, ident)
    seen = signed_in(cast.ana).get(f"{HERE}{ident}").content.decode()
    assert "Entrarían 5 hechos nuevos" in seen


def test_how_a_file_was_read_and_what_it_says_stand_in_words(cast: Cast) -> None:
    ident = bring(cast.ana)
    carried(cast.ana, ident)
    client = signed_in(cast.ana)
    seen = client.get(f"{HERE}{ident}").content.decode()
    assert "prioridad: P1" in seen
    assert "hechos, según el formato" in seen
    assert "hechos, según el formato" in client.get(HERE).content.decode().partition("<tbody>")[2]


def test_a_file_of_a_header_alone_says_so_and_offers_nothing_to_record(cast: Cast) -> None:
    header = FACTS.split(b"\n", 1)[0] + b"\n"
    one = bring(cast.ana, header)
    carried(cast.ana, one)
    page = signed_in(cast.ana).get(f"{HERE}{one}").content.decode()
    assert "No hay filas en este archivo" in page
    assert ('value="confirm"' in page, 'value="forget"' in page) == (False, True)
