"""How the promises moved over the last periods, and whether anything really changed."""

from collections.abc import Sequence

from acuerdo.statistics.trends import FEWEST_POINTS
from acuerdo.studies.report.blocks import NOTHING, Cell, Column, Plot, Plots, Section, Sentence, Table, Tone
from acuerdo.studies.report.charts import TrendWords, axis_of, draw_trend
from acuerdo.studies.report.model import PromiseLine, ReportModel
from acuerdo.studies.report.voice import SIGNS, Voice
from acuerdo.studies.standings import Attained
from acuerdo.studies.trending import Reading
from acuerdo.words import phrase

_NAME = phrase("Commitment", context="column")
_TREND = phrase("Trend and control limits")
_TREND_KEY = phrase(
    "Blue line: attained by period. Dark line: the target. Band: control limits, within which figures move by chance "
    "alone. Diamond: a point that signals a real change. Limits need at least {needed} periods."
)
_TREND_SAYS = {
    Reading.BETTER: phrase("Really better: the newest figure is beyond what chance explains."),
    Reading.WORSE: phrase("Really worse: the newest figure is beyond what chance explains."),
    Reading.NOISE: phrase("Noise: the newest figure moves within what chance explains."),
}
_TOO_FEW = phrase("Too few periods: {n} of {needed}.")
_TREND_ALT = phrase("{promise}: {first} to {last}, newest {value}, target {target}. {reading}")
_PAST_CAPTION = phrase("What was attained in each period (times in hours)")
_TONES = {Reading.BETTER: Tone.GOOD, Reading.WORSE: Tone.BAD}
_NO_TREND = phrase("There is no earlier period to compare with.")


def trend_section(model: ReportModel, voice: Voice) -> Section:
    """Draw each promise over its last periods, and say whether anything really changed."""
    lines = [line for line in model.promises if _known(line) > 1]
    title = voice.say(_TREND)
    if not lines:
        return Section(anchor="trend", title=title, blocks=(Sentence(voice.say(_NO_TREND), Tone.MUTED),))
    key = voice.say(_TREND_KEY, needed=FEWEST_POINTS)
    plots = Plots(plots=tuple(_trend_plot(line, voice) for line in lines), key=key)
    return Section(anchor="trend", title=title, blocks=(plots, *_past_tables(lines, voice)))


def _known(line: PromiseLine) -> int:
    """Return in how many of the last periods there was something to judge."""
    return sum(point.value is not None for point in line.trend.points)


def _says(line: PromiseLine, voice: Voice) -> str:
    if line.reading in _TREND_SAYS:
        return voice.say(_TREND_SAYS[line.reading])
    return voice.say(_TOO_FEW, n=_known(line), needed=FEWEST_POINTS)


def _trend_plot(line: PromiseLine, voice: Voice) -> Plot:
    now, trend = line.now, line.trend
    of_times = now.statistic is not None
    target = now.at_most_us if of_times else now.target
    axis = axis_of(trend, None if target is None else float(target), most=float("inf") if of_times else 1.0)
    name, reading = voice.name(line.commitment, line.group), _says(line, voice)
    newest = NOTHING if trend.points[-1].value is None else _in_chart(now, voice)
    promised = voice.short_lasting(now.at_most_us) if now.at_most_us is not None else ""
    words = TrendWords(
        first=voice.short_period(line.past[0].period),
        last=voice.short_period(now.period),
        value=newest,
        target=promised or (NOTHING if now.target is None else voice.target_share(now.target)),
        low=_on_axis(axis[0], voice, of_times=of_times),
        high=_on_axis(axis[1], voice, of_times=of_times),
        alt=voice.say(
            _TREND_ALT,
            promise=name,
            first=voice.period(line.past[0].period),
            last=voice.period(now.period),
            value=voice.attained(now),
            target=voice.promised(now),
            reading=reading,
        ),
    )
    drawing = draw_trend(trend, None if target is None else float(target), axis, words)
    return Plot(title=name, drawing=drawing, sentence=reading, tone=_TONES.get(line.reading, Tone.MUTED))


def _on_axis(value: float, voice: Voice, *, of_times: bool) -> str:
    return voice.short_lasting(int(value)) if of_times else voice.share(value, 0)


def _in_chart(row: Attained, voice: Voice) -> str:
    """Say what was attained where there is little room: a share, or a time in hours."""
    if row.value is not None:
        return voice.short_lasting(int(row.value.value_us))
    return voice.attained(row)


def _past_tables(lines: Sequence[PromiseLine], voice: Voice) -> list[Table]:
    """Return a table for each kind of period, because the periods are its columns."""
    return [
        _past_table([line for line in lines if _unit(line) == unit], voice) for unit in dict.fromkeys(map(_unit, lines))
    ]


def _past_table(lines: Sequence[PromiseLine], voice: Voice) -> Table:
    spans = {row.period.label: row.period for line in lines for row in line.past}
    order = sorted(spans.values(), key=lambda span: span.until_us)
    columns = [Column(voice.say(_NAME), share=2.2)]
    columns += [Column(voice.short_period(span), numeric=True, share=0.9) for span in order]
    rows = []
    for line in lines:
        known = {row.period.label: row for row in line.past}
        cells = [_past_cell(known.get(span.label), voice) for span in order]
        rows.append((Cell(voice.name(line.commitment, line.group), strong=True), *cells))
    return Table(caption=voice.say(_PAST_CAPTION), columns=tuple(columns), rows=tuple(rows), cards=False)


def _unit(line: PromiseLine) -> str:
    """Return the kind of a line's period, by its label: month, quarter, half-year, year, or rolling."""
    part = line.now.period.label.partition("-")[2]
    return part[:1] if part[:1] in ("Q", "H") else ("month" if part.isdecimal() else part[:0])


def _past_cell(row: Attained | None, voice: Voice) -> Cell:
    if row is None:
        return Cell(NOTHING, Tone.MUTED)
    sign, tone = SIGNS[row.standing]
    judged = tone in (Tone.GOOD, Tone.BAD)
    return Cell(_in_chart(row, voice), tone if tone is Tone.BAD else Tone.PLAIN, sign if judged else "")
