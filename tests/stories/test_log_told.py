"""Tickets of the real log, told by a program in the order in which things happened, have the clocks of the judge."""

from pathlib import Path

import pytest

from acuerdo.flows.ticket_event import tell_rows
from tests.stories.incident_log import write_tickets
from tests.stories.log_told import TOLD_AT, begin, judged_lines, kept_lines, told_rows

TICKETS = frozenset(f"INC{number:07}" for number in range(45, 145))
_AT_ONCE = 120


@pytest.mark.django_db
def test_tickets_of_the_real_log_have_the_clocks_of_the_judge(tmp_path: Path) -> None:
    log = write_tickets(TICKETS, tmp_path / "log.csv")
    cast, rows = begin(), told_rows(log)
    for start in range(0, len(rows), _AT_ONCE):
        tell_rows(cast.ana, "log", rows[start : start + _AT_ONCE], TOLD_AT)
    kept = set(kept_lines())
    assert kept == set(judged_lines(log))
    assert len({line[0] for line in kept}) > 50
