"""Import: files in, facts and a full account out; row by row, the reference for the columns."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Unpack

from acuerdo.connectors.cells import ReadRow, RowReader
from acuerdo.connectors.gathering import Gathered, ImportOptions, Paths, ProfileChoice, gather, report
from acuerdo.connectors.imported import Imported, ImportReport, Progress
from acuerdo.connectors.profile import Rows
from acuerdo.connectors.snapshots import facts_of_snapshots, sorted_rows
from acuerdo.connectors.tickets import TicketReader
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.intake import FactRefused
from acuerdo.core.clock.keys import refuse_shared_keys

if TYPE_CHECKING:
    from acuerdo.connectors.refusals import RefusedRow

STEP = 10_000


def import_facts(paths: Paths, profile: ProfileChoice = None, **options: Unpack[ImportOptions]) -> Imported:
    """Read facts from files.

    `profile` is a profile, the name of a shipped one, the path of one, or None for files in our own columns; see
    `ImportOptions` for the rest. A bad row is refused by itself and listed; a bad file raises `ImportRefused`.
    """
    return facts_by_row(gather(paths, profile, options), options.get("progress"))


def facts_by_row(gathered: Gathered, progress: Progress | None = None) -> Imported:
    """Turn gathered rows into facts one by one."""
    work = _Work(gathered, progress)
    work.read()
    span = (
        min((fact.at_us for fact in work.facts), default=None),
        max((fact.at_us for fact in work.facts), default=None),
    )
    return imported(report(gathered, work.refused, work.counts(), span), work.facts)


def imported(account: ImportReport, facts: Sequence[Fact]) -> Imported:
    """Join an account and its facts."""
    return Imported(**{part.name: getattr(account, part.name) for part in fields(ImportReport)}, facts=facts)


class _Work:
    """The reading of rows, with its counts."""

    def __init__(self, gathered: Gathered, progress: Progress | None) -> None:
        self.gathered = gathered
        self.progress = progress
        self.profile = gathered.setting.profile
        self.reader = RowReader(gathered.setting)
        self.facts: list[Fact] = []
        self.refused: list[RefusedRow] = []
        self.tickets: set[str] = set()
        self.seen: set[tuple[object, ...]] = set()
        self.ignored = self.duplicate = self.unchanged = self.before_opening = self.stale = 0
        self.oddities = [0, 0]

    def read(self) -> None:
        """Read every row by the kind of the profile's rows."""
        if self.profile.rows is Rows.TICKETS:
            self.read_tickets()
        elif self.profile.rows is Rows.EVENTS:
            self.facts = [row.fact for row in self.with_own_keys(self.rows())]
            self.tickets = {fact.ticket for fact in self.facts}
        else:
            self.read_snapshots()

    def rows(self) -> list[ReadRow]:
        """Read rows of events or snapshots; refused and dropped ones are noted."""
        found = []
        for index, cells in enumerate(self.gathered.table.iter_rows(named=True)):
            self.tell(index)
            try:
                row = self.reader.read(cells, index + 1)
            except FactRefused as reason:
                self.refused.append(self.gathered.refusal(reason, index))
                continue
            if row is None:
                self.ignored += 1
            elif self.is_repeated(cells):
                self.duplicate += 1
            else:
                found.append(row)
                self.note(row.oddities)
        return found

    def with_own_keys(self, rows: list[ReadRow]) -> list[ReadRow]:
        """Refuse the rows whose key another ticket has."""
        shared = refuse_shared_keys(row.fact for row in rows)
        if not shared:
            return rows
        for row in rows:
            if row.fact.row in shared:
                self.refused.append(self.gathered.refusal(shared[row.fact.row], row.index - 1))
                self.note((-row.oddities[0], -row.oddities[1]))
        return [row for row in rows if row.fact.row not in shared]

    def tell(self, index: int) -> None:
        """Report progress now and then."""
        if self.progress is not None and index % STEP == 0:
            self.progress("", index / max(1, self.gathered.table.height))

    def note(self, oddities: tuple[int, int]) -> None:
        """Count the odd instants of a row."""
        self.oddities[0] += oddities[0]
        self.oddities[1] += oddities[1]

    def is_repeated(self, cells: Mapping[str, object]) -> bool:
        """Say whether an accepted row with the same words in the profile's `dedupe` columns came before."""
        if not self.profile.dedupe:
            return False
        words = tuple(self.reader.words.raw(cells[name]) for name in self.profile.dedupe)
        if words in self.seen:
            return True
        self.seen.add(words)
        return False

    def read_snapshots(self) -> None:
        """Tell the facts between snapshots, ticket by ticket."""
        for rows in sorted_rows(self.rows()):
            facts = list(facts_of_snapshots(rows))
            if not self.gathered.setting.keyed:
                facts = [fact._replace(key=None) for fact in facts]
            changed = {fact.row for fact in facts}
            self.tickets.add(rows[0].fact.ticket)
            self.unchanged += len(rows) - len(changed)
            self.before_opening += sum(row.fact.at_us < facts[0].at_us for row in rows)
            self.facts += facts

    def read_tickets(self) -> None:
        """Tell the facts of each row; the same ticket again is a duplicate, or refused if it says something else."""
        reader = TicketReader(self.reader)
        known: dict[str, dict[str, object]] = {}
        for index, cells in enumerate(self.gathered.table.iter_rows(named=True)):
            self.tell(index)
            if self.reader.is_footer(cells):
                self.ignored += 1
                continue
            try:
                found = reader.read(cells, index + 1)
                ticket = found.facts[0].ticket
                _refuse_other_row(ticket, known.setdefault(ticket, cells) == cells)
            except FactRefused as reason:
                self.refused.append(self.gathered.refusal(reason, index))
                continue
            if ticket in self.tickets:
                self.duplicate += 1
                continue
            self.tickets.add(ticket)
            self.note(found.oddities)
            self.stale += found.stale_ends
            self.facts += found.facts

    def counts(self) -> dict[str, int]:
        """Return the counts of `Counts` that the reading knows."""
        column = self.profile.columns.get("status", "")
        cells = self.gathered.table[column].to_list() if column in self.gathered.table.columns else []
        ignored = self.reader.words.ignored
        return {
            "ignored": self.ignored,
            "duplicate": self.duplicate,
            "unchanged": self.unchanged,
            "facts": len(self.facts),
            "tickets": len(self.tickets),
            "ambiguous_times": self.oddities[0],
            "skipped_times": self.oddities[1],
            "before_opening": self.before_opening,
            "ignored_statuses": sum(self.reader.words.raw(cell) in ignored for cell in cells) if ignored else 0,
            "stale_ends": self.stale,
        }


def _refuse_other_row(ticket: str, same: bool) -> None:  # noqa: FBT001 - there is nothing else to say
    if not same:
        raise FactRefused(
            "duplicate_ticket",
            column="ticket",
            found=ticket,
            expected="one row per ticket",
            hint="an earlier row says something else: import the later export alone",
        )
