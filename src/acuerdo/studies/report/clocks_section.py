"""The clocks behind the figures: breaches and where their time went, hours, times against targets, near misses."""

from collections.abc import Iterator

from acuerdo.core.clock.pieces import SpanClass
from acuerdo.core.clock.verdict import Mark
from acuerdo.studies.report.blocks import (
    NOTHING,
    Block,
    Cell,
    Column,
    Heading,
    Plot,
    Plots,
    Section,
    Sentence,
    Table,
    Tone,
)
from acuerdo.studies.report.charts import SpreadWords, draw_spread, draw_strip
from acuerdo.studies.report.model import ClockLine, Listing, ReportModel, Shares, Spread
from acuerdo.studies.report.voice import Voice
from acuerdo.studies.vocabulary import CLASSES, MARKS
from acuerdo.words import phrase, say_weekday

_BREACHES = phrase("Breaches, and where their time went")
_NO_BREACH = phrase("No promise was breached in this period.")
_KEY = phrase("Bars, from left: counted, paused, outside service hours, excluded. The four add up to wall time.")
_SHARES_CAPTION = phrase("Where the time of all breached clocks went")
_BREACHES_CAPTION = phrase("Breached clocks, the latest first (times of {zone})")
_REST = phrase(
    "{n} more breach is counted above and not listed.", plural="{n} more breaches are counted above and not listed."
)
_STRIP_ALT = phrase("{counted} counted, {paused} paused, {outside} outside service hours, {excluded} excluded")
_TICKET = phrase("Ticket", context="column")
_NAME = phrase("Commitment", context="column")
_CLOCKS = phrase("Clocks", context="column: how many")
_BREACHED_AT = phrase("Breached at", context="column")
_LATE = phrase("Late", context="column")
_COUNTED = phrase("Counted", context="column")
_WHERE = phrase("Where the time went", context="column")
_TIMES = ("counted", "paused", "outside", "excluded")
_CLASS_OF = (SpanClass.COUNTED, SpanClass.PAUSED, SpanClass.OUTSIDE, SpanClass.EXCLUDED)
_OF_TARGET = phrase("of {target}", context="under a consumed time")
_STILL_RUNS = phrase("still running")

_HEAT = phrase("When breaches happened")
_HEAT_CAPTION = phrase("Breaches by weekday and hour of the clock ({zone})")
_HEAT_PEAK = phrase(
    "{n} breach fell on {day}, the day with most of them.",
    plural="{n} breaches fell on {day}, the day with most of them.",
)
_HEAT_HOUR = phrase("The hour with most: {hour}, with {n}.")
_DAY = phrase("Weekday", context="column")
_ALL = phrase("All", context="column: the sum of a row")
_LEVELS = 4

_SPREADS = phrase("Times against the target")
_SPREADS_KEY = phrase(
    "Each bar is a tenth of the target. What stands left of the line was in time, right of it late; the last bar is "
    "everything beyond twice the target."
)
_SPREAD_SAYS = phrase("Half within {median}, nine of ten within {p90}.")
_SPREAD_ALT = phrase("{promise}: {n} clocks, {late} of them beyond the target. {says}")
_TARGET_LINE = phrase("target", context="beside the line of a chart")
_SPREADS_CAPTION = phrase("Consumed times, in open time")
_MEDIAN = phrase("Median", context="column")
_P90 = phrase("90th percentile", context="column")
_LONGEST = phrase("Longest", context="column")
_IN_TIME = phrase("In time", context="column: how many clocks")
_BEYOND = phrase("Beyond the target", context="column: how many clocks")
_LOWER_BOUND = phrase("With clocks that still run, a time is a lower bound.")
_NO_TIMES = phrase("No clock was judged against a target in this period.")

_APPROACHED = phrase("Came close, and were kept")
_APPROACHED_SAYS = phrase(
    "{n} clock was met with at least 80 % of its target used up.",
    plural="{n} clocks were met with at least 80 % of their target used up.",
)
_NONE_CLOSE = phrase("No clock that was met had used up 80 % of its target.")
_APPROACHED_CAPTION = phrase("Met clocks that came close to their target")
_USED = phrase("Used up", context="column: share of the target")
_NOT_LISTED = phrase("{n} more is not listed.", plural="{n} more are not listed.")


