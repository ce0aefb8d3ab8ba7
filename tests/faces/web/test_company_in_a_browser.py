"""Signing in with the company's account in a real browser: over two sites and back, under the strict policy."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.faces.web.browsing import in_chromium, page_of
from tests.faces.web.test_company_sign_in import open_company, use
from tests.people import make_cast

pytestmark = [pytest.mark.usefixtures("real_transactions"), in_chromium]


def test_somebody_goes_to_the_companys_sign_in_and_comes_back_signed_in(
    live_server: LiveServer, browser: Browser, settings: Settings, tmp_path: Path
) -> None:
    make_cast()
    here = live_server.url
    with open_company(tmp_path, f"{here}/accounts/oidc/company/login/callback/") as company:
        use(settings, company)
        page = page_of(browser, here, None, "ru", width=390)
        page.request.get(f"{company}/enter?who=ana")
        page.goto(f"{here}/accounts/login/")
        page.get_by_role("button", name="Войти с учётной записью компании").click()
        page.wait_for_url(f"{here}/")
        assert page.locator("header").get_by_role("link", name="Ana").is_visible()
