"""Service level targets: all of them in one table, then each with its rules."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from zoneinfo import ZoneInfo

from acuerdo.core.terms.agreement import Commitment
from acuerdo.documents import AgreementDocument
from acuerdo.documents.shapes.commitments import ClockShape, CommitmentShape, RatioShape
from acuerdo.studies.agreement_text.pen import Item, Pen
from acuerdo.studies.report.blocks import NOTHING, Block, Cell, Clause, Column, Line, Section, Table
from acuerdo.studies.report.terms_section import commitment_lines, ratio_lines, usual_rules
from acuerdo.studies.report.terms_words import AT_LEAST, AT_MOST, name_lines, say_target, share_lines
from acuerdo.studies.report.voice import Voice
from acuerdo.studies.wording.values import say_value
from acuerdo.words import Language, Phrase, phrase

_TARGETS = phrase("Service level targets", context="section of an agreement")
_OVERVIEW = phrase("What is promised by priority, in open time of the calendar. The clauses below say the rules.")
_PROMISE = phrase("Promise", context="column")
_LEAST = phrase("Share", context="column: of the tickets, at least")
_HOURS = phrase("Calendar")
_SEE = phrase("by case: see its clause")
_RULES = phrase("Rules for all promises, unless one says otherwise")
_OPEN_TIME = phrase(
    "All times are open time: only hours in which the calendar in force is open count. A share is the clocks met of "
    "those met and breached. Below the smallest sample nothing is judged."
)
_BESIDE = ("binding", "answered_by", "warn_at", "per", "team", "day_counting", "escalation", "note", "terms")
_LIMITS: Mapping[str, Phrase] = MappingProxyType({"at_least": AT_LEAST, "at_most": AT_MOST})
_MEASURES = phrase("Measures of this agreement's own", context="section of an agreement")


def promises_section(pen: Pen) -> Section:
    """Say every promise."""
    terms = pen.document.terms
    usual = usual_rules(terms)
    blocks: list[Block] = []
    if terms.commitments:
        lines = (Line(pen.say(_OPEN_TIME)), *(Line(pen.say(rule)) for rule in usual))
        blocks += [_overview(pen), Clause(number="", title=Line(pen.say(_RULES)), lines=lines)]
    written = {str(item.get("id")): item for item in pen.items("commitments")}
    for shape in pen.document.shape.commitments:
        blocks.append(_promise(shape, written.get(shape.id, {}), pen))
    return Section(anchor="targets", title=pen.say(_TARGETS), blocks=tuple(blocks))


def overview_of(document: AgreementDocument, language: Language) -> Table:
    """Say every promise of an agreement in one table: its targets by priority, its share, its calendar."""
    pen = Pen.of(Voice(language, document, ZoneInfo(document.time_zone), quotes=False))
    table = _overview(pen)
    told = {one.id for one in document.terms.commitments if one.within is not None}
    rest = (item for item in pen.items("commitments") if str(item.get("id")) not in told)
    return replace(table, rows=(*table.rows, *(_plain_row(item, len(table.columns), pen) for item in rest)))


def _plain_row(written: Item, columns: int, pen: Pen) -> tuple[Cell, ...]:
    """Say a promise that has no target for each ticket by its limits, as they are written."""
    limits = "; ".join(
        pen.say(limit, limit=say_value(written[key], ("commitments", key), pen.voice))
        for key, limit in _LIMITS.items()
        if key in written
    )
    hours = written.get("calendar")
    return (
        Cell(pen.voice.name(str(written.get("id"))), strong=True),
        *[Cell(NOTHING)] * (columns - 3),
        Cell(limits or NOTHING),
        Cell(pen.voice.calendar(hours) if isinstance(hours, str) else NOTHING),
    )


def _overview(pen: Pen) -> Table:
    terms = pen.document.terms
    levels = pen.document.shape.priorities.levels if pen.document.shape.priorities else ()
    shown = levels if 0 < len(levels) <= 6 else ()  # noqa: PLR2004 - more do not fit the width of a page
    heads = [Column(level, share=1.2) for level in shown] or [Column(pen.label("within"), share=2.0)]
    return Table(
        caption=pen.say(_OVERVIEW),
        columns=(
            Column(pen.say(_PROMISE), share=2.0),
            *heads,
            Column(pen.say(_LEAST), share=2.2),
            Column(pen.say(_HOURS), share=1.6),
        ),
        rows=tuple(_row(one, shown, pen) for one in terms.commitments if one.within is not None),
    )


def _row(commitment: Commitment, levels: tuple[str, ...], pen: Pen) -> tuple[Cell, ...]:
    shares = () if commitment.at_least is None else share_lines(commitment.at_least, pen.voice)
    hours = tuple(name_lines(commitment.calendar, pen.voice))
    targets = [_target(commitment, level, pen) for level in levels] or [_target(commitment, None, pen)]
    return (
        Cell(pen.voice.name(commitment.id), strong=True),
        *map(Cell, targets),
        Cell("; ".join(shares) or NOTHING),
        Cell(hours[0] if len(hours) == 1 else pen.say(_SEE)),
    )


def _target(commitment: Commitment, level: str | None, pen: Pen) -> str:
    """Say the target of a priority; where other fields of the ticket decide, the clause says it."""
    fields = {} if level is None else {"priority": level}
    if level is not None and not _applies(commitment, level):
        return NOTHING
    for row in commitment.within.rows if commitment.within else ():
        fixed = dict(row.when.fields)
        if level is not None and "priority" in fixed and level not in fixed["priority"]:
            continue
        names = set(fixed)
        if row.when.opened_in or names - {"priority"}:
            return pen.say(_SEE)
        if row.when.holds(fields, frozenset()):
            return say_target(row.value, pen.voice)
    return NOTHING


def _applies(commitment: Commitment, level: str) -> bool:
    scope = dict(commitment.applies_to.fields)
    return "priority" not in scope or level in scope["priority"]


def _promise(shape: CommitmentShape, written: Item, pen: Pen) -> Clause:
    if isinstance(shape, ClockShape | RatioShape):
        lines = [Line(text) for text in _rules(shape.id, pen) if text]
        beside = {"binding": str(shape.binding), **written}
        lines += [pen.line(key, beside[key], "commitments") for key in _BESIDE if key in beside]
    else:
        lines = [*pen.lines({**written, "binding": str(shape.binding)}, "commitments", without=("title",))]
    title = pen.document.commitment_title(shape.id, pen.voice.language)
    return Clause(number="", title=Line(title.text, title.language if title.is_fallback else ""), lines=tuple(lines))


def _rules(name: str, pen: Pen) -> Iterator[str]:
    terms = pen.document.terms
    for commitment in terms.commitments:
        if commitment.id == name:
            yield from commitment_lines(commitment, usual_rules(terms), pen.voice)
    for ratio in terms.ratios:
        if ratio.id == name:
            yield from ratio_lines(ratio, pen.voice)


def measures_section(pen: Pen) -> Section:
    """Say the measures that the agreement defines itself, and the fields and events that it adds to tickets."""
    blocks: list[Block] = []
    for name, measure in pen.table("measures").items():
        if isinstance(measure, dict):
            title = pen.document.measure_title(name, pen.voice.language)
            lines = pen.lines(measure, "measures", name, without=("title",))
            marked = Line(title.text, title.language if title.is_fallback else "")
            blocks.append(Clause(number="", title=marked, lines=lines))
    blocks += [
        Clause(number="", title=Line(pen.label(key)), lines=(pen.line(key, pen.content[key]),))
        for key in ("fields", "events", "day_counting")
        if pen.content.get(key)
    ]
    return Section(anchor="measures", title=pen.say(_MEASURES), blocks=tuple(blocks))
