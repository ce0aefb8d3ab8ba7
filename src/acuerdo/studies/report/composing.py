"""A report in one language: the sections in their order, ready to be drawn as a page or typeset."""

from zoneinfo import ZoneInfo

from acuerdo.studies.report.blocks import Page
from acuerdo.studies.report.clocks_section import breaches_section, times_section
from acuerdo.studies.report.counts_section import attained_section
from acuerdo.studies.report.doubts_section import doubts_section
from acuerdo.studies.report.evidence_section import evidence_section
from acuerdo.studies.report.exclusions_section import exclusions_section
from acuerdo.studies.report.frozen_section import frozen_section
from acuerdo.studies.report.model import ReportModel
from acuerdo.studies.report.scorecard import TITLE, about, answer, remarks, scorecard
from acuerdo.studies.report.terms_section import terms_section
from acuerdo.studies.report.trend_section import trend_section
from acuerdo.studies.report.voice import Voice
from acuerdo.words import Language, phrase

_SUBJECT = phrase("{provider} for {customer}")
_CONTENTS = phrase("Contents")
_FOOTER = phrase("{agreement}, version {hash}, data until {instant}")
_PAGE_OF = phrase("Page {page} of {pages}")


def compose(model: ReportModel, language: Language) -> Page:
    """Say a report in a language."""
    voice = Voice(language, model.document, ZoneInfo(model.zone))
    document = model.document
    said, tone = answer(model, voice)
    return Page(
        language=language,
        title=voice.say(TITLE),
        subject=voice.period(model.period),
        parties=voice.say(_SUBJECT, provider=document.provider, customer=document.customer),
        author=document.provider,
        answer=said,
        answer_tone=tone,
        remarks=tuple(remarks(model, voice)),
        about=about(model, voice),
        sections=(
            scorecard(model, voice),
            attained_section(model, voice),
            *frozen_section(model, voice),
            trend_section(model, voice),
            breaches_section(model, voice),
            times_section(model, voice),
            exclusions_section(model, voice),
            doubts_section(model, voice),
            terms_section(model, voice),
            evidence_section(model, voice),
        ),
        contents=voice.say(_CONTENTS),
        footer=voice.say(
            _FOOTER, agreement=document.id, hash=document.content_hash[:12], instant=voice.at(model.as_of_us)
        ),
        page_of=voice.say(_PAGE_OF, page="{page}", pages="{pages}"),
        cut_off_us=model.as_of_us,
    )
