"""A case to judge: an agreement, the evidence for it, and the instant as of which."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

from acuerdo.connectors.columnwise import facts_by_column
from acuerdo.connectors.exclusions import read_exclusions
from acuerdo.connectors.gathering import gather
from acuerdo.connectors.imported import Counts, Imported, ImportedFile, ImportedTable, ImportReport, Progress
from acuerdo.connectors.importing import facts_by_row
from acuerdo.connectors.marks import read_marks
from acuerdo.connectors.refusals import RefusedRow
from acuerdo.core.clock.exclusions import Exclusion, announced_late, as_they_count
from acuerdo.core.clock.facts import STATUS_WORDS, Fact
from acuerdo.core.clock.intake import StatusMap, read_fact
from acuerdo.core.clock.verdict import Mark
from acuerdo.core.hours import to_datetime
from acuerdo.core.terms.agreement import Agreement
from acuerdo.documents import AgreementDocument, read_agreement
from acuerdo.studies.columns_engine import loading_columns

if TYPE_CHECKING:
    from acuerdo.connectors.gathering import ImportOptions

MOST_REFUSED = 0.2
"""The share of refused rows above which a file is unusable."""


class TooManyRefused(ValueError):
    """More than a fifth of the rows was refused; `code` is `too_many_refused`."""

    code = "too_many_refused"


class NoFacts(ValueError):
    """The files hold no fact at all; `code` is `no_facts`."""

    code = "no_facts"


class Engine(StrEnum):
    """Who judges: the scalar core, the columns, or whichever suits the amount of evidence."""

    AUTO = "auto"
    CORE = "core"
    COLUMNS = "columns"


SMALL_BYTES = 1_000_000
"""Files that are together smaller than this are judged by the core, which needs nothing compiled."""
UNCOMPILED_BYTES = 5_000_000
"""The same until the columns' engine was compiled once: the core is through with as much before the compiler is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where facts come from: files, settings, and the case's instant.

    `profile` names a shipped profile or a file; `marks` a file that says of tickets what is wrong with their evidence,
    `frozen` one of the periods that both sides froze, which reports alone read. `as_of_us` None: the instant of the
    last fact up to `now_us` that is known. `known_at_us` cuts by what was recorded.
    """

    facts: tuple[Path, ...]
    now_us: int
    profile: str | None = None
    time_zone: str | None = None
    exclusions: Path | None = None
    marks: Path | None = None
    frozen: Path | None = None
    as_of_us: int | None = None
    known_at_us: int | None = None
    extras: tuple[str, ...] = ()
    engine: Engine = Engine.AUTO


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything that a judgement is a function of, and an account of where it came from.

    The facts are values in `facts`, or, for the columns, a `table` of them whose status words `statuses` maps to
    stages. `late_announced` are the exclusions of maintenance that was announced too late to count.
    """

    document: AgreementDocument
    facts: Sequence[Fact]
    exclusions: tuple[Exclusion, ...]
    as_of_us: int
    known_at_us: int | None
    marks: Mapping[str, tuple[Mark, ...]]
    refused: tuple[RefusedRow, ...]
    files: tuple[ImportedFile, ...]
    counts: Counts
    profile: str
    time_zone: str | None
    extras: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    late_announced: tuple[Exclusion, ...] = ()
    table: pl.DataFrame | None = None
    statuses: StatusMap = field(default_factory=lambda: STATUS_WORDS)

    @property
    def terms(self) -> Agreement:
        """The agreement to judge by."""
        return self.document.terms


def load_case(agreement: Path, evidence: Evidence, progress: Progress | None = None) -> Case:
    """Read an agreement and the facts for it.

    Raises what readers of documents, facts and exclusions raise, `TooManyRefused` and `NoFacts`.
    """
    return case_for(read_agreement(agreement), evidence, progress)


def case_for(document: AgreementDocument, evidence: Evidence, progress: Progress | None = None) -> Case:
    """Read the facts for an agreement. Raises what readers of facts and exclusions raise, and as `load_case`."""
    terms = document.terms
    options: ImportOptions = {
        "time_zone": evidence.time_zone,
        "own_events": terms.own_events,
        "own_fields": terms.own_fields,
        "only": terms.fields_read,
        "extras": evidence.extras,
        "progress": progress,
    }
    imported = _import(evidence, terms, options)
    require_usable(imported)
    claimed = [] if evidence.exclusions is None else read_exclusions(evidence.exclusions)
    return Case(
        document=document,
        facts=imported.facts if isinstance(imported, Imported) else (),
        table=imported.table if isinstance(imported, ImportedTable) else None,
        statuses=imported.profile.status_map,
        exclusions=as_they_count(claimed, terms.maintenance_notice),
        late_announced=tuple(one for one in claimed if announced_late(one, terms.maintenance_notice)),
        as_of_us=_as_of(evidence, imported),
        known_at_us=evidence.known_at_us,
        marks=_marks(imported, {} if evidence.marks is None else read_marks(evidence.marks)),
        refused=imported.refused,
        files=imported.files,
        counts=imported.counts,
        profile=imported.profile.id,
        time_zone=imported.time_zone,
        extras=imported.extras,
    )


