"""Tokens are made and revoked, and one that has ended is refused; the journal of the person's party says so by ids."""

from datetime import datetime

from django.db import transaction

from acuerdo.apps.journal.commands import record
from acuerdo.apps.parties.models import Person, chain_of
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.apps.tokens import commands
from acuerdo.apps.tokens.commands import NewToken
from acuerdo.apps.tokens.queries import refuse_ended
from acuerdo.apps.tokens.shapes import MadeToken, Purpose, TokenLine


def make_token(viewer: Viewer, wanted: NewToken, at: datetime) -> MadeToken:
    """Make a token of the viewer and return its secret, which nobody sees again. Raises `TokenRefused`."""
    with transaction.atomic():
        made = commands.make_token(viewer, wanted, at)
        _note_made(viewer, made.line, Purpose.API, at)
    return made


def make_calendar(viewer: Viewer, name: str, at: datetime) -> MadeToken:
    """Make the secret part of the address of the viewer's calendar; the one before leads nowhere any more."""
    with transaction.atomic():
        made = commands.make_calendar(viewer, name, at)
        _note_made(viewer, made.line, Purpose.CALENDAR, at)
    return made


def revoke_token(viewer: Viewer, token: int, at: datetime) -> None:
    """Make a token of the viewer useless from now on. Raises `NotThere`."""
    with transaction.atomic():
        commands.revoke_token(viewer, token, at)
        _note(_person(viewer), "token_revoked", {"token": token}, at, actor=viewer.ident)


def end_tokens(person: Person, at: datetime, *, actor: str) -> None:
    """End every token of somebody whose access has ended: none of them comes back with it.

    `actor` is the ident of who ended it, empty for whoever runs the installation.
    """
    with transaction.atomic():
        for token in commands.end_tokens(person.pk, at):
            _note(person, "token_revoked", {"token": token}, at, actor=actor)


def note_refusal(secret: str, purpose: Purpose, at: datetime) -> None:
    """Write down that somebody sent a token after its end; only the first time, so that nobody fills the journal."""
    with transaction.atomic():
        found = refuse_ended(secret, at, purpose)
        if found is not None:
            person, line = found
            why = "revoked" if line.revoked_at else "expired" if line.expires_at <= at else "person_left"
            _note(person, "token_refused", {"token": line.id, "why": why}, at, actor="")


def _note_made(viewer: Viewer, line: TokenLine, purpose: Purpose, at: datetime) -> None:
    body: dict[str, str | int] = {
        "token": line.id,
        "purpose": str(purpose),
        "scopes": " ".join(line.scopes),
        "expires_on": line.expires_at.date().isoformat(),
    }
    _note(_person(viewer), "token_made", body, at, actor=viewer.ident)


def _note(person: Person, kind: str, body: dict[str, str | int], at: datetime, *, actor: str) -> None:
    told = {"party": person.party.key, "person": str(person.ident), **body}
    record(chain_of(person.party.key), at=at, actor=actor, kind=kind, body=told)


def _person(viewer: Viewer) -> Person:
    return Person.objects.select_related("party").get(pk=viewer.person)
