"""Whatever somebody changes leaves its entry in the journal, or is on a list that says why it leaves none."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.agreements.commands import DraftChange, change_draft
from acuerdo.apps.agreements.queries import find_draft, find_versions
from acuerdo.apps.exclusions.shapes import ExclusionSaid
from acuerdo.apps.journal.models import Entry
from acuerdo.apps.life.comments import Remark
from acuerdo.apps.parties.models import Person
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.tickets.models import Handle
from acuerdo.apps.tickets.queries import find_source
from acuerdo.apps.tickets.sources import intent_of, mark_of
from acuerdo.apps.tokens.commands import NewToken
from acuerdo.apps.tokens.models import Token
from acuerdo.core.acts import MoveKind
from acuerdo.core.clock.exclusions import Scope
from acuerdo.core.hours import to_us
from acuerdo.faces.web.accounts import InvitedOnly
from acuerdo.flows.agreement_lives import write_comment
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from acuerdo.flows.exclusions_agreed import claim
from acuerdo.flows.people_changed import deactivate
from acuerdo.flows.rejudged import judge_part
from acuerdo.flows.ticket_event import tell_rows
from acuerdo.flows.tokens_kept import make_token
from tests.faces.web.doors import DOORS, prepare
from tests.faces.web.doors.shapes import MANAGER, Door
from tests.faces.web.doors.tickets import SOURCE
from tests.flows.test_negotiation import TEXT
from tests.flows.test_papers import PDF
from tests.flows.test_years import HELD
from tests.people import NOW, Cast, make_cast

pytestmark = pytest.mark.django_db
KEY = "sur-2026"

WRITING = [door for door in DOORS if door.method == "POST"]
SILENT = {
    "language": "a choice of one browser, kept in a cookie",
    "profile": "what somebody says about themselves: the journal holds no names",
    "draft_check": "looks at a text, keeps nothing",
    "messenger_try": "a message to oneself, to see whether it arrives",
    "messenger_forget": "where somebody is told of clocks is their own affair",
    "alert_take": "a moment of a clock keeps who took it on, and when",
    "draft_edit": "looks at a text, keeps nothing",
    "draft_save": "a draft is its side's own until it is offered, and the offer is written down",
    "calendar_change": "changes a draft",
    "import_bring": "keeps a file to be looked at; that it is recorded, stopped or forgotten is written down",
    "keep_bring": "a history of a side's own, to hold a draft against",
    "level_write": "keeps the draft of a level; that it is published is written down",
    "levels_adopt": "publishes what nobody published yet: here everything is",
    "paper_compare": "compares a file and keeps nothing",
    "view_keep": "what somebody asks a list for, under a name of their own",
    "view_drop": "the same, given up",
    "webhook_replay": "tells an endpoint once more what it was told, and changes nothing",
}
"""Doors that leave no entry, and why."""


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What somebody does at a door so that it succeeds: before it, who, where, and with which form."""

    form: dict[str, object] = field(default_factory=dict)
    by: str = "ana"
    address: str = ""
    first: Callable[[Cast], object] = lambda _: None


def offer(cast: Cast) -> str:
    return find_versions(cast.ana, KEY, datetime.now(UTC), NOW.date())[0].content


def agree(cast: Cast, at: datetime | None = None) -> None:
    intent = Intent(kind=MoveKind.ACCEPT, content=offer(cast), seen=1)
    answer_offer(cast.boris, KEY, 1, intent, at or datetime.now(UTC))


def with_holidays(cast: Cast) -> None:
    """Agree on a text in which the holidays of a year were not published yet."""
    now = datetime.now(UTC)
    change_draft(cast.boris, KEY, DraftChange(text=HELD, revision=0), now)
    content = offer_draft(cast.boris, KEY, Offering(seen=1), now).standing.content or ""
    answer_offer(cast.ana, KEY, 1, Intent(kind=MoveKind.ACCEPT, content=content, seen=2), now)


def draft(cast: Cast) -> None:
    """Take the offer back, so that a draft and nothing else is there."""
    intent = Intent(kind=MoveKind.WITHDRAW, content=offer(cast), seen=1)
    answer_offer(cast.ana, KEY, 1, intent, datetime.now(UTC))
    revision = getattr(find_draft(cast.ana, KEY), "revision", 0)
    change_draft(cast.ana, KEY, DraftChange(text=TEXT, revision=revision), NOW)


def governed(cast: Cast) -> None:
    """Agree on the text, and let a ticket be opened that it governs."""
    agree(cast)
    opened = {"ticket": "4712", "at": "2026-04-02T09:00:00Z", "event": "opened"}
    tell_rows(cast.ana, SOURCE, [opened], datetime(2026, 4, 2, 10, tzinfo=UTC))


def claimed(cast: Cast) -> None:
    """Agree on the text, and claim that some time does not count."""
    agree(cast)
    said = ExclusionSaid(scope=Scope.AGREEMENT, reason="third_party", from_us=to_us(NOW), until_us=to_us(NOW) + 1)
    claim(cast.ana, KEY, said, datetime.now(UTC))


def judged(cast: Cast) -> None:
    """Agree on the text before the period is over that is to be frozen, and let a worker judge by it."""
    agree(cast, NOW + timedelta(hours=1))
    judge_part(datetime.now(UTC))


def signed() -> SimpleUploadedFile:
    return SimpleUploadedFile("signed.pdf", PDF)


