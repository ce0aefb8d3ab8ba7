"""Letters about accounts: an invitation, a link to choose a new password, and that somebody leads a side now."""

from collections.abc import Mapping
from types import MappingProxyType

from acuerdo.faces.worker.letters.shapes import Addressed, Letter, Writer
from acuerdo.words import phrase, speak

_INVITED = phrase("An invitation to Acuerdo from {inviter} ({party})")
_INVITED_TEXT = phrase(
    "Hello {name},\n\n{inviter} invites you to Acuerdo for {party}. Come in here and choose a password:\n\n{address}\n"
    "\nThe link is good once, for seven days. If you do not know what this is about, nothing has to be done.\n"
)
_RESET = phrase("A new password for Acuerdo")
_RESET_TEXT = phrase(
    "Hello {name},\n\nsomebody, probably you, asked for a new password. Choose it here:\n\n{address}\n\n"
    "If it was not you, nothing has to be done: your password stays as it is.\n"
)
_LEADS = phrase("You look after {party} in Acuerdo now")
_LEADS_TEXT = phrase(
    "Hello {name},\n\nnobody was left who looks after the people of {party} in Acuerdo, so {giver} made you do so. From"
    " now on you may accept agreements for {party}, and you alone choose who else speaks for it:\n\n{address}\n\n"
    "The journal of {party} says who did this and when. If you did not expect it, ask there first.\n"
)


def invitation(addressed: Addressed) -> Letter:
    """Say who invites, and give the link."""
    inviter, party = addressed.told("by"), addressed.told("party")
    return Letter(
        subject=speak(addressed.language, _INVITED, inviter=inviter, party=party),
        text=speak(
            addressed.language,
            _INVITED_TEXT,
            name=addressed.name,
            inviter=inviter,
            party=party,
            address=addressed.link(addressed.told("path")),
        ),
    )


def password_reset(addressed: Addressed) -> Letter:
    """Give the link at which a new password is chosen."""
    return Letter(
        subject=speak(addressed.language, _RESET),
        text=speak(
            addressed.language,
            _RESET_TEXT,
            name=addressed.name,
            address=addressed.link(addressed.told("path")),
        ),
    )


def made_to_lead(addressed: Addressed) -> Letter:
    """Say that the reader looks after the people of a side now, and who saw to it."""
    party = addressed.told("party")
    return Letter(
        subject=speak(addressed.language, _LEADS, party=party),
        text=speak(
            addressed.language,
            _LEADS_TEXT,
            name=addressed.name,
            giver=addressed.told("by"),
            party=party,
            address=addressed.link(addressed.told("path")),
        ),
    )


LETTERS: Mapping[str, Writer] = MappingProxyType(
    {"invitation": invitation, "made_to_lead": made_to_lead, "password_reset": password_reset}
)
