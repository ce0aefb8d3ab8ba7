"""The first page of a report: the answer, what must be known with it, and the scorecard."""

from collections.abc import Iterator

from acuerdo.studies.report.blocks import NOTHING, Cell, Column, Pairs, Section, Sentence, Table, Tone
from acuerdo.studies.report.charts import draw_interval
from acuerdo.studies.report.claims import claims
from acuerdo.studies.report.frozen_section import frozen_sentence
from acuerdo.studies.report.model import PromiseLine, ReportModel
from acuerdo.studies.report.voice import Voice
from acuerdo.studies.standings import Standing
from acuerdo.studies.trending import Reading
from acuerdo.words import Phrase, phrase, say_date, say_percent

_NO_TICKETS = phrase("No ticket of {period} was judged: there is nothing to say about any promise.")
_NO_TICKET_HERE = phrase("No ticket of {period} was judged; what is shown comes from longer periods.")
_NONE_JUDGED = phrase("No promise could be judged in {period}: too few cases.")
_ALL_APART = phrase("No promise could be judged in {period}: every clock is counted apart.")
_NONE_PROMISED = phrase(
    "The agreement promises no share: what was attained in {period} is shown, and nothing is judged."
)
_ALL_KEPT = phrase(
    "The one promise that could be judged was kept.", plural="All {n} promises that could be judged were kept."
)
_SOME_KEPT = phrase("{kept} of {n} promise was kept.", plural="{kept} of {n} promises were kept.")
_NOT_KEPT = phrase("Not kept: {promises}.")
_AGAINST = phrase("{promise} ({attained}, promised {target})")
_CLOCKS = phrase("{met} and {breached}, over {tickets}.", context="how many clocks")
_MET = phrase("{n} clock met", plural="{n} clocks met")
_BREACHED = phrase("{n} breached", plural="{n} breached", context="how many clocks")
_TICKETS = phrase("{n} ticket", plural="{n} tickets")
_TOO_FEW = phrase(
    "{n} promise had too few cases to be judged: {promises}.",
    plural="{n} promises had too few cases to be judged: {promises}.",
)
_BETTER = phrase("Really better than in the periods before: {promises}.")
_WORSE = phrase("Really worse than in the periods before: {promises}.")
_SO_FAR = phrase("The period is not over: the figures are those of {instant}.")
_OUTSIDE = phrase("The period lies outside the term of the agreement.")
_BEGINS = phrase(
    "This text is in force since {date} only: tickets that an earlier one governs belong in the report of that one."
)
_PROVISIONAL = phrase(
    "The holidays of this period are not yet published, so these calendars are provisional: {calendars}."
)
_CLAIMS = phrase(
    "{n} exclusion is claimed by one side only; it does not count here, and what it would change is shown.",
    plural="{n} exclusions are claimed by one side only; they do not count here, and what they would change is shown.",
)
_PAUSES_UNKNOWN = phrase(
    "The evidence does not show when {n} ticket waited: its times are upper bounds and it is counted apart.",
    plural="The evidence does not show when {n} tickets waited: their times are upper bounds and they are counted "
    "apart.",
)
_INCOMPLETE = phrase(
    "{n} ticket has an incomplete history and is counted apart.",
    plural="{n} tickets have an incomplete history and are counted apart.",
)

_SCORECARD = phrase("Scorecard")
_CAPTION = phrase("Every promise in {period}, with the share attained, its 95 % interval (bar) and the target (line)")
_HEADER = (
    phrase("Commitment", context="column"),
    phrase("Target", context="column"),
    phrase("Attained", context="column"),
    phrase("95 % interval", context="column"),
    phrase("Cases", context="column"),
    phrase("Before", context="column: the period before"),
    phrase("Judgement", context="column"),
)
_PLOT = phrase("{share}, interval from {low} to {high}, target {target}")
_SCALE = phrase("The scale of the bars goes from {share} to {all}.")
_ROUNDED = phrase("Shares are rounded down; those with a ceiling are rounded up.")
_NO_READING = phrase("There are too few periods yet to tell a real change from noise.")
_OF = phrase("{met} of {n}")
READINGS = {
    Reading.BETTER: phrase("real change: better"),
    Reading.WORSE: phrase("real change: worse"),
    Reading.NOISE: phrase("noise, no real change"),
}

