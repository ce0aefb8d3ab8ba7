"""What every test of a page begins with."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.faces.web.browsing import COMPLAINTS, open_browser


@pytest.fixture(autouse=True)
def _forgotten_guesses() -> None:
    """Forget whose guesses were slowed down in another test."""
    from django.core.cache import cache  # noqa: PLC0415 - not before the settings may be read

    cache.clear()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give a module one Chromium; each person gets a window with cookies of their own (`page_of`)."""
    with open_browser() as found:
        yield found


@pytest.fixture(autouse=True)
def _no_complaints() -> Iterator[None]:
    """Fail a test whose browser complained: of a script, of the content policy, of an answer."""
    COMPLAINTS.clear()
    yield
    assert COMPLAINTS == []
