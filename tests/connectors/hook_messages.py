"""Messages in the shapes that vendors publish, cut down to what is read of them and a little more."""

from acuerdo.core.chains.canonical import Json

ZAMMAD: dict[str, Json] = {
    "ticket": {
        "article_ids": [104, 105],
        "create_article_type": "phone",
        "created_at": "2026-03-02T09:00:00.282Z",
        "updated_at": "2026-03-02T09:10:00.333Z",
        "group": {"id": 3, "name": "Mesa"},
        "id": 81,
        "number": "10081",
        "organization": {"id": 3, "name": "Sur S.A."},
        "owner": {"id": 5, "login": "ana@norte.example"},
        "owner_id": 5,
        "priority": {"id": 2, "name": "3 high"},
        "state": "pending reminder",
        "title": "Impresora",
    },
    "article": {
        "id": 105,
        "body": "hola",
        "created_at": "2026-03-02T09:10:00.318Z",
        "created_by": {"login": "ana@norte.example"},
        "internal": False,
        "sender": "Agent",
        "type": "email",
    },
}

ZENDESK: dict[str, Json] = {
    "type": "zen:event-type:ticket.comment_added",
    "account_id": 1,
    "id": "cbe4028c-7239-495d-b020-f22348516046",
    "time": "2026-03-02T09:10:00Z",
    "zendesk_event_version": "2022-11-06",
    "subject": "zen:ticket:5158",
    "detail": {
        "id": "5158",
        "subject": "Impresora",
        "assignee_id": "8447388090494",
        "group_id": "8447320465790",
        "organization_id": "8447346621310",
        "created_at": "2026-03-02T09:00:00Z",
        "updated_at": "2026-03-02T09:10:00Z",
        "priority": "HIGH",
        "status": "HOLD",
        "type": "INCIDENT",
        "via": {"channel": "web"},
    },
    "event": {"comment": {"id": "8447", "is_public": True, "author": {"id": "844", "is_staff": True, "name": "Ana"}}},
}

JIRA: dict[str, Json] = {
    "timestamp": 1772442600000,
    "webhookEvent": "jira:issue_updated",
    "issue_event_type_name": "issue_generic",
    "user": {"accountId": "ana"},
    "issue": {
        "id": "99291",
        "key": "SUR-7",
        "fields": {
            "created": "2026-03-02T10:00:00.000+0100",
            "summary": "Impresora",
            "status": {"name": "Waiting for customer"},
            "priority": {"name": "High"},
            "issuetype": {"name": "Incident"},
            "project": {"key": "SUR"},
            "components": [{"name": "desk"}],
            "reporter": {"accountId": "boris"},
            "assignee": {"accountId": "ana"},
        },
    },
    "changelog": {
        "id": "10124",
        "items": [
            {"field": "status", "fieldId": "status", "from": "1", "fromString": "Open", "to": "3",
             "toString": "Waiting for customer"},
            {"field": "assignee", "fieldId": "assignee", "from": "ana", "to": None, "toString": None},
            {"field": "Rank", "fieldId": "customfield_1", "toString": "Ranked higher"},
        ],
    },
}  # fmt: skip

GLPI: dict[str, Json] = {
    "event": "update",
    "item": {
        "id": 42,
        "name": "Impresora",
        "date": "2026-03-02T09:00:00+00:00",
        "date_creation": "2026-03-02T09:00:00+00:00",
        "date_mod": "2026-03-02T09:10:00+00:00",
        "status": {"id": 4, "name": "En espera"},
        "priority": 5,
        "urgency": 4,
        "impact": 3,
        "type": 1,
        "entity": {"id": 2, "name": "Sur"},
        "category": {"id": 1, "name": "Hardware"},
        "is_deleted": False,
        "team": [
            {"type": "User", "id": 9, "name": "boris", "role": "requester"},
            {"type": "Group", "id": 3, "name": "Mesa", "role": "assigned"},
            {"type": "User", "id": 5, "name": "ana", "role": "assigned"},
        ],
    },
}

FOLLOWUP: dict[str, Json] = {
    "event": "new",
    "item": {
        "id": 7,
        "itemtype": "Ticket",
        "items_id": 42,
        "content": "hola",
        "is_private": False,
        "user": {"id": 9, "name": "boris"},
        "date": "2026-03-02T09:20:00+00:00",
    },
    "parent_item": GLPI["item"],
}

FRESHDESK: dict[str, Json] = {
    "freshdesk_webhook": {
        "ticket_id": 12,
        "ticket_subject": "Impresora",
        "ticket_status": "Pending",
        "ticket_priority": "High",
        "ticket_agent_email": "ana@norte.example",
        "ticket_company_name": "Sur",
        "triggered_event": "{reply_sent:sent}",
    }
}
