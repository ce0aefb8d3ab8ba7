"""The charts of a report: a share beside its target, a trend in its limits, times against the target, a strip."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from acuerdo.statistics import Trend
from acuerdo.studies.report.drawing import Canvas, Drawing

if TYPE_CHECKING:  # the figures of a report read tables, which no page of the application does
    from acuerdo.studies.report.model import Spread

_TWO_DIGITS = 10
PLOT_WIDTH, TREND_HEIGHT, SPREAD_HEIGHT = 250.0, 116.0, 104.0
_INTERVAL_WIDTH, _INTERVAL_HEIGHT = 150.0, 18.0
_STRIP_WIDTH, _STRIP_HEIGHT = 150.0, 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Maps values from `low` to `high` onto lengths from `start` to `stop`; what lies outside is held at the edge."""

    low: float
    high: float
    start: float
    stop: float

    def at(self, value: float) -> float:
        """Return the length of a value.

        >>> Scale(low=0.5, high=1.0, start=0, stop=100).at(0.75)
        50.0
        """
        share = (min(max(value, self.low), self.high) - self.low) / ((self.high - self.low) or 1.0)
        return self.start + share * (self.stop - self.start)


def draw_interval(  # noqa: PLR0913 - a point, its interval, its target and the scale
    value: float, low: float, high: float, target: float | None, *, floor: float, colour: str, alt: str
) -> Drawing:
    """Draw a share with its interval and its target, on a scale from `floor` to 1."""
    canvas = Canvas(_INTERVAL_WIDTH, _INTERVAL_HEIGHT)
    scale = Scale(low=floor, high=1.0, start=5, stop=_INTERVAL_WIDTH - 5)
    middle = _INTERVAL_HEIGHT / 2
    canvas.line([(scale.start, middle), (scale.stop, middle)], "hair")
    canvas.line([(scale.at(low), middle), (scale.at(high), middle)], colour, width=3)
    if target is not None:
        canvas.line([(scale.at(target), 1), (scale.at(target), _INTERVAL_HEIGHT - 1)], "ink", width=1.6)
    canvas.dot(scale.at(value), middle, 4.2, "paper")
    canvas.dot(scale.at(value), middle, 3.4, colour)
    return canvas.drawing(alt)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendWords:
    """The texts of a trend: first and last period, newest value, target, ends of the axis, and all of it in words."""

    first: str
    last: str
    value: str
    target: str
    low: str
    high: str
    alt: str


def axis_of(trend: Trend, target: float | None, *, most: float) -> tuple[float, float]:
    """Return the ends of a trend's axis: what holds all values, limits and the target, with a little room.

    `most` is the largest value there can be (1 for shares); the axis never goes below 0.
    """
    seen = [point.value for point in trend.points if point.value is not None]
    seen += [limit for point in trend.points for limit in (point.low, point.high) if limit is not None]
    seen += [] if target is None else [target]
    if not seen:
        return 0.0, most
    room = max((max(seen) - min(seen)) * 0.12, 0.005 * max(map(abs, seen)))
    return max(min(seen) - room, 0.0), min(max(seen) + room, most)


def draw_trend(trend: Trend, target: float | None, axis: tuple[float, float], words: TrendWords) -> Drawing:
    """Draw a series with its control limits, its centre and its target; points that signal a change are diamonds."""
    canvas = Canvas(PLOT_WIDTH, TREND_HEIGHT)
    up = Scale(low=axis[0], high=axis[1], start=TREND_HEIGHT - 22, stop=12)
    count = len(trend.points)
    along = Scale(low=0, high=max(count - 1, 1), start=42, stop=PLOT_WIDTH - 56)
    _draw_limits(canvas, trend, up, along)
    for value, label in ((axis[0], words.low), (axis[1], words.high)):
        canvas.line([(along.start - 6, up.at(value)), (along.stop + 6, up.at(value))], "hair", width=0.6)
        canvas.text(along.start - 10, up.at(value) + 3.5, label, "muted", anchor="end", size=9)
    if target is not None:
        canvas.line([(along.start - 6, up.at(target)), (along.stop + 6, up.at(target))], "ink", width=1.2)
    _draw_series(canvas, trend, up, along)
    _label_right(canvas, trend, target, up, words)
    canvas.text(along.at(0), TREND_HEIGHT - 6, words.first, "muted", anchor="middle" if count > 1 else "start", size=9)
    if count > 1:
        canvas.text(along.at(count - 1), TREND_HEIGHT - 6, words.last, "muted", anchor="middle", size=9)
    return canvas.drawing(words.alt)


def _draw_limits(canvas: Canvas, trend: Trend, up: Scale, along: Scale) -> None:
    limited = [(at, point.low, point.high) for at, point in enumerate(trend.points)]
    known = [(at, low, high) for at, low, high in limited if low is not None and high is not None]
    if len(known) > 1:
        above = [(along.at(at), up.at(high)) for at, _, high in known]
        below = [(along.at(at), up.at(low)) for at, low, _ in reversed(known)]
        canvas.area(above + below, "soft")
        centre = up.at(trend.centre or 0.0)
        canvas.line([(along.at(known[0][0]), centre), (along.at(known[-1][0]), centre)], "muted", width=0.7, dash="3 3")


