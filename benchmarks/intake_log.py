"""The whole real log told to the application as a program tells it, and held against the judge over the same facts.

Inside a process of the application: `python -m benchmarks.intake_log BATCH` prints how many facts there are, how many
seconds telling them took, and which clocks (at most ten) are not what the judge says.
"""

import json
import sys
import time
from itertools import islice

import django

from benchmarks.harness import REAL_LOG


def main(batch: int) -> None:
    """Tell the log and print what became of it."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - once the application is set up
    from tests.stories.log_told import (  # noqa: PLC0415 - as above
        TOLD_AT,
        begin,
        judged_lines,
        kept_lines,
        told_rows,
    )

    from acuerdo.apps.tickets.shapes import Taken  # noqa: PLC0415 - as above
    from acuerdo.flows.ticket_event import tell_rows  # noqa: PLC0415 - as above

    call_command("migrate", verbosity=0)
    cast, coming, told = begin(), iter(told_rows(REAL_LOG)), 0
    begun = time.perf_counter()
    while part := list(islice(coming, batch)):
        told += sum(one.taken is Taken.RECORDED for one in tell_rows(cast.ana, "log", part, TOLD_AT))
    seconds = time.perf_counter() - begun
    kept = set(kept_lines())
    differing = kept ^ set(judged_lines(REAL_LOG))
    shown = sorted(map(str, differing))[:10]
    sys.stdout.write(
        json.dumps({"facts": told, "seconds": seconds, "clocks": len(kept), "differ": len(differing), "shown": shown})
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
