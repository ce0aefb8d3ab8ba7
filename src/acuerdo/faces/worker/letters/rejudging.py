"""Letters about verdicts that moved after they had been given."""

from collections.abc import Mapping
from types import MappingProxyType

from acuerdo.faces.worker.letters.shapes import Addressed, Letter, Writer
from acuerdo.words import phrase, speak

_MOVED_SUBJECT = phrase("Agreement {agreement}: verdicts moved")
_MOVED = phrase(
    "Hello {name},\n\nwhat tickets of agreement {agreement} are judged by has changed, and they were judged anew: {n}"
    " verdict moved. From what to what, and why:\n\n{address}\n",
    plural="Hello {name},\n\nwhat tickets of agreement {agreement} are judged by has changed, and they were judged"
    " anew: {n} verdicts moved. From what to what, and why:\n\n{address}\n",
)


def _write(addressed: Addressed) -> Letter:
    agreement, language = addressed.agreement, addressed.language
    page = f"/agreements/{addressed.told('agreement')}/rejudged/{addressed.told('rejudging')}"
    return Letter(
        subject=speak(language, _MOVED_SUBJECT, agreement=agreement),
        text=speak(
            language,
            _MOVED,
            n=int(addressed.told("moved")),
            name=addressed.name,
            agreement=agreement,
            address=addressed.link(page),
        ),
    )


LETTERS: Mapping[str, Writer] = MappingProxyType({"verdicts_moved": _write})
