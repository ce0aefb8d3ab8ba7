"""The definitions behind a report: every promise, its rules and its hours, in words."""

from collections import Counter
from collections.abc import Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING

from acuerdo.core.terms.agreement import Agreement, Commitment, RatioCommitment
from acuerdo.studies.report import terms_words as words
from acuerdo.studies.report.blocks import Block, Heading, Pairs, Section, Sentence, Tone
from acuerdo.studies.report.hours_words import calendar_lines
from acuerdo.studies.report.voice import Voice
from acuerdo.studies.vocabulary import MEASURES, say_known
from acuerdo.words import Phrase, phrase

if TYPE_CHECKING:
    from acuerdo.studies.report.model import ReportModel

_TITLE = phrase("Definitions")
_SAYS = phrase(
    "All times are open time: only hours in which the calendar in force is open count. A share is the clocks met of "
    "those met and breached. Below the smallest sample nothing is judged."
)
_PROMISES = phrase("What is promised")
_CALENDARS = phrase("Calendars")
_RULES = phrase("Rules for all commitments, unless one says otherwise")
_MEASURE = phrase("Measured")
_SCOPE = phrase("Tickets", context="which tickets a promise is about")
_TARGET = phrase("Target", context="column")
_HOURS = phrase("Calendar")
_SHARE = phrase("Promised share")
_STATISTIC = phrase("Promised time")
_RULE = phrase("Rules")
_JUDGED = phrase("judged {period}")
_SMALLEST = phrase("smallest sample {n}")
_STATISTICS = MappingProxyType(
    {"mean": phrase("mean", context="statistic of times"), "median": phrase("median", context="statistic of times")}
)
_PERCENTILE = phrase("{n}th percentile", context="statistic of times")


def terms_section(model: "ReportModel", voice: Voice) -> Section:
    """Say what is promised, by which rules and in which hours."""
    terms = model.document.terms
    usual = usual_rules(terms)
    blocks: list[Block] = [Sentence(voice.say(_SAYS), Tone.MUTED)]
    if terms.commitments:
        blocks.append(Pairs(((voice.say(_RULES), tuple(voice.say(rule) for rule in usual)),)))
    blocks.append(Heading(voice.say(_PROMISES)))
    promised = [(one.id, tuple(commitment_lines(one, usual, voice))) for one in terms.commitments]
    promised += [(one.id, tuple(ratio_lines(one, voice))) for one in terms.ratios]
    blocks += [Pairs(((voice.name(name), said),)) for name, said in promised]
    blocks.append(Heading(voice.say(_CALENDARS)))
    calendars = model.document.shape.calendars
    pairs = tuple(
        (voice.calendar(name), tuple(calendar_lines(name, form, model, voice))) for name, form in calendars.items()
    )
    blocks.append(Pairs(pairs))
    return Section(anchor="definitions", title=voice.say(_TITLE), blocks=tuple(blocks))


def _rules(commitment: Commitment) -> Iterator[Phrase]:
    yield words.ON_CHANGE[commitment.on_change]
    if commitment.measure.reopens:
        yield words.ON_REOPEN[commitment.on_reopen]
    yield words.COUNTED_BY[commitment.counted_by]


def usual_rules(terms: Agreement) -> tuple[Phrase, ...]:
    """Return the rule of each kind that most commitments follow."""
    tables = (words.ON_CHANGE, words.ON_REOPEN, words.COUNTED_BY)
    counted = Counter(rule for commitment in terms.commitments for rule in _rules(commitment))
    found = []
    for table in tables:
        known = [rule for rule in table.values() if counted[rule]]
        if known:
            found.append(max(known, key=lambda rule: counted[rule]))
    return tuple(found)


def commitment_lines(commitment: Commitment, usual: tuple[Phrase, ...], voice: Voice) -> Iterator[str]:
    """Yield what a promise judged by clocks says, a line for each part; empty lines where it says nothing."""
    name = commitment.measure.name
    title = str(voice.document.measure_title(name, voice.language))
    measure = say_known(voice.language, MEASURES, name) if name in MEASURES else title
    known = words.MEASURED.get(name, words.OWN_MEASURE)
    yield _line(_MEASURE, f"{measure}, {voice.say(known)}", voice)
    yield _line(_SCOPE, words.say_scope(commitment, voice), voice)
    yield _line(_TARGET, "; ".join(words.target_lines(commitment.within, voice)), voice)
    yield _line(_HOURS, "; ".join(words.name_lines(commitment.calendar, voice)), voice)
    yield from _promised(commitment, voice)
    own = [voice.say(rule) for rule in _rules(commitment) if rule not in usual]
    yield _line(_RULE, " ".join([words.say_pauses(commitment, voice), *own]), voice)


def _promised(commitment: Commitment, voice: Voice) -> Iterator[str]:
    judged = voice.say(_JUDGED, period=words.say_length(commitment.period, voice))
    smallest = [voice.say(_SMALLEST, n=commitment.min_sample)] if commitment.min_sample else []
    if commitment.at_least is not None:
        shares = "; ".join(words.share_lines(commitment.at_least, voice))
        yield _line(_SHARE, ", ".join([shares, judged, *smallest]), voice)
    if commitment.at_most_us is not None:
        times = "; ".join(words.limit_lines(commitment.at_most_us, voice))
        statistic = _statistic(commitment.statistic or "", voice)
        yield _line(_STATISTIC, ", ".join([statistic, times, judged, *smallest]), voice)


def _statistic(name: str, voice: Voice) -> str:
    if name in _STATISTICS:
        return voice.say(_STATISTICS[name])
    return voice.say(_PERCENTILE, n=name.removeprefix("p"))


def ratio_lines(ratio: RatioCommitment, voice: Voice) -> Iterator[str]:
    """Yield what a promised share of tickets says, a line for each part."""
    yield _line(_MEASURE, words.say_definition(ratio, voice), voice)
    yield _line(_SCOPE, words.say_scope(ratio, voice), voice)
    if ratio.older_than_us is not None:
        hours = f" ({voice.calendar(ratio.calendar)})" if ratio.calendar else ""
        yield _line(_OLDER_THAN, voice.lasting(ratio.older_than_us) + hours, voice)
    limit = ratio.at_least if ratio.at_least is not None else ratio.at_most
    if limit is not None:
        promised = words.AT_MOST if ratio.at_least is None else words.AT_LEAST
        share = voice.say(promised, limit=voice.target_share(limit))
        judged = voice.say(_JUDGED, period=words.say_length(ratio.period, voice))
        smallest = [voice.say(_SMALLEST, n=ratio.min_sample)] if ratio.min_sample else []
        yield _line(_SHARE, ", ".join([share, judged, *smallest]), voice)


_OLDER_THAN = phrase("Older than")
_LINE = phrase("{term}: {text}", context="a definition in one line")


def _line(term: Phrase, text: str, voice: Voice) -> str:
    return voice.say(_LINE, term=voice.say(term), text=text) if text else ""
