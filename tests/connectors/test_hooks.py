"""What help desks send becomes rows of facts: each from the shape that its vendor publishes."""

from datetime import UTC, datetime
from typing import Any

import pytest

from acuerdo.connectors.hooks import freshdesk, glpi, jira, zammad, zendesk
from acuerdo.connectors.hooks.messages import NotUnderstood
from acuerdo.connectors.hooks.vendors import KNOWN, Sender
from acuerdo.connectors.profile_files import load_profile
from acuerdo.core.chains.canonical import Json
from acuerdo.core.clock.facts import STATUS_WORDS
from acuerdo.core.clock.intake import read_fact
from tests.connectors.hook_messages import FOLLOWUP, FRESHDESK, GLPI, JIRA, ZAMMAD, ZENDESK

HEARD = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
EXAMPLES = {
    Sender.ZAMMAD: ZAMMAD,
    Sender.ZENDESK: ZENDESK,
    Sender.JIRA: JIRA,
    Sender.GLPI: GLPI,
    Sender.FRESHDESK: FRESHDESK,
}


def changed(message: dict[str, Any], path: str, value: Json) -> dict[str, Any]:
    """Return a message with another value at a path."""
    first, _, rest = path.partition(".")
    return {**message, first: changed(dict(message.get(first) or {}), rest, value) if rest else value}


def test_zammad_says_the_ticket_as_it_is_and_what_was_written() -> None:
    assert zammad.translate(ZAMMAD) == [
        {"ticket": "10081", "at": "2026-03-02T09:00:00.282000+00:00", "event": "opened"},
        {
            "ticket": "10081",
            "at": "2026-03-02T09:10:00.333000+00:00",
            "event": "changed",
            "status": "pending reminder",
            "priority": "3 high",
            "team": "Mesa",
            "customer": "Sur S.A.",
            "channel": "phone",
            "title": "Impresora",
            "owner": "ana@norte.example",
        },
        {
            "ticket": "10081",
            "at": "2026-03-02T09:10:00.318000+00:00",
            "event": "replied",
            "by": "ana@norte.example",
            "key": "article-105",
        },
    ]


def test_what_a_ticket_was_opened_with_in_zammad_is_no_message_beside_it() -> None:
    first = changed(changed(ZAMMAD, "article.sender", "Customer"), "article.id", 104)
    assert [row["event"] for row in zammad.translate(first)] == ["opened", "changed"]
    later = changed(ZAMMAD, "article.sender", "Customer")
    assert zammad.translate(later)[2]["event"] == "asked"
    note = changed(changed(ZAMMAD, "article.internal", value=True), "ticket.owner_id", 1)
    assert zammad.translate(note)[2]["public"] == "false"
    assert zammad.translate(note)[1]["owner"] == "-"
    assert zammad.translate(changed(ZAMMAD, "article.sender", "System"))[2]["by"] == "system"
    assert len(zammad.translate(changed(ZAMMAD, "article", None))) == 2


def test_zendesk_says_what_changed_in_the_words_of_its_pages() -> None:
    opened, state, comment = zendesk.translate(ZENDESK)
    assert opened == {"ticket": "5158", "at": "2026-03-02T09:00:00+00:00", "event": "opened"}
    assert (state["status"], state["priority"], state["type"]) == ("Hold", "High", "Incident")
    assert (state["owner"], state["customer"], state["title"]) == ("8447388090494", "8447346621310", "Impresora")
    assert comment == {
        "ticket": "5158",
        "at": "2026-03-02T09:10:00+00:00",
        "event": "replied",
        "by": "844",
        "key": "comment-8447",
    }
    end_user = changed(changed(ZENDESK, "event.comment.author.is_staff", value=False), "detail.assignee_id", "0")
    assert zendesk.translate(end_user)[2]["event"] == "asked"
    assert zendesk.translate(end_user)[1]["owner"] == "-"
    hidden = changed(ZENDESK, "event.comment.is_public", value=False)
    assert zendesk.translate(hidden)[2]["public"] == "false"