TITLE = phrase("Service level report")
_ABOUT = (
    phrase("Customer", context="party"),
    phrase("Provider", context="party"),
    phrase("Agreement"),
    phrase("Period"),
    phrase("Data cut-off"),
    phrase("Times"),
)
_VERSION = phrase("{title} ({id}), version {hash}")
_TIMES = phrase("in the zone {zone}")


def about(model: ReportModel, voice: Voice) -> Pairs:
    """Say who reports what to whom, for which time, under which agreement and as of when."""
    document, period = model.document, model.period
    title = str(document.title(voice.language))
    texts = (
        document.customer,
        document.provider,
        voice.say(_VERSION, title=title, id=document.id, hash=document.content_hash[:12]),
        f"{voice.on(period.from_us)} \N{EN DASH} {voice.on(period.until_us - 1)}",
        voice.at(model.as_of_us),
        voice.say(_TIMES, zone=model.zone),
    )
    return Pairs(tuple((voice.say(term), (text,)) for term, text in zip(_ABOUT, texts, strict=True)))


def answer(model: ReportModel, voice: Voice) -> tuple[str, Tone]:
    """Say in one sentence whether the promises were kept."""
    if not model.judged:
        return voice.say(_why_none(model), period=voice.period(model.period)), Tone.MUTED
    if model.kept == model.judged:
        return voice.say(_ALL_KEPT, n=model.judged), Tone.GOOD
    return voice.say(_SOME_KEPT, kept=model.kept, n=model.judged), Tone.PLAIN


def _why_none(model: ReportModel) -> Phrase:
    if not model.tickets:
        return _NO_TICKETS
    if all(line.now.target is None and line.now.at_most_us is None for line in model.promises):
        return _NONE_PROMISED
    apart = any(line.now.third for line in model.promises) and not any(line.now.n for line in model.promises)
    return _ALL_APART if apart else _NONE_JUDGED


def remarks(model: ReportModel, voice: Voice) -> Iterator[Sentence]:
    """Say what must be known with the answer."""
    if model.frozen is not None:
        yield frozen_sentence(model.frozen, voice)
    broken = model.standing(Standing.BREACHED)
    if broken:
        named = [
            voice.say(
                _AGAINST,
                promise=voice.name(line.commitment, line.group),
                attained=voice.attained(line.now),
                target=voice.promised(line.now),
            )
            for line in broken
        ]
        yield Sentence(voice.say(_NOT_KEPT, promises=voice.names(named)), Tone.BAD)
    if model.tickets:
        yield Sentence(
            voice.say(
                _CLOCKS,
                met=voice.say(_MET, n=model.verdicts.get("met", 0)),
                breached=voice.say(_BREACHED, n=model.verdicts.get("breached", 0)),
                tickets=voice.say(_TICKETS, n=model.tickets),
            )
        )
    elif model.judged:
        yield Sentence(voice.say(_NO_TICKET_HERE, period=voice.period(model.period)), Tone.WARN)
    few = model.standing(Standing.TOO_FEW)
    if few:
        yield Sentence(voice.say(_TOO_FEW, n=len(few), promises=voice.names(_names(few, voice))))
    yield from _changes(model, voice)
    yield from _warnings(model, voice)


def _names(lines: tuple[PromiseLine, ...] | list[PromiseLine], voice: Voice) -> list[str]:
    return [voice.name(line.commitment, line.group) for line in lines]


def _changes(model: ReportModel, voice: Voice) -> Iterator[Sentence]:
    for reading, words, tone in ((Reading.WORSE, _WORSE, Tone.BAD), (Reading.BETTER, _BETTER, Tone.GOOD)):
        changed = [line for line in model.promises if line.reading is reading]
        if changed:
            yield Sentence(voice.say(words, promises=voice.names(_names(changed, voice))), tone)


def _warnings(model: ReportModel, voice: Voice) -> Iterator[Sentence]:
    if model.so_far:
        yield Sentence(voice.say(_SO_FAR, instant=voice.at(model.as_of_us)), Tone.WARN)
    if model.outside_term:
        yield Sentence(voice.say(_OUTSIDE), Tone.WARN)
    if model.begins_on is not None:
        yield Sentence(voice.say(_BEGINS, date=say_date(voice.language, model.begins_on)), Tone.WARN)
    if model.provisional:
        yield Sentence(
            voice.say(_PROVISIONAL, calendars=voice.names([voice.calendar(name) for name in model.provisional])),
            Tone.WARN,
        )
    for words, count in (
        (_CLAIMS, len(claims(model.exclusions))),
        (_PAUSES_UNKNOWN, model.pauses_unknown),
        (_INCOMPLETE, len(model.incomplete)),
    ):
        if count:
            yield Sentence(voice.say(words, n=count), Tone.WARN)


