"""Letters about accounts leave through the outbox."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from acuerdo.apps.notices.commands import put
from acuerdo.apps.notices.shapes import Channel, Notice
from acuerdo.apps.parties.models import Person


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
