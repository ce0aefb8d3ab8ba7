"""A help desk says what became of its promises."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from acuerdo.apps.claims.commands import SaidClaim, keep_claims
from acuerdo.apps.parties.viewers import Viewer


def tell(viewer: Viewer, source: str, said: Sequence[SaidClaim], at: datetime) -> int:
    """Keep what a source claims of its promises; return how many. Raises `NotThere`, `SourceRefused`."""
    with transaction.atomic():
        return keep_claims(viewer, source, said, at)