def scorecard(model: ReportModel, voice: Voice) -> Section:
    """Show every promise: target, attained, interval, cases, the period before, and the judgement."""
    floor = _floor(model.promises)
    columns = tuple(
        Column(voice.say(title), numeric=place in (1, 2, 4, 5), share=share)
        for place, (title, share) in enumerate(zip(_HEADER, (2.6, 1.0, 1.1, 1.8, 1.2, 1.1, 1.9), strict=True))
    )
    table = Table(
        caption=voice.say(_CAPTION, period=voice.period(model.period)),
        columns=columns,
        rows=tuple(_row(line, model, voice, floor) for line in model.promises),
    )
    blocks = (Sentence(" ".join(_about_the_table(model, voice, floor)), Tone.MUTED), table)
    return Section(anchor="scorecard", title=voice.say(_SCORECARD), blocks=blocks)


def _about_the_table(model: ReportModel, voice: Voice, floor: float) -> Iterator[str]:
    if any(_is_drawn(line) for line in model.promises):
        ends = {"share": floor, "all": 1}
        yield voice.say(_SCALE, **{name: say_percent(voice.language, end, places=0) for name, end in ends.items()})
    yield voice.say(_ROUNDED)
    if all(line.reading is Reading.TOO_FEW for line in model.promises):
        yield voice.say(_NO_READING)


def _floor(lines: tuple[PromiseLine, ...]) -> float:
    """Return where the scale of the bars begins: a multiple of a tenth below every interval and target."""
    drawn = [line.now for line in lines if _is_drawn(line)]
    lows = [row.interval.low for row in drawn if row.interval is not None]
    return int(min([1.0, *lows, *(float(row.target or 1) for row in drawn)]) * 10) / 10


def _is_drawn(line: PromiseLine) -> bool:
    """Whether a promise has a bar: a judged share, promised at least (small samples would flatten all others)."""
    now = line.now
    return now.statistic is None and not now.at_most and now.standing in (Standing.MET, Standing.BREACHED)


def _row(line: PromiseLine, model: ReportModel, voice: Voice, floor: float) -> tuple[Cell, ...]:
    now = line.now
    standing = voice.standing(now)
    other = "" if now.period.label == model.period.label else voice.period(now.period)
    return (
        Cell(voice.name(line.commitment, line.group), strong=True, note=other),
        Cell(voice.promised(now)),
        Cell(voice.attained(now), standing.tone if now.standing is Standing.BREACHED else Tone.PLAIN, strong=True),
        _interval(line, voice, floor),
        _cases(line, voice),
        Cell(voice.attained(line.before), Tone.MUTED),
        Cell(standing.text, standing.tone, standing.sign, note=_reading(line, voice), strong=standing.strong),
    )


def _reading(line: PromiseLine, voice: Voice) -> str:
    return voice.say(READINGS[line.reading]) if line.reading in READINGS else ""


def _cases(line: PromiseLine, voice: Voice) -> Cell:
    now = line.now
    if now.statistic is not None:
        return Cell(voice.count(now.value.n if now.value else 0))
    return Cell(NOTHING if not now.n else voice.say(_OF, met=now.met, n=now.n))


def _interval(line: PromiseLine, voice: Voice, floor: float) -> Cell:
    now = line.now
    if now.statistic is not None or now.share is None or now.interval is None:
        return Cell(NOTHING, Tone.MUTED)
    low, high = now.interval.low, now.interval.high
    if now.target is None or not _is_drawn(line):
        return Cell(f"{voice.share(low)} \N{EN DASH} {voice.share(high)}", Tone.MUTED)
    alt = voice.say(
        _PLOT, share=voice.attained(now), low=voice.share(low), high=voice.share(high), target=voice.promised(now)
    )
    colour = "bad" if now.standing is Standing.BREACHED else "good"
    drawing = draw_interval(float(now.share), low, high, float(now.target), floor=floor, colour=colour, alt=alt)
    return Cell("", drawing=drawing)
