"""Clocks as people see them: how one stands, what is left, and a strip of its life with the sentences that add up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from acuerdo.apps.agreements.models import AgreementKind
from acuerdo.apps.clocks.commands import risk_instant
from acuerdo.apps.clocks.queries import ClockRecord
from acuerdo.apps.clocks.queue import DueLine
from acuerdo.core.clock.verdict import Outcome, Verdict
from acuerdo.core.hours import to_datetime
from acuerdo.faces.web.naming import title_of
from acuerdo.faces.web.states import Badge
from acuerdo.studies.explain import explain
from acuerdo.studies.report.terms_words import say_scope
from acuerdo.studies.report.voice import Voice
from acuerdo.studies.vocabulary import CLASSES, OUTCOMES, say_reason
from acuerdo.words import Language, Phrase, phrase, say_duration, say_instant, speak

WIDTH = 1_000
_AT_RISK = phrase("at risk", context="verdict")
_TONES: Mapping[Outcome, tuple[str, str]] = MappingProxyType(
    {
        Outcome.MET: ("✓", "good"),
        Outcome.BREACHED: ("✕", "bad"),
        Outcome.RUNNING: ("▶", "calm"),
        Outcome.PAUSED: ("❚❚", "rest"),
        Outcome.CANCELLED: ("◌", "rest"),
        Outcome.EXCLUDED: ("◇", "apart"),
        Outcome.NOT_APPLICABLE: ("–", "rest"),
    }
)
_LEFT = phrase("{name}: {left} left, due {due}")
_LEFT_PAUSED = phrase("{name}: paused ({reason}), {left} left")
_BREACHED = phrase("{name}: breached {instant}, not done yet")
_NOTHING_RUNS = phrase("No clock runs.")
_NOT_COVERED = phrase("No clock runs: no promise covers this ticket.")
_NONE: Mapping[str, Phrase] = MappingProxyType(
    {
        "no_opened": phrase("There is no clock: no fact says when this ticket was opened."),
        "nobody": phrase("There is no clock: it is not known whose ticket this is."),
        "not_open": phrase("There is no clock yet: the ticket is not open."),
        "no_agreement": phrase("There is no clock: no agreement was in force when this ticket was opened."),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockShown:
    """A clock on a page. Times are texts in the reader's zone, `strip` is its life drawn, `lines` are the sentences."""

    name: str
    commitment: str
    cycle: int
    badge: Badge
    reason: str
    counted: str
    target: str
    left: str
    due_at: datetime | None
    used: int
    strip: SafeString
    lines: Sequence[str]
    marks: Sequence[str]
    scope: str
    backing: bool
    key: str
    agreement: str
    version: int
    verdict: Verdict


def show_clocks(clocks: Sequence[ClockRecord], language: Language, time_zone: str) -> list[ClockShown]:
    """Return the clocks of a ticket as a page shows them: what runs out first, first; then what has ended."""
    shown = [_show(clock, language, ZoneInfo(time_zone)) for clock in clocks]
    return sorted(shown, key=_urgency)


def answer_of(shown: Sequence[ClockShown], language: Language, time_zone: str, missing: str) -> str:
    """Say in one sentence whose clock runs and until when; `missing` names why there are none."""
    if not shown and missing:
        return speak(language, _NONE[missing])
    zone = ZoneInfo(time_zone)
    for clock in shown:
        verdict = clock.verdict
        if verdict.verdict is Outcome.RUNNING and clock.due_at is not None:
            due = say_instant(language, clock.due_at, zone=zone)
            return speak(language, _LEFT, name=clock.name, left=clock.left, due=due)
        if verdict.verdict is Outcome.BREACHED and verdict.stopped_us is None and verdict.breached_us is not None:
            instant = say_instant(language, to_datetime(verdict.breached_us), zone=zone)
            return speak(language, _BREACHED, name=clock.name, instant=instant)
        if verdict.verdict is Outcome.PAUSED:
            return speak(language, _LEFT_PAUSED, name=clock.name, reason=clock.reason, left=clock.left)
    covered = any(clock.verdict.verdict is not Outcome.NOT_APPLICABLE for clock in shown)
    return speak(language, _NOTHING_RUNS if covered else _NOT_COVERED)


def badge_of_due(line: DueLine, language: Language) -> Badge:
    """Return how a clock under way is shown in a list."""
    outcome = Outcome.BREACHED if line.breached else Outcome.RUNNING
    sign, tone = _TONES[outcome]
    return Badge(speak(language, OUTCOMES[outcome]), sign, tone)