def test_zendesk_cancels_what_is_deleted_and_passes_over_what_is_no_ticket() -> None:
    gone = changed(ZENDESK, "type", "zen:event-type:ticket.soft_deleted")
    assert [row["event"] for row in zendesk.translate(gone)] == ["opened", "cancelled"]
    assert zendesk.translate(changed(ZENDESK, "type", "zen:event-type:user.created")) == []


def test_jira_says_what_its_log_of_changes_says() -> None:
    assert jira.translate(JIRA) == [
        {"ticket": "SUR-7", "at": "2026-03-02T10:00:00+01:00", "event": "opened", "title": "Impresora"},
        {
            "ticket": "SUR-7",
            "at": "2026-03-02T09:10:00+00:00",
            "event": "changed",
            "key": "changelog-10124",
            "title": "Impresora",
            "status": "Waiting for customer",
            "owner": "-",
        },
    ]
    rank = changed(JIRA, "changelog.items", [{"field": "Rank", "toString": "x"}])
    assert [row["event"] for row in jira.translate(rank)] == ["opened"]
    renamed = changed(JIRA, "changelog.items", [{"field": "summary", "fieldId": "summary", "toString": "Scanner"}])
    assert jira.translate(renamed)[1]["title"] == "Scanner"


def test_jira_says_the_state_of_an_issue_that_was_made_and_ends_one_that_was_deleted() -> None:
    made = jira.translate(changed(JIRA, "webhookEvent", "jira:issue_created"))
    assert made[1] == {
        "ticket": "SUR-7",
        "at": "2026-03-02T10:00:00+01:00",
        "event": "changed",
        "status": "Waiting for customer",
        "priority": "High",
        "type": "Incident",
        "service": "desk",
        "title": "Impresora",
        "customer": "SUR",
        "owner": "ana",
    }
    gone = jira.translate(changed(JIRA, "webhookEvent", "jira:issue_deleted"))
    assert [row["event"] for row in gone] == ["opened", "cancelled"]
    without = jira.translate(changed(JIRA, "changelog", None))
    assert (without[1]["at"], without[1]["owner"]) == ("2026-03-02T09:10:00+00:00", "ana")
    assert jira.translate({"webhookEvent": "sprint_started"}) == []


@pytest.mark.parametrize(
    ("author", "more", "event", "public"),
    [
        ({"accountId": "ana", "accountType": "atlassian"}, {}, "replied", None),
        ({"accountId": "boris", "accountType": "atlassian"}, {}, "asked", None),
        ({"accountId": "eva", "accountType": "customer"}, {}, "asked", None),
        ({"accountId": "ana", "accountType": "atlassian"}, {"jsdPublic": False}, "replied", "false"),
        ({"accountId": "ana"}, {"visibility": {"type": "role", "value": "Administrators"}}, "replied", "false"),
    ],
)
def test_a_comment_in_jira_is_of_the_customer_or_of_the_provider(
    author: dict[str, Json], more: dict[str, Json], event: str, public: str | None
) -> None:
    comment: Json = {"id": "9", "created": "2026-03-02T10:05:00.000+0100", "author": author, **more}
    message = changed(changed(JIRA, "webhookEvent", "comment_created"), "comment", comment)
    row = jira.translate(message)[1]
    assert (row["event"], row.get("public"), row["key"], row["by"]) == (event, public, "comment-9", author["accountId"])


def test_glpi_says_numbers_in_words_whatever_its_language() -> None:
    opened, state = glpi.translate(GLPI)
    assert opened == {"ticket": "42", "at": "2026-03-02T09:00:00+00:00", "event": "opened"}
    assert {
        name: state[name] for name in ("status", "priority", "urgency", "impact", "type", "owner", "team", "title")
    } == {
        "status": "Pending",
        "priority": "Very high",
        "urgency": "High",
        "impact": "Medium",
        "type": "Incident",
        "owner": "ana",
        "team": "Mesa",
        "title": "Impresora",
    }
    deleted = changed(GLPI, "event", "delete")
    assert [row["event"] for row in glpi.translate(deleted)] == ["opened", "cancelled"]
    nobody = glpi.translate(changed(GLPI, "item.team", []))[1]
    assert nobody["owner"] == "-"


