"""What tests of the queue and the board start from: an agreement around the clock, and tickets that are open now."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from acuerdo.core.chains.canonical import Json
from tests.flows.telling import TEXT, add_source, in_force, say
from tests.people import Cast, make_cast

AROUND = TEXT.replace("office: {week: {mon-fri: [09:00-18:00]}}", "office: 24x7").replace("within: 1bd", "within: 9h")


def fact(ticket: str, minutes_ago: float, event: str, **more: Json) -> dict[str, Json]:
    at = timezone.now() - timedelta(minutes=minutes_ago)
    return {"ticket": ticket, "at": at.isoformat(), "event": event, **more}


def make_open_clocks(late_with: str) -> Cast:
    """Let a ticket be late (held under a name), one at risk, one wait, and one be nobody's."""
    found = make_cast()
    today = datetime.now(UTC).date()
    term = f"from: {today - timedelta(days=40)}, to: {today + timedelta(days=400)}"
    text = AROUND.replace("from: 2026-03-02, to: 2026-12-31", term)
    in_force(found, text, timezone.now() - timedelta(days=41))
    add_source(found)
    told = [
        fact("LATE", 20, "opened", priority="P1", owner=late_with, team="red", service="desk"),
        fact("RISK", 40, "opened", priority="P2", owner="Tomas", team="red"),
        fact("WAIT", 90, "opened", priority="P2", owner="Tomas", team="mesa"),
        fact("WAIT", 80, "replied", by="Tomas"),
        fact("WAIT", 70, "changed", status="waiting_customer"),
        fact("FREE", 5, "opened", priority="P2"),
    ]
    say(found.ana, *told, at=timezone.now())
    return found
