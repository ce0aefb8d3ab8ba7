"""Letters about accounts leave through the outbox; how somebody signs in is written down when it changes."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from acuerdo.apps.journal.commands import record
from acuerdo.apps.notices.commands import put
from acuerdo.apps.notices.shapes import Channel, Notice
from acuerdo.apps.parties.models import Person, chain_of


def note_sign_in(person: Person, what: str, at: datetime) -> None:
    """Write down that a way to sign in changed: `what` says how, like `totp_activated` or `password_changed`."""
    party = person.party.key
    body = {"party": party, "person": str(person.ident), "what": what}
    with transaction.atomic():
        record(chain_of(party), at=at, actor=str(person.ident), kind="sign_in_changed", body=body)


def send_password_link(person: Person, path: str, at: datetime) -> None:
    """Send somebody the link at which a new password is chosen; the letter's body is emptied when it is delivered."""
    with transaction.atomic():
        put(
            Notice(
                key=f"password_reset:{person.ident}:{sha256(path.encode()).hexdigest()[:16]}:{at.timestamp():.0f}",
                kind="password_reset",
                channel=Channel.MAIL,
                person=person.pk,
                body={"path": path},
            ),
            at,
        )