def deeds(cast: Cast) -> dict[str, Deed]:
    """Return what is done where the form of the door alone would be refused."""
    now = datetime.now(UTC)
    return {
        "answer": Deed(by="boris", form={"kind": "reject", "number": "1", "seen": "1", "content": offer(cast)}),
        "comment_settle": Deed(form={"comment": write_comment(cast.ana, KEY, Remark(text="Why?"), now)}),
        "term_act": Deed(first=agree, form={"what": "buffer", "days": "7"}),
        "signers_choose": Deed(by="boris", first=agree, form={"side": "customer", "signer": "executive"}),
        "years_act": Deed(
            first=with_holidays,
            form={"kind": "propose", "calendar": "office", "year": "2027", "seen": "0", "dates": "2027-01-06 Reyes"},
        ),
        "exclusion_add": Deed(
            first=governed, form={"scope": "ticket", "ticket": f"{SOURCE}/4712", "reason": "force_majeure"}
        ),
        "exclusion_act": Deed(by="boris", first=claimed, address=f"/agreements/{KEY}/exclusions/1/act"),
        "exclusion_change": Deed(
            by="boris",
            first=claimed,
            address=f"/agreements/{KEY}/exclusions/1/change",
            form={"seen": "1", "reason": "third_party", "from": "2026-03-02T09:00", "until": "2026-03-02T10:00"},
        ),
        "period_act": Deed(first=judged, address=f"/agreements/{KEY}/periods/2026-04/act"),
        "source_words": Deed(form={"name": "Mesa", "seen": mark_of(intent_of(find_source(cast.ana, SOURCE)))}),
        "ticket_matter": Deed(by="boris", first=governed, address=f"/matters/{SOURCE}/4712"),
        "paper_bind": Deed(first=agree, form={"paper": signed()}),
        "paper_register": Deed(first=draft, form={"paper": signed()}),
        "queue_claim": Deed(by="tomas", form={"name": str(Handle.objects.get(word="Tomas").ident)}),
        "team": Deed(form={"person": cast.nadie.ident}),
        "team_take": Deed(address=f"/teams/desk/people/{cast.tomas.ident}/take"),
        "person_back": Deed(
            by="boris",
            first=lambda cast: deactivate(cast.boris, UUID(cast.carla.ident), NOW),
            address=f"/people/{cast.carla.ident}/give-back",
        ),
    }


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:  # noqa: ARG001 - the tables
    with django_db_blocker.unblock(), transaction.atomic():
        found = make_cast()
        prepare(found)
        yield found
        transaction.set_rollback(True)


@pytest.mark.parametrize("door", WRITING, ids=str)
def test_each_writing_door_leaves_an_entry_or_says_why_not(
    cast: Cast, door: Door, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    deed = deeds(cast).get(door.name)
    usual = cast.ana if door.expected[MANAGER] in (200, 302) else cast.boris
    client = Client()
    client.force_login(Person.objects.get(pk=usual.person if deed is None else getattr(cast, deed.by).person))
    if deed is not None:
        deed.first(cast)
    before = Entry.objects.count()
    address = door.address if deed is None or not deed.address else deed.address
    answer = client.post(address, door.form if deed is None or not deed.form else deed.form)
    assert (Entry.objects.count() > before) is (door.name not in SILENT), answer.content[:300]


def test_every_silent_door_is_there_and_says_why() -> None:
    assert set(SILENT) <= {door.name for door in WRITING}
    assert all(SILENT.values())


def test_a_token_is_written_down_when_made_and_once_when_it_is_sent_after_its_end(cast: Cast) -> None:
    wanted = NewToken(
        name="ERP of Boris",
        scopes=frozenset({Permission.SEE_AGREEMENTS}),
        expires_at=datetime.now(UTC) + timedelta(days=9),
    )
    made = make_token(cast.boris, wanted, datetime.now(UTC))
    sent = {"Authorization": f"Bearer {made.secret}"}
    assert Client().get("/api/v1/me", headers=sent).status_code == 200
    Token.objects.filter(pk=made.line.id).update(made_at=NOW, expires_at=NOW + timedelta(days=1))
    assert [Client().get("/api/v1/me", headers=sent).status_code for _ in range(3)] == [401, 401, 401]
    told = list(Entry.objects.filter(kind__startswith="token_").order_by("pk").values_list("kind", "body"))
    assert [kind for kind, body in told if f'"token":{made.line.id}' in body] == ["token_made", "token_refused"]
    assert '"why":"expired"' in told[-1][1]
    assert "ERP" not in str(told)


def test_how_somebody_signs_in_is_written_down_when_it_changes(cast: Cast) -> None:
    boris = Person.objects.get(pk=cast.boris.person)
    boris.set_password("una-clave-larga-1")
    boris.save()
    client = Client()
    client.post("/accounts/login/", {"login": boris.email, "password": "una-clave-larga-1"})
    changed = {"oldpassword": "una-clave-larga-1", "password1": "otra-clave-larga-2", "password2": "otra-clave-larga-2"}
    assert client.post("/accounts/password/change/", changed).status_code == 302
    Authenticator.objects.create(user=boris, type=Authenticator.Type.TOTP, data={"secret": "x"})
    InvitedOnly().send_notification_mail("mfa/email/totp_activated", boris)
    told = Entry.objects.filter(kind="sign_in_changed", actor=cast.boris.ident).order_by("pk")
    assert [entry.body.partition('"what":"')[2].rstrip('"}') for entry in told] == [
        "password_changed",
        "totp_activated",
    ]
