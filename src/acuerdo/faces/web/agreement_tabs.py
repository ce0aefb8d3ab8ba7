"""The pages of one agreement, side by side."""

from dataclasses import dataclass

from django.urls import reverse

from acuerdo.apps.agreements.models import Agreement, AgreementKind
from acuerdo.apps.life.comments import count_open_comments
from acuerdo.apps.parties.roles import PartyKind
from acuerdo.apps.parties.viewers import Viewer
from acuerdo.words import Language, Phrase, phrase, speak

_TABS: tuple[tuple[str, Phrase], ...] = (
    ("agreement", phrase("What was agreed", context="page of an agreement")),
    ("attained", phrase("What was attained", context="page of an agreement")),
    ("comments", phrase("Remarks", context="page of an agreement")),
    ("term", phrase("Term", context="page of an agreement")),
    ("years", phrase("Calendars", context="page of an agreement")),
    ("exclusions", phrase("Exclusions", context="page of an agreement")),
    ("periods", phrase("Periods", context="page of an agreement")),
    ("rejudgings", phrase("Judged anew", context="page of an agreement")),
    ("scope", phrase("Scope", context="of an agreement")),
    ("distance", phrase("Levels", context="page of an agreement")),
    ("signers", phrase("Who accepts", context="page of an agreement")),
    ("backing", phrase("What it rests on", context="page of an agreement")),
    ("agreement_journal", phrase("Journal", context="page of an agreement")),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of an agreement; `count` is what waits there."""

    address: str
    name: str
    here: bool
    count: int = 0


def tabs(viewer: Viewer, agreement: Agreement, here: str, language: Language) -> list[Tab]:
    """Return the pages of an agreement for the reader, `here` being the one that is shown."""
    remarks = sum(count_open_comments(viewer, agreement.key).values())
    return [
        Tab(
            reverse(name, args=[agreement.key]),
            speak(language, words),
            name == here,
            remarks if name == "comments" else 0,
        )
        for name, words in _TABS
        if name != "backing" or (agreement.kind == AgreementKind.SLA and viewer.kind is PartyKind.PROVIDER)
    ]
