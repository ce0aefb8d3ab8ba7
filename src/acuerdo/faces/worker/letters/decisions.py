"""Letters about decisions on terms that come due."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from acuerdo.faces.worker.letters.shapes import Addressed, Letter, Writer
from acuerdo.words import phrase, say_date, speak

_DUE = phrase("Agreement {agreement}: decide by {date}")
_DUE_TEXT = phrase(
    "Hello {name},\n\nthe term of agreement {agreement} ends on {end_on}. Decide by {date} whether it goes on; notice"
    " can be given until {notice_by}. {otherwise}\n\n{address}\n"
)
_RENEWED = phrase("If nobody does anything, it is renewed until {until}.")
_ENDS = phrase("If nobody does anything, it ends.")


def due(addressed: Addressed) -> Letter:
    """Say what has to be decided by when, and what happens otherwise."""
    language, agreement = addressed.language, addressed.agreement

    def day(name: str) -> str:
        return say_date(language, date.fromisoformat(addressed.told(name)))

    renewed = bool(addressed.told("renews_until"))
    otherwise = speak(language, _RENEWED, until=day("renews_until")) if renewed else speak(language, _ENDS)
    return Letter(
        subject=speak(language, _DUE, agreement=agreement, date=day("decide_by")),
        text=speak(
            language,
            _DUE_TEXT,
            name=addressed.name,
            agreement=agreement,
            end_on=day("end_on"),
            date=day("decide_by"),
            notice_by=day("notice_by"),
            otherwise=otherwise,
            address=addressed.link(f"/agreements/{addressed.told('agreement')}/term"),
        ),
    )


LETTERS: Mapping[str, Writer] = MappingProxyType({"decision_due": due})