def breaches_section(model: ReportModel, voice: Voice) -> Section:
    """List the breached clocks, and show when they happened and where their time went."""
    title = voice.say(_BREACHES)
    if not model.breaches.total:
        return Section(anchor="breaches", title=title, blocks=(Sentence(voice.say(_NO_BREACH), Tone.GOOD),))
    blocks: list[Block] = [
        Sentence(voice.say(_KEY), Tone.MUTED),
        _shares_table(model.shares, voice),
        _breaches_table(model.breaches, voice),
    ]
    if model.breaches.rest:
        blocks.append(Sentence(voice.say(_REST, n=model.breaches.rest)))
    blocks += _heat(model, voice)
    return Section(anchor="breaches", title=title, blocks=tuple(blocks))


def _shares_table(shares: tuple[Shares, ...], voice: Voice) -> Table:
    columns = [Column(voice.say(_NAME), share=2.2), Column(voice.say(_CLOCKS), numeric=True, share=0.9)]
    columns += [Column(voice.say(_WHERE), share=2.0)]
    columns += [Column(voice.head(CLASSES[kind]), numeric=True, share=1.2) for kind in _CLASS_OF]
    rows = tuple(
        (
            Cell(voice.name(one.commitment), strong=True),
            Cell(voice.count(one.clocks)),
            Cell("", drawing=draw_strip(_parts(one), _strip_alt(one, voice))),
            *(Cell(voice.lasting(us) if us else NOTHING) for us in _parts(one)),
        )
        for one in shares
    )
    return Table(caption=voice.say(_SHARES_CAPTION), columns=tuple(columns), rows=rows)


def _parts(clock: ClockLine | Shares) -> tuple[int, int, int, int]:
    counted = clock.counted_us if isinstance(clock, Shares) else clock.consumed_us
    return counted, clock.paused_us, clock.outside_us, clock.excluded_us


def _strip_alt(clock: ClockLine | Shares, voice: Voice) -> str:
    said = dict(zip(_TIMES, (voice.lasting(us) for us in _parts(clock)), strict=True))
    return voice.say(_STRIP_ALT, **said)


def _breaches_table(listing: Listing, voice: Voice) -> Table:
    columns = (
        Column(voice.say(_TICKET), share=1.2),
        Column(voice.say(_NAME), share=1.9),
        Column(voice.say(_BREACHED_AT), share=1.9, whole=True),
        Column(voice.say(_LATE), numeric=True, share=1.1),
        Column(voice.say(_COUNTED), numeric=True, share=1.3),
        Column(voice.say(_WHERE), share=2.2),
    )
    rows = tuple(_breach_row(line, voice) for line in listing.lines)
    return Table(caption=voice.say(_BREACHES_CAPTION, zone=voice.zone.key), columns=columns, rows=rows)


def _breach_row(line: ClockLine, voice: Voice) -> tuple[Cell, ...]:
    alt = _strip_alt(line, voice)
    notes = [voice.say(MARKS[Mark(mark)]) for mark in line.marks]
    notes += [voice.say(_STILL_RUNS)] if line.stopped_us is None else []
    return (
        Cell(line.ticket, strong=True, note=", ".join(notes)),
        Cell(voice.name(line.commitment), note=line.priority or ""),
        Cell(voice.at(line.breached_us)),
        Cell(voice.lasting(line.late_us), Tone.BAD),
        _counted(line, voice),
        Cell("", drawing=draw_strip(_parts(line), alt), note=_said_parts(line, voice)),
    )


def _said_parts(line: ClockLine, voice: Voice) -> str:
    """Say the parts that took time beside what was counted."""
    parts = zip(_CLASS_OF[1:], _parts(line)[1:], strict=True)
    return " \N{MIDDLE DOT} ".join(f"{voice.say(CLASSES[kind])} {voice.lasting(us)}" for kind, us in parts if us)


def _counted(line: ClockLine, voice: Voice) -> Cell:
    of_target = "" if line.target_us is None else voice.say(_OF_TARGET, target=voice.lasting(line.target_us))
    return Cell(voice.lasting(line.consumed_us), note=of_target)


