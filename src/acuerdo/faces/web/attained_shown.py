"""What was attained, in the words and numbers of a page: each number with the address of what it counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from acuerdo.apps.attained.shapes import AttainedTable, OpenClocks, PromiseLine
from acuerdo.apps.clocks.finding import Standing as ClockStanding
from acuerdo.core.measures.placing import Kind
from acuerdo.faces.web.clock_lists import STANDINGS as CLOCKS
from acuerdo.statistics import Foreseen
from acuerdo.studies.report.charts import draw_interval
from acuerdo.studies.report.voice import SIGNS, Voice
from acuerdo.studies.standings import Attained, Standing
from acuerdo.studies.trending import Reading
from acuerdo.studies.vocabulary import OUTCOMES, STANDINGS
from acuerdo.words import Language, Phrase, phrase, say_list, speak

KIND_WORDS: Mapping[Kind, Phrase] = MappingProxyType(
    {
        Kind.MET: phrase("met", context="clocks of a period"),
        Kind.BREACHED: phrase("breached", context="clocks of a period"),
        Kind.RUNNING: phrase("not decided yet", context="clocks of a period"),
        Kind.CANCELLED: phrase("cancelled", context="clocks of a period"),
        Kind.EXCLUDED: phrase("excluded", context="clocks of a period"),
        Kind.NOT_APPLICABLE: phrase("not applicable", context="clocks of a period"),
        Kind.INCOMPLETE: phrase("incomplete history", context="clocks of a period"),
        Kind.PAUSES_UNKNOWN_MET: phrase("met, pauses unknown", context="clocks of a period"),
        Kind.PAUSES_UNKNOWN_BREACHED: phrase("breached, pauses unknown", context="clocks of a period"),
    }
)
_COUNTED: Mapping[Kind, Phrase] = MappingProxyType(
    {
        Kind.MET: phrase("{n} met", plural="{n} met", context="clocks of a period"),
        Kind.BREACHED: phrase("{n} breached", plural="{n} breached", context="clocks of a period"),
        Kind.RUNNING: phrase("{n} not decided yet", plural="{n} not decided yet", context="clocks of a period"),
        Kind.CANCELLED: phrase("{n} cancelled", plural="{n} cancelled", context="clocks of a period"),
        Kind.EXCLUDED: phrase("{n} excluded", plural="{n} excluded", context="clocks of a period"),
        Kind.NOT_APPLICABLE: phrase("{n} not applicable", plural="{n} not applicable", context="clocks of a period"),
        Kind.INCOMPLETE: phrase(
            "{n} incomplete history", plural="{n} incomplete history", context="clocks of a period"
        ),
        Kind.PAUSES_UNKNOWN_MET: phrase(
            "{n} met, pauses unknown", plural="{n} met, pauses unknown", context="clocks of a period"
        ),
        Kind.PAUSES_UNKNOWN_BREACHED: phrase(
            "{n} breached, pauses unknown", plural="{n} breached, pauses unknown", context="clocks of a period"
        ),
    }
)
_OPEN: Mapping[ClockStanding, Phrase] = MappingProxyType(
    {
        ClockStanding.LATE: phrase("{n} late", plural="{n} late", context="open clocks"),
        ClockStanding.AT_RISK: phrase("{n} at risk", plural="{n} at risk", context="open clocks"),
        ClockStanding.RUNNING: phrase("{n} running", plural="{n} running", context="open clocks"),
        ClockStanding.WAITING: phrase("{n} paused", plural="{n} paused", context="open clocks"),
    }
)
_TONES = {Standing.MET: "good", Standing.BREACHED: "bad"}
_READINGS = {
    Reading.BETTER: (phrase("really better", context="a figure against earlier periods"), "good"),
    Reading.WORSE: (phrase("really worse", context="a figure against earlier periods"), "bad"),
    Reading.NOISE: (phrase("as before", context="a figure against earlier periods"), "rest"),
    Reading.TOO_FEW: (phrase("too few periods to tell", context="a figure against earlier periods"), "rest"),
}
_FORESEEN = {
    True: (phrase("will be kept", context="a promise at the end of its period"), "✓", "good"),
    False: (phrase("will be missed", context="a promise at the end of its period"), "✕", "bad"),
    None: (phrase("not decided", context="a promise at the end of its period"), "!", "warn"),
}
_BETWEEN = phrase("{low} to {high} of about {n}")
_INTERVAL = phrase("{share}; 95 % interval {low} to {high}, promised {target}")
_WORST = phrase("{promise}: {attained}, promised {target}.")
_WORST_LEFT = phrase("{promise}: {attained}, promised {target} ({left}).")
_SOME = phrase("{kept} of {n} promise is kept", plural="{kept} of {n} promises are kept")
_SO_FAR = phrase("{kept} of {n} promise is kept so far", plural="{kept} of {n} promises are kept so far")
_NONE = phrase("Nothing can be judged in this period yet.")
_LEFT = phrase("{n} miss left", plural="{n} misses left", context="allowed misses of a period")
_TOO_MANY = phrase("{n} miss too many", plural="{n} misses too many", context="allowed misses of a period")
_OF_TICKETS = phrase("{kept} of {n} ticket", plural="{kept} of {n} tickets", context="so many hold")
_FLOOR = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number in words and where it opens; `tone` colours it, an empty address opens nothing."""

    words: str
    address: str
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A word with its sign and tone."""

    word: str
    sign: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShown:
    """A promise on the page; see `acuerdo.apps.attained.shapes.PromiseLine`."""

    name: str
    period: str
    versions: str
    promised: str
    attained: str
    standing: Sign
    drawing: SafeString
    counts: tuple[Number, ...]
    n: int
    left: str
    left_tone: str
    apart: tuple[Number, ...]
    running: tuple[Number, ...]
    foreseen: str
    outlook: Sign | None
    before: str
    reading: Sign
    past: tuple[tuple[str, str, str], ...]


def voice_of(table: AttainedTable, line: PromiseLine, language: Language) -> Voice:
    """Return who says the figures of a promise."""
    return Voice(language, line.document, ZoneInfo(table.zone))


def show_lines(table: AttainedTable, language: Language) -> list[LineShown]:
    """Say every promise of a table."""
    return [_show(table, line, voice_of(table, line, language)) for line in table.lines]


def answer_of(table: AttainedTable, language: Language) -> str:
    """Say where the period stands, in one or two sentences: how many promises are kept, and the worst of them."""
    judged = [line for line in table.lines if line.now.standing in _TONES]
    if not judged:
        return speak(language, _NONE)
    kept = sum(line.now.standing is Standing.MET for line in judged)
    said = speak(language, _SO_FAR if table.so_far else _SOME, n=len(judged), kept=kept)
    worst = min(judged, key=urgency_of)
    voice = voice_of(table, worst, language)
    left = say_left(worst.now, language)
    figures = {
        "promise": voice.name(worst.promise.id, worst.group),
        "attained": voice.attained(worst.now),
        "target": voice.promised(worst.now),
    }
    detail = speak(language, _WORST_LEFT, **figures, left=left) if left else speak(language, _WORST, **figures)
    return f"{said}. {detail}"


def say_kind(kind: Kind, language: Language) -> str:
    """Say for what one clock counts."""
    single = {str(one): words for one, words in OUTCOMES.items()}
    words = single.get(str(kind), KIND_WORDS[kind])
    return speak(language, words)


def urgency_of(line: PromiseLine) -> tuple[int, int, float]:
    """Return by what promises are ordered, the worst first: broken, foreseen to be, with few misses left."""
    now = line.now
    if now.standing is Standing.BREACHED:
        rank = 0
    elif line.foreseen is not None and now.target is not None and line.foreseen.keeps(now.target) is not True:
        rank = 1
    else:
        rank = 2 if now.standing is Standing.MET else 3
    left = now.misses_left
    return rank, 0 if left is None else left, -float(line.open.late)


def say_left(now: Attained, language: Language) -> str:
    """Say how many misses a period still bears; empty where that makes no sense."""
    left = None if now.statistic is not None else now.misses_left
    if left is None:
        return ""
    return speak(language, _LEFT if left >= 0 else _TOO_MANY, n=abs(left))


def _show(table: AttainedTable, line: PromiseLine, voice: Voice) -> LineShown:
    now, language = line.now, voice.language
    left = now.misses_left if now.statistic is None else None
    words, tone = _READINGS[line.reading]
    return LineShown(
        name=voice.name(line.promise.id, line.group),
        period="" if now.period == table.period else voice.period(now.period),
        versions=say_list(language, [str(one) for one in line.versions]) if len(line.versions) > 1 else "",
        promised=voice.promised(now),
        attained=voice.attained(now),
        standing=_standing(now, language),
        drawing=_drawing(now, voice),
        counts=tuple(_numbers(table, line, language, (Kind.MET, Kind.BREACHED))),
        n=now.n if now.value is None else now.value.n,
        left=say_left(now, language),
        left_tone="" if left is None or left > 0 else ("bad" if left < 0 else "warn"),
        apart=tuple(_numbers(table, line, language, [one for one in Kind if one not in {Kind.MET, Kind.BREACHED}])),
        running=tuple(_running(table, line.open, line, language)),
        foreseen="" if line.foreseen is None else _foreseen(line.foreseen, voice),
        outlook=None if line.foreseen is None or now.target is None else _outlook(line.foreseen, now, language),
        before=voice.attained(line.before),
        reading=Sign(word=speak(language, words), sign="", tone=tone),
        past=tuple((voice.short_period(one.period), one.period.label, voice.attained(one)) for one in line.past),
    )


def _standing(now: Attained, language: Language) -> Sign:
    sign, _ = SIGNS[now.standing]
    return Sign(word=speak(language, STANDINGS[now.standing]), sign=sign, tone=_TONES.get(now.standing, "rest"))


def _drawing(now: Attained, voice: Voice) -> SafeString:
    """Draw the share, its interval and the target where there are all three."""
    if now.share is None or now.interval is None or now.target is None or now.statistic or now.at_most:
        return SafeString()
    low, high = now.interval.low, now.interval.high
    alt = voice.say(
        _INTERVAL,
        share=voice.attained(now),
        low=voice.share(low),
        high=voice.share(high),
        target=voice.promised(now),
    )
    floor = min(_FLOOR, int(min(low, float(now.target)) * 10) / 10)
    colour = {Standing.MET: "good", Standing.BREACHED: "bad"}.get(now.standing, "muted")
    drawing = draw_interval(float(now.share), low, high, float(now.target), floor=floor, colour=colour, alt=alt)
    return mark_safe(drawing.inline())  # noqa: S308 - numbers, and one text that is escaped where it is drawn


def _numbers(table: AttainedTable, line: PromiseLine, language: Language, kinds: Sequence[Kind]) -> Iterator[Number]:
    if line.is_ratio and Kind.MET in kinds:
        now = line.now
        words = speak(language, _OF_TICKETS, n=now.n, kept=now.met)
        yield Number(words=words, address=address_of(table, line))
        return
    for kind in kinds:
        n = getattr(line.now, kind)
        if not n:
            continue
        tone = "bad" if kind is Kind.BREACHED and line.now.statistic is None else ""
        yield Number(words=speak(language, _COUNTED[kind], n=n), address=address_of(table, line, kind), tone=tone)


def address_of(table: AttainedTable, line: PromiseLine, kind: Kind | None = None) -> str:
    """Return where a number opens: the clocks (or tickets) that it counts."""
    now, asked_for = line.now.period, table.period
    inside = asked_for.from_us <= now.from_us and now.until_us <= asked_for.until_us
    whole = inside and line.promise.period.rolling_days is None
    asked = {
        "period": now.label if whole else asked_for.label,
        "promise": line.promise.id,
        **({} if line.group is None else {"group": line.group}),
        **({} if kind is None else {"kind": str(kind)}),
    }
    return f"{reverse('attained_clocks', args=[table.agreement])}?{urlencode(asked)}"


def _running(table: AttainedTable, running: OpenClocks, line: PromiseLine, language: Language) -> Iterator[Number]:
    counts = (
        (ClockStanding.LATE, running.late),
        (ClockStanding.AT_RISK, running.at_risk),
        (ClockStanding.RUNNING, running.running),
        (ClockStanding.WAITING, running.waiting),
    )
    for standing, n in counts:
        if n:
            _, _, tone = CLOCKS[standing]
            asked = {"agreement": table.agreement, "commitment": line.promise.id, "state": str(standing)}
            asked |= {"group": line.group} if line.group else {}
            address = f"{reverse('board')}?{urlencode(asked)}"
            yield Number(
                words=speak(language, _OPEN[standing], n=n),
                address=address,
                tone=tone if tone in {"bad", "warn"} else "",
            )


def _foreseen(foreseen: Foreseen, voice: Voice) -> str:
    share = foreseen.share
    return voice.say(_BETWEEN, low=voice.share(share.low), high=voice.share(share.high), n=foreseen.n)


def _outlook(foreseen: Foreseen, now: Attained, language: Language) -> Sign:
    words, sign, tone = _FORESEEN[None if now.target is None else foreseen.keeps(now.target)]
    return Sign(word=speak(language, words), sign=sign, tone=tone)
