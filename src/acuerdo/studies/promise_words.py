"""A promise and its chances, in sentences."""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from types import MappingProxyType

from acuerdo.statistics import Colour, ColourReason, Method
from acuerdo.studies.promise import Promise
from acuerdo.words import Language, phrase, say_duration, say_percent, speak

_NEARLY_SURE = 0.999

COLOURS = MappingProxyType(
    {
        Colour.GREEN: phrase("green: realistic", context="a promise"),
        Colour.AMBER: phrase("amber: at risk", context="a promise"),
        Colour.RED: phrase("red: not realistic", context="a promise"),
        Colour.NONE: phrase("no colour: too little history", context="a promise"),
    }
)
_METHODS = MappingProxyType(
    {
        Method.BINOMIAL: phrase("each clock for itself"),
        Method.BETA_BINOMIAL: phrase("good and bad periods"),
        Method.BLOCK_BOOTSTRAP: phrase("weeks drawn again from the past"),
    }
)
_WHY_NONE = MappingProxyType(
    {
        ColourReason.UNDER_30_TICKETS: phrase("fewer than 30 clocks"),
        ColourReason.UNDER_3_PERIODS: phrase("fewer than 3 judged periods"),
    }
)
_HEADING = phrase("{title} {group}: {target}: {colour}")
_HISTORY = phrase(
    "  Past: {met} of {n} met ({share}) in {periods} judged periods; {missed} of them missed the promise."
)
_AHEAD = phrase("  Ahead: about {n} clocks a period, of which {allowed} may be missed.")
_CHANCE = phrase("  Chance to miss one period {one}, at least one in twelve {twelve} ({method}).")
_HONEST = phrase("  The largest share that would be kept (below 10 % in twelve periods): {share}.")
_NO_HONEST = phrase("  No share would be kept.")
_WITHIN = phrase("  The promised share would be kept with {within} instead of {promised}.")
_WITHIN_SAME = phrase("  The promised share would be kept even with {within} instead of {promised}.")
_NONE_YET = phrase("  No period had enough clocks to be judged: {reasons}.")
_TOO_LITTLE = phrase("  Too little history for a colour: {reasons}.")
_OVER = phrase("over {share}")


def say_promise(promise: Promise, language: Language, *, title: str) -> Iterator[str]:
    """Yield the lines that say whether a promise is realistic: the answer first, then what it rests on."""
    yield speak(
        language,
        _HEADING,
        title=title,
        group=promise.group or "",
        target=_target(promise.target, language),
        colour=speak(language, COLOURS[promise.colour.colour]),
    ).replace(" :", ":")
    reasons = ", ".join(speak(language, _WHY_NONE[reason]) for reason in promise.colour.reasons)
    if promise.worst is None:
        yield speak(language, _NONE_YET, reasons=reasons)
        return
    met = sum(counts.met for counts in promise.history)
    yield speak(
        language,
        _HISTORY,
        met=met,
        n=promise.tickets,
        share=say_percent(language, Fraction(met, promise.tickets)),
        periods=len(promise.history),
        missed=promise.missed,
    )
    if reasons:
        yield speak(language, _TOO_LITTLE, reasons=reasons)
    yield speak(language, _AHEAD, n=promise.n_expected, allowed=promise.allowed)
    for chance in promise.chances:
        yield speak(
            language,
            _CHANCE,
            one=_chance(chance.p_miss_period, language),
            twelve=_chance(chance.p_miss_any_of_12, language),
            method=speak(language, _METHODS[chance.method]),
        )
    yield from _honest(promise, language)


def _honest(promise: Promise, language: Language) -> Iterator[str]:
    if promise.honest is not None:
        share = promise.honest.target
        if share is None:
            yield speak(language, _NO_HONEST)
        else:
            yield speak(language, _HONEST, share=_target(share, language))
    if promise.within is not None and promise.within.within_us is not None and promise.within_us is not None:
        shorter = promise.within.within_us <= promise.within_us
        yield speak(
            language,
            _WITHIN_SAME if shorter else _WITHIN,
            within=say_duration(language, timedelta(microseconds=promise.within.within_us)),
            promised=say_duration(language, timedelta(microseconds=promise.within_us)),
        )


def _target(share: Fraction, language: Language) -> str:
    return say_percent(language, share, places=3, least_places=0)


def _chance(probability: float, language: Language) -> str:
    """Say a probability; one that is nearly sure is never said to be sure."""
    if probability > _NEARLY_SURE:
        return speak(language, _OVER, share=say_percent(language, _NEARLY_SURE))
    return say_percent(language, probability)
