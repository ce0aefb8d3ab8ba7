"""What both sides froze of the period: by whom, over which hash, with which figures, and what moved since."""

from collections.abc import Iterator
from fractions import Fraction

from acuerdo.core.acts import MoveKind, Side
from acuerdo.core.clock.verdict import Outcome
from acuerdo.studies.frozen import FrozenFigure, FrozenMove, FrozenVerdict
from acuerdo.studies.report.blocks import NOTHING, Block, Cell, Column, Pairs, Section, Sentence, Table, Tone
from acuerdo.studies.report.model import MOST_LISTED, FrozenLine, FrozenNote, MovedVerdict, ReportModel
from acuerdo.studies.report.voice import Voice
from acuerdo.studies.standings import Attained
from acuerdo.studies.vocabulary import OUTCOMES, STANDINGS
from acuerdo.words import Phrase, phrase

_TITLE = phrase("What both sides froze")
_FROZEN_ON = phrase("On {date} both sides froze this period.")
_SAME = phrase("Its figures and verdicts are those that were frozen.")
_OTHERS = phrase("Its figures count tickets of other versions, too, which are not in this report.")
_NONE_OF_THESE = phrase("Of the verdicts in this report none has moved since.")
_MOVED = phrase(
    "{n} verdict has moved since: the frozen figures stay, and what moved is an adjustment in a later period.",
    plural="{n} verdicts have moved since: the frozen figures stay, and what moved is an adjustment in a later period.",
)
_FIGURES_MOVED = phrase("No verdict has moved since; some figures are others now, and the frozen ones stay.")
_HASH = phrase("Hash that both sides accepted")
_AS_OF = phrase("Figures as of", context="a frozen period")
_DID = {
    MoveKind.PROPOSE: phrase("Offered by", context="a frozen period"),
    MoveKind.COUNTER: phrase("Offered by", context="a frozen period"),
    MoveKind.ACCEPT: phrase("Accepted by", context="a frozen period"),
}
_SIDES = {
    Side.PROVIDER: phrase("{person}, for the provider, {instant}"),
    Side.CUSTOMER: phrase("{person}, for the customer, {instant}"),
}
_FIGURES = phrase("Frozen figures beside those of now")
_NAME = phrase("Commitment", context="column")
_FROZEN = phrase("Frozen", context="a verdict")
_NOW = phrase("Now", context="column: a frozen figure")
_SEVERAL = phrase("with other versions", context="in place of a figure: it counts tickets of several versions")
_VERDICTS = phrase("Verdicts that moved since")
_TICKET = phrase("Ticket", context="column")
_GONE = phrase("not in this period any more", context="in place of a verdict")
_NEW = phrase("not in this period before", context="in place of a verdict")
_NOT_LISTED = phrase("{n} more is not listed.", plural="{n} more are not listed.")
_BREACHED = phrase("breached {instant}", context="a verdict, and since when")
_OF = phrase("{share} ({met} of {n})")


def frozen_sentence(note: FrozenNote, voice: Voice) -> Sentence:
    """Say that a period was frozen, whether more than the report's version, and whether anything moved since."""
    frozen = voice.say(_FROZEN_ON, date=voice.on(note.period.frozen_us))
    partly = any(figure.versions != (note.period.version,) for figure in note.period.figures)
    frozen = f"{frozen} {voice.say(_OTHERS)}" if partly else frozen
    if note.moved:
        return Sentence(f"{frozen} {voice.say(_MOVED, n=len(note.moved))}", Tone.WARN)
    if any(line.differs for line in note.lines):
        return Sentence(f"{frozen} {voice.say(_FIGURES_MOVED)}", Tone.WARN)
    if partly:
        return Sentence(f"{frozen} {voice.say(_NONE_OF_THESE)}", Tone.WARN)
    return Sentence(f"{frozen} {voice.say(_SAME)}")