def _draw_series(canvas: Canvas, trend: Trend, up: Scale, along: Scale) -> None:
    marked = {at for signal in trend.signals for at in range(signal.first, signal.last + 1)}
    run: list[tuple[float, float]] = []
    for at, point in enumerate(trend.points):
        if point.value is None:
            _draw_run(canvas, run)
            run = []
        else:
            run.append((along.at(at), up.at(point.value)))
    _draw_run(canvas, run)
    for at, point in enumerate(trend.points):
        if point.value is not None and at in marked:
            canvas.diamond(along.at(at), up.at(point.value), 5, "warn")
        elif point.value is not None:
            canvas.dot(along.at(at), up.at(point.value), 3, "accent")


def _draw_run(canvas: Canvas, run: Sequence[tuple[float, float]]) -> None:
    if len(run) > 1:
        canvas.line(list(run), "accent", width=1.8)


def _label_right(canvas: Canvas, trend: Trend, target: float | None, up: Scale, words: TrendWords) -> None:
    """Write the newest value and the target at the right, apart from each other."""
    last = trend.points[-1].value
    value_y = None if last is None else up.at(last) + 3.5
    target_y = None if target is None else up.at(target) + 3.5
    if value_y is not None and target_y is not None and abs(value_y - target_y) < 12:  # noqa: PLR2004 - the height of a line
        upper = min(value_y, target_y) - 1
        value_y, target_y = (upper - 5, upper + 8) if value_y <= target_y else (upper + 8, upper - 5)
    if value_y is not None:
        canvas.text(PLOT_WIDTH - 46, value_y, words.value, "accent", size=10.5)
    if target_y is not None:
        canvas.text(PLOT_WIDTH - 46, target_y, words.target, "ink", size=9)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadWords:
    """The texts of a distribution: the counts of its bars, the target, its ends, and all of it in words."""

    counts: tuple[str, ...]
    target: str
    nothing: str
    whole: str
    beyond: str
    alt: str


def draw_spread(spread: "Spread", words: SpreadWords) -> Drawing:
    """Draw a distribution of consumed times by tenths of the target, which is a line; what lies beyond it is late."""
    canvas = Canvas(PLOT_WIDTH, SPREAD_HEIGHT)
    ground, top = SPREAD_HEIGHT - 20, 20.0
    left, right = 8.0, PLOT_WIDTH - 8
    step = (right - left) / (len(spread.bars) + 0.5)
    tallest = max(spread.bars)
    middle = (len(spread.bars) - 1) // 2
    roomy = max(spread.bars[middle:-1]) < _TWO_DIGITS
    for at, count in enumerate(spread.bars):
        if not count:
            continue
        # The bar of everything beyond stands apart from those of one tenth each.
        x = left + at * step + (step / 2 if at == len(spread.bars) - 1 else 0)
        height = max((ground - top) * count / tallest, 1.2)
        late = at >= middle
        canvas.bar(x + 0.8, ground - height, step - 1.6, height, "bad" if late else "accent")
        if count == tallest or (late and (roomy or at == len(spread.bars) - 1)):
            colour = "bad" if late else "muted"
            canvas.text(x + step / 2, ground - height - 3, words.counts[at], colour, anchor="middle", size=9)
    canvas.line([(left, ground), (right, ground)], "hair")
    at_target = left + middle * step
    canvas.line([(at_target, 4), (at_target, ground + 3)], "ink", width=1.4)
    canvas.text(at_target + 4, 11, words.target, "ink", size=9.5)
    canvas.text(left, SPREAD_HEIGHT - 6, words.nothing, "muted", size=9)
    canvas.text(at_target, SPREAD_HEIGHT - 6, words.whole, "muted", anchor="middle", size=9)
    canvas.text(right, SPREAD_HEIGHT - 6, words.beyond, "muted", anchor="end", size=9)
    return canvas.drawing(words.alt)


STRIP_COLOURS = ("accent", "pause", "outside", "violet")
"""The colours of counted, paused, outside and excluded time, in that order."""


def draw_strip(parts: tuple[int, int, int, int], alt: str) -> Drawing:
    """Draw where the time of a clock (or of many) went: counted, paused, outside service hours, excluded."""
    total = sum(parts)
    canvas = Canvas(_STRIP_WIDTH, _STRIP_HEIGHT)
    x = 0.0
    for part, colour in zip(parts, STRIP_COLOURS, strict=True):
        width = _STRIP_WIDTH * part / total if total else 0.0
        if width:
            canvas.bar(x, 1, max(width - 0.8, 0.4), _STRIP_HEIGHT - 2, colour)
        x += width
    return canvas.drawing(alt)
