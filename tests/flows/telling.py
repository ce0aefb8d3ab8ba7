"""What tests of tickets start from: an agreement in force between Norte and Sur, and sources that tell."""

from collections.abc import Mapping
from datetime import datetime

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.agreements.commands import NewAgreement, open_agreement
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tickets.shapes import Answer
from acuerdo.apps.tickets.sources import SourceIntent
from acuerdo.core.acts import MoveKind
from acuerdo.core.chains.canonical import Json
from acuerdo.flows import sources_kept
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from acuerdo.flows.ticket_event import tell_rows
from tests.people import NOW, Cast

KEY = "sur-2026"
TEXT = """acuerdo: 1
id: sur-2026
title: {es: Servicios}
language: es
time_zone: Europe/Madrid
parties: {provider: {id: norte, name: Norte}, customer: {id: sur, name: Sur}}
term: {from: 2026-03-02, to: 2026-12-31}
calendars: {office: {week: {mon-fri: [09:00-18:00]}}, always: 24x7}
services: [{id: desk, name: {es: Mesa}, calendar: office}]
priorities: {levels: [P1, P2]}
measures: {report: {starts_when: {stage: [resolved]}, stops_when: {event: report_sent}}}
fields: {vip: ["yes", "no"]}
commitments:
  - {id: first, measure: first_response, calendar: always, within: {P1: 15m, default: 1h}, warn_at: [50%]}
  - {id: fix, measure: resolution, calendar: office, within: {P1: 4h, default: 8h}}
  - {id: report, measure: report, calendar: office, within: 1bd}
"""


def in_force(cast: Cast, text: str = TEXT, at: datetime = NOW, key: str = KEY) -> None:
    """Let both sides agree on a text, which then governs from its date on."""
    open_agreement(cast.ana, NewAgreement(key=key, kind="sla", customer="sur", text=text), at)
    content = offer_draft(cast.ana, key, Offering(seen=0), at).standing.content or ""
    answer_offer(cast.boris, key, 1, Intent(kind=MoveKind.ACCEPT, content=content, seen=1), at)


def add_source(
    cast: Cast,
    key: str = "desk",
    customer: str = "sur",
    *,
    customers: Mapping[str, str] | None = None,
    statuses: Mapping[str, tuple[str, str | None]] | None = None,
    values: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    """Let Ana add a source of one customer, or of those whose words are given."""
    wanted = SourceIntent(
        key=key,
        name=key.capitalize(),
        customer=customer,
        customers=customers or {},
        statuses=statuses or {},
        values=values or {},
    )
    sources_kept.add(cast.ana, wanted, NOW)


def say(viewer: Viewer, *rows: Mapping[str, Json], at: datetime = NOW, source: str = "desk") -> list[Answer]:
    return list(tell_rows(viewer, source, rows, at))


def row(ticket: str, at: str, event: str, **more: Json) -> dict[str, Json]:
    """Return a row as a source sends it, at an instant of the day on which tests live."""
    return {"ticket": ticket, "at": f"2026-03-02T{at}Z", "event": event, **more}