def frozen_section(model: ReportModel, voice: Voice) -> Iterator[Section]:
    """Yield what was frozen, and what moved; nothing where nobody froze the period."""
    note = model.frozen
    if note is None:
        return
    columns = (
        Column(voice.say(_NAME), share=2.2),
        Column(voice.head(_FROZEN), share=2),
        Column(voice.say(_NOW), share=2),
    )
    rows = tuple(_figure_row(line, voice) for line in note.lines)
    blocks: list[Block] = [frozen_sentence(note, voice), Pairs(tuple(_accepted(note, voice)))]
    blocks += [Table(caption=voice.say(_FIGURES), columns=columns, rows=rows)] if rows else []
    if note.moved:
        shown = tuple(_moved_row(one, voice) for one in note.moved[:MOST_LISTED])
        titled = (Column(voice.say(_TICKET), share=1.2), *columns)
        blocks.append(Table(caption=voice.say(_VERDICTS), columns=titled, rows=shown))
        rest = len(note.moved) - len(shown)
        blocks += [Sentence(voice.say(_NOT_LISTED, n=rest), Tone.MUTED)] if rest else []
    yield Section(anchor="frozen", title=voice.say(_TITLE), blocks=tuple(blocks))


def _accepted(note: FrozenNote, voice: Voice) -> Iterator[tuple[str, tuple[str, ...]]]:
    one = note.period
    words: dict[Phrase, list[FrozenMove]] = {}
    for move in one.moves:
        words.setdefault(_DID[move.kind], []).append(move)
    for did, moves in words.items():
        said = (voice.say(_SIDES[move.side], person=move.person, instant=voice.at(move.at_us)) for move in moves)
        yield voice.say(did), tuple(said)
    yield voice.say(_HASH), (one.content,)
    yield voice.say(_AS_OF), (voice.at(one.as_of_us, named=True),)


def _figure_row(line: FrozenLine, voice: Voice) -> tuple[Cell, ...]:
    figure, now = line.figure, line.now
    name = Cell(voice.name(figure.promise, figure.group or None), strong=True)
    frozen = Cell(_frozen_share(figure, now, voice), note=voice.say(STANDINGS[figure.standing]))
    if now is None:
        several = len(figure.versions) > 1
        return name, frozen, Cell(voice.say(_SEVERAL) if several else NOTHING, Tone.MUTED)
    said = voice.attained(now)
    if now.share is not None and now.statistic is None:
        said = voice.say(_OF, share=said, met=now.met, n=now.n)
    tone = Tone.WARN if line.differs else Tone.PLAIN
    return name, frozen, Cell(said, tone, note=voice.say(STANDINGS[now.standing]))


def _frozen_share(figure: FrozenFigure, now: Attained | None, voice: Voice) -> str:
    if figure.value_us is not None:
        value = voice.lasting(int(figure.value_us))
        return f"\N{GREATER-THAN OR EQUAL TO}\N{NO-BREAK SPACE}{value}" if figure.lower_bound else value
    if not figure.n:
        return NOTHING
    exact = Fraction(figure.met, figure.n)
    share = voice.share(exact) if now is None else voice.share_beside(exact, now)
    return voice.say(_OF, share=share, met=figure.met, n=figure.n)


def _moved_row(one: MovedVerdict, voice: Voice) -> tuple[Cell, ...]:
    name = voice.name(one.commitment)
    return (
        Cell(one.ticket, strong=True),
        Cell(f"{name} ({one.cycle})" if one.cycle > 1 else name),
        _side(one.was, _NEW, voice),
        _side(one.now, _GONE, voice),
    )


def _side(verdict: FrozenVerdict | None, missing: Phrase, voice: Voice) -> Cell:
    if verdict is None:
        return Cell(voice.say(missing), Tone.MUTED)
    notes = [] if verdict.consumed_us is None else [voice.lasting(verdict.consumed_us)]
    if verdict.breached_us is not None:
        notes.append(voice.say(_BREACHED, instant=voice.at(verdict.breached_us)))
    return Cell(voice.say(OUTCOMES[Outcome(verdict.verdict)]), note=" \N{MIDDLE DOT} ".join(notes))
