"""Texts, changes and signed papers, as programs of both sides get them."""

from pathlib import Path

import pytest
from django.conf import settings

from acuerdo.apps.acts.paper_files import LARGEST_BYTES
from acuerdo.apps.agreements.commands import DraftChange, change_draft
from acuerdo.flows.agreement_negotiated import Offering, offer_draft
from tests.faces.api.asking import Asker
from tests.flows.test_negotiation import TEXT, accept, offered, opened
from tests.flows.test_papers import DIGEST, PDF
from tests.people import NOW, Cast, make_cast

OF = "/agreements/sur-2026"

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cast:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    return make_cast()


def test_a_version_is_read_in_three_languages(cast: Cast) -> None:
    version, asker = offered(cast), Asker(cast.boris)
    pages = {lang: asker.ask("GET", f"{OF}/versions/1.html?lang={lang}") for lang in ("es", "ru", "en")}
    assert all(version.content in page.body for page in pages.values())
    assert len({page.body for page in pages.values()}) == 3
    assert '<html lang="ru">' in pages["ru"].body
    assert "sandbox" in pages["ru"].headers["Content-Security-Policy"]
    by_header = asker.ask("GET", f"{OF}/versions/1.html", Accept_Language="es")
    assert by_header.body == pages["es"].body
    assert asker.ask("GET", f"{OF}/versions/1.html?lang=fr").status == 422
    pdf = asker.ask("GET", f"{OF}/versions/1.pdf?lang=ru")
    assert pdf.body.startswith(b"%PDF-")
    assert pdf.headers["Content-Disposition"] == 'attachment; filename="sur-2026-1-ru.pdf"'
    record = asker.ask("GET", f"{OF}/versions/1/record.html?lang=en")
    assert "Ana" in record.body
    assert asker.ask("GET", f"{OF}/versions/1/record.pdf").body.startswith(b"%PDF-")


def test_what_changed_is_said_in_words(cast: Cast) -> None:
    first, asker = offered(cast), Asker(cast.boris)
    assert asker.ask("GET", f"{OF}/versions/1/changes").body["changes"] == []
    change_draft(cast.boris, "sur-2026", DraftChange(text=TEXT.replace("1h", "30m"), revision=0), NOW)
    countered = offer_draft(cast.boris, "sur-2026", Offering(seen=1), NOW)
    told = asker.ask("GET", f"{OF}/versions/1/changes?since=offer&lang=en").body
    assert (told["version"], told["since"], told["language"]) == (1, 1, "en")
    (change,) = told["changes"]
    assert (change["subject"], change["weight"], change["side"]) == ("first", "stricter", "provider")
    assert change["meaning"] == "stricter for the provider"
    assert change["sentence"].replace("\N{NO-BREAK SPACE}", " ").endswith("30 min (was 1 h)")
    accept(cast.ana, countered.standing.content or "", 2)
    change_draft(cast.ana, "sur-2026", DraftChange(text=TEXT.replace("1h", "2h"), revision=0), NOW)
    offer_draft(cast.ana, "sur-2026", Offering(seen=0), NOW)
    second = asker.ask("GET", f"{OF}/versions/2/changes?lang=ru").body
    assert (second["since"], [one["weight"] for one in second["changes"]]) == (1, ["looser"])
    assert asker.ask("GET", f"{OF}/versions/2/changes?since=1&lang=ru").body == second
    assert asker.ask("GET", f"{OF}/versions/2/changes?since=7").status == 404
    assert first.content != countered.standing.content


def test_a_paper_is_registered_once_confirmed_and_recognised(cast: Cast) -> None:
    opened(cast.ana)
    ana, boris = Asker(cast.ana), Asker(cast.boris)
    sent = [ana.send(f"{OF}/papers", PDF, note="Firmado", idempotency_key="p1") for _ in range(2)]
    assert [one.status for one in sent] == [201, 201]
    assert sent[0].body == sent[1].body
    assert (sent[0].body["state"], sent[0].body["moves"][0]["document"]) == ("registered", DIGEST)
    other = ana.send(f"{OF}/papers", PDF + b"%%EOF", note="Firmado", idempotency_key="p1")
    assert (other.status, other.body["code"]) == (422, "other_request")
    accepted = {"kind": "accept", "version": 1, "content": sent[0].body["content"], "seen": 1}
    assert boris.ask("POST", f"{OF}/acts", accepted).body["state"] == "agreed"
    (paper,) = boris.ask("GET", f"{OF}/papers").body["items"]
    assert (paper["sha256"], paper["size"], paper["person"], paper["side"]) == (DIGEST, len(PDF), "Ana", "provider")
    assert boris.ask("GET", f"{OF}/papers/{DIGEST}").body == paper
    assert boris.ask("GET", f"{OF}/papers/{'1' * 64}").status == 404
    assert boris.ask("GET", f"{OF}/papers/{DIGEST}.pdf").body == PDF
    bound = boris.send(f"{OF}/versions/1/papers", PDF + b"\n%%EOF\n")
    assert [one["side"] for one in bound.body["items"]] == ["provider", "customer"]


def test_what_is_no_paper_is_refused(cast: Cast) -> None:
    opened(cast.ana)
    ana = Asker(cast.ana)
    for content, status, code in (
        (b"<html>", 422, "not_a_pdf"),
        (b"", 422, "empty_paper"),
        (PDF + b"0" * LARGEST_BYTES, 413, "large_paper"),
        (PDF + b"0" * (LARGEST_BYTES + 2_000_000), 413, "too_large"),
    ):
        told = ana.send(f"{OF}/papers", content)
        assert (told.status, told.body["code"]) == (status, code)
    assert ana.send(f"{OF}/papers", PDF, note="a\0").status == 400
    assert ana.ask("POST", f"{OF}/papers", {"paper": "a"}).status == 422
    assert ana.ask("GET", f"{OF}/papers").body["items"] == []