def is_at_risk(verdict: Verdict) -> bool:
    """Say whether a clock runs past the first of its warnings."""
    risk, seen = risk_instant(verdict), verdict.end_us
    return verdict.verdict is Outcome.RUNNING and seen is not None and risk is not None and risk <= seen


def _urgency(clock: ClockShown) -> tuple[int, int]:
    verdict = clock.verdict
    open_breach = verdict.verdict is Outcome.BREACHED and verdict.stopped_us is None
    order = 0 if open_breach else _ORDER.get(verdict.verdict, 3)
    return order, verdict.due_us or 0


_ORDER = MappingProxyType({Outcome.RUNNING: 1, Outcome.PAUSED: 2, Outcome.NOT_APPLICABLE: 5})


def _show(clock: ClockRecord, language: Language, zone: ZoneInfo) -> ClockShown:
    verdict, document = clock.verdict, clock.rules.document
    name = str(document.commitment_title(verdict.commitment, language)) or verdict.commitment
    measures = {verdict.measure: str(document.measure_title(verdict.measure, language))}
    target = verdict.target_us
    left = None if target is None else max(0, target - verdict.consumed_us)
    lines = list(explain(verdict, language, zone=zone, titles={verdict.commitment: name}, measures=measures))
    return ClockShown(
        name=name,
        commitment=verdict.commitment,
        cycle=verdict.cycle,
        badge=_badge(verdict, language),
        reason=say_reason(language, verdict.reason) if verdict.reason else "",
        counted=_length(language, verdict.consumed_us),
        target="" if target is None else _length(language, target),
        left="" if not left or verdict.stopped_us is not None else _length(language, left),
        due_at=None if verdict.due_us is None else to_datetime(verdict.due_us),
        used=0 if not target else min(100, verdict.consumed_us * 100 // target),
        strip=_strip(verdict, language),
        lines=lines[1:],
        marks=tuple(str(mark) for mark in verdict.marks),
        scope=_scope(clock, language, zone),
        backing=clock.rules.version.agreement.kind != AgreementKind.SLA,
        key=clock.agreement,
        agreement=title_of(language, clock.rules.version.agreement),
        version=clock.version,
        verdict=verdict,
    )


def _scope(clock: ClockRecord, language: Language, zone: ZoneInfo) -> str:
    """Say which tickets a promise covers where it does not cover this one; empty where that is not why."""
    rules, verdict = clock.rules, clock.verdict
    promise = next((one for one in rules.terms.commitments if one.id == verdict.commitment), None)
    if promise is None or verdict.verdict is not Outcome.NOT_APPLICABLE or verdict.reason != "not_covered":
        return ""
    return say_scope(promise, Voice(language=language, document=rules.document, zone=zone))


def _badge(verdict: Verdict, language: Language) -> Badge:
    if is_at_risk(verdict):
        return Badge(speak(language, _AT_RISK), "!", "warn")
    return badge_of(verdict.verdict, language)


def badge_of(outcome: Outcome, language: Language) -> Badge:
    """Return how the word of a verdict is shown."""
    sign, tone = _TONES[outcome]
    return Badge(speak(language, OUTCOMES[outcome]), sign, tone)


def _length(language: Language, length_us: int) -> str:
    return say_duration(language, timedelta(microseconds=length_us))


def _strip(verdict: Verdict, language: Language) -> SafeString:
    """Draw a clock's life as a strip of its spans, wide as they lasted; the sentences beside it say the same."""
    if verdict.started_us is None or verdict.end_us is None or verdict.end_us <= verdict.started_us:
        return SafeString("")
    start, whole = verdict.started_us, verdict.end_us - verdict.started_us
    bars = format_html_join(
        "",
        '<rect class="k-{}" x="{}" y="0" width="{}" height="12"></rect>',
        (
            (
                span.kind,
                f"{(span.from_us - start) * WIDTH / whole:.2f}",
                f"{max(span.length_us * WIDTH / whole, 0.5):.2f}",
            )
            for span in verdict.derivation
        ),
    )
    kinds = dict.fromkeys(span.kind for span in verdict.derivation)
    lengths = {kind: sum(span.length_us for span in verdict.derivation if span.kind is kind) for kind in kinds}
    said = ", ".join(f"{speak(language, CLASSES[kind])}: {_length(language, one)}" for kind, one in lengths.items())
    return format_html(
        '<svg class="life" viewBox="0 0 {} 12" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        WIDTH,
        said,
        bars,
    )
