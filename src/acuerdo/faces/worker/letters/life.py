"""Letters about the life of an agreement: notices, renewals, remarks on clauses, contracts registered from paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import cast
from zoneinfo import ZoneInfo

from acuerdo.apps.catalogue.shapes import Texts, choose_text
from acuerdo.faces.worker.letters.shapes import Addressed, Letter, Writer
from acuerdo.words import Phrase, phrase, say_date, speak

_WHOLE = phrase("the agreement as a whole", context="what a remark is about")
_DATES = ("last_on", "until")
_OWN_SUBJECT = phrase("Agreement {agreement}: your acceptance is needed")
_OWN_TEXT = phrase(
    "Hello {name},\n\nsomebody of your side has offered the other side something about agreement {agreement}. It counts"
    " only once you have accepted it as well:\n\n{address}\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """The words of a letter, the page that it leads to, and the values of its notice that the text names."""

    subject: Phrase
    text: Phrase
    page: str
    named: tuple[str, ...] = ()

    def write(self, addressed: Addressed) -> Letter:
        """Write the letter."""
        agreement = addressed.agreement
        return Letter(
            subject=speak(addressed.language, self.subject, agreement=agreement),
            text=speak(
                addressed.language,
                self.text,
                name=addressed.name,
                agreement=agreement,
                address=addressed.link(f"/agreements/{addressed.told('agreement')}{self.page}"),
                **{name: _said(addressed, name) for name in self.named},
            ),
        )


def _said(addressed: Addressed, name: str) -> str:
    text = addressed.told(name)
    if name == "calendar":
        titles = cast("Texts", addressed.body.get("calendar_titles", {}))
        return choose_text(titles, addressed.language) or text
    if name == "since":
        return say_date(
            addressed.language, datetime.fromisoformat(text).astimezone(ZoneInfo(addressed.time_zone)).date()
        )
    if name in _DATES:
        return say_date(addressed.language, date.fromisoformat(text))
    return text or speak(addressed.language, _WHOLE)


_LETTERS: Mapping[str, _Words] = MappingProxyType(
    {
        "notice_given": _Words(
            subject=phrase("Agreement {agreement}: the other side gave notice"),
            text=phrase(
                "Hello {name},\n\nthe other side has given notice: the last day of agreement {agreement} is {last_on}."
                " Read the notice and acknowledge it here:\n\n{address}\n"
            ),
            page="/term",
            named=("last_on",),
        ),
        "notice_acknowledged": _Words(
            subject=phrase("Agreement {agreement}: your notice was acknowledged"),
            text=phrase(
                "Hello {name},\n\nthe other side has acknowledged the notice of your side: the last day of agreement"
                " {agreement} is {last_on}.\n\n{address}\n"
            ),
            page="/term",
            named=("last_on",),
        ),
        "notice_withdrawn": _Words(
            subject=phrase("Agreement {agreement}: the notice was taken back"),
            text=phrase(
                "Hello {name},\n\nthe notice about agreement {agreement} was taken back: it goes on as if none had been"
                " given.\n\n{address}\n"
            ),
            page="/term",
        ),
        "taking_back_waits": _Words(
            subject=phrase("Agreement {agreement}: shall the notice be taken back?"),
            text=phrase(
                "Hello {name},\n\nthe other side proposes to take back the notice by which agreement {agreement} ends"
                " on {last_on}. It waits for the answer of your side:\n\n{address}\n"
            ),
            page="/term",
            named=("last_on",),
        ),
        "renewal_waits": _Words(
            subject=phrase("Agreement {agreement}: a renewal waits for your answer"),
            text=phrase(
                "Hello {name},\n\nthe other side proposes to renew agreement {agreement} until {until}. Accept or"
                " reject it here:\n\n{address}\n"
            ),
            page="/term",
            named=("until",),
        ),
        "renewal_agreed": _Words(
            subject=phrase("Agreement {agreement} is renewed"),
            text=phrase(
                "Hello {name},\n\nboth sides have renewed agreement {agreement} until {until}. The receipts are"
                " here:\n\n{address}\n"
            ),
            page="/term",
            named=("until",),
        ),
        "year_waits": _Words(
            subject=phrase("Agreement {agreement}: a year of a calendar waits for your answer"),
            text=phrase(
                "Hello {name},\n\nthe other side proposes the holidays of {year} for the calendar {calendar} of"
                " agreement {agreement}. Look at the dates and answer here:\n\n{address}\n"
            ),
            page="/years",
            named=("calendar", "year"),
        ),
        "year_agreed": _Words(
            subject=phrase("Agreement {agreement}: both sides agreed on a year of a calendar"),
            text=phrase(
                "Hello {name},\n\nboth sides have agreed on the holidays of {year} for the calendar {calendar} of"
                " agreement {agreement}: that year is not provisional any more.\n\n{address}\n"
            ),
            page="/years",
            named=("calendar", "year"),
        ),
        "exclusion_waits": _Words(
            subject=phrase("Agreement {agreement}: an exclusion waits for your answer"),
            text=phrase(
                "Hello {name},\n\nthe other side claims that some time, or a ticket, does not count against the"
                " promises of agreement {agreement}. See what it would change, and answer here:\n\n{address}\n"
            ),
            page="/exclusions",
            named=(),
        ),
        "exclusion_unanswered": _Words(
            subject=phrase("Agreement {agreement}: an exclusion still waits for your answer"),
            text=phrase(
                "Hello {name},\n\nsince {since} a claim waits for your answer: that some time, or a ticket, does not"
                " count against the promises of agreement {agreement}. It counts only once everybody who signs has"
                " accepted it. Look at it here:\n\n{address}\n"
            ),
            page="/exclusions",
            named=("since",),
        ),
        "exclusion_agreed": _Words(
            subject=phrase("Agreement {agreement}: both sides agreed on an exclusion"),
            text=phrase(
                "Hello {name},\n\nboth sides have agreed on what does not count against the promises of agreement"
                " {agreement}. What it touches is judged anew.\n\n{address}\n"
            ),
            page="/exclusions",
            named=(),
        ),
        "period_waits": _Words(
            subject=phrase("Agreement {agreement}: a period waits to be frozen"),
            text=phrase(
                "Hello {name},\n\nthe other side proposes to freeze what {period} came to under agreement {agreement}:"
                " its figures and each verdict stay once your side accepts them. Look at them and answer"
                " here:\n\n{address}\n"
            ),
            page="/periods/",
            named=("period",),
        ),
        "period_frozen": _Words(
            subject=phrase("Agreement {agreement}: both sides froze a period"),
            text=phrase(
                "Hello {name},\n\nboth sides have frozen what {period} came to under agreement {agreement}. What moves"
                " later stands as an adjustment in a later period.\n\n{address}\n"
            ),
            page="/periods/",
            named=("period",),
        ),
        "comment_written": _Words(
            subject=phrase("Agreement {agreement}: a remark of the other side"),
            text=phrase(
                "Hello {name},\n\nthe other side has remarked upon agreement {agreement} (the place: {clause}). Read it"
                " and answer here:\n\n{address}\n"
            ),
            page="/comments",
            named=("clause",),
        ),
        "paper_registered": _Words(
            subject=phrase("Agreement {agreement}: a contract on paper was registered"),
            text=phrase(
                "Hello {name},\n\nthe other side has registered a contract that was signed on paper as version {number}"
                " of agreement {agreement}. It governs unless your side disputes it. Compare it with your copy, then"
                " confirm or dispute it here:\n\n{address}\n\nThe hash of the PDF is {document}.\n"
            ),
            page="",
            named=("number", "document"),
        ),
        "paper_disputed": _Words(
            subject=phrase("Agreement {agreement}: the contract on paper is disputed"),
            text=phrase(
                "Hello {name},\n\nthe other side disputes version {number} of agreement {agreement}, which was"
                " registered from paper: it governs nothing until both sides agree.\n\n{address}\n"
            ),
            page="",
            named=("number",),
        ),
    }
)

_OWN = {  # what one's own side offered, and does not bind before one accepts it
    f"{kind}_own": _Words(subject=_OWN_SUBJECT, text=_OWN_TEXT, page=words.page)
    for kind, words in _LETTERS.items()
    if kind.endswith("_waits")
}

LETTERS: Mapping[str, Writer] = MappingProxyType({kind: words.write for kind, words in {**_LETTERS, **_OWN}.items()})
