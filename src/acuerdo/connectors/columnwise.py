"""The same facts as columns, without a value per row: rows that are odd in any way are left to the row reader."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Unpack

import numpy as np
import polars as pl
from numpy.typing import NDArray

from acuerdo.connectors.cells import INSTANTS, RowReader
from acuerdo.connectors.gathering import Gathered, ImportOptions, Paths, ProfileChoice, gather, report
from acuerdo.connectors.imported import ImportedTable, ImportReport, Progress
from acuerdo.connectors.importing import facts_by_row
from acuerdo.connectors.instant_columns import AMBIGUOUS, SKIPPED, Instants, read_instants
from acuerdo.connectors.profile import OPENED_AT, Rows
from acuerdo.connectors.refusals import RefusedRow
from acuerdo.connectors.snapshot_columns import Snapshots, facts_between
from acuerdo.connectors.tables import completed, table_of
from acuerdo.connectors.titles import with_titles
from acuerdo.connectors.word_columns import PROBE, WordReader
from acuerdo.core.clock.facts import STATE_FIELDS, Event, Fact
from acuerdo.core.clock.intake import FactRefused
from acuerdo.core.clock.keys import refuse_shared_keys

Mask = NDArray[np.bool_]
_ODD_COUNTS = {"ambiguous_times": AMBIGUOUS, "skipped_times": SKIPPED}
_STATE = frozenset(STATE_FIELDS)
_TRUE = ("true", "yes", "1")


class _Unclear(Exception):
    """The columns and the row reader disagree about a row; the rows decide."""


def facts_table(paths: Paths, profile: ProfileChoice = None, **options: Unpack[ImportOptions]) -> ImportedTable:
    """Read the facts of `import_facts` as columns: the same facts in the same order, and the same account.

    The table has the columns of `acuerdo.connectors.tables.table_schema`, and the titles if they are asked for. With
    snapshots and tickets, the facts of one ticket stand together and in the order of `Fact.order`.
    """
    titled = options.get("titled", False)
    return facts_by_column(gather(paths, profile, options), options.get("progress"), titled=titled)


def facts_by_column(gathered: Gathered, progress: Progress | None = None, *, titled: bool = False) -> ImportedTable:
    """Turn gathered rows into columns of facts."""
    profile = gathered.setting.profile
    by_row_only = profile.rows is Rows.TICKETS or profile.dedupe or profile.events or profile.footers
    if not by_row_only and gathered.table.height:
        try:
            return _Columns(gathered, titled=titled).facts()
        except _Unclear:
            pass
    by_row = facts_by_row(gathered, progress)
    table = table_of(by_row.facts, gathered.setting.own_fields)
    return _joined(by_row, with_titles(gathered, table, [fact.row for fact in by_row.facts]) if titled else table)


def _joined(account: ImportReport, table: pl.DataFrame) -> ImportedTable:
    return ImportedTable(**{part.name: getattr(account, part.name) for part in fields(ImportReport)}, table=table)


class _Columns:
    """All columns of an import, read; `bad` marks the rows that the row reader must refuse."""

    def __init__(self, gathered: Gathered, *, titled: bool) -> None:
        self.titled = titled
        self.gathered = gathered
        self.table = gathered.table
        self.profile = gathered.setting.profile
        self.reader = RowReader(gathered.setting)
        self.words = WordReader(self.reader)
        self.stages: dict[str, pl.Series] = {}
        self.bad: Mask = np.zeros(self.table.height, np.bool_)

    def facts(self) -> ImportedTable:
        """Read columns, refuse rows, tell facts."""
        instants = self.instants()
        columns = self.word_columns()
        self.tell_stages(columns)
        refused = self.refusals()
        if self.profile.rows is Rows.EVENTS:
            refused += self.shared_keys(columns, instants)
        good = ~self.bad
        counts = {name: self.odd(instants, kind, good) for name, kind in _ODD_COUNTS.items()}
        counts.update(ignored=0, duplicate=0, stale_ends=0, ignored_statuses=self.ignored_statuses())
        if self.profile.rows is Rows.EVENTS:
            table = self.events(columns, instants, good)
            counts.update(unchanged=0, before_opening=0, tickets=table["ticket"].n_unique())
        else:
            table, more = self.snapshots(columns, instants, good)
            counts.update(more)
        counts["facts"] = table.height
        rows = table["row"].to_list() if self.titled else []
        table = completed(table, self.gathered.setting.own_fields)
        table = with_titles(self.gathered, table, rows) if self.titled else table
        span = (table["at"].min(), table["at"].max())
        return _joined(report(self.gathered, refused, counts, span), table)  # type: ignore[arg-type]  # of integers

    def instants(self) -> dict[str, Instants]:
        """Read the columns of instants."""
        found = {}
        for name, column in self.profile.columns.items():
            if name in INSTANTS and column in self.table.columns:
                found[name] = read_instants(self.table[column], self.reader.instants, self.reader.words, name)
                self.bad |= found[name].bad
        self.bad |= ~found["at"].given if "at" in found else True
        return found

    def word_columns(self) -> dict[str, pl.Series]:
        """Read the columns of words; constants fill what no column of the file gives."""
        found = {
            name: pl.repeat(word, self.table.height, dtype=pl.String, eager=True)
            for name, word in self.profile.constants.items()
        }
        for name in self.reader.fields:
            column = self.profile.columns.get(name, "")
            if column in self.table.columns:
                read = self.words.read(name, self.table[column])
                found[name] = read.words
                if read.bad is not None:
                    self.bad |= read.bad.to_numpy()
        self.bad |= found["ticket"].is_null().to_numpy() if "ticket" in found else True
        if self.profile.rows is Rows.SNAPSHOTS:
            found["event"] = pl.repeat(Event.CHANGED.value, self.table.height, dtype=pl.String, eager=True)
        if self.profile.key:
            cells = [self.words.read("", self.table[name]).words.fill_null("") for name in self.profile.key]
            found["key"] = pl.select(pl.concat_str(cells, separator=":")).to_series()
        return found

    def refusals(self) -> list[RefusedRow]:
        """Let the row reader say why each bad row is refused."""
        found = []
        for index in np.flatnonzero(self.bad).tolist():
            cells = self.table.row(index, named=True)
            try:
                self.reader.read(cells, index + 1)
            except FactRefused as reason:
                found.append(self.gathered.refusal(reason, index))
            else:
                raise _Unclear
        return found

    def shared_keys(self, columns: Mapping[str, pl.Series], instants: Mapping[str, Instants]) -> list[RefusedRow]:
        """Refuse the rows whose key another ticket has."""
        if "key" not in columns:
            return []
        key = columns["key"]
        keyed = np.flatnonzero((key.is_not_null() & (key != "")).fill_null(value=False).to_numpy() & ~self.bad)
        repeated = keyed[key.gather(keyed).is_duplicated().to_numpy()]
        shared = refuse_shared_keys(self.keyed_fact(int(place), columns, instants) for place in repeated)
        self.bad[[row - 1 for row in shared]] = True
        return [self.gathered.refusal(reason, row - 1) for row, reason in shared.items()]

    def keyed_fact(self, place: int, columns: Mapping[str, pl.Series], instants: Mapping[str, Instants]) -> Fact:
        """Return a row as a fact that says nothing but whose it is, when it happened and under which key."""
        at, recorded = instants["at"], instants.get("recorded_at")
        known = recorded is not None and recorded.given[place]
        return Fact(
            ticket=columns["ticket"][place],
            at_us=int(at.us[place]),
            event=Event.CHANGED,
            recorded_us=int(recorded.us[place]) if recorded is not None and known else None,
            source=(columns["source"][place] or "") if "source" in columns else "",
            key=columns["key"][place],
            row=place + 1,
        )

    def odd(self, instants: Mapping[str, Instants], kind: int, good: Mask) -> int:
        """Count the readings that a clock change made odd, over the accepted rows."""
        return sum(int(np.count_nonzero(found.oddity[good] == kind)) for found in instants.values())

    def ignored_statuses(self) -> int:
        """Count the rows whose status the profile ignores."""
        column = self.profile.columns.get("status", "")
        if column not in self.table.columns or not self.profile.ignored_statuses:
            return 0
        cells = self.table[column].value_counts()
        ignored, raw = self.reader.words.ignored, self.reader.words.raw
        return sum(number for cell, number in cells.iter_rows() if raw(cell) in ignored)

    def events(self, columns: Mapping[str, pl.Series], instants: Mapping[str, Instants], good: Mask) -> pl.DataFrame:
        """Lay rows of events out as facts."""
        table = pl.DataFrame(self.given(columns, instants))
        return _kept(table.with_columns(**self.stages), good)

    def tell_stages(self, columns: Mapping[str, pl.Series]) -> None:
        """Find the stage and reason of each pair of event and status; refuse pairs that contradict each other."""
        nothing = pl.repeat(None, self.table.height, dtype=pl.String, eager=True)
        event, status, reason, corrects = (
            columns.get(name, nothing) for name in ("event", "status", "reason", "corrects")
        )
        baseless = (event == Event.RETRACTED.value) & corrects.is_null()
        self.bad |= baseless.fill_null(value=False).to_numpy()
        events, statuses = event.unique(), status.unique()
        pair = _codes(event, events) * len(statuses) + _codes(status, statuses)
        seen = pl.Series(pair).unique().sort().to_numpy()
        pairs = [divmod(code, len(statuses)) for code in seen.tolist()]
        told = [self.stage_of(events[place], statuses[other]) for place, other in pairs]
        number = np.searchsorted(seen, pair)
        self.bad |= np.array([no for _, _, no in told], np.bool_).take(number)
        place = pl.Series(number.astype(np.uint32))
        stages, reasons = (pl.Series([words[part] for words in told], dtype=pl.String) for part in (0, 1))
        if reasons.null_count() < len(reasons):
            reason = reason.zip_with(reason.is_not_null(), reasons.gather(place))
        self.stages = {"reason": reason}
        if self.profile.rows is Rows.SNAPSHOTS:  # a row of events says it by its status
            self.stages["stage"] = stages.gather(place)

    def stage_of(self, event: str | None, status: str | None) -> tuple[str | None, str | None, bool]:
        """Return the stage and the reason of an event with a status, and whether there is no such fact."""
        try:
            fact = self.reader.fact({**PROBE, "event": event, "status": status}, 0)
        except FactRefused:
            return None, None, True
        return None if fact.stage is None else str(fact.stage), fact.reason, False

    def given(self, columns: Mapping[str, pl.Series], instants: Mapping[str, Instants]) -> dict[str, pl.Series]:
        """Return what the file gives: words, instants with nulls, flags as booleans, and the row."""
        found = {name: column.alias(name) for name, column in columns.items()}
        for name, times in instants.items():
            if name != OPENED_AT:
                found[name] = pl.select(pl.when(pl.Series(times.given)).then(pl.Series(times.us))).to_series()
        found["row"] = pl.int_range(1, self.table.height + 1, eager=True)
        if "public" in found:
            found["public"] = found["public"].str.to_lowercase().is_in(_TRUE).fill_null(value=True)
        if "source" in found:
            found["source"] = found["source"].fill_null("")
        if "seq" in found:
            found["seq"] = found["seq"].cast(pl.Int64, strict=False)
            lost = found["seq"].is_null() & columns["seq"].is_not_null()
            if (lost.to_numpy() & ~self.bad).any():
                raise _Unclear
        return found

    def snapshots(
        self, columns: Mapping[str, pl.Series], instants: Mapping[str, Instants], good: Mask
    ) -> tuple[pl.DataFrame, dict[str, int]]:
        """Tell the facts between snapshots."""
        found = self.given(columns, instants)
        del found["event"]
        state = [name for name in found if name in self.state_names]
        sort = [self.words.read("", self.table[name]).words for name in self.profile.sort]
        table = pl.DataFrame(found).with_columns(**self.stages)
        opened = instants.get(OPENED_AT)
        extra = {f"sort {place}": words for place, words in enumerate(sort)}
        if opened is not None:
            extra["opened"] = pl.select(pl.when(pl.Series(opened.given)).then(pl.Series(opened.us))).to_series()
        table = table.with_columns(**extra)
        table = _kept(table, good)
        return facts_between(Snapshots(table=table, state=tuple(state), keyed=self.gathered.setting.keyed))

    @property
    def state_names(self) -> frozenset[str]:
        """Our columns that make up a ticket's state."""
        return frozenset(self.gathered.setting.own_fields) | _STATE


def _kept(table: pl.DataFrame, good: Mask) -> pl.DataFrame:
    return table if good.all() else table.filter(pl.Series(good, dtype=pl.Boolean))


def _codes(column: pl.Series, words: pl.Series) -> NDArray[np.int64]:
    """Return the place of each word of a column among all of its words."""
    return column.replace_strict(words, pl.int_range(len(words), eager=True), return_dtype=pl.Int64).to_numpy()
