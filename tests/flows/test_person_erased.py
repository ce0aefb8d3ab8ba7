"""Somebody is erased: name, address and texts are gone everywhere, and everything that was proved still is."""

from datetime import date
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.acts.models import ActMove
from acuerdo.apps.agreements.queries import find_versions
from acuerdo.apps.journal.models import Entry
from acuerdo.apps.journal.queries import chains, verify
from acuerdo.apps.notices.commands import try_again
from acuerdo.apps.notices.models import Outgoing
from acuerdo.apps.notices.shapes import Channel
from acuerdo.apps.parties.granting import PartyRefused
from acuerdo.apps.parties.models import Grant, Person
from acuerdo.apps.parties.roles import Role
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, view_as
from acuerdo.core.acts import MoveKind
from acuerdo.documents import Written, read_agreement
from acuerdo.faces.cli.entrance import main
from acuerdo.faces.worker.deliveries import deliver_due
from acuerdo.faces.worker.mail import send
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from acuerdo.flows.person_erased import erase_person
from tests.flows.test_negotiation import opened
from tests.people import NOW, Cast, make_cast, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guards")]
NOTE = "Call me at home, Boris"


@pytest.fixture
def cast() -> Cast:
    """Sur's agreement, accepted by Boris with a note, before any letter about it has left."""
    found = make_cast()
    opened(found.ana)
    content = offer_draft(found.ana, "sur-2026", Offering(seen=0), NOW).standing.content or ""
    answer_offer(found.boris, "sur-2026", 1, Intent(kind=MoveKind.ACCEPT, content=content, seen=1, note=NOTE), NOW)
    return found


def test_a_note_stands_in_the_journal_as_a_salted_hash_alone(cast: Cast) -> None:
    move = ActMove.objects.get(person=cast.boris.person)
    entry = Entry.objects.get(kind="act_accept")
    assert sha256((move.note_salt + NOTE).encode()).hexdigest() in entry.body
    assert NOTE not in entry.body
    assert len(move.note_salt) == 32


def test_nothing_that_names_the_person_is_left_anywhere(cast: Cast) -> None:
    erase_person(cast.ana, UUID(cast.boris.ident), NOW)
    with connection.cursor() as rows:
        for table in connection.introspection.table_names(rows):
            rows.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table of our own
            found = [row for row in rows.fetchall() if "boris" in str(row).lower()]
            assert found == [], table
    person = Person.objects.get(ident=cast.boris.ident)
    assert (person.is_active, person.erased_at, Grant.objects.filter(person=person).exists()) == (False, NOW, False)


def test_every_chain_receipt_and_version_verifies_after_it(cast: Cast) -> None:
    before = find_versions(cast.ana, "sur-2026", NOW, date(2026, 5, 1))[0]
    erase_person(cast.ana, UUID(cast.boris.ident), NOW)
    after = find_versions(cast.ana, "sur-2026", NOW, date(2026, 5, 1))[0]
    assert (after.state, after.content, after.canonical) == (before.state, before.content, before.canonical)
    assert read_agreement(Written(after.canonical), name="sur.json").content_hash == after.content
    kept = [(step.receipt.number, step.receipt.head) for step in before.act.steps]
    assert verify("agreement:sur-2026", kept).faults == ()
    assert [name for name in chains() if verify(name).faults] == []
    assert Entry.objects.filter(kind="person_erased").count() == 1


def test_nothing_is_sent_to_somebody_who_was_erased(cast: Cast) -> None:
    erase_person(cast.ana, UUID(cast.boris.ident), NOW)
    theirs = Outgoing.objects.filter(person=cast.boris.person)
    assert {(row.fault, str(row.body)) for row in theirs} == {("erased", "{}")}
    assert all(try_again(row.key, NOW) for row in theirs)
    deliver_due({Channel.MAIL: send}, lambda: NOW)
    assert {it.to[0] for it in mail.outbox} == {"ana@norte.example"}


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "erased person"), ("es", "persona borrada"), ("ru", "удалённое лицо")]
)
def test_pages_say_that_a_person_was_erased(cast: Cast, language: str, shown: str) -> None:
    erase_person(cast.ana, UUID(cast.boris.ident), NOW)
    client = Client()
    client.force_login(Person.objects.get(pk=cast.ana.person))
    client.cookies["language"] = language
    page = client.get("/agreements/sur-2026").content.decode()
    assert (shown in page, "Boris" in page, "erased.invalid" in page) == (True, False, False)


def test_who_was_erased_cannot_come_back(cast: Cast) -> None:
    client = Client()
    client.force_login(Person.objects.get(pk=cast.boris.person))
    assert client.get("/").status_code == 200
    erase_person(cast.ana, UUID(cast.boris.ident), NOW)
    assert client.get("/").status_code == 302
    with pytest.raises(NotThere):
        erase_person(cast.ana, UUID(cast.boris.ident), NOW)


def test_each_side_erases_its_own_and_the_provider_whom_the_law_asks_for(cast: Cast) -> None:
    for viewer, refused in ((cast.tomas, NotAllowed), (cast.carla, NotAllowed), (cast.nadie, NotThere)):
        with pytest.raises(refused):
            erase_person(viewer, UUID(cast.boris.ident), NOW)
    for viewer, other in ((cast.vera, cast.carla), (cast.boris, cast.ana)):
        with pytest.raises(NotThere):
            erase_person(viewer, UUID(other.ident), NOW)
    with pytest.raises(NotThere):
        erase_person(cast.ana, uuid4(), NOW)
    erase_person(cast.boris, UUID(cast.carla.ident), NOW)
    erase_person(cast.ana, UUID(cast.tomas.ident), NOW)
    assert Person.objects.filter(erased_at=NOW).count() == 2


def test_nobody_erases_themselves_or_whoever_may_do_more(cast: Cast) -> None:
    chief = person(cast.norte, "Jefa", Role.DELIVERY_MANAGER)
    account = view_as(person(cast.norte, "Olga", Role.ACCOUNT_MANAGER))
    for viewer, ident, code in (
        (cast.boris, UUID(cast.boris.ident), "not_yourself"),
        (account, chief.ident, "more_than_yours"),
    ):
        with pytest.raises(PartyRefused) as refused:
            erase_person(viewer, ident, NOW)
        assert refused.value.code == code


def test_a_move_can_be_emptied_and_nothing_else(cast: Cast) -> None:
    for change in ({"note": "another"}, {"note": "", "note_salt": "", "roles": "executive"}, {"at_us": 1}):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            ActMove.objects.filter(person=cast.boris.person).update(**change)


def test_the_command_asks_twice_and_says_that_the_journal_holds(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["erase", "BORIS@sur.example"]) == 1
    assert "--for-good" in capsys.readouterr().err
    assert main(["erase", "nobody", "--for-good"]) == 1
    assert main(["erase", "BORIS@sur.example", "--for-good", "--lang", "es"]) == 0
    assert f"El identificador {cast.boris.ident} queda en el diario" in capsys.readouterr().out
    assert main(["erase", cast.boris.ident, "--for-good"]) == 1
