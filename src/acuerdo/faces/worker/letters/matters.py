"""Letters about what both sides settle of a ticket: its priority, and work outside the scope."""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote

from acuerdo.faces.worker.letters.shapes import Addressed, Letter, Writer
from acuerdo.words import Phrase, phrase, speak

_OWN_SUBJECT = phrase("Ticket {ticket}: your acceptance is needed")
_OWN_TEXT = phrase(
    "Hello {name},\n\nsomebody of your side has claimed something about ticket {ticket} (agreement {agreement}). It"
    " counts only once you have accepted it as well:\n\n{address}\n"
)
_LETTERS: Mapping[str, tuple[Phrase, Phrase]] = MappingProxyType(
    {
        "priority_waits": (
            phrase("Ticket {ticket}: another priority is claimed"),
            phrase(
                "Hello {name},\n\nthe other side claims another priority for ticket {ticket} (agreement {agreement})."
                " It waits for the answer of your side:\n\n{address}\n"
            ),
        ),
        "priority_agreed": (
            phrase("Ticket {ticket}: both sides agreed on its priority"),
            phrase(
                "Hello {name},\n\nboth sides have agreed on the priority of ticket {ticket} (agreement {agreement})."
                " Its clocks follow:\n\n{address}\n"
            ),
        ),
        "route_waits": (
            phrase("Ticket {ticket}: work outside the scope"),
            phrase(
                "Hello {name},\n\nthe other side says that work on ticket {ticket} is outside the scope of agreement"
                " {agreement}. It waits for the answer of your side:\n\n{address}\n"
            ),
        ),
        "route_agreed": (
            phrase("Ticket {ticket}: both sides agreed on work outside the scope"),
            phrase(
                "Hello {name},\n\nboth sides have agreed what becomes of work on ticket {ticket} that is outside the"
                " scope of agreement {agreement}:\n\n{address}\n"
            ),
        ),
    }
)


def _writer(subject: Phrase, text: Phrase) -> Writer:
    def write(addressed: Addressed) -> Letter:
        ticket, language = addressed.ticket, addressed.language
        address = addressed.link(f"/tickets/{addressed.told('source')}/{quote(addressed.told('ticket'))}")
        named = {"name": addressed.name, "agreement": addressed.agreement, "ticket": ticket, "address": address}
        return Letter(subject=speak(language, subject, ticket=ticket), text=speak(language, text, **named))

    return write


_OWN = {  # what one's own side offered, and does not bind before one accepts it
    f"{kind}_own": (_OWN_SUBJECT, _OWN_TEXT) for kind in _LETTERS if kind.endswith("_waits")
}

LETTERS: Mapping[str, Writer] = MappingProxyType(
    {kind: _writer(*words) for kind, words in {**_LETTERS, **_OWN}.items()}
)
