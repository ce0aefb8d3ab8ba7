"""What the evidence leaves open: what was refused, recorded late, incomplete, or not judged at all."""

from collections.abc import Iterator, Sequence

from acuerdo.connectors.refusals import RefusedRow
from acuerdo.core.clock.facts import Fact
from acuerdo.studies.report.blocks import NOTHING, Block, Cell, Column, Heading, Section, Sentence, Table, Tone
from acuerdo.studies.report.model import MOST_LISTED, ReportModel
from acuerdo.studies.report.voice import Voice
from acuerdo.studies.vocabulary import EVENTS, KINDS, say_known
from acuerdo.words import phrase

_TITLE = phrase("What the evidence leaves open")
_NOTHING = phrase("Every row was read, every ticket judged, and nothing was recorded late.")
_NOTHING_BUT = phrase("Every row was read and every ticket judged.")
_UNRECORDED = phrase(
    "The files do not tell when anything was recorded, so nothing can be said about facts that were recorded late."
)
_INCOMPLETE = phrase(
    "{n} ticket has an incomplete history, because a row of it was refused: {tickets}.",
    plural="{n} tickets have an incomplete history, because rows of them were refused: {tickets}.",
)
_PAUSES = phrase(
    "Of {n} ticket it is not known when it waited; its times are upper bounds.",
    plural="Of {n} tickets it is not known when they waited; their times are upper bounds.",
)
_REFUSED_TICKETS = phrase(
    "{n} ticket was not judged, because no fact that counts says when it was opened: {tickets}.",
    plural="{n} tickets were not judged, because no fact that counts says when they were opened: {tickets}.",
)
_ROWS = phrase("{n} row of the files was refused.", plural="{n} rows of the files were refused.")
_ROWS_CAPTION = phrase("Refused rows")
_ROWS_HEADER = (
    phrase("File", context="column"),
    phrase("Line", context="column"),
    phrase("Ticket", context="column"),
    phrase("Column", context="column: of a file"),
    phrase("Found", context="column"),
    phrase("Expected", context="column"),
)
_LATE = phrase(
    "{n} fact was recorded more than a day after it happened.",
    plural="{n} facts were recorded more than a day after they happened.",
)
_LATE_CAPTION = phrase("Facts recorded late (times of {zone})")
_AHEAD = phrase(
    "{n} fact lies later than its own recording and was not judged.",
    plural="{n} facts lie later than their own recording and were not judged.",
)
_AHEAD_CAPTION = phrase("Facts that lie later than their recording (times of {zone})")
_FACTS_HEADER = (
    phrase("Ticket", context="column"),
    phrase("What happened", context="column"),
    phrase("Happened at", context="column"),
    phrase("Recorded at", context="column"),
    phrase("Later by", context="column"),
)
_NOT_JUDGED = phrase("Commitments that ticket facts do not show")
_NOT_JUDGED_SAYS = phrase(
    "{n} commitment of the agreement is not about tickets and is not judged here.",
    plural="{n} commitments of the agreement are not about tickets and are not judged here.",
)
_NOT_JUDGED_CAPTION = phrase("Commitments not judged here")
_KIND = phrase("Kind", context="column")
_NAME = phrase("Commitment", context="column")
_NOT_LISTED = phrase("{n} more is not listed.", plural="{n} more are not listed.")


def doubts_section(model: ReportModel, voice: Voice) -> Section:
    """Say what was refused, incomplete, recorded late or not judged."""
    blocks: list[Block] = [*_tickets(model, voice), *_rows(model.refused_rows, voice)]
    for facts, words, caption in ((model.late, _LATE, _LATE_CAPTION), (model.quarantined, _AHEAD, _AHEAD_CAPTION)):
        if facts:
            blocks.append(Sentence(voice.say(words, n=len(facts))))
            blocks += _facts(facts, voice.say(caption, zone=voice.zone.key), voice)
    if not blocks:
        blocks.append(Sentence(voice.say(_NOTHING if model.recorded else _NOTHING_BUT), Tone.GOOD))
    if not model.recorded:
        blocks.append(Sentence(voice.say(_UNRECORDED), Tone.WARN))
    blocks += _not_judged(model, voice)
    return Section(anchor="evidence-doubts", title=voice.say(_TITLE), blocks=tuple(blocks))


def _tickets(model: ReportModel, voice: Voice) -> Iterator[Sentence]:
    if model.incomplete:
        tickets = voice.names(list(model.incomplete), MOST_LISTED)
        yield Sentence(voice.say(_INCOMPLETE, n=len(model.incomplete), tickets=tickets), Tone.WARN)
    if model.pauses_unknown:
        yield Sentence(voice.say(_PAUSES, n=model.pauses_unknown), Tone.WARN)
    if model.refused_tickets:
        tickets = voice.names([one.ticket for one in model.refused_tickets], MOST_LISTED)
        yield Sentence(voice.say(_REFUSED_TICKETS, n=len(model.refused_tickets), tickets=tickets), Tone.WARN)


def _rows(rows: Sequence[RefusedRow], voice: Voice) -> Iterator[Block]:
    if not rows:
        return
    yield Sentence(voice.say(_ROWS, n=len(rows)), Tone.WARN)
    columns = tuple(Column(voice.say(name), numeric=place == 1) for place, name in enumerate(_ROWS_HEADER))
    cells = tuple(
        (
            Cell(row.file),
            Cell(str(row.line)),
            Cell(row.ticket or NOTHING, strong=True),
            Cell(row.column),
            Cell(row.found),
            Cell(row.expected),
        )
        for row in rows[:MOST_LISTED]
    )
    yield Table(caption=voice.say(_ROWS_CAPTION), columns=columns, rows=cells)
    yield from _rest(len(rows), voice)


def _facts(facts: Sequence[Fact], caption: str, voice: Voice) -> Iterator[Block]:
    columns = tuple(
        Column(voice.say(name), numeric=place == len(_FACTS_HEADER) - 1) for place, name in enumerate(_FACTS_HEADER)
    )
    cells = tuple(
        (
            Cell(fact.ticket, strong=True),
            Cell(say_known(voice.language, EVENTS, fact.event)),
            Cell(voice.at(fact.at_us)),
            Cell(voice.at(fact.known_us)),
            Cell(voice.lasting(abs(fact.known_us - fact.at_us))),
        )
        for fact in facts[:MOST_LISTED]
    )
    yield Table(caption=caption, columns=columns, rows=cells)
    yield from _rest(len(facts), voice)


def _rest(total: int, voice: Voice) -> Iterator[Sentence]:
    if total > MOST_LISTED:
        yield Sentence(voice.say(_NOT_LISTED, n=total - MOST_LISTED))


def _not_judged(model: ReportModel, voice: Voice) -> Iterator[Block]:
    if not model.not_judged:
        return
    yield Heading(voice.say(_NOT_JUDGED))
    yield Sentence(voice.say(_NOT_JUDGED_SAYS, n=len(model.not_judged)))
    columns = (Column(voice.say(_NAME), share=2), Column(voice.say(_KIND)))
    rows = tuple(
        (Cell(voice.name(name), strong=True), Cell(say_known(voice.language, KINDS, kind)))
        for name, kind in model.not_judged
    )
    yield Table(caption=voice.say(_NOT_JUDGED_CAPTION), columns=columns, rows=rows)
