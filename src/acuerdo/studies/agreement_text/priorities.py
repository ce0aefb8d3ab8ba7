"""Priorities: what is urgent and what can wait, and how a ticket comes to one."""

from collections.abc import Iterator

from acuerdo.documents.shapes.agreement import ScaleShape
from acuerdo.studies.agreement_text.pen import Item, Pen
from acuerdo.studies.report.blocks import NOTHING, Block, Cell, Clause, Column, Line, Section, Table
from acuerdo.words import phrase

_PRIORITIES = phrase("Priorities", context="section of an agreement")
_OF_SERVICE = phrase("Priorities of {service}")
_LEVEL = phrase("Priority", context="column")
_MEANS = phrase("What it means", context="column")
_MEANING = phrase("The priorities, the most urgent first.")
_MATRIX = phrase("Priority from {first} and {second}. A priority given by a person wins over it.")
_WHO = phrase("Who claims a priority, and who agrees to it")


def priorities_section(pen: Pen) -> Section:
    """Say the priorities of the agreement."""
    scale = pen.document.shape.priorities
    blocks = () if scale is None else tuple(priority_blocks(scale, pen.table("priorities"), pen))
    return Section(anchor="priorities", title=pen.say(_PRIORITIES), blocks=blocks)


def priority_blocks(scale: ScaleShape, written: Item, pen: Pen, service: str = "") -> Iterator[Block]:
    """Say a scale of priorities: of the agreement, or of a service that has one of its own."""
    title = pen.say(_OF_SERVICE, service=service) if service else pen.say(_WHO)
    lines = list(pen.lines(written, "priorities", without=("levels", "matrix", "meaning")))
    if lines or service:
        yield Clause(number="", title=Line(title), lines=tuple(lines))
    yield Table(
        caption=pen.say(_MEANING),
        columns=(Column(pen.say(_LEVEL), share=1.0), Column(pen.say(_MEANS), share=5.0)),
        rows=tuple((Cell(level, strong=True), _meaning(scale, level, pen)) for level in scale.levels),
    )
    if scale.matrix:
        yield _matrix(scale, pen)


def _meaning(scale: ScaleShape, level: str, pen: Pen) -> Cell:
    meaning = scale.meaning.get(level)
    if meaning is None:
        return Cell(NOTHING)
    line = pen.text(meaning)
    return Cell(line.text + (f" [{line.language}]" if line.language else ""))


def _matrix(scale: ScaleShape, pen: Pen) -> Table:
    by = scale.matrix.get("by", ())
    first, second = (str(name) for name in by) if len(by) > 1 else ("", "")
    rows = {name: row for name, row in scale.matrix.items() if isinstance(row, dict)}
    values = list(dict.fromkeys(value for row in rows.values() for value in row))
    names = [pen.label(name) for name in (first, second)]
    return Table(
        caption=pen.say(_MATRIX, first=names[0].lower(), second=names[1].lower()),
        columns=(Column(f"{names[0]} / {names[1]}"), *(Column(value) for value in values)),
        rows=tuple(
            (Cell(name, strong=True), *(Cell(row.get(value, NOTHING)) for value in values))
            for name, row in rows.items()
        ),
    )
