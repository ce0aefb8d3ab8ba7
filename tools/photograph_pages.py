"""Photographs ``docs/images/pages/*.png``: the main pages of the application with its demo, in Chromium.

It fills an installation of its own in a temporary folder, opens it on a free port of this machine, and ends it.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).parent.parent / "docs" / "images" / "pages"
ACUERDO = Path(sys.executable).parent / "acuerdo"
CHROMIUM = "/usr/bin/chromium"
PATIENCE_S = 120
DESK, PHONE = (1180, 760), (390, 760)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A page as one person sees it; `follows` is the link to it on the page of the address, where that changes."""

    name: str
    person: str
    address: str
    window: tuple[int, int] = DESK
    language: str = "en"
    follows: str = ""


PICTURES = (
    Picture(name="today", person="vera@volga.example", address="/", window=(1180, 330)),
    Picture(name="tickets", person="nora@norte.example", address="/tickets/", window=(1180, 600)),
    Picture(
        name="ticket",
        person="nora@norte.example",
        address="/tickets/",
        follows="main a[href*='/SUR-']",
        window=(1180, 700),
    ),
    Picture(name="board", person="lucia@norte.example", address="/board/", window=(1180, 600)),
    Picture(name="month", person="boris@sur.example", address="/attained/", language="es", window=(1180, 600)),
    Picture(
        name="attained", person="vera@volga.example", address="/agreements/volga-podderzhka/attained", language="ru"
    ),
    Picture(
        name="period",
        person="boris@sur.example",
        address="/agreements/sur-servicios/periods/",
        follows="main a[href*='/periods/20'] >> nth=1",
        window=(1180, 700),
    ),
    Picture(name="list", person="ana@norte.example", address="/agreements/"),
    Picture(name="agreement", person="boris@sur.example", address="/agreements/sur-servicios"),
    Picture(name="desk", person="ana@norte.example", address="/agreements/lakes-services/draft", window=(1180, 600)),
    Picture(name="move", person="boris@sur.example", address="/agreements/sur-telefonia", language="es"),
    Picture(
        name="changes",
        person="boris@sur.example",
        address="/agreements/sur-servicios/versions/2/changes",
        window=(1180, 500),
    ),
    Picture(name="text", person="grace@lakes.example", address="/agreements/lakes-pilot/versions/1/text"),
    Picture(name="levels", person="ana@norte.example", address="/catalogue/levels/"),
    Picture(name="decisions", person="lucia@norte.example", address="/decisions/"),
    Picture(name="phone", person="vera@volga.example", address="/agreements/volga-uslugi", window=PHONE, language="ru"),
)


def main() -> None:
    """Write every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as home,
        served(Path(home)) as (address, passwords),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for picture in PICTURES:
            photograph(browser, address, picture, passwords[picture.person])
        browser.close()


@contextmanager
def served(home: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Fill and open an installation; give its address and the passwords by e-mail address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://localhost:{port}"
    surroundings = {**os.environ, "ACUERDO_HOME": str(home), "PORT": str(port), "ACUERDO_PUBLIC_URL": address}
    surroundings.pop("DATABASE_URL", None)
    told = subprocess.run([ACUERDO, "demo"], env=surroundings, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own
    people = json.loads(told[told.index("[") :])
    with (home / "log").open("wb") as log:
        server = subprocess.Popen([ACUERDO, "serve"], env=surroundings, stdout=log, stderr=log)  # noqa: S603 - our own
    try:
        wait_for(f"{address}/healthz", server)
        yield address, {person["email"]: person["password"] for person in people}
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers. Raises `RuntimeError` where it ends or stays silent."""
    until = time.monotonic() + PATIENCE_S
    while server.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=PATIENCE_S).close()  # noqa: S310 - this machine
        except urllib.error.URLError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server does not answer")


def photograph(browser: Browser, address: str, picture: Picture, password: str) -> None:
    """Write one picture, as its person sees the page."""
    width, height = picture.window
    context = browser.new_context(viewport={"width": width, "height": height}, locale=picture.language)
    context.set_default_timeout(PATIENCE_S * 1000)
    page = context.new_page()
    sign_in(page, address, picture.person, password)
    page.goto(f"{address}{picture.address}")
    if picture.follows:
        page.locator(picture.follows).first.click()
        page.wait_for_load_state()
    page.evaluate("document.fonts.ready")
    page.screenshot(path=IMAGES / f"{picture.name}.png", animations="disabled")
    context.close()


def sign_in(page: Page, address: str, email: str, password: str) -> None:
    """Sign in by the form."""
    page.goto(f"{address}/accounts/login/")
    page.fill("#id_login", email)
    page.fill("#id_password", password)
    page.locator("button.main").click()
    page.wait_for_url(f"{address}/")


if __name__ == "__main__":
    main()
