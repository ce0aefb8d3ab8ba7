"""A contract in force on paper: registered with its PDF by one side and confirmed by the other, in a browser."""

from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from acuerdo.apps.journal.queries import verify
from tests.faces.web.browsing import LIVING, begin, in_chromium, page_of
from tests.flows.test_papers import DIGEST, PDF
from tests.people import Cast, make_cast

pytestmark = [pytest.mark.usefixtures("real_transactions"), in_chromium]


@pytest.fixture
def cast(real_transactions: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cast:  # noqa: ARG001 - its rows stand in them
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    return make_cast()


def test_a_paper_contract_is_registered_and_confirmed(
    cast: Cast, live_server: LiveServer, browser: Browser, tmp_path: Path
) -> None:
    signed = tmp_path / "contrato.pdf"
    signed.write_bytes(PDF)
    ana = page_of(browser, live_server.url, cast.ana, "es", width=1280)
    begin(ana, live_server.url, LIVING)
    ana.get_by_role("button", name="Guardar", exact=True).click()
    ana.get_by_text("aún sin guardar").wait_for(state="detached")
    ana.goto(f"{live_server.url}/agreements/sur-2026/papers")
    ana.get_by_label("El PDF firmado").set_input_files(signed)
    ana.get_by_role("button", name="Registrar").click()
    ana.get_by_text("vigente").first.wait_for()

    boris = page_of(browser, live_server.url, cast.boris, "ru", width=390)
    boris.goto(f"{live_server.url}/agreements/sur-2026")
    boris.get_by_role("button", name="Подтвердить").click()
    boris.get_by_role("button", name="Подтвердить").wait_for(state="detached")
    boris.goto(f"{live_server.url}/agreements/sur-2026/papers")
    assert DIGEST in boris.inner_text("main")
    boris.get_by_label("Файл, который есть у вас").set_input_files(signed)
    boris.get_by_role("button", name="Сравнить").click()
    boris.get_by_text("Это тот же файл, что и одна из подписанных бумаг.").wait_for()
    with boris.expect_download() as downloading:
        boris.get_by_role("link", name="contrato.pdf").click()
    assert sha256(downloading.value.path().read_bytes()).hexdigest() == DIGEST
    for address in ("papers", "versions/1/text", "versions/1/record", "versions/1/changes"):
        boris.goto(f"{live_server.url}/agreements/sur-2026/{address}")
        assert boris.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
    assert verify("agreement:sur-2026").faults == ()