def test_a_followup_in_glpi_is_of_who_asked_or_of_who_answers() -> None:
    assert glpi.translate(FOLLOWUP) == [
        {
            "ticket": "42",
            "at": "2026-03-02T09:20:00+00:00",
            "event": "asked",
            "by": "boris",
            "key": "followup-7",
        }
    ]
    answered = changed(changed(FOLLOWUP, "item.user.name", "ana"), "item.is_private", 1)
    row = glpi.translate(answered)[0]
    assert (row["event"], row["public"]) == ("replied", "false")
    assert glpi.translate(changed(FOLLOWUP, "event", "update")) == []
    assert glpi.translate({"event": "new", "item": {"id": 1, "name": "a computer"}}) == []


def test_freshdesk_dates_nothing_itself_so_it_is_dated_by_when_it_came() -> None:
    state, reply = freshdesk.translate(FRESHDESK, HEARD)
    assert (state["status"], state["owner"]) == ("Pending", "ana@norte.example")
    assert reply == {"ticket": "12", "at": HEARD.isoformat(), "event": "replied", "by": "ana@norte.example"}
    for why, events in (
        ("{ticket_action:created}", ["opened", "changed"]),
        ("{customer_replied:true}", ["changed", "asked"]),
        ("{note_type:private}", ["changed", "replied"]),
        ("{status:{from:2,to:3}}", ["changed"]),
    ):
        message = changed(FRESHDESK, "freshdesk_webhook.triggered_event", why)
        assert [row["event"] for row in freshdesk.translate(message, HEARD)] == events


@pytest.mark.parametrize("sender", EXAMPLES, ids=str)
def test_every_row_is_a_fact_in_the_words_that_the_sender_is_known_to_use(sender: Sender) -> None:
    known = KNOWN[sender]
    statuses = load_profile(known.profile).status_map if known.profile else STATUS_WORDS
    rows = known.translate(EXAMPLES[sender], HEARD)
    facts = [read_fact(row, statuses=statuses) for row in rows if "status" not in row]
    assert facts
    worded = [row["status"] for row in rows if "status" in row]
    assert worded
    assert not known.profile or set(worded) <= set(statuses)


def missed(sender: Sender, message: Json) -> tuple[str, str] | None:
    """Return where a sender's message lacks what, None for one that says nothing of tickets."""
    try:
        rows = KNOWN[sender].translate(message, HEARD)
    except NotUnderstood as odd:
        return odd.column, odd.expected
    return ("rows", "") if rows else None


@pytest.mark.parametrize("sender", [*EXAMPLES, Sender.STANDARD], ids=str)
@pytest.mark.parametrize("message", [None, [], "a", 7, {}, {"ticket": 1}, {"webhookEvent": 3}, {"data": [1]}], ids=str)
def test_a_message_of_which_nothing_can_be_made_says_what_is_missing(sender: Sender, message: Json) -> None:
    missing = missed(sender, message)
    assert missing is None or all(missing)


@pytest.mark.parametrize(
    ("message", "path"),
    [
        (changed(ZAMMAD, "ticket.created_at", "yesterday"), "ticket.created_at"),
        (changed(ZAMMAD, "ticket.created_at", "2026-03-02T09:00:00"), "ticket.created_at"),
        (changed(ZAMMAD, "ticket.created_at", value=True), "ticket.created_at"),
    ],
)
def test_an_instant_that_is_none_is_named_by_its_place(message: Json, path: str) -> None:
    with pytest.raises(NotUnderstood) as odd:
        zammad.translate(message)
    assert odd.value.column == path


@pytest.mark.parametrize("stamp", [None, "1772442600000", True, -1, 1 << 50])
def test_a_stamp_of_jira_is_milliseconds(stamp: Json) -> None:
    with pytest.raises(NotUnderstood) as odd:
        jira.translate(changed(JIRA, "timestamp", stamp))
    assert odd.value.column == "timestamp"