def _import(evidence: Evidence, terms: Agreement, options: "ImportOptions") -> Imported | ImportedTable:
    """Read the evidence as columns or as values; meanwhile the columns' engine is loaded, where it may be used."""
    progress = options.get("progress")
    size = sum(path.stat().st_size for path in evidence.facts if path.is_file())
    if not _may_use_columns(evidence, size):
        return facts_by_row(gather(evidence.facts, evidence.profile, options), progress)
    compiling = evidence.engine is Engine.COLUMNS or size >= UNCOMPILED_BYTES
    with loading_columns(terms, evidence.now_us, compiling=compiling) as compiled:
        gathered = gather(evidence.facts, evidence.profile, options)
        if evidence.engine is Engine.COLUMNS or compiled.result():
            return facts_by_column(gathered, progress)
    return facts_by_row(gathered, progress)


def _may_use_columns(evidence: Evidence, size: int) -> bool:
    """Choose the columns for much evidence."""
    if evidence.engine is not Engine.AUTO:
        return evidence.engine is Engine.COLUMNS
    return size >= SMALL_BYTES


def require_usable(imported: ImportReport) -> None:
    """Refuse evidence of which more than a fifth was refused, or that says nothing."""
    if imported.share_refused > MOST_REFUSED:
        first = imported.refused[0]
        raise TooManyRefused(
            f"{imported.counts.refused} of {imported.counts.rows} rows were refused, more than a fifth; the first: "
            f"{first.file}, line {first.line}, {first.column}: found {first.found!r}, expected {first.expected}"
            f"{first.hint and '; ' + first.hint}; see `acuerdo import --dry-run` for all of them"
        )
    if not imported.counts.facts:
        names = ", ".join(file.file for file in imported.files)
        raise NoFacts(f"{names}: found no fact, expected at least one row; see `acuerdo import --dry-run`")


def _as_of(evidence: Evidence, imported: Imported | ImportedTable) -> int:
    """Return the case's instant: the one asked for, else that of the last fact that has happened and is known."""
    if evidence.as_of_us is not None:
        return evidence.as_of_us
    now_us, known_at_us = evidence.now_us, evidence.known_at_us
    if known_at_us is None and imported.last_us is not None and imported.last_us <= now_us:
        return imported.last_us
    if isinstance(imported, ImportedTable):
        last = _last_known(imported.table, now_us, known_at_us)
    else:
        known = (fact for fact in imported.facts if known_at_us is None or fact.known_us <= known_at_us)
        last = max((fact.at_us for fact in known if fact.at_us <= now_us), default=None)
    if last is not None:
        return last
    return now_us if known_at_us is None else min(now_us, known_at_us)


def _last_known(table: pl.DataFrame, now_us: int, known_at_us: int | None) -> int | None:
    counts = pl.col("at") <= now_us
    if known_at_us is not None:
        counts &= pl.coalesce("recorded_at", "at") <= known_at_us
    last = table.filter(counts)["at"].max()
    return last if isinstance(last, int) else None


def _marks(imported: Imported | ImportedTable, said: Mapping[str, tuple[Mark, ...]]) -> dict[str, tuple[Mark, ...]]:
    """Return the marks that the import leaves on tickets, and those that were said of them."""
    marks: dict[str, tuple[Mark, ...]] = dict(said)
    for ticket in imported.incomplete:
        marks[ticket] = tuple(dict.fromkeys((Mark.INCOMPLETE_HISTORY, *marks.get(ticket, ()))))
    if not imported.pauses_unknown:
        return marks
    if isinstance(imported, ImportedTable):
        tickets: Iterable[str] = imported.table["ticket"].unique().to_list()
    else:
        tickets = {fact.ticket for fact in imported.facts}
    return {ticket: tuple(dict.fromkeys((*marks.get(ticket, ()), Mark.PAUSES_UNKNOWN))) for ticket in tickets}


def only_tickets(case: Case, tickets: Collection[str]) -> Case:
    """Return the case with the facts of some tickets alone, as values."""
    if case.table is None:
        return replace(case, facts=[fact for fact in case.facts if fact.ticket in tickets])
    return replace(case, facts=facts_of(case, case.table, pl.col("ticket").is_in(list(tickets))), table=None)


def facts_of(case: Case, table: pl.DataFrame, chosen: pl.Expr) -> list[Fact]:
    """Return the chosen rows of the case's table as facts; each keeps its place in the table, from 1, as its row."""
    rows = table.filter(chosen)
    places = table.select(pl.arg_where(chosen)).to_series().to_list()
    return [
        read_fact(
            {
                name: to_datetime(value) if name in _INSTANTS and isinstance(value, int) else value
                for name, value in row.items()
            },
            number=place + 1,
            statuses=case.statuses,
            own_events=case.terms.own_events,
            own_fields=case.terms.own_fields,
        )
        for place, row in zip(places, rows.iter_rows(named=True), strict=True)
    ]


_INSTANTS = frozenset({"at", "until", "recorded_at"})
