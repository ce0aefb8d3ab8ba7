"""What every test of the interface begins with."""

import pytest


@pytest.fixture(autouse=True)
def _forgotten_counts() -> None:
    """Forget who asked how often in another test."""
    from django.core.cache import cache  # noqa: PLC0415 - not before the settings may be read

    cache.clear()