def _heat(model: ReportModel, voice: Voice) -> Iterator[Block]:
    """Yield the heading, the sentence and the map of hours; the map is a table, its numbers are in the cells."""
    most = max(max(row) for row in model.heat)
    if not most:
        return
    days = [sum(row) for row in model.heat]
    hours = [sum(row[hour] for row in model.heat) for hour in range(len(model.heat[0]))]
    day, hour = days.index(max(days)), hours.index(max(hours))
    yield Heading(voice.say(_HEAT))
    said = voice.say(_HEAT_PEAK, n=days[day], day=say_weekday(voice.language, day))
    at_hour = voice.say(_HEAT_HOUR, hour=f"{hour:02}:00\N{EN DASH}{hour + 1:02}:00", n=hours[hour])
    yield Sentence(f"{said} {at_hour}")
    columns = [Column(voice.say(_DAY), share=3.2)]
    columns += [Column(f"{at:02}", numeric=True) for at in range(len(hours))]
    columns += [Column(voice.say(_ALL), numeric=True, share=1.4)]
    rows = tuple(
        (
            Cell(say_weekday(voice.language, at), strong=True),
            *(Cell(str(count) if count else "", level=-(-count * _LEVELS // most)) for count in row),
            Cell(voice.count(days[at])),
        )
        for at, row in enumerate(model.heat)
    )
    caption = voice.say(_HEAT_CAPTION, zone=model.zone)
    yield Table(caption=caption, columns=tuple(columns), rows=rows, is_map=True, cards=False)


def times_section(model: ReportModel, voice: Voice) -> Section:
    """Show how consumed times lie against their targets, and what came close."""
    title = voice.say(_SPREADS)
    if not model.spreads:
        return Section(anchor="times", title=title, blocks=(Sentence(voice.say(_NO_TIMES), Tone.MUTED),))
    plots = Plots(plots=tuple(_spread_plot(one, voice) for one in model.spreads), key=voice.say(_SPREADS_KEY))
    blocks: list[Block] = [plots, _spreads_table(model.spreads, voice)]
    if any(one.running for one in model.spreads):
        blocks.append(Sentence(voice.say(_LOWER_BOUND), Tone.MUTED))
    blocks += [Heading(voice.say(_APPROACHED)), *_approached(model.approached, voice)]
    return Section(anchor="times", title=title, blocks=tuple(blocks))


def _late(spread: Spread) -> int:
    return sum(spread.bars[(len(spread.bars) - 1) // 2 :])


def _spread_plot(spread: Spread, voice: Voice) -> Plot:
    name = voice.name(spread.commitment)
    says = voice.say(_SPREAD_SAYS, median=voice.lasting(spread.median_us), p90=voice.lasting(spread.p90_us))
    words = SpreadWords(
        counts=tuple(voice.count(count) for count in spread.bars),
        target=voice.say(_TARGET_LINE),
        nothing=voice.share(0, 0),
        whole=voice.share(1, 0),
        beyond=f">\N{NO-BREAK SPACE}{voice.share(2, 0)}",
        alt=voice.say(_SPREAD_ALT, promise=name, n=spread.n, late=_late(spread), says=says),
    )
    return Plot(title=name, drawing=draw_spread(spread, words), sentence=says, tone=Tone.MUTED)


def _spreads_table(spreads: tuple[Spread, ...], voice: Voice) -> Table:
    titles = (_IN_TIME, _BEYOND, _MEDIAN, _P90, _LONGEST)
    columns = [Column(voice.say(_NAME), share=2.2), *(Column(voice.say(title), numeric=True) for title in titles)]
    rows = []
    for one in spreads:
        late = _late(one)
        times = (one.median_us, one.p90_us, one.longest_us)
        rows.append(
            (
                Cell(voice.name(one.commitment), strong=True),
                Cell(voice.count(one.n - late)),
                Cell(voice.count(late), Tone.BAD if late else Tone.PLAIN),
                *(Cell(voice.lasting(us)) for us in times),
            )
        )
    return Table(caption=voice.say(_SPREADS_CAPTION), columns=tuple(columns), rows=tuple(rows))


def _approached(listing: Listing, voice: Voice) -> Iterator[Block]:
    if not listing.total:
        yield Sentence(voice.say(_NONE_CLOSE))
        return
    yield Sentence(voice.say(_APPROACHED_SAYS, n=listing.total))
    columns = (
        Column(voice.say(_TICKET), share=1.4),
        Column(voice.say(_NAME), share=2.4),
        Column(voice.say(_USED), numeric=True),
        Column(voice.say(_COUNTED), numeric=True, share=1.3),
    )
    rows = tuple(
        (
            Cell(line.ticket, strong=True),
            Cell(voice.name(line.commitment), note=line.priority or ""),
            Cell(voice.share(line.consumed_us / line.target_us, 0) if line.target_us else NOTHING),
            _counted(line, voice),
        )
        for line in listing.lines
    )
    yield Table(caption=voice.say(_APPROACHED_CAPTION), columns=columns, rows=rows)
    if listing.rest:
        yield Sentence(voice.say(_NOT_LISTED, n=listing.rest))
