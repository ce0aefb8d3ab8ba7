"""Letters about offers: one waits for an answer, both sides have agreed."""

from collections.abc import Mapping
from types import MappingProxyType

from acuerdo.faces.worker.letters.shapes import Addressed, Letter, Writer
from acuerdo.words import phrase, speak

_WAITS = phrase("Agreement {agreement}: an offer waits for your answer")
_WAITS_TEXT = phrase(
    "Hello {name},\n\nversion {number} of agreement {agreement} has been offered and waits for the answer of your side."
    " Read it and accept, reject or counter it here:\n\n{address}\n"
)
_AGREED = phrase("Agreement {agreement}: both sides have accepted")
_AGREED_TEXT = phrase(
    "Hello {name},\n\nboth sides have accepted version {number} of agreement {agreement}. Its text and the receipts are"
    " here:\n\n{address}\n\nThe hash of what was agreed is {content}. Keep this letter: it shows that the text was not"
    " changed later.\n"
)


def waits(addressed: Addressed) -> Letter:
    """Say that an offer waits for an answer."""
    agreement = addressed.agreement
    return Letter(
        subject=speak(addressed.language, _WAITS, agreement=agreement),
        text=speak(
            addressed.language,
            _WAITS_TEXT,
            name=addressed.name,
            number=addressed.told("number"),
            agreement=agreement,
            address=addressed.link(f"/agreements/{addressed.told('agreement')}"),
        ),
    )


def agreed(addressed: Addressed) -> Letter:
    """Say that both sides have accepted."""
    agreement = addressed.agreement
    return Letter(
        subject=speak(addressed.language, _AGREED, agreement=agreement),
        text=speak(
            addressed.language,
            _AGREED_TEXT,
            name=addressed.name,
            number=addressed.told("number"),
            agreement=agreement,
            address=addressed.link(f"/agreements/{addressed.told('agreement')}"),
            content=addressed.told("content"),
        ),
    )


LETTERS: Mapping[str, Writer] = MappingProxyType({"offer_waits": waits, "offer_agreed": agreed})
