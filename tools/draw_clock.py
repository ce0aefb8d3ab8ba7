"""Draws ``docs/images/clock*.svg``: one clock as the judge derives it, for the first page in each language."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from acuerdo.core.clock.derivation import DerivedSpan
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.fold import Judge
from acuerdo.core.clock.history import admit
from acuerdo.core.clock.pieces import SpanClass
from acuerdo.core.clock.timeline import unfold
from acuerdo.core.clock.verdict import Outcome, Verdict
from acuerdo.core.hours import WorkingCalendar, to_us
from acuerdo.core.terms.agreement import Agreement, Commitment
from acuerdo.core.terms.conditions import Cases
from acuerdo.core.terms.measures import PRESETS, Stage
from acuerdo.core.terms.targets import Duration
from acuerdo.words import Language, say_date, say_duration, say_weekday

IMAGES = Path(__file__).parent.parent / "docs" / "images"
ZONE = ZoneInfo("Europe/Madrid")
WIDTH, MARGIN, BAR_TOP, BAR_HEIGHT, CLOSED_WIDTH = 860, 24, 104, 44, 118
INK, QUIET = "#1b2733", "#5b6875"
FILLS = {
    SpanClass.COUNTED: "#2f6fde",
    SpanClass.PAUSED: "url(#waiting)",
    SpanClass.OUTSIDE: "url(#closed)",
    SpanClass.EXCLUDED: "#8257c9",
}
LATE = "#c4322b"
OPENING_HOUR = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What the picture says in one language; durations are put into the braces."""

    title: str
    verdict: str
    counted: str
    late: str
    paused: str
    closed: str
    total: str


TEXTS = {
    Language.EN: Texts(
        title="Resolution within {} of office time",
        verdict="× breached, {} late",
        counted="counted",
        late="late",
        paused="waits for customer",
        closed="outside hours",
        total="{} counted  +  {} waiting for customer  +  {} outside hours  =  {} of wall time, exactly",
    ),
    Language.ES: Texts(
        title="Resolución en {} de horario de oficina",
        verdict="× incumplido, {} de retraso",
        counted="cuenta",
        late="retraso",
        paused="espera al cliente",
        closed="fuera de horario",
        total="{} contadas  +  {} a la espera del cliente  +  {} fuera de horario  =  {} de reloj, exactamente",
    ),
    Language.RU: Texts(
        title="Решение за {} рабочего времени",
        verdict="× нарушен, опоздание {}",
        counted="учтено",
        late="опоздание",
        paused="ждёт заказчика",
        closed="нерабочие часы",
        total="учтено {}  +  ожидание заказчика {}  +  нерабочие часы {}  =  {} астрономического времени",
    ),
}


