"""Each month whoever signs gets the heads of the journals, and with such a letter a changed entry is found."""

import json
import re
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.agreements.queries import signers_for, signers_of_all
from acuerdo.apps.journal.models import Anchor, Chain, Entry
from acuerdo.apps.journal.queries import link_of, verify
from acuerdo.apps.notices.models import Outgoing
from acuerdo.apps.notices.shapes import Channel
from acuerdo.apps.parties.holding import Holding
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.roles import Role
from acuerdo.apps.parties.viewers import holders, view_as
from acuerdo.core.acts import MoveKind, Side
from acuerdo.faces.cli.entrance import main
from acuerdo.faces.worker.deliveries import deliver_due
from acuerdo.faces.worker.mail import send
from acuerdo.flows.agreement_lives import choose_signers
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from acuerdo.flows.heads_sent import send_heads
from tests.flows.test_negotiation import opened
from tests.guards import lift_guards, raise_guards
from tests.people import NOW, Cast, make_cast, person

pytestmark = pytest.mark.django_db
KEY = "sur-2026"
MAY = datetime(2026, 5, 1, 6, tzinfo=UTC)
ANCHOR = re.compile(r"(\d+:[0-9a-f]{64})")


@pytest.fixture
def cast() -> Cast:
    found = make_cast()
    opened(found.ana)
    content = offer_draft(found.ana, KEY, Offering(seen=0), NOW).standing.content or ""
    answer_offer(found.boris, KEY, 1, Intent(kind=MoveKind.ACCEPT, content=content, seen=1), NOW)
    Outgoing.objects.all().delete()
    return found


def letters() -> dict[str, str]:
    """Deliver what waits, and return the text of each letter by its reader."""
    deliver_due({Channel.MAIL: send}, lambda: MAY)
    return {one.to[0]: str(one.body) for one in mail.outbox}


def test_whoever_signs_for_either_side_gets_one_letter_a_month(cast: Cast) -> None:
    assert send_heads(MAY) == 2
    assert send_heads(MAY.replace(day=31)) == 0
    told = letters()
    assert set(told) == {"ana@norte.example", "boris@sur.example"}
    head = Chain.objects.get(name=f"agreement:{KEY}")
    said = f"Servicios ({KEY}), acuerdo con Sur\n{head.length}:{head.head}"
    assert said in told["boris@sur.example"]
    assert "guárdela" in told["boris@sur.example"]
    assert f"acuerdo journal verify agreement:{KEY} --anchor {head.length}:{head.head}" in told["boris@sur.example"]
    handed = Anchor.objects.filter(by="letter").values_list("handed_to", flat=True)
    assert set(handed) == {cast.ana.ident, cast.boris.ident}
    assert send_heads(MAY.replace(month=6)) == 2


def test_nobody_is_told_of_what_was_never_offered_nor_who_does_not_sign(cast: Cast) -> None:
    Agreement.objects.create(key="volga-1", customer=cast.volga, created_at=NOW, created_by_id=cast.ana.person)
    send_heads(MAY)
    people = set(Outgoing.objects.filter(kind="journal_heads").values_list("person", flat=True))
    assert people == {cast.ana.person, cast.boris.person}
    assert "volga" not in json.dumps(list(Outgoing.objects.values_list("body", flat=True)))


def test_many_agreements_are_asked_about_as_one_is(cast: Cast) -> None:
    olga = view_as(person(cast.norte, "Olga", Role.CONTRACT_MANAGER, customer=cast.sur))
    choose_signers(cast.boris, KEY, Side.CUSTOMER, ["executive", f"@{cast.carla.ident}"], NOW)
    holding, rows = Holding(), list(Agreement.objects.all())
    for row in rows:
        assert signers_of_all(rows)[row.pk] == signers_for(row)
        for signer in signers_for(row):
            expected = {one for one, _ in holders(signer, row.customer_id)}
            assert holding.holders(signer, row.customer_id) == expected
    assert olga.person in holding.holders(signers_for(rows[0])[0], cast.sur.pk)
    assert send_heads(MAY) == 3


def test_a_journal_written_anew_is_found_by_the_anchor_of_a_letter(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    send_heads(MAY)
    found = ANCHOR.search(letters()["boris@sur.example"])
    assert found is not None
    anchor = found[1]
    command = ["journal", "verify", f"agreement:{KEY}", "--anchor", anchor]
    assert main(command) == 0
    rewrite(f"agreement:{KEY}")
    assert verify(f"agreement:{KEY}").faults == ()  # the chain alone, and what the provider kept, hold again
    assert main(command) == 1
    assert "unanchored" in capsys.readouterr().out
    client = Client()
    client.force_login(Person.objects.get(pk=cast.carla.person))
    client.cookies["language"] = "en"
    page = client.get(f"/agreements/{KEY}/journal", {"receipt": anchor}).content.decode()
    assert "does not have this entry" in page


def rewrite(name: str) -> None:
    """Change the first entry and write the whole chain anew, as only whoever runs the database can."""
    lift_guards()
    chain = Chain.objects.get(name=name)
    Anchor.objects.filter(chain=chain).delete()
    previous = "0" * 64
    for entry in Entry.objects.filter(chain=chain).order_by("number"):
        if entry.number == 1:
            entry.at_us -= 86_400_000_000
        entry.previous = previous
        entry.hash = previous = link_of(entry, name).hash
        entry.save()
    Chain.objects.filter(pk=chain.pk).update(head=previous)
    raise_guards()


def test_the_page_shows_what_happened_to_both_sides_and_holds_receipts_against_it(cast: Cast) -> None:
    client = Client()
    client.force_login(Person.objects.get(pk=cast.boris.person))
    client.cookies["language"] = "en"
    head = Chain.objects.get(name=f"agreement:{KEY}")
    page = client.get(f"/agreements/{KEY}/journal", {"receipt": f"{head.length}:{head.head}"}).content.decode()
    assert "3 entries, nothing changed since" in page
    assert "accepted what was offered" in page
    assert "nothing up to it was changed" in page
    assert "This is no receipt" in client.get(f"/agreements/{KEY}/journal?receipt=x").content.decode()
    with connection.cursor() as rows:
        lift_guards()
        rows.execute("UPDATE journal_entry SET actor = '' WHERE kind = 'act_propose'")
        raise_guards()
    assert "Entry 2 is not what it was" in client.get(f"/agreements/{KEY}/journal").content.decode()
    assert client.get(f"/agreements/{KEY}/journal?before=3").content.decode().count("<tr>") == 3
