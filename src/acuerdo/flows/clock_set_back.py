"""The machine's clock was set back: what waits for instants that were near waits no longer than it would have.

What happened to tickets, and when, is kept as it was told; only when workers look again follows their own clock.
"""

from datetime import datetime, timedelta

from django.db import transaction

from acuerdo.apps.notices import commands as notices
from acuerdo.apps.readings import commands as readings


def go_on_after(at: datetime) -> timedelta | None:
    """Return by how much the clock was set back since a worker last said that it lives, None where it was not."""
    ahead = notices.lead_of_beats(at)
    if ahead is not None:
        with transaction.atomic():
            notices.forget_lead(at)
            readings.forget_lead(at)
    return ahead
