"""Thirty tickets of the real log, worked out by hand, against the product."""

import csv
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from acuerdo.connectors.importing import import_facts
from acuerdo.core.clock.intake import instant_us
from acuerdo.core.clock.verdict import Verdict
from acuerdo.documents import read_agreement
from acuerdo.studies.judging import judge_facts

from .incident_log import EXAMPLE, PROFILE, ROOT, write_tickets

PAGE = ROOT / "docs" / "laws" / "by-hand.md"
DATA = ROOT / "docs" / "laws" / "by-hand.csv"
LOG_ENDS = datetime(2017, 2, 18, 15, 0, tzinfo=UTC)
INSTANTS = ("started_at", "stopped_at", "due_at", "breaches_at", "breached_at")
DURATIONS = {
    "target": "target_s",
    "counted": "consumed_s",
    "paused": "paused_s",
    "outside": "outside_s",
    "late": "late_s",
}

Row = dict[str, str]


def read_rows() -> list[Row]:
    with DATA.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = read_rows()
TICKETS = frozenset(row["ticket"] for row in ROWS)


def instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


def seconds(text: str) -> int | None:
    if not text:
        return None
    hours, minutes = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def expected(row: Row) -> dict[str, object]:
    return {
        "verdict": row["verdict"],
        "reason": row["reason"] or None,
        "priority": row["priority"],
        **{name: instant(row[name]) for name in INSTANTS},
        **{field: seconds(row[name]) for name, field in DURATIONS.items()},
    }


def found(verdict: Verdict) -> dict[str, object]:
    return {
        "verdict": verdict.verdict.value,
        "reason": verdict.reason,
        "priority": verdict.priority,
        **{name: getattr(verdict, name) for name in INSTANTS},
        **{field: getattr(verdict, field) for field in DURATIONS.values()},
    }


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str, str], Verdict]:
    """Judge the thirty tickets as of each instant that the data name."""
    rows = write_tickets(TICKETS, tmp_path_factory.mktemp("log") / "thirty.csv")
    facts = import_facts(rows, PROFILE, time_zone="UTC").facts
    terms = read_agreement(Path(EXAMPLE / "agreement.yaml")).terms
    judged = {}
    for text in dict.fromkeys(row["as_of"] for row in ROWS):
        as_of = instant(text) or LOG_ENDS
        for verdict in judge_facts(terms, facts, as_of_us=instant_us(as_of)).verdicts:
            judged[verdict.ticket, text, verdict.commitment] = verdict
    return judged


@pytest.mark.parametrize(
    "row", ROWS, ids=lambda row: "-".join(filter(None, map(row.get, ("ticket", "commitment", "as_of"))))
)
def test_the_product_finds_what_the_hand_found(row: Row, verdicts: Mapping[tuple[str, str, str], Verdict]) -> None:
    verdict = verdicts[row["ticket"], row["as_of"], row["commitment"]]
    assert found(verdict) == expected(row)
    assert verdict.cycle == 1
    assert verdict.excluded_s == 0


def test_thirty_tickets_are_worked_out_each_for_both_promises() -> None:
    assert len(TICKETS) == 30
    final = [(row["ticket"], row["commitment"]) for row in ROWS if not row["as_of"]]
    assert sorted(final) == sorted((ticket, name) for ticket in TICKETS for name in ("ownership", "resolution"))


@pytest.mark.parametrize("ticket", sorted(TICKETS))
def test_the_page_works_out_every_figure_of_the_data(ticket: str) -> None:
    sections = re.split(r"^### ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    [section] = [part for part in sections if part.startswith(ticket)]
    for row in (row for row in ROWS if row["ticket"] == ticket):
        for name in ("counted", "paused", "outside", "late"):
            if row[name] not in {"", "0:00"}:
                assert words(row[name]) in section, (row["commitment"], name, row[name])


def words(duration: str) -> str:
    """Write `26:16` as the page does: 26 h 16 min; 42 h; 53 min."""
    hours, minutes = (int(part) for part in duration.split(":"))
    parts = ([f"{hours:,} h"] if hours else []) + ([f"{minutes} min"] if minutes else [])
    return " ".join(parts)
