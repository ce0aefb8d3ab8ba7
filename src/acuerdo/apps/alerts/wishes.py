"""How people want to be told: said by each for themselves."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from acuerdo.apps.alerts.models import Held, Messenger, Wish
from acuerdo.apps.alerts.quiet import Quiet, told_at
from acuerdo.apps.parties.viewers import Viewer


class WishRefused(ValueError):
    """Wishes that cannot be kept. `code` is `half_quiet_hours` or `no_quiet_hours`."""

    def __init__(self, code: str, expected: str) -> None:
        self.code = code
        super().__init__(f"{code}: expected {expected}")


class Wishes:
    """What some people (rows' ids) want, read once for many letters."""

    def __init__(self, people: Collection[int]) -> None:
        rows = Wish.objects.filter(person__in=people).select_related("person")
        self._of = {row.person_id: (_quiet(row), row.person.time_zone) for row in rows}

    def told_at(self, person: int, at: datetime, *, urgent: bool) -> datetime | None:
        """Return when somebody is told; None: at once."""
        if person not in self._of:
            return None
        wanted, time_zone = self._of[person]
        return told_at(wanted, time_zone, at, urgent=urgent)


def find_wishes(viewer: Viewer) -> Quiet:
    """Return how the viewer wants to be told."""
    row = Wish.objects.filter(person=viewer.person).first()
    return Quiet() if row is None else _quiet(row)


def say_wishes(viewer: Viewer, wanted: Quiet) -> None:
    """Keep how the viewer wants to be told from now on. Raises `WishRefused`."""
    if (wanted.quiet_from is None) != (wanted.quiet_until is None):
        raise WishRefused("half_quiet_hours", "both ends of the quiet hours, or none")
    if wanted.quiet_from is not None and wanted.quiet_from == wanted.quiet_until:
        raise WishRefused("no_quiet_hours", "quiet hours that end at another time than they begin")
    Wish.objects.update_or_create(person_id=viewer.person, defaults=asdict(wanted))


def forget_wishes(person: int) -> int:
    """Forget what somebody (the row's id) wants, and what waits for their summary; return how many letters waited."""
    Messenger.objects.filter(person=person).delete()
    Wish.objects.filter(person=person).delete()
    return Held.objects.filter(person=person).delete()[0]


def _quiet(row: Wish) -> Quiet:
    return Quiet(
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        summary=row.summary,
        summary_at=row.summary_at,
        urgent_passes=row.urgent_passes,
    )