def judged() -> Verdict:
    """The clock of the picture, judged."""
    facts = [
        _fact("opened", "2026-03-06T15:40", Stage.OPEN),
        _fact("changed", "2026-03-06T16:30", Stage.WAITING, "customer"),
        _fact("changed", "2026-03-06T17:20", Stage.OPEN),
        _fact("resolved", "2026-03-09T12:05", Stage.RESOLVED),
    ]
    target = Duration(timedelta(hours=4) // timedelta(microseconds=1))
    office = WorkingCalendar.from_spec({"time_zone": ZONE.key, "week": {"mon-fri": ["09:00-18:00"]}})
    agreement = Agreement(
        id="picture",
        version_hash="",
        time_zone=ZONE.key,
        calendars={"office": office},
        commitments=(
            Commitment(
                id="resolution",
                measure=PRESETS["resolution"],
                calendar=Cases.always("office"),
                within=Cases.always(target),
            ),
        ),
    )
    as_of_us = facts[-1].at_us + 1
    timeline = unfold(admit(facts, as_of_us=as_of_us), agreement)
    if timeline is None:
        raise AssertionError("the history of the picture begins with its opening")
    [verdict] = Judge(agreement).verdicts(timeline, as_of_us=as_of_us)
    return verdict


def _fact(event: str, reading: str, stage: Stage, reason: str | None = None) -> Fact:
    at = datetime.fromisoformat(reading).replace(tzinfo=ZONE)
    return Fact(ticket="4711", at_us=to_us(at), event=event, stage=stage, reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of the bar: its span, where it is drawn, and whether it lies after the breach."""

    span: DerivedSpan
    left: float
    width: float
    late: bool


def blocks(verdict: Verdict) -> Iterator[Block]:
    """The spans of the derivation, cut at the breach; open time to scale, closed time folded."""
    spans = list(_cut(verdict))
    open_us = sum(span.length_us for span in spans if span.kind is not SpanClass.OUTSIDE)
    closed = sum(span.kind is SpanClass.OUTSIDE for span in spans)
    scale = (WIDTH - 2 * MARGIN - closed * CLOSED_WIDTH) / open_us
    left = float(MARGIN)
    for span in spans:
        width = CLOSED_WIDTH if span.kind is SpanClass.OUTSIDE else span.length_us * scale
        late = verdict.breached_us is not None and span.from_us >= verdict.breached_us
        yield Block(span=span, left=left, width=width, late=late)
        left += width


def _cut(verdict: Verdict) -> Iterator[DerivedSpan]:
    for span in verdict.derivation:
        at = verdict.breached_us
        if at is None or not span.from_us < at < span.until_us:
            yield span
        else:
            for start, stop in ((span.from_us, at), (at, span.until_us)):
                yield DerivedSpan(from_us=start, until_us=stop, kind=span.kind, cause=span.cause, status=span.status)


def drawing(language: Language) -> str:
    """The picture in a language, as SVG."""
    verdict, texts = judged(), TEXTS[language]
    if verdict.verdict is not Outcome.BREACHED or verdict.target_us is None or verdict.late_us is None:
        raise AssertionError("the clock of the picture is breached")
    wall = sum(span.length_us for span in verdict.derivation)
    sums = (verdict.consumed_us, verdict.paused_us, verdict.outside_us, wall)
    total = texts.total.format(*(_length(language, us) for us in sums))
    parts = [part for block in blocks(verdict) for part in _block(language, texts, block)]
    last = list(blocks(verdict))[-1]
    parts += _instant(language, last.left + last.width, verdict.end_us or 0)
    title = texts.title.format(_length(language, verdict.target_us))
    said = texts.verdict.format(_length(language, verdict.late_us))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} 216" role="img"
 aria-label="{escape(total)}">
<defs>
<pattern id="waiting" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">\
<rect width="7" height="7" fill="#e3e7ec"/><rect width="3" height="7" fill="#b3bcc6"/></pattern>
<pattern id="closed" width="8" height="8" patternUnits="userSpaceOnUse">\
<rect width="8" height="8" fill="#f6f7f9"/><circle cx="4" cy="4" r="1" fill="#c3cad2"/></pattern>
</defs>
<style>text {{ font: 13px system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; fill: {INK} }}
.q {{ fill: {QUIET} }} .b {{ font-weight: 600 }} .t {{ font-size: 17px; font-weight: 600 }}
.m {{ text-anchor: middle }} .e {{ text-anchor: end; fill: {LATE} }}</style>
<rect width="{WIDTH}" height="216" rx="10" fill="#fff"/>
<text x="{MARGIN}" y="38" class="t">{escape(title)}</text>
<text x="{WIDTH - MARGIN}" y="38" class="t e">{escape(said)}</text>
{chr(10).join(parts)}
<text x="{MARGIN}" y="198" class="b">{escape(total)}</text>
</svg>
"""


def _block(language: Language, texts: Texts, block: Block) -> list[str]:
    span, middle = block.span, block.left + block.width / 2
    words = {SpanClass.COUNTED: texts.counted, SpanClass.PAUSED: texts.paused, SpanClass.OUTSIDE: texts.closed}
    fill, word = (LATE, texts.late) if block.late else (FILLS[span.kind], words[span.kind])
    line = BAR_TOP + BAR_HEIGHT
    length = _length(language, span.length_us)
    return [
        f'<rect x="{block.left:.1f}" y="{BAR_TOP}" width="{block.width:.1f}" height="{BAR_HEIGHT}" fill="{fill}"/>',
        f'<text x="{middle:.1f}" y="{line - 17}" class="m b"{_on(span, late=block.late)}>{length}</text>',
        f'<text x="{middle:.1f}" y="{line + 18}" class="m q">{escape(word)}</text>',
        *_instant(language, block.left, span.from_us),
    ]


def _on(span: DerivedSpan, *, late: bool) -> str:
    return ' style="fill:#fff"' if late or span.kind is SpanClass.COUNTED else ""


def _instant(language: Language, x: float, at_us: int) -> list[str]:
    at = datetime.fromtimestamp(at_us / 1_000_000, ZONE)
    anchor = "start" if x <= MARGIN else "end" if x >= WIDTH - MARGIN - 1 else "middle"
    found = [
        f'<path d="M{x:.1f} {BAR_TOP - 8}v{BAR_HEIGHT + 8}" stroke="{INK}" stroke-width="1"/>',
        f'<text x="{x:.1f}" y="{BAR_TOP - 14}" text-anchor="{anchor}">{at:%H:%M}</text>',
    ]
    if x <= MARGIN or at.hour == OPENING_HOUR:
        day = f"{say_weekday(language, at.weekday(), short=True)} {say_date(language, at.date())}"
        found.append(f'<text x="{x:.1f}" y="{BAR_TOP - 32}" text-anchor="{anchor}" class="q">{escape(day)}</text>')
    return found


def _length(language: Language, us: int) -> str:
    return say_duration(language, timedelta(microseconds=us))


def path_of(language: Language) -> Path:
    """Where the picture of a language stands."""
    return IMAGES / ("clock.svg" if language is Language.EN else f"clock.{language}.svg")


if __name__ == "__main__":
    for language in Language:
        path_of(language).write_text(drawing(language), "utf-8")
        sys.stdout.write(f"{path_of(language).name} is drawn\n")
