"""Letters by e-mail."""

from collections.abc import Mapping
from hashlib import sha256
from smtplib import SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.core.mail import EmailMessage

from acuerdo.apps.notices.shapes import Delivery
from acuerdo.apps.tickets.queries import titles_for
from acuerdo.faces.worker.deliveries import Undeliverable
from acuerdo.faces.worker.letters import write_letter
from acuerdo.faces.worker.letters.shapes import Addressed, Letter
from acuerdo.surroundings import from_surroundings
from acuerdo.words import Language

_FOR_GOOD = 500
_TICKET = frozenset({"source", "ticket"})


def send(delivery: Delivery) -> None:
    """Send a letter. Raises `Undeliverable` where nobody is there to read it, and whatever the mail server says."""
    if not delivery.address:
        raise Undeliverable("no_address")
    letter = letter_of(delivery)
    message = EmailMessage(
        subject=" ".join(letter.subject.split()),
        body=letter.text,
        to=[delivery.address],
        headers={
            "Message-ID": _message_id(delivery.key, from_surroundings().public_url),
            "Auto-Submitted": "auto-generated",
            "Content-Language": delivery.language,
        },
    )
    try:
        message.send()
    except SMTPRecipientsRefused as refused:
        if all(code >= _FOR_GOOD for code, _ in refused.recipients.values()):
            raise Undeliverable("refused_by_mail_server") from refused
        raise


def letter_of(delivery: Delivery) -> Letter:
    """Write a letter in the language of whoever gets it. Raises `Undeliverable` for a kind that has no words."""
    addressed = Addressed(
        language=Language(delivery.language),
        name=delivery.name,
        time_zone=delivery.time_zone,
        here=from_surroundings().public_url,
        body=delivery.body,
        titles=_titles(delivery),
    )
    letter = write_letter(delivery.kind, addressed)
    if letter is None:
        raise Undeliverable("no_words")
    return letter


def _titles(delivery: Delivery) -> Mapping[tuple[str, str], str]:
    """Return the titles of the tickets that a notice names: those of now, as far as whoever gets it may see them."""
    lines = delivery.body.get("lines")
    told = [delivery.body, *(lines if isinstance(lines, list) else [])]
    bodies = [one for one in told if isinstance(one, Mapping) and set(one) >= _TICKET]
    named = {(str(one["source"]), str(one["ticket"])) for one in bodies}
    return {} if delivery.person is None else titles_for(delivery.person, named)


def _message_id(key: str, here: str) -> str:
    """Return the same id for the same notice, however often it is sent: mailboxes keep one of them."""
    return f"<{sha256(key.encode()).hexdigest()[:40]}@{urlsplit(here).hostname}>"
