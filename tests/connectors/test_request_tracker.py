"""Transactions of a Request Tracker as rows of facts, where they are rare or depend on what the source says."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from acuerdo.connectors.request_tracker.answers import items_of, read_standing, read_transaction
from acuerdo.connectors.request_tracker.shapes import DeskFault, Standing, Surroundings, Transaction, User, Words
from acuerdo.connectors.request_tracker.translating import STATUSES, Row, translate
from acuerdo.core.terms.measures import Stage

if TYPE_CHECKING:
    from acuerdo.core.chains.canonical import Json

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MEANINGS = {word: (Stage(stage), reason) for word, (stage, reason) in STATUSES.items()}
USERS = {
    6: User(id=6, name="Nobody in particular", nobody=True),
    14: User(id=14, name="Tomas Gil", agent=True),
    20: User(id=20, name="Boris"),
}


def happened(number: int, kind: str, *, by: int = 14, **said: str) -> Transaction:
    return Transaction(
        id=number,
        ticket=1,
        kind=kind,
        field=said.get("field", ""),
        old=said.get("old", ""),
        new=said.get("new", ""),
        at=NINE + timedelta(minutes=number),
        by=by,
        by_name="Somebody",
    )


def standing(**said: object) -> Standing:
    usual: dict[str, object] = {
        "id": 1,
        "kind": "ticket",
        "opened_at": NINE,
        "queue": "Network",
        "status": "open",
        "priority": "100",
        "owner": 14,
        "requestors": ((20, "boris@SUR.example"),),
        "fields": {"2": "Vigo"},
        "subject": "Printer is off",
    }
    return Standing(**{**usual, **said})  # type: ignore[arg-type] # each as the usual one


def rows(*told: Transaction, words: Words | None = None, stands: Standing | None = None) -> list[Row]:
    around = Surroundings(
        standings={1: stands or standing()},
        histories={1: told},
        users=USERS,
        queues={"1": "General", "3": "Network"},
        field_names={"2": "Site"},
    )
    return translate(told, around, words or Words(), MEANINGS)


CREATE = happened(1, "Create", by=20)


def test_what_a_ticket_was_at_first_follows_from_what_changed_since() -> None:
    changes = (
        happened(2, "Give", field="Owner", old="6", new="14"),
        happened(3, "Set", field="Queue", old="1", new="3"),
        happened(4, "Set", field="Priority", old="0", new="100"),
        happened(5, "CustomField", field="2", old="Lugo", new="Vigo"),
        happened(6, "Status", field="Status", old="new", new="open"),
    )
    told = rows(CREATE, *changes, words=Words(fields={"Site": "site"}, priorities=True))
    first = {name: told[0].get(name) for name in ("owner", "team", "priority", "site", "status", "by")}
    assert first == {"owner": None, "team": "General", "priority": "0", "site": "Lugo", "status": "new", "by": "Boris"}
    assert [row["event"] for row in told] == ["opened", "changed", "changed", "changed", "changed", "acknowledged"]


@pytest.mark.parametrize(
    ("by", "opened", "moved"),
    [("", None, None), ("queue", "Network", "General"), ("domain", "sur.example", None), ("field:Site", "Vigo", None)],
)
def test_a_ticket_carries_its_customers_word_by_what_the_source_says(
    by: str, opened: str | None, moved: str | None
) -> None:
    move = happened(2, "Set", field="Queue", old="3", new="1")
    told = rows(CREATE, move, words=Words(customer_by=by))
    assert [row.get("customer") for row in told] == [opened, moved]


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (happened(2, "Correspond"), {"event": "replied", "by": "Tomas Gil"}),
        (happened(2, "Correspond", by=20), {"event": "asked", "by": "Boris"}),
        (happened(2, "Correspond", by=99), {"event": "asked", "by": "Somebody"}),
        (happened(2, "Comment"), {"event": "replied", "public": False}),
        (happened(2, "Status", old="new", new="open", by=1), {"event": "changed", "by": "system"}),
        (happened(2, "Status", old="rejected", new="open"), {"event": "reopened"}),
        (happened(2, "Status", old="open", new="parked"), {"event": "acknowledged", "status": "parked"}),
        (happened(2, "Untake", field="Owner", old="14", new="6"), {"event": "changed", "owner": "-"}),
        (happened(2, "CustomField", field="2", old="Vigo"), {"event": "changed", "site": "-"}),
        (
            happened(2, "AddLink", field="MergedInto", new="fsck.com-rt://desk/ticket/7"),
            {"event": "merged", "into": "7"},
        ),
    ],
)
def test_each_kind_says_what_it_means(message: Transaction, said: Mapping[str, object]) -> None:
    told = rows(message, words=Words(fields={"Site": "site"}))
    assert len(told) == 1
    assert said.items() <= told[0].items()


@pytest.mark.parametrize(
    "nothing",
    [
        happened(2, "EmailRecord", by=1),
        happened(2, "Set", field="TimeWorked", new="5"),
        happened(2, "SetWatcher", field="Owner", old="6", new="14"),
        happened(2, "AddLink", field="RefersTo", new="https://elsewhere"),
        happened(2, "AddLink", field="MergedInto", new="fsck.com-rt://desk/ticket/1"),
        happened(2, "CustomField", field="3", new="x"),
        happened(2, "Set", field="Priority", old="0", new="50"),
    ],
)
def test_what_says_nothing_about_service_levels_is_no_fact(nothing: Transaction) -> None:
    assert rows(nothing) == []


def test_reminders_are_no_tickets_and_what_is_gone_was_opened_all_the_same() -> None:
    assert rows(CREATE, stands=standing(kind="reminder")) == []
    gone = translate([CREATE], Surroundings(), Words(), MEANINGS)
    assert [(row["event"], row["at"]) for row in gone] == [("opened", CREATE.at.isoformat())]


@pytest.mark.parametrize(
    ("dated", "opened"),
    [
        (NINE - timedelta(days=1), NINE - timedelta(days=1)),
        (datetime(1970, 1, 1, tzinfo=UTC), CREATE.at),
        (NINE + timedelta(days=1), CREATE.at),
    ],
)
def test_a_ticket_is_opened_when_it_says_so_unless_that_cannot_be(dated: datetime, opened: datetime) -> None:
    told = rows(CREATE, stands=standing(opened_at=dated))
    assert (told[0]["at"], told[0]["recorded_at"]) == (opened.isoformat(), CREATE.at.isoformat())


def test_a_ticket_has_the_subject_that_it_was_opened_with_and_then_those_that_were_set() -> None:
    changes = (
        happened(2, "Set", field="Subject", old="printer", new="Printer"),
        happened(3, "Set", field="Subject", old="Printer", new="Printer is off"),
        happened(4, "Set", field="Subject", old="Printer is off"),
    )
    assert [row["title"] for row in rows(CREATE, *changes)] == ["printer", "Printer", "Printer is off", "-"]
    assert rows(CREATE)[0]["title"] == "Printer is off"
    assert "title" not in rows(CREATE, stands=standing(subject=""))[0]


def test_answers_are_read_with_numbers_as_texts_and_groups_are_nobody() -> None:
    item: dict[str, Json] = {
        "id": "7",
        "ObjectId": "1",
        "Type": "Create",
        "Created": "2026-03-02T09:00:00Z",
        "Creator": {"id": 14},
    }
    assert read_transaction(item).id == 7
    ticket: dict[str, Json] = {
        **item,
        "Queue": {"Name": "General"},
        "Owner": {"id": "6"},
        "Priority": 50,
        "Requestor": [{"type": "group", "id": "9"}, {"type": "user", "id": "20", "EmailAddress": "b@sur.example"}],
        "CustomFields": "",
    }
    found = read_standing(ticket)
    assert (found.owner, found.priority, found.requestors, found.fields) == (6, "50", ((20, "b@sur.example"),), {})
    many: list[Json] = [{}] * 101
    for odd in (1, ["x"], many):
        with pytest.raises(DeskFault):
            items_of({"items": odd})
