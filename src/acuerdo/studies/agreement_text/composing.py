"""An agreement's text in one language: the sections in their order, numbered, ready to be drawn or typeset."""

from datetime import UTC, datetime
from itertools import chain
from zoneinfo import ZoneInfo

from acuerdo.core.hours import to_us
from acuerdo.documents import AgreementDocument
from acuerdo.studies.agreement_text.acceptances import acceptance_section, authenticity_section
from acuerdo.studies.agreement_text.definitions import definitions_section
from acuerdo.studies.agreement_text.hours import calendars_section
from acuerdo.studies.agreement_text.parties import (
    channels_section,
    covered_section,
    parties_section,
    prerequisites_section,
    volumes_section,
)
from acuerdo.studies.agreement_text.pen import Pen, numbered
from acuerdo.studies.agreement_text.priorities import priorities_section
from acuerdo.studies.agreement_text.promises import measures_section, promises_section
from acuerdo.studies.agreement_text.remedies import (
    consequences_section,
    escalation_section,
    fees_section,
    legal_section,
    maintenance_section,
    penalties_section,
    reviews_section,
)
from acuerdo.studies.agreement_text.services import services_section
from acuerdo.studies.agreement_text.standing import TextStanding
from acuerdo.studies.report.blocks import Block, Cell, Clause, Page, Pairs, Section, Sentence, Table, Tone
from acuerdo.studies.report.voice import Voice
from acuerdo.studies.wording.values import say_value
from acuerdo.words import Language, phrase, say_date

_BETWEEN = phrase("{provider} and {customer}", context="the parties of an agreement")
_CONTENTS = phrase("Contents")
_PAGE_OF = phrase("Page {page} of {pages}")
_FOOTER = phrase("{agreement}, content {hash}")
_VERSION = phrase("Version {number}: {state}")
_TEXT = phrase("Text of the document; what both sides accepted is not part of this file")
_GOVERNS = phrase("It governs")
_GOVERNS_TO = phrase("{first} to {last}", context="from a day to another")
_GOVERNS_FROM = phrase("from {first}", context="from a day on")
_PREVAILS = phrase("Language that prevails")
_HASH = phrase("Content (SHA-256)")
_FALLBACK = phrase(
    "What is marked [{code}] is not written in this language. It is shown as both sides wrote it, in the language that "
    "prevails; nothing is translated by a machine."
)
_PREVAILING = phrase("The text in {language} prevails over this one.")
_SECTIONS = (
    parties_section,
    definitions_section,
    services_section,
    covered_section,
    channels_section,
    calendars_section,
    priorities_section,
    promises_section,
    measures_section,
    prerequisites_section,
    volumes_section,
    maintenance_section,
    reviews_section,
    penalties_section,
    consequences_section,
    escalation_section,
    fees_section,
    legal_section,
)


def compose_agreement(document: AgreementDocument, language: Language, standing: TextStanding | None = None) -> Page:
    """Say an agreement in a language, with who accepted it where that is known."""
    known = standing or TextStanding()
    voice = Voice(language, document, ZoneInfo(document.time_zone), quotes=False)
    pen = Pen.of(voice)
    drawn = [section(pen) for section in _SECTIONS]
    sections = numbered([*drawn, acceptance_section(pen, known), authenticity_section(pen, known)])
    title = document.title(language)
    return Page(
        language=language,
        title=say_value(document.shape.type, ("type",), voice)[:1].upper()
        + say_value(document.shape.type, ("type",), voice)[1:],
        subject=pen.say(_BETWEEN, provider=document.provider, customer=document.customer),
        parties=title.text + (f" [{title.language}]" if title.is_fallback else ""),
        author=document.provider,
        answer=_answer(pen, known),
        answer_tone=Tone.GOOD if known.binds else Tone.PLAIN,
        remarks=tuple(_remarks(pen, sections)),
        about=_about(pen),
        sections=sections,
        contents=pen.say(_CONTENTS),
        footer=pen.say(_FOOTER, agreement=document.id, hash=document.content_hash[:12]),
        page_of=pen.say(_PAGE_OF, page="{page}", pages="{pages}"),
        cut_off_us=_dated(document) if known.as_of_us is None else known.as_of_us,
    )


def _dated(document: AgreementDocument) -> int:
    first = document.from_on
    return to_us(datetime(first.year, first.month, first.day, tzinfo=UTC))


def _answer(pen: Pen, standing: TextStanding) -> str:
    if standing.version is None:
        return pen.say(_TEXT)
    return pen.say(_VERSION, number=standing.version, state=standing.state)


def _about(pen: Pen) -> Pairs:
    document, language = pen.document, pen.voice.language
    first = say_date(language, document.from_on)
    governs = (
        pen.say(_GOVERNS_FROM, first=first)
        if document.to_on is None
        else pen.say(_GOVERNS_TO, first=first, last=say_date(language, document.to_on))
    )
    return Pairs(
        (
            (pen.say(_GOVERNS), (governs,)),
            (pen.say(_PREVAILS), (say_value(document.language, ("language",), pen.voice),)),
            (pen.say(_HASH), tuple(document.content_hash[at : at + 16] for at in range(0, 64, 16))),
        )
    )


def _remarks(pen: Pen, sections: tuple[Section, ...]) -> list[Sentence]:
    """Say which language prevails, and what a mark means, where there is one."""
    document = pen.document
    found = []
    if document.language != pen.voice.language:
        language = say_value(document.language, ("language",), pen.voice)
        found.append(Sentence(pen.say(_PREVAILING, language=language), Tone.MUTED))
    if any(f"[{document.language}]" in text for text in _texts(sections)):
        found.append(Sentence(pen.say(_FALLBACK, code=document.language), Tone.WARN))
    return found


def _texts(sections: tuple[Section, ...]) -> chain[str]:
    return chain.from_iterable(_of_block(block) for section in sections for block in section.blocks)


def _of_block(block: Block) -> list[str]:
    if isinstance(block, Clause):
        lines = (block.title, *block.lines, *block.points)
        return [*(f"[{line.language}]" for line in lines), *(line.text for line in lines)]
    if isinstance(block, Table):
        return [cell.text for row in block.rows for cell in row if isinstance(cell, Cell)]
    return []
