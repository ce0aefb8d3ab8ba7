"""What was attained, in numbers: the clocks that count, and those that count for neither side."""

from collections.abc import Sequence

from acuerdo.core.terms.agreement import Binding
from acuerdo.studies.report.blocks import NOTHING, Block, Cell, Column, Section, Sentence, Table, Tone
from acuerdo.studies.report.model import PromiseLine, ReportModel
from acuerdo.studies.report.voice import Voice
from acuerdo.words import Phrase, phrase, say_number

_ATTAINED = phrase("Attained, in numbers")
_ATTAINED_CAPTION = phrase("Clocks that count for each promise, and those that count for neither side")
_BINDINGS = {
    Binding.GUARANTEE: phrase("guarantee", context="how firmly a promise binds"),
    Binding.TARGET: phrase("target", context="how firmly a promise binds"),
    Binding.BEST_EFFORT: phrase("best effort", context="how firmly a promise binds"),
}
_COUNTS: tuple[tuple[str, Phrase], ...] = (
    ("met", phrase("Met", context="column")),
    ("breached", phrase("Breached", context="column: how many clocks")),
    ("running", phrase("Running", context="column: how many clocks")),
    ("cancelled", phrase("Cancelled", context="column: how many clocks")),
    ("excluded", phrase("Excluded", context="column: how many clocks")),
    ("incomplete", phrase("Incomplete", context="column: how many clocks")),
    ("pauses_unknown_met", phrase("Met, pauses unknown", context="column: how many clocks")),
    ("pauses_unknown_breached", phrase("Breached, pauses unknown", context="column: how many clocks")),
    ("not_applicable", phrase("Not applicable", context="column: how many clocks")),
)
_ALWAYS_SHOWN = ("met", "breached")
_NAME = phrase("Commitment", context="column")
_INTERVAL = phrase("95 % interval", context="column")
_MISSES = phrase("Misses left", context="column")
_RATIO_NOTE = phrase("For a share of tickets, met counts the tickets that the share is about.")


def attained_section(model: ReportModel, voice: Voice) -> Section:
    """Show the counts behind every share, also of the clocks that count for neither side."""
    shown = [
        (name, title)
        for name, title in _COUNTS
        if name in _ALWAYS_SHOWN or any(getattr(line.now, name) for line in model.promises)
    ]
    columns = [Column(voice.say(_NAME), share=2.4)]
    columns += [Column(voice.say(_INTERVAL), numeric=True, share=1.9)]
    columns += [Column(voice.say(title), numeric=True, share=1.2) for _, title in shown]
    columns += [Column(voice.say(_MISSES), numeric=True, share=1.2)]
    rows = tuple(_counts_row(line, voice, [name for name, _ in shown]) for line in model.promises)
    blocks: list[Block] = [Table(caption=voice.say(_ATTAINED_CAPTION), columns=tuple(columns), rows=rows)]
    if any(line.is_ratio for line in model.promises):
        blocks.append(Sentence(voice.say(_RATIO_NOTE), Tone.MUTED))
    return Section(anchor="attained", title=voice.say(_ATTAINED), blocks=tuple(blocks))


def _counts_row(line: PromiseLine, voice: Voice, names: Sequence[str]) -> tuple[Cell, ...]:
    now = line.now
    interval = now.interval
    said = NOTHING
    if interval is not None and now.statistic is None:
        said = f"{voice.share(interval.low)} \N{EN DASH} {voice.share(interval.high)}"
    misses = now.misses_left if now.statistic is None else None
    return (
        Cell(voice.name(line.commitment, line.group), strong=True, note=voice.say(_BINDINGS[line.binding])),
        Cell(said),
        *(_count(line, voice, name) for name in names),
        Cell(NOTHING if misses is None else say_number(voice.language, misses)),
    )


def _count(line: PromiseLine, voice: Voice, name: str) -> Cell:
    # What an "at most" is about are the cases to avoid: the others are no breaches, and no misses either.
    if name in ("breached", "pauses_unknown_breached") and line.is_ratio and line.now.at_most:
        return Cell(NOTHING)
    return Cell(voice.count(getattr(line.now, name)), _tone(line, name))


def _tone(line: PromiseLine, name: str) -> Tone:
    return (
        Tone.BAD
        if name == "breached" and line.now.breached and not line.is_ratio and line.now.statistic is None
        else Tone.PLAIN
    )
