"""Texts, changes, records and signed papers, as people of both sides see them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from acuerdo.apps.agreements.commands import DraftChange, change_draft
from acuerdo.flows.agreement_negotiated import Offering, offer_draft
from tests.faces.web.test_doors import client_of
from tests.flows.test_negotiation import TEXT, accept, offered, opened
from tests.flows.test_papers import DIGEST, PDF
from tests.people import NOW, Cast, make_cast

OF = "/agreements/sur-2026"

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cast:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    return make_cast()


def send(client: Client, address: str, content: bytes = PDF, **form: str) -> tuple[int, str]:
    file = SimpleUploadedFile("<img src=x>.pdf", content, content_type="text/html")
    answer = client.post(f"{OF}/{address}", {"paper": file, **form})
    return answer.status_code, answer.content.decode()


def page(client: Client, address: str, language: str = "en") -> str:
    client.cookies["language"] = language
    answer = client.get(f"{OF}{address}")
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_paper_is_registered_confirmed_and_recognised(cast: Cast) -> None:
    opened(cast.ana)
    ana, boris = client_of(cast.ana), client_of(cast.boris)
    assert send(ana, "papers/register", note="Firmado en enero")[0] == 302
    assert "Dispute" in page(boris, "")
    assert DIGEST in page(boris, "/papers")
    assert "&lt;img src=x&gt;.pdf" in page(boris, "/papers")
    seen = {"kind": "accept", "number": "1", "seen": "1", "content": offered_content(cast)}
    assert boris.post(f"{OF}/answer", seen).status_code == 302
    assert "Dispute" not in page(boris, "")
    assert "This is the same file" in send(boris, "papers/compare")[1]
    assert "not a single byte may differ" in send(boris, "papers/compare", PDF + b" ")[1]
    assert DIGEST in page(ana, "/versions/1/record")
    assert DIGEST in page(ana, "/versions/1/text")


def offered_content(cast: Cast) -> str:
    from acuerdo.apps.agreements.queries import find_versions  # noqa: PLC0415 - rows, as the cast

    now = datetime.now(UTC)
    return find_versions(cast.ana, "sur-2026", now, now.date())[0].content


def test_a_paper_is_given_out_as_a_file_and_never_shown_in_a_page(cast: Cast) -> None:
    opened(cast.ana)
    send(client_of(cast.ana), "papers/register")
    answer = client_of(cast.boris).get(f"{OF}/papers/{DIGEST}")
    assert answer.content == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="sur-2026-{DIGEST[:12]}.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert client_of(cast.vera).get(f"{OF}/papers/{DIGEST}").status_code == 404


def test_what_is_not_a_pdf_is_told_so(cast: Cast) -> None:
    opened(cast.ana)
    status, said = send(client_of(cast.ana), "papers/register", b"<html>%PDF</html>")
    assert (status, "This file is not a PDF" in said) == (422, True)


def test_a_request_that_is_too_large_is_told_so_on_a_page(cast: Cast) -> None:
    opened(cast.ana)
    status, said = send(client_of(cast.ana), "papers/register", b"x" * 22_000_000)
    assert (status, "20 MB" in said) == (413, True)


def test_a_signed_pdf_is_bound_to_what_was_agreed(cast: Cast) -> None:
    accept(cast.boris, offered(cast).content, 1)
    assert send(client_of(cast.boris), "versions/1/papers")[0] == 302
    assert DIGEST in page(client_of(cast.ana), "/versions/1/record")


@pytest.mark.parametrize(("language", "word"), [("en", "In force"), ("es", "Servicios"), ("ru", "Целевые показатели")])
def test_the_text_is_read_in_each_language(cast: Cast, language: str, word: str) -> None:
    accept(cast.boris, offered(cast).content, 1)
    said = page(client_of(cast.boris), "/versions/1/text", language).lower()
    assert word.lower() in said
    assert f'class="paper" lang="{language}"' in said
    assert "ana" in said
    assert '<p lang="es"' in said or language == "es" or "[es]" in said
    pdf = client_of(cast.boris).get(f"{OF}/versions/1/text.pdf?lang={language}")
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.content == client_of(cast.ana).get(f"{OF}/versions/1/text.pdf?lang={language}").content
    record = client_of(cast.boris).get(f"{OF}/versions/1/record.pdf?lang={language}")
    assert record.content.startswith(b"%PDF-")


def test_what_changed_is_said_against_the_offer_and_the_version_before(cast: Cast) -> None:
    offered(cast)
    boris = client_of(cast.boris)
    assert "This is the first text" in page(boris, "/versions/1/changes")
    change_draft(cast.boris, "sur-2026", DraftChange(text=TEXT.replace("1h", "30m"), revision=0), datetime.now(UTC))
    offer_draft(cast.boris, "sur-2026", Offering(seen=1), datetime.now(UTC))
    said = page(boris, "/versions/1/changes", "es").replace("\N{NO-BREAK SPACE}", " ")
    assert "first, meta: 30 min (antes: 1 h)" in said
    assert "más exigente para el proveedor" in said
    assert "Frente al texto propuesto antes" in said
    unfolded = boris.get(f"{OF}/versions/1/changes", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in unfolded
    assert "antes: 1" in unfolded


def test_letters_that_the_pdf_has_not_are_told_on_the_page_that_shows_them(cast: Cast) -> None:
    opened(cast.ana)
    change_draft(cast.ana, "sur-2026", DraftChange(text=TEXT.replace("Mesa", "\u65e5\u672c"), revision=1), NOW)
    offer_draft(cast.ana, "sur-2026", Offering(seen=0), NOW)
    answer = client_of(cast.boris).get(f"{OF}/versions/1/text.pdf?lang=es", follow=True)
    assert answer.redirect_chain == [(f"{OF}/versions/1/text", 302)]
    assert "Print this page instead" in answer.content.decode()


def test_what_is_not_there_has_no_text(cast: Cast) -> None:
    offered(cast)
    for address in ("/versions/2/text", "/versions/9/record.pdf", "/papers/abc"):
        assert client_of(cast.boris).get(f"{OF}{address}").status_code == 404
