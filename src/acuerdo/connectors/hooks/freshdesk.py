"""Freshdesk's webhooks of automation rules: what the rule was told to send, under `freshdesk_webhook`.

After Freshdesk's article on webhooks in automation rules. Its simple content names no instants, so a fact is dated by
when the message arrived, and a message that comes twice is two facts of the same words.
"""

from datetime import datetime

from acuerdo.connectors.hooks.messages import Row, needed_at, said, value_at, word_at
from acuerdo.core.chains.canonical import Json


def translate(message: Json, heard_at: datetime) -> list[Row]:
    """Return what a rule tells, as of `heard_at`. Raises `NotUnderstood`."""
    told = value_at(message, "freshdesk_webhook") or message
    ticket = needed_at(told, "ticket_id")
    at = heard_at.isoformat()
    why = (word_at(told, "triggered_event") or "").lower()
    rows = [said(ticket=ticket, at=at, event="opened")] if "ticket_action:created" in why else []
    rows.append(
        said(
            ticket=ticket,
            at=at,
            event="changed",
            status=word_at(told, "ticket_status"),
            priority=word_at(told, "ticket_priority"),
            type=word_at(told, "ticket_type"),
            title=word_at(told, "ticket_subject"),
            team=word_at(told, "ticket_group_name"),
            customer=word_at(told, "ticket_company_name", "ticket_requester_company_name"),
            owner=word_at(told, "ticket_agent_email", "ticket_agent_name"),
        )
    )
    if "reply_sent" in why:
        rows.append(said(ticket=ticket, at=at, event="replied", by=word_at(told, "ticket_agent_email")))
    elif "customer_replied" in why:
        rows.append(said(ticket=ticket, at=at, event="asked"))
    elif "note_type:private" in why:
        rows.append(said(ticket=ticket, at=at, event="replied", public="false"))
    return rows
