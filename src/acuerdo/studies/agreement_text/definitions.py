"""Definitions of the terms that an agreement uses, and of no others."""

from collections.abc import Iterator

from acuerdo.core.terms.agreement import Binding
from acuerdo.studies.agreement_text.pen import Pen
from acuerdo.studies.report.blocks import Block, Pairs, Section
from acuerdo.studies.report.terms_words import MEASURED
from acuerdo.studies.vocabulary import MEASURES
from acuerdo.words import Phrase, phrase

_TITLE = phrase("Definitions")
_BINDINGS = {
    Binding.GUARANTEE: (
        phrase("guarantee", context="value in an agreement"),
        phrase("A promise whose breach has the consequences that this agreement names, credits among them."),
    ),
    Binding.TARGET: (
        phrase("target", context="value in an agreement"),
        phrase("A promise that is judged and reported, without credits."),
    ),
    Binding.BEST_EFFORT: (
        phrase("best effort", context="value in an agreement"),
        phrase("Work is done as soon as possible; it is judged and reported, and binds to nothing."),
    ),
}
_ALWAYS = (
    (
        phrase("ticket", context="defined term"),
        phrase("An incident or a request that the customer brings to the provider through one of the channels."),
    ),
    (
        phrase("open time", context="defined term"),
        phrase("The hours in which the calendar in force is open. Targets in hours and minutes are open time."),
    ),
    (
        phrase("clock", context="defined term"),
        phrase("One promise applied to one ticket: it counts open time from its start to its stop, less the pauses."),
    ),
)
_BUSINESS_DAY = (
    phrase("business day", context="defined term"),
    phrase(
        "A date on which the calendar opens. A target of business days is counted from the start to the same time of "
        "day so many business days later."
    ),
)
_SHARE = (
    phrase("share", context="defined term"),
    phrase("The clocks met, of those met and breached in a period. It is rounded down."),
)
_PAUSE = (
    phrase("pause", context="defined term"),
    phrase("Open time in which the ticket waits for somebody and the clock does not count; each has its reason."),
)
_EXCLUSION = (
    phrase("exclusion", context="defined term"),
    phrase("Time that does not count because both sides accepted its reason, like announced maintenance."),
)
_CREDIT = (
    phrase("service credit", context="defined term"),
    phrase("What the customer gets back when a guarantee is breached."),
)


def definitions_section(pen: Pen) -> Section:
    """Say what the terms mean that this agreement uses."""
    pairs = tuple((term[:1].upper() + term[1:], (said,)) for term, said in _definitions(pen))
    blocks: tuple[Block, ...] = (Pairs(pairs),)
    return Section(anchor="definitions", title=pen.say(_TITLE), blocks=blocks)


def _definitions(pen: Pen) -> Iterator[tuple[str, str]]:
    for term, said in _used(pen):
        yield pen.say(term), pen.say(said)
    for name in dict.fromkeys(one.measure.name for one in pen.document.terms.commitments):
        if name in MEASURED:
            meant = pen.say(MEASURED[name])
            yield pen.say(MEASURES[name]), meant[:1].upper() + meant[1:] + "."


def _used(pen: Pen) -> Iterator[tuple[Phrase, Phrase]]:
    shape, terms = pen.document.shape, pen.document.terms
    yield from _ALWAYS
    if "bd" in pen.document.canonical:
        yield _BUSINESS_DAY
    if terms.ratios or any(one.at_least for one in terms.commitments):
        yield _SHARE
    if any(one.pausing.every or one.pausing.reasons for one in terms.commitments):
        yield _PAUSE
    yield _EXCLUSION
    if shape.credits:
        yield _CREDIT
    used = {one.binding for one in shape.commitments}
    yield from (_BINDINGS[binding] for binding in Binding if binding in used)
