"""What every test of a page begins with."""

import pytest


@pytest.fixture(autouse=True)
def _forgotten_guesses() -> None:
    """Forget whose guesses were slowed down in another test."""
    from django.core.cache import cache  # noqa: PLC0415 - not before the settings may be read

    cache.clear()
