"""Closed tickets in the database of this process, an exclusion that touches them, and how long they take to be judged.

`python -m benchmarks.anew_rows TICKETS`, after `benchmarks.intake_rows begin`.
"""

import json
import os
import sys
import time
from datetime import timedelta

import django

from benchmarks.intake_rows import facts

_AT_ONCE = 2_000


def measure(tickets: int) -> dict[str, float]:
    """Tell of so many tickets, agree to leave out a month for one promise, and judge all of them anew."""
    from tests.flows.telling import KEY  # noqa: PLC0415 - once the application is set up
    from tests.people import NOW  # noqa: PLC0415 - as above

    from acuerdo.apps.clocks.models import Clock  # noqa: PLC0415 - as above
    from acuerdo.apps.exclusions.shapes import ExclusionSaid  # noqa: PLC0415 - as above
    from acuerdo.apps.parties.models import Person  # noqa: PLC0415 - as above
    from acuerdo.apps.parties.viewers import view_as  # noqa: PLC0415 - as above
    from acuerdo.apps.rejudging.models import MovedClock  # noqa: PLC0415 - as above
    from acuerdo.core.acts import MoveKind  # noqa: PLC0415 - as above
    from acuerdo.core.clock.exclusions import Scope  # noqa: PLC0415 - as above
    from acuerdo.core.hours import to_us  # noqa: PLC0415 - as above
    from acuerdo.flows.exclusions_agreed import ExclusionIntent, answer, claim  # noqa: PLC0415 - as above
    from acuerdo.flows.rejudged import close_judged, judge_part  # noqa: PLC0415 - as above
    from acuerdo.flows.ticket_event import tell_rows  # noqa: PLC0415 - as above

    ana, boris = (view_as(Person.objects.get(name=name)) for name in ("Ana", "Boris"))
    later = NOW + timedelta(days=30)
    rows = list(facts(4_000, 4 * tickets, NOW))
    for place in range(0, len(rows), _AT_ONCE):
        tell_rows(ana, "desk", rows[place : place + _AT_ONCE], later)
    said = ExclusionSaid(
        scope=Scope.AGREEMENT,
        reason="force_majeure",
        from_us=to_us(NOW),
        until_us=to_us(later),
        commitments=("first",),
    )
    claim(ana, KEY, said, later)
    answer(boris, KEY, 1, ExclusionIntent(move=MoveKind.ACCEPT, seen=1), later)
    begun, judged = (time.perf_counter(), time.process_time()), 0
    while part := judge_part(later):
        judged += part
    close_judged(later)
    return {
        "wall_s": time.perf_counter() - begun[0],
        "cpu_s": time.process_time() - begun[1],
        "judged": judged,
        "moved": MovedClock.objects.count(),
        "clocks": Clock.objects.count(),
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acuerdo.project.settings")
    django.setup()
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]))))
