"""A small desk that the tests of the simulator know: two people in front, one behind, one customer."""

from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime
from typing import Any

from acuerdo.core.hours import to_us
from acuerdo.studies.simulate import Scenario, read_scenario
from acuerdo.studies.simulate.engine import Row

SMALL: dict[str, Any] = {
    "scenario": "1",
    "id": "small",
    "time_zone": "Europe/Madrid",
    "from": "2026-03-02",
    "to": "2026-04-12",
    "calendars": {
        "office": {"week": {"mon-fri": ["09:00-14:00", "15:00-18:00"]}, "closed": ["2026-04-03"]},
        "always": "24x7",
    },
    "priorities": {"levels": ["P1", "P2", "P3"], "shares": {"P1": "1", "P2": "3", "P3": "6"}},
    "types": {"incident": "3", "request": "1"},
    "channels": {"phone": "1"},
    "services": {
        "desk": {"team": "front", "share": "3", "categories": {"mail": "1", "print": "2"}},
        "erp": {"team": "front"},
    },
    "teams": {"front": {"tier": "1", "escalates_to": "back"}, "back": {"tier": "2"}},
    "people": {
        "ana": {"team": "front", "calendar": "office"},
        "luis": {"team": "front", "calendar": "office", "skills": ["desk"]},
        "eva": {"team": "back", "calendar": "office"},
    },
    "arrivals": {
        "shops": {"customer": "sur", "per_day": "5", "users": ["marta"], "calendar": "office", "site": "shop"},
    },
    "work": {"first_reply": "4m", "handling": {"default": {"median": "30m", "spread": "0.8"}}},
}

EVERYTHING: dict[str, Any] = {
    "waits": [
        {"reason": "customer", "share": "40%", "lasts": {"median": "3h", "spread": "1"}},
        {"reason": "supplier", "share": "20%", "lasts": "5h", "calendar": "office"},
        {"reason": "agreed_date", "share": "20%", "lasts": "8h", "priorities": ["P3"]},
    ],
    "habits": {
        "automatic_reply": "50%",
        "acknowledged": "30%",
        "silent": "5%",
        "first_contact": "20%",
        "updates": "50%",
        "internal_notes": "30%",
        "diagnosed": "40%",
        "planned": "20%",
        "agreed": "20%",
        "workaround": "40%",
        "on_site": "20%",
        "escalated": "30%",
        "reassigned": "20%",
        "customer_messages": "30%",
        "thanks": "30%",
        "confirmed": "30%",
        "cancelled": "8%",
        "merged": "8%",
        "reopened": "20%",
    },
    "events": [{"event": "root_cause_sent", "share": "60%", "lasts": "6h"}],
    "records": {"late": "15%", "corrected": "20%", "retracted": "15%"},
}


def make(**changes: Any) -> Scenario:  # noqa: ANN401 - the parts of a scenario are nested texts of any depth
    """The small desk with some of its top-level parts replaced."""
    return read_scenario(deepcopy(SMALL) | changes)


def by_ticket(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows grouped by ticket, in their order."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["ticket"], []).append(row)
    return found


def at_us(text: str) -> int:
    """An instant of a row in microseconds since 1970."""
    return to_us(datetime.fromisoformat(text))
