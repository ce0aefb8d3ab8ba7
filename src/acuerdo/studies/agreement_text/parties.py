"""The first sections: who agrees, for how long, how one reaches the provider, whom and what it covers."""

from collections.abc import Iterator

from acuerdo.studies.agreement_text.pen import Item, Pen
from acuerdo.studies.report.blocks import NOTHING, Block, Cell, Clause, Column, Line, Section, Table
from acuerdo.studies.wording.values import say_value
from acuerdo.words import Phrase, phrase, say_date

_PARTIES = phrase("Parties and term", context="section of an agreement")
_TERM = phrase("Term", context="clause of an agreement")
_FROM_TO = phrase("This agreement governs from {first} to {last}, both dates included.")
_FROM = phrase("This agreement governs from {first} until one of the parties ends it.")
_PREVAILS = phrase("Language, zone and currency", context="clause of an agreement")
_LANGUAGE = phrase("The language that prevails is {language}. Dates and periods are those of {zone}.")
_CURRENCY = phrase("Amounts are in {currency}.")
_UNDERPINS = phrase("What it makes possible", context="clause of an agreement")
_CHANNELS = phrase("Channels", context="section of an agreement")
_REACHED = phrase("How the provider is reached, when, and in which languages.")
_COVERED = phrase("Whom and what it covers", context="section of an agreement")
_VOLUMES = phrase("Volumes and rights of use", context="section of an agreement")
_PREREQUISITES = phrase("What the customer sees to", context="section of an agreement")
_UNMET = phrase("Where one of these is not met, and both sides accept that, it excuses the promises named with it.")
_AMOUNTS = phrase("Users, assets and sites", context="clause of an agreement")


def parties_section(pen: Pen) -> Section:
    """Say who agrees, and from when until when."""
    clauses: list[Block] = [*_parties(pen), _term(pen), _language(pen)]
    underpins = list(pen.items("underpins"))
    if underpins:
        lines = tuple(line for item in underpins for line in pen.lines(item, "underpins"))
        clauses.append(Clause(number="", title=Line(pen.say(_UNDERPINS)), lines=lines))
    return Section(anchor="parties", title=pen.say(_PARTIES), blocks=tuple(clauses))


def _parties(pen: Pen) -> Iterator[Clause]:
    for role in ("provider", "customer"):
        party = pen.table("parties", role)
        title = f"{pen.label(role, 'parties')}: {party.get('name')}"
        yield Clause(number="", title=Line(title), lines=pen.lines(party, "parties", role, without=("name",)))
    for party in pen.items("parties", "suppliers"):
        title = f"{pen.label('suppliers', 'parties')}: {party.get('name')}"
        yield Clause(number="", title=Line(title), lines=pen.lines(party, "parties", without=("name",)))


def _term(pen: Pen) -> Clause:
    term, language = pen.document.shape.term, pen.voice.language
    first = say_date(language, term.from_)
    lines = [
        Line(pen.say(_FROM, first=first))
        if term.to is None
        else Line(pen.say(_FROM_TO, first=first, last=say_date(language, term.to)))
    ]
    written = pen.table("term")
    lines.append(pen.line("renewal", str(term.renewal), "term"))
    lines += pen.lines(written, "term", without=("from", "to", "renewal"))
    return Clause(number="", title=Line(pen.say(_TERM)), lines=tuple(lines))


def _language(pen: Pen) -> Clause:
    document = pen.document
    language = say_value(document.language, ("language",), pen.voice)
    lines = [Line(pen.say(_LANGUAGE, language=language, zone=document.time_zone))]
    if document.currency:
        lines.append(Line(pen.say(_CURRENCY, currency=document.currency)))
    return Clause(number="", title=Line(pen.say(_PREVAILS)), lines=tuple(lines))


def channels_section(pen: Pen) -> Section:
    """Say how the provider is reached."""
    keys = ("kind", "address", "calendar", "languages", "note")
    rows = list(pen.items("channels"))
    shown = [key for key in keys if any(key in row for row in rows)]
    blocks: tuple[Block, ...] = (_grid(pen, "channels", rows, (shown, _REACHED)),) if rows else ()
    return Section(anchor="channels", title=pen.say(_CHANNELS), blocks=blocks)


def _grid(pen: Pen, section: str, rows: list[Item], said: tuple[list[str], Phrase]) -> Table:
    keys, caption = said
    return Table(
        caption=pen.say(caption),
        columns=tuple(Column(pen.label(key, section)) for key in keys),
        rows=tuple(tuple(_cell(pen, row, key, section) for key in keys) for row in rows),
    )


def _cell(pen: Pen, row: Item, key: str, section: str) -> Cell:
    value = row.get(key)
    if not isinstance(value, str | list | dict):
        return Cell(NOTHING)
    return Cell(say_value(value, (section, key), pen.voice))


def covered_section(pen: Pen) -> Section:
    """Say whom and what the agreement covers."""
    covered = pen.table("covered")
    blocks: tuple[Block, ...] = ()
    if covered:
        blocks = (Clause(number="", title=Line(pen.say(_AMOUNTS)), lines=pen.lines(covered, "covered")),)
    return Section(anchor="covered", title=pen.say(_COVERED), blocks=blocks)


def volumes_section(pen: Pen) -> Section:
    """Say how much of what is included, and for which volume it was made."""
    items = [("entitlements", item) for item in pen.items("entitlements")]
    items += [("volumes", item) for item in pen.items("volumes")]
    blocks = tuple(clause for section, item in items for clause in pen.clauses_of(section, [item]))
    return Section(anchor="volumes", title=pen.say(_VOLUMES), blocks=blocks)


def prerequisites_section(pen: Pen) -> Section:
    """Say what the customer sees to."""
    clauses = list(pen.clauses_of("prerequisites", pen.items("prerequisites")))
    if not clauses:
        return Section(anchor="prerequisites", title="", blocks=())
    said = Clause(number="", title=Line(pen.say(_PREREQUISITES)), lines=(Line(pen.say(_UNMET)),))
    return Section(anchor="prerequisites", title=pen.say(_PREREQUISITES), blocks=(said, *clauses))
