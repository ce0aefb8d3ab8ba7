"""Services: what is in their scope and what is not, their hours, who answers for what."""

from collections.abc import Iterator

from acuerdo.documents.shapes.agreement import ServiceShape
from acuerdo.documents.shapes.carried import OutOfScopeShape
from acuerdo.studies.agreement_text.pen import Item, Pen, Texts
from acuerdo.studies.agreement_text.priorities import priority_blocks
from acuerdo.studies.report.blocks import NOTHING, Block, Cell, Clause, Column, Line, Section, Table
from acuerdo.studies.wording.values import PAIR, say_value
from acuerdo.words import phrase

_SERVICES = phrase("Services", context="section of an agreement")
_HOURS = phrase("Calendar")
_RESPONSIBLE = phrase("{service}: who answers for what, in which failure")
_PARTS = ("when", "provider", "customer", "third_party")


def services_section(pen: Pen) -> Section:
    """Say every service."""
    written = {str(item.get("id")): item for item in pen.items("services")}
    blocks: list[Block] = []
    for service in pen.document.shape.services:
        blocks += _service(service, written.get(service.id, {}), pen)
    return Section(anchor="services", title=pen.say(_SERVICES), blocks=tuple(blocks))


def _service(service: ServiceShape, written: Item, pen: Pen) -> Iterator[Block]:
    lines = [] if service.description is None else [pen.text(service.description)]
    told = {"name", "description", "in_scope", "out_of_scope", "responsibilities", "calendar", "after_hours"}
    if service.calendar:
        lines.append(Line(pen.say(PAIR, label=pen.head(_HOURS), value=pen.voice.calendar(service.calendar))))
    after_hours = written.get("after_hours")
    if isinstance(after_hours, dict):
        lines += _after_hours(after_hours, pen)
    lines += pen.lines(written, "services", without=(*told, "priorities"))
    yield Clause(number="", title=pen.text(service.name), lines=tuple(lines))
    name = str(pen.document.service_name(service.id, pen.voice.language))
    if service.in_scope:
        title = Line(pen.say(PAIR, label=name, value=pen.label("in_scope").lower()))
        yield Clause(number="", title=title, points=tuple(pen.text(text) for text in service.in_scope))
    if service.out_of_scope:
        title = Line(pen.say(PAIR, label=name, value=pen.label("out_of_scope").lower()))
        yield Clause(number="", title=title, points=tuple(_left_out(item, pen) for item in service.out_of_scope))
    if service.responsibilities:
        yield _responsibilities(service, name, pen)
    if service.priorities is not None:
        yield from priority_blocks(service.priorities, pen.table_of(written, "priorities"), pen, name)


def _after_hours(after_hours: Item, pen: Pen) -> Iterator[Line]:
    for key, value in after_hours.items():
        yield pen.line(key, value, "services", "after_hours")


def _left_out(item: Texts | OutOfScopeShape, pen: Pen) -> Line:
    if not isinstance(item, OutOfScopeShape):
        return pen.text(item)
    line = pen.text(item.text)
    if item.then is None:
        return line
    then = say_value(item.then, ("services", "then"), pen.voice)
    return Line(f"{line.text} \N{EM DASH} {then}", line.language)


def _responsibilities(service: ServiceShape, name: str, pen: Pen) -> Table:
    used = [key for key in _PARTS if any(getattr(item, key) is not None for item in service.responsibilities)]
    return Table(
        caption=pen.say(_RESPONSIBLE, service=name),
        columns=tuple(Column(pen.label(key, "parties" if key in ("provider", "customer") else "")) for key in used),
        rows=tuple(tuple(_cell(getattr(item, key), pen) for key in used) for item in service.responsibilities),
    )


def _cell(texts: Texts | None, pen: Pen) -> Cell:
    if texts is None:
        return Cell(NOTHING)
    line = pen.text(texts)
    return Cell(line.text + (f" [{line.language}]" if line.language else ""))
