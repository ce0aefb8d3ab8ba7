"""A verdict's derivation in sentences: the answer first, then every span, then the sum."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from acuerdo.core.clock.derivation import DerivedSpan
from acuerdo.core.clock.exclusions import Exclusion
from acuerdo.core.clock.pieces import SpanClass
from acuerdo.core.clock.verdict import Outcome, Verdict
from acuerdo.core.hours import to_datetime
from acuerdo.studies.vocabulary import CLASSES, MARKS, MEASURES, OUTCOMES, PAUSES, say_closing, say_known, say_reason
from acuerdo.words import Language, phrase, say_duration, say_instant, speak

_HEADING = phrase("{ticket} · {name} ({measure}), clock {number}: {verdict}")
_PLAIN_HEADING = phrase("{ticket} · {name} ({measure}), clock {number}: {verdict} ({reason})")
_MET = phrase("Met: {consumed} counted of {target}, {left} to spare.")
_MET_AGREED = phrase("Met: stopped by the agreed date.")
_BREACHED = phrase("Breached on {instant}: {consumed} counted of {target}.")
_BREACHED_AGREED = phrase("Breached on {instant}: the agreed date passed.")
_RUNNING = phrase("Running: {consumed} counted of {target}.")
_PAUSED = phrase("Paused: {consumed} counted of {target}.")
_DUE = phrase("The target is used up on {due} and kept until {last}.")
_DUE_ONLY = phrase("The target is used up on {due}.")
_LATE = phrase("Late by {late} of counted time.")
_STARTED = phrase("Started on {instant}.")
_STOPPED = phrase("Stopped on {instant}.")
_SO_FAR = phrase("Seen until {instant}.")
_CHANGED = phrase("On {instant} the target became {target}, by the fact in row {row}.")
_CHANGED_NONE = phrase("On {instant} the target became another date, by the fact in row {row}.")
_SPAN = phrase("{start} to {stop}: {length} {kind}")
_SPAN_WHY = phrase("{start} to {stop}: {length} {kind} ({cause})")
_SUM = phrase(
    "Together: {counted} counted + {paused} paused + {outside} outside service hours + {excluded} excluded = {wall}."
)
_MARKED = phrase("Mind: {marks}.")


def explain(  # noqa: PLR0913 - beside the verdict, everything that an agreement and a reader name differently
    verdict: Verdict,
    language: Language,
    *,
    zone: ZoneInfo,
    titles: Mapping[str, str] | None = None,
    measures: Mapping[str, str] | None = None,
    exclusions: Iterable[Exclusion] = (),
) -> Iterator[str]:
    """Yield the lines that explain a verdict, in a language, with the times of a zone.

    `titles` are the names of commitments for people; without one the commitment's id is shown. `measures` are
    the names of the agreement's own measures, in the same way. `exclusions` are those that were judged by: a span that
    one of them took out names its reason.
    """
    words = _Words(language, zone, {one.id: one.reason for one in exclusions if one.reason})
    own = (measures or {}).get(verdict.measure, verdict.measure)
    yield words.heading(verdict, (titles or {}).get(verdict.commitment, verdict.commitment), own)
    if verdict.started_us is None or verdict.end_us is None:
        return
    yield from words.answer(verdict)
    yield speak(language, _STARTED, instant=words.at(verdict.started_us))
    for change in verdict.changes:
        yield words.change(change.at_us, change.target_us, change.row)
    for span in verdict.derivation:
        yield "  " + words.span(span)
    yield speak(language, _STOPPED if verdict.stopped_us is not None else _SO_FAR, instant=words.at(verdict.end_us))
    yield words.total(verdict)
    if verdict.marks:
        yield speak(language, _MARKED, marks=", ".join(speak(language, MARKS[mark]) for mark in verdict.marks))


class _Words:
    """Says the parts of an explanation in one language and zone."""

    def __init__(self, language: Language, zone: ZoneInfo, exclusions: Mapping[str, str]) -> None:
        self._language = language
        self._zone = zone
        self._exclusions = exclusions

    def at(self, instant: int) -> str:
        moment = to_datetime(instant)
        on_the_minute = not (moment.second or moment.microsecond)
        return say_instant(self._language, moment, zone=self._zone, exact=not on_the_minute)

    def lasting(self, us: int) -> str:
        return say_duration(self._language, timedelta(microseconds=us), exact=True)

    def heading(self, verdict: Verdict, name: str, own_measure: str) -> str:
        is_own = verdict.measure not in MEASURES
        measure = own_measure if is_own else say_known(self._language, MEASURES, verdict.measure)
        outcome = speak(self._language, OUTCOMES[verdict.verdict])
        if verdict.reason is None:
            return speak(
                self._language,
                _HEADING,
                ticket=verdict.ticket,
                name=name,
                measure=measure,
                number=str(verdict.cycle),
                verdict=outcome,
            )
        return speak(
            self._language,
            _PLAIN_HEADING,
            ticket=verdict.ticket,
            name=name,
            measure=measure,
            number=str(verdict.cycle),
            verdict=outcome,
            reason=say_reason(self._language, verdict.reason),
        )

    def answer(self, verdict: Verdict) -> Iterator[str]:
        yield from self._first_line(verdict)
        if verdict.due_us is not None and verdict.breaches_us not in (None, verdict.due_us):
            yield speak(
                self._language, _DUE, due=self.at(verdict.due_us), last=self.at(verdict.breaches_us or verdict.due_us)
            )
        elif verdict.due_us is not None:
            yield speak(self._language, _DUE_ONLY, due=self.at(verdict.due_us))
        if verdict.late_us is not None:
            yield speak(self._language, _LATE, late=self.lasting(verdict.late_us))

    def _first_line(self, verdict: Verdict) -> Iterator[str]:
        consumed = self.lasting(verdict.consumed_us)
        target = None if verdict.target_us is None else self.lasting(verdict.target_us)
        if verdict.verdict is Outcome.BREACHED and verdict.breached_us is not None:
            instant = self.at(verdict.breached_us)
            if target is None:
                yield speak(self._language, _BREACHED_AGREED, instant=instant)
            else:
                yield speak(self._language, _BREACHED, instant=instant, consumed=consumed, target=target)
        elif verdict.verdict is Outcome.MET:
            yield self._met(verdict, consumed, target)
        elif target is not None and verdict.verdict in (Outcome.RUNNING, Outcome.PAUSED):
            words = _RUNNING if verdict.verdict is Outcome.RUNNING else _PAUSED
            yield speak(self._language, words, consumed=consumed, target=target)

    def _met(self, verdict: Verdict, consumed: str, target: str | None) -> str:
        if target is None or verdict.target_us is None:
            return speak(self._language, _MET_AGREED)
        left = self.lasting(verdict.target_us - verdict.consumed_us)
        return speak(self._language, _MET, consumed=consumed, target=target, left=left)

    def change(self, at_us: int, target_us: int | None, row: int) -> str:
        if target_us is None:
            return speak(self._language, _CHANGED_NONE, instant=self.at(at_us), row=str(row))
        return speak(self._language, _CHANGED, instant=self.at(at_us), target=self.lasting(target_us), row=str(row))

    def span(self, span: DerivedSpan) -> str:
        start, stop, length = self.at(span.from_us), self.at(span.until_us), self.lasting(span.length_us)
        kind = speak(self._language, CLASSES[span.kind])
        cause = self._cause(span)
        if cause is None:
            return speak(self._language, _SPAN, start=start, stop=stop, length=length, kind=kind)
        return speak(self._language, _SPAN_WHY, start=start, stop=stop, length=length, kind=kind, cause=cause)

    def _cause(self, span: DerivedSpan) -> str | None:
        match span.kind:
            case SpanClass.OUTSIDE:
                return say_closing(self._language, span.cause)
            case SpanClass.PAUSED if span.cause is not None:
                return say_known(self._language, PAUSES, span.cause)
            case SpanClass.EXCLUDED if span.cause is not None and span.cause in self._exclusions:
                return f"{self._exclusions[span.cause]}, {span.cause}"
            case _:
                return span.cause

    def total(self, verdict: Verdict) -> str:
        start, end = verdict.started_us or 0, verdict.end_us or 0
        return speak(
            self._language,
            _SUM,
            counted=self.lasting(verdict.consumed_us),
            paused=self.lasting(verdict.paused_us),
            outside=self.lasting(verdict.outside_us),
            excluded=self.lasting(verdict.excluded_us),
            wall=self.lasting(end - start),
        )
