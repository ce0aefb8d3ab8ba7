"""Somebody who did everything there is to do is erased: every column of every table is searched for what names them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from acuerdo.apps.acts.commands import Intent
from acuerdo.apps.acts.papers import Upload
from acuerdo.apps.agreements.models import AgreementSigner
from acuerdo.apps.agreements.queries import find_versions, signers_for
from acuerdo.apps.agreements.shapes import LifeState
from acuerdo.apps.journal.models import Entry
from acuerdo.apps.journal.queries import chains, verify
from acuerdo.apps.life.commands import Notice
from acuerdo.apps.life.comments import Remark
from acuerdo.apps.parties.models import Membership, Person, Team
from acuerdo.apps.parties.people import Arrival, Wanted
from acuerdo.apps.parties.roles import Permission, Role
from acuerdo.apps.parties.viewers import Viewer, view_as
from acuerdo.apps.requirements.commands import Asked, Ending
from acuerdo.apps.requirements.models import Requirement
from acuerdo.apps.requirements.queries import list_requirements
from acuerdo.apps.tokens.commands import NewToken, claim_key, keep_answer, make_token
from acuerdo.apps.tokens.models import KeptAnswer
from acuerdo.apps.tokens.shapes import Answer
from acuerdo.core.acts import MoveKind, Side
from acuerdo.flows import agreement_lives as lives
from acuerdo.flows import people_changed, requirement_changed
from acuerdo.flows.agreement_negotiated import Offering, answer_offer, offer_draft
from acuerdo.flows.agreement_registered import add_evidence
from acuerdo.flows.person_erased import Ground, erase_person, weigh
from tests.flows.test_negotiation import TEXT, opened
from tests.people import NOW, Cast, make_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guards")]

NAME, EMAIL = "Zoraida Петрова", "zoraida@sur.example"
TRACES = ("zoraida", "петрова")
KEY = "sur-2026"
PASSWORD = "una-clave-larga-1"  # noqa: S105 - a test's
ALLOWED = {
    ("agreements_offer", "text"): "the text that both sides accepted, which nobody edits",
    ("agreements_offer", "canonical"): "the same text as it was hashed",
    ("acts_actmove", "note"): "what somebody else wrote with their own move",
}
"""Where a name may be left, and why."""
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\nsigned\n%%EOF\n"


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cast:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    return make_cast()


def places() -> set[tuple[str, str]]:
    """Return every column of every table that says one of the traces, whatever its type."""
    found: set[tuple[str, str]] = set()
    with connection.cursor() as rows:
        for table in connection.introspection.table_names(rows):
            rows.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table of our own
            columns = [column[0] for column in rows.description or ()]
            for row in rows.fetchall():
                said = zip(columns, row, strict=True)
                found |= {(table, name) for name, value in said if _says(str(value))}
    return found | {("django_session", "inside") for one in Session.objects.all() if _says(str(one.get_decoded()))}


def _says(text: str) -> bool:
    plain = text.casefold() + text.encode().decode("unicode_escape", "ignore").casefold()
    return any(trace in plain for trace in TRACES)


def come(cast: Cast) -> Viewer:
    """Let the person come by invitation, sign in, and set up every way to sign in that there is."""
    wanted = Wanted(name=NAME, email=EMAIL, language="es", role=Role.SPONSOR)
    letter = people_changed.invite(cast.boris, "sur", wanted, NOW, by_mail=True)
    person = people_changed.accept(
        letter.token, Arrival(name=NAME, language="ru", time_zone="Europe/Samara", password=PASSWORD), NOW
    )
    client = Client()
    assert client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD}).status_code == 302
    assert client.get("/").status_code == 200
    EmailAddress.objects.update_or_create(user=person, email=EMAIL, defaults={"verified": True})
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES)
    for kind in kinds:
        Authenticator.objects.create(user=person, type=kind, data={"name": f"Phone of {NAME}"})
    SocialAccount.objects.create(user=person, provider="company", uid=EMAIL, extra_data={"name": NAME, "email": EMAIL})
    Membership.objects.create(team=Team.objects.create(key="desk", name="Desk"), person=person)
    return view_as(person)


NAMING = TEXT.replace("# ours", f"# ours, for {NAME}").replace("{es: Mesa}", f"{{es: Mesa de {NAME}}}")
"""An agreement that names the person in its text."""


def live(cast: Cast, zoraida: Viewer, text: str = NAMING) -> None:
    """Do everything with an agreement that its people do."""
    opened(cast.ana, text)
    asked = Asked(by=NAME.upper(), text=f"{NAME} wants it quick", why=f"so says {NAME}")
    ident = requirement_changed.ask(zoraida, KEY, asked, NOW)
    requirement_changed.end(zoraida, KEY, ident, Ending(refusal=f"{NAME} says no"), NOW)
    other = requirement_changed.ask(cast.ana, KEY, Asked(by="Carla", text="Nights"), NOW)
    requirement_changed.end(zoraida, KEY, other, Ending(clause="term"), NOW)
    lives.choose_signers(zoraida, KEY, Side.CUSTOMER, [f"@{zoraida.ident}"], NOW)
    content = offer_draft(cast.ana, KEY, Offering(seen=0, note=f"As {NAME} asked"), NOW).standing.content or ""
    accepting = Intent(kind=MoveKind.ACCEPT, content=content, seen=1, note=f"Yes, {NAME}")
    answer_offer(zoraida, KEY, 1, accepting, NOW)
    add_evidence(zoraida, KEY, 1, Upload(name=f"{NAME}.pdf", content=PDF), NOW)
    lives.write_comment(zoraida, KEY, Remark(text=f"{NAME} doubts this"), NOW)
    lives.write_comment(zoraida, KEY, Remark(text=f"Only ours, {NAME}", private=True), NOW)
    lives.open_review(zoraida, KEY, f"{NAME} wants to look again", NOW)
    lives.close_review(zoraida, KEY, f"{NAME} is content", NOW)
    lives.give_notice(zoraida, KEY, Notice(reason=f"{NAME} moves on"), NOW)


def surround(cast: Cast, zoraida: Viewer) -> None:
    """Leave tokens, answers kept for programs, and letters that wait."""
    make = NewToken(
        name=f"Laptop of {NAME}", scopes=frozenset({Permission.SEE_AGREEMENTS}), expires_at=NOW + timedelta(days=9)
    )
    make_token(zoraida, make, NOW)
    theirs = make_token(cast.ana, make.__class__(name="ERP", scopes=make.scopes, expires_at=make.expires_at), NOW)
    claim_key(theirs.line, "once", "a" * 64, datetime.now(UTC))
    keep_answer(theirs.line, "once", Answer(status=200, body=f'{{"steps": [{{"person": "{NAME}"}}]}}'))
    wanted = Wanted(name="Eva", email="eva@sur.example", language="es", role=Role.USER)
    people_changed.invite(zoraida, "sur", wanted, NOW, by_mail=True)


def test_only_what_is_allowed_names_somebody_who_was_erased(cast: Cast) -> None:
    zoraida = come(cast)
    live(cast, zoraida)
    surround(cast, zoraida)
    before = places()
    tables = {table for table, _ in before}
    assert {
        "account_emailaddress",
        "acts_paper",
        "life_comment",
        "life_review",
        "life_termination",
        "mfa_authenticator",
        "notices_outgoing",
        "requirements_requirement",
        "socialaccount_socialaccount",
        "tokens_keptanswer",
        "tokens_token",
        "parties_person",
    } <= tables
    weighed = weigh(cast.ana, UUID(zoraida.ident))
    assert (weighed.tokens, weighed.texts, weighed.named, weighed.moves) == (1, 8, 1, 1)
    assert (weighed.belongings.ways_in, weighed.belongings.sessions, weighed.is_last) == (6, 1, False)

    erase_person(cast.ana, UUID(zoraida.ident), NOW, Ground.LAW)
    assert places() <= set(ALLOWED)
    assert not UserSession.objects.filter(user=zoraida.person).exists()
    assert not Authenticator.objects.filter(user=zoraida.person).exists()
    assert not Membership.objects.filter(person=zoraida.person).exists()
    assert KeptAnswer.objects.get(key="once").body == '{"steps": [{"person": ""}]}'
    assert not any(_says(str(path)) for path in (settings.MEDIA_ROOT).rglob("*"))


def test_what_was_proved_still_is_and_the_record_of_the_other_side_stays(cast: Cast) -> None:
    zoraida = come(cast)
    live(cast, zoraida)
    receipts = [
        (step.receipt.number, step.receipt.head) for step in find_versions(cast.ana, KEY, NOW, NOW.date())[0].act.steps
    ]
    erase_person(cast.boris, UUID(zoraida.ident), NOW)
    assert [name for name in chains() if verify(name).faults] == []
    assert verify(f"agreement:{KEY}", receipts).faults == ()
    version = find_versions(cast.ana, KEY, NOW, date(2026, 5, 1))[0]
    assert (version.state, version.act.steps[0].note) == (LifeState.ACTIVE, f"As {NAME} asked")
    assert [step.person for step in version.act.steps] == ["Ana", ""]
    told = {
        (one.asked_by, one.text, one.clause, one.is_open, one.is_erased) for one in list_requirements(cast.ana, KEY)
    }
    assert told == {("", "", "", False, True), ("Carla", "Nights", "term", False, False)}
    agreement = Requirement.objects.all()[0].agreement
    assert not AgreementSigner.objects.exists()
    assert [one.role for one in signers_for(agreement) if one.side is Side.CUSTOMER] == ["sponsor"]
    erased = Entry.objects.get(kind="person_erased")
    assert '"ground":"asked"' in erased.body
    assert Person.objects.get(pk=zoraida.person).time_zone == cast.sur.time_zone


def test_pages_say_erased_person_wherever_the_name_stood(cast: Cast) -> None:
    zoraida = come(cast)
    live(cast, zoraida, TEXT)
    erase_person(cast.ana, UUID(zoraida.ident), NOW)
    client = Client()
    client.force_login(Person.objects.get(pk=cast.carla.person))
    client.cookies["language"] = "en"
    for page in ("", "/comments", "/requirements", "/term", "/signers", "/papers", "/versions/1/record"):
        shown = client.get(f"/agreements/{KEY}{page}").content.decode()
        told = shown.replace(f"As {NAME} asked", "")  # what Ana wrote beside her offer
        assert (_says(told), "erased person" in told) == (False, page != "/signers"), page
    assert client.get(f"/people/{zoraida.ident}").status_code == 404
