"""From one row per ticket, with its dates in columns, to facts: what is known, and nothing more."""

from collections.abc import Iterator
from typing import NamedTuple

from acuerdo.connectors.cells import Cells, RowReader, oddities_of, read_duration_us
from acuerdo.connectors.instants import Reading
from acuerdo.connectors.profile import ASSIGNED, OPENED_AT, Moment
from acuerdo.connectors.snapshots import DONE_LATER
from acuerdo.core.clock.facts import Event, Fact
from acuerdo.core.clock.intake import FactRefused
from acuerdo.core.hours import to_datetime
from acuerdo.core.terms.measures import Stage

ENDS = (Event.RESOLVED, Event.CLOSED, Event.CANCELLED)
UPDATED = "updated"
"""A moment that is no event: the last time anybody touched the ticket."""

_ENDS_OF = {
    Stage.RESOLVED: (Event.RESOLVED,),
    Stage.CLOSED: (Event.RESOLVED, Event.CLOSED),
    Stage.CANCELLED: (Event.CANCELLED,),
}


class TicketFacts(NamedTuple):
    """The facts of one row, how many of its instants were ambiguous or skipped, and whether old ends were left out."""

    facts: tuple[Fact, ...]
    oddities: tuple[int, int]
    stale_ends: bool


class TicketReader:
    """Reads rows of tickets."""

    def __init__(self, reader: RowReader) -> None:
        self.reader = reader
        self.profile = reader.profile

    def read(self, cells: Cells, index: int) -> TicketFacts:
        """Return the facts of one row, in order. Raises `FactRefused`."""
        words = {name: self.reader.words.word(name, self.reader.cell(cells, name)) for name in self.reader.fields}
        status = words.pop("status", None)
        opened = self.reader.instant(cells, OPENED_AT)
        if opened is None:
            raise FactRefused("missing_value", column=OPENED_AT, found="", expected="a value in every row")
        readings = {name: self.moment(cells, name, rule, opened) for name, rule in self.profile.moments.items()}
        moments = {name: reading.us for name, reading in readings.items() if reading is not None}
        stage = self.stage_of(status, words, opened.us, index)
        kept, stale = self.ends(moments, stage, status)
        self.refuse_early(kept, opened.us)
        facts = self.facts(words, opened.us, kept, index)
        return TicketFacts(tuple(facts), oddities_of((opened, *readings.values())), stale)

    def refuse_early(self, moments: dict[str, int], opened_us: int) -> None:
        """Refuse what would have happened before the ticket was opened."""
        for name, us in moments.items():
            if us < opened_us:
                raise FactRefused(
                    "before_opening",
                    column=self.profile.moments[name].column if name in self.profile.moments else name,
                    found=to_datetime(us).isoformat(),
                    expected=f"not before the opening at {to_datetime(opened_us).isoformat()}",
                )

    def stage_of(self, status: str | None, words: dict[str, str | None], opened_us: int, index: int) -> Stage | None:
        """Return the stage of the final status; an unmapped one is refused."""
        probe = {"ticket": words["ticket"], "at": to_datetime(opened_us), "event": "changed", "status": status}
        return self.reader.fact(probe, index).stage

    def moment(self, cells: Cells, name: str, rule: Moment, opened: Reading) -> Reading | None:
        """Read one moment: an instant, or a length of time after the opening."""
        value = cells.get(rule.column)
        text = self.reader.words.raw(value) if isinstance(value, str) else value
        if text is None:
            return None
        if rule.at is not None:
            return self.reader.instants.read(text, name)
        comma = self.profile.decimal == "comma"
        return Reading(opened.us + read_duration_us(str(text), rule.unit, name, comma=comma), "")

    def ends(self, moments: dict[str, int], stage: Stage | None, status: str | None) -> tuple[dict[str, int], bool]:
        """Keep the ends that fit the final status: a ticket that is open again has none, one that ended needs one."""
        ends = {name: us for name, us in moments.items() if name in ENDS}
        others = {name: us for name, us in moments.items() if name not in ENDS}
        if stage is None:
            return moments, False
        if stage not in _ENDS_OF:
            return others, bool(ends)
        kept: dict[str, int] = {name: ends[name] for name in _ENDS_OF[stage] if name in ends}
        if not kept and ends:
            kept = {_ENDS_OF[stage][-1]: min(ends.values())}
        if not kept:
            raise FactRefused(
                "end_unknown",
                column="status",
                found=f"{status} without a date of it",
                expected="a date for a ticket that ended",
                hint="name the column with the date under `moments:` in the profile",
            )
        return {**others, **kept}, False

    def facts(
        self, words: dict[str, str | None], opened_us: int, moments: dict[str, int], index: int
    ) -> Iterator[Fact]:
        """Put the moments in order, the opening first, and give the owner where somebody is known to have acted."""
        ticket = words["ticket"]
        acted = {name: words.pop(name) for name in sorted(DONE_LATER & words.keys()) if words.get(name) is not None}
        ends = [us for name, us in moments.items() if name in ENDS]
        acted_us = min(ends) if ends else max(moments.values(), default=None)
        yield self.fact({**words, "event": Event.OPENED}, opened_us, 0, index)
        assigned = moments.get(ASSIGNED, acted_us)
        if acted and assigned is not None:
            moments = {**moments, ASSIGNED: assigned}
        places = {name: place for place, name in enumerate(self.profile.moments)}
        order = sorted(moments, key=lambda name: (moments[name], name in ENDS, places.get(name, -1)))
        for seq, name in enumerate(order, start=1):
            if name == ASSIGNED and acted:
                yield self.fact({"ticket": ticket, **acted, "event": Event.CHANGED}, moments[name], seq, index)
            elif name not in (ASSIGNED, UPDATED):
                yield self.fact({"ticket": ticket, "event": name}, moments[name], seq, index)

    def fact(self, row: dict[str, str | None], us: int, seq: int, index: int) -> Fact:
        """Make one fact of the row."""
        source = self.profile.constants.get("source")
        key = f"{row['ticket']}:{row['event']}:{index}"
        return self.reader.fact({**row, "at": to_datetime(us), "seq": str(seq), "key": key, "source": source}, index)
