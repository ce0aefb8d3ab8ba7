"""The figures of the real incident log: what the product makes of it, and which clock its column made_sla betrays."""

import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from acuerdo.columns.account import Account
from acuerdo.columns.routing import Question
from acuerdo.columns.table import TableJudge
from acuerdo.connectors.columnwise import facts_table
from acuerdo.connectors.imported import ImportedTable
from acuerdo.core.terms.agreement import Agreement
from acuerdo.documents import read_agreement
from acuerdo.studies.attained import attained
from acuerdo.studies.promise import Promise, promises
from acuerdo.studies.standings import Attained

ROOT = Path(__file__).resolve().parent.parent
LOG = ROOT.parent / "shared" / "data" / "incident_event_log.csv.gz"
EXAMPLE = ROOT / "examples" / "incident-log"
PRIORITIES = ("P1", "P2", "P3", "P4")
AT_RESOLUTION = "Resolved by 200"
"""The one person whose tickets the log's own flag judges at the resolution."""

_ENDED = ("Resolved", "Closed")
_REASONS = ("customer", "supplier", "problem", "evidence")
_WEEK = {"5": "mon-fri", "7": "mon-sun"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A clock that might be the one behind `made_sla`: hours of a day, days of a week, its stop, its pauses."""

    hours: str
    days: str = "5"
    stop: str = "closed"
    pauses: str = "none"
    holidays: bool = False

    @property
    def id(self) -> str:
        """A name for a commitment."""
        hours = self.hours.replace(":00", "").replace(":30", "h")
        return f"c{hours}-{self.days}-{self.stop}-{self.pauses}{'-h' if self.holidays else ''}"

    @property
    def calendar(self) -> Mapping[str, object]:
        """The calendar of a document."""
        closed = ["2016-03-25", "2016-04-21", "2016-05-26"] if self.holidays else []
        return {"time_zone": "UTC", "week": {_WEEK[self.days]: [self.hours]}, "closed": closed}

    @property
    def pauses_in(self) -> list[str]:
        """The reasons that pause it."""
        named = {"none": [], "user": ["customer"], "awaiting": list(_REASONS)}[self.pauses]
        return [*named, "confirmation"] if self.stop == "resolved" else named


FOUND = Candidate(hours="14:00-23:00")
CANDIDATES = (
    Candidate(hours="00:00-24:00", days="7"),
    Candidate(hours="00:00-24:00", days="7", stop="resolved"),
    Candidate(hours="00:00-24:00"),
    Candidate(hours="00:00-24:00", stop="resolved"),
    Candidate(hours="08:00-18:00"),
    Candidate(hours="08:00-18:00", stop="resolved"),
    Candidate(hours="08:00-17:00"),
    Candidate(hours="12:00-21:00"),
    Candidate(hours="13:00-22:00"),
    Candidate(hours="13:30-22:30"),
    Candidate(hours="14:00-22:00"),
    FOUND,
    Candidate(hours="14:30-23:30"),
    Candidate(hours="14:00-24:00"),
    Candidate(hours="15:00-23:00"),
    Candidate(hours="15:00-24:00"),
    Candidate(hours="14:00-23:00", stop="resolved"),
    Candidate(hours="14:00-23:00", days="7"),
    Candidate(hours="14:00-23:00", holidays=True),
    Candidate(hours="14:00-23:00", pauses="user"),
    Candidate(hours="14:00-23:00", pauses="awaiting"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """Targets that fit best: from `lowest_s` (as long as that is still kept) up to, not including, `beyond_s`."""

    wrong: int
    lowest_s: int | None
    beyond_s: int | None


def best_threshold(consumed_s: NDArray[np.int64], broken: NDArray[np.bool_]) -> Threshold:
    """Find the target that makes the fewest of `consumed > target` differ from what was said to be broken.

    >>> best_threshold(np.array([60, 120, 180]), np.array([False, False, True]))
    Threshold(wrong=0, lowest_s=120, beyond_s=180)
    """
    order = np.argsort(consumed_s, kind="stable")
    times, late = consumed_s[order], broken[order]
    kept_after = np.concatenate([np.cumsum((~late)[::-1])[::-1], [0]])
    late_before = np.concatenate([[0], np.cumsum(late)])
    wrong = late_before + kept_after
    between = np.concatenate([[True], times[1:] != times[:-1], [True]])
    wrong = np.where(between, wrong, len(times) + 1)
    place = int(wrong.argmin())
    return Threshold(
        wrong=int(wrong[place]),
        lowest_s=int(times[place - 1]) if place else None,
        beyond_s=int(times[place]) if place < len(times) else None,
    )


class IncidentLog:
    """The log, read once; what is judged is judged once."""

    def __init__(self, path: Path = LOG) -> None:
        self.path = path

    @cached_property
    def imported(self) -> ImportedTable:
        """The facts, by the shipped profile."""
        return facts_table(self.path, "servicenow-audit", time_zone="UTC", extras=("made_sla", "resolved_by"))

    @cached_property
    def until_closed(self) -> ImportedTable:
        """The facts, with a resolved ticket waiting for its confirmation."""
        return facts_table(self.path, EXAMPLE / "until-closed.yaml", time_zone="UTC")

    @cached_property
    def rows(self) -> pl.DataFrame:
        """The rows of the file, by ticket, time and count."""
        with gzip.open(self.path) as file:
            raw = pl.read_csv(file.read(), infer_schema_length=0).with_row_index("row")
        told = raw.with_columns(
            pl.col("opened_at", "sys_updated_at").str.to_datetime("%d/%m/%Y %H:%M"),
            pl.col("sys_mod_count").cast(pl.Int64),
        )
        return told.sort("number", "sys_updated_at", "sys_mod_count", "row")

    @cached_property
    def as_of_us(self) -> int:
        """The last fact's instant."""
        if self.imported.last_us is None:
            raise ValueError(self.path)
        return self.imported.last_us

    @cached_property
    def agreement(self) -> Agreement:
        """The plain promise of the example."""
        return read_agreement(EXAMPLE / "agreement.yaml").terms

    @cached_property
    def verdicts(self) -> pl.DataFrame:
        """What the plain promise came to."""
        return self.judge(self.agreement, self.imported)[0]

    @cached_property
    def account(self) -> Account:
        """Every ticket, by what became of it."""
        return self.judge(self.agreement, self.imported)[1]

    @cached_property
    def attained(self) -> list[Attained]:
        """What was attained of the plain promise."""
        return attained(self.agreement, self.verdicts, as_of_us=self.as_of_us)

    @cached_property
    def promises(self) -> list[Promise]:
        """Whether the plain promise is realistic."""
        return list(promises(self.agreement, self.verdicts, self.attained))

    def judge(self, agreement: Agreement, imported: ImportedTable) -> tuple[pl.DataFrame, Account]:
        """Judge the log by an agreement: verdicts with the ticket's life, and the account."""
        question = Question(
            agreement=agreement,
            as_of_us=self.as_of_us,
            statuses=imported.profile.status_map,
            exclusions=(),
            known_at_us=None,
            marks={},
        )
        answer = TableJudge(question, engine="numba", life=True).judge(imported.table)
        return answer.table.with_columns(pl.col(pl.Categorical).cast(pl.String)), answer.account

    @cached_property
    def claims(self) -> pl.DataFrame:
        """What the log claims: `ticket`, `broken` (its made_sla is false), `at_resolution` (of the one person)."""
        extras = self.imported.extras
        tickets = list(extras["made_sla"])
        return pl.DataFrame(
            {
                "ticket": tickets,
                "broken": [extras["made_sla"][ticket] == "false" for ticket in tickets],
                "at_resolution": [extras["resolved_by"].get(ticket) == AT_RESOLUTION for ticket in tickets],
            }
        )

    @cached_property
    def priorities(self) -> pl.DataFrame:
        """Each ticket's first and last priority, and how many it had."""
        words = pl.col("priority").str.slice(0, 1)
        return self.rows.group_by("number").agg(
            (pl.lit("P") + words.first()).alias("first"),
            (pl.lit("P") + words.last()).alias("last"),
            words.n_unique().alias("different"),
        )

    @cached_property
    def found(self) -> pl.DataFrame:
        """The verdicts of the clock that was found, beside the claims and beside the same clock at the resolution."""
        judged = [
            self.judge(read_agreement(EXAMPLE / f"{name}.yaml").terms, self.until_closed)[0]
            for name in ("made-sla", "made-sla-at-resolution")
        ]
        at_resolution = judged[1].select("ticket", pl.col("verdict").alias("verdict_at_resolution"))
        return judged[0].join(at_resolution, on="ticket").join(self.claims, on="ticket")

    @cached_property
    def candidates(self) -> pl.DataFrame:
        """The time that every candidate clock consumed: `ticket`, a column of seconds per candidate, and the claims."""
        terms = read_agreement(_document(CANDIDATES)).terms
        table, _ = self.judge(terms, self.until_closed)
        wide = table.select("ticket", "commitment", pl.col("consumed_s").round().cast(pl.Int64)).pivot(
            on="commitment", index="ticket", values="consumed_s"
        )
        return wide.join(self.claims, on="ticket").join(self.priorities, left_on="ticket", right_on="number")

    def fit(self, candidate: Candidate, by: str = "last") -> dict[str, Threshold]:
        """Fit a candidate's target to the claims, priority by priority (`by`: the first or the last one)."""
        found = {}
        for priority in PRIORITIES:
            rows = self.candidates.filter(pl.col(by) == priority)
            found[priority] = best_threshold(rows[candidate.id].to_numpy(), rows["broken"].to_numpy())
        return found

    def waits(self) -> Iterator[tuple[str, int, float]]:
        """Yield, for each reason, how many resolution clocks it paused and for how many open hours."""
        options: dict[str, Mapping[str, object]] = {reason: {"pauses_in": [reason]} for reason in _REASONS}
        options["resolved"] = {"pauses_in": []}
        tables = self._variants(options)
        base = tables["resolved"]["paused_s"]
        for reason in _REASONS:
            paused = tables[reason]["paused_s"] - base
            yield reason, int((paused > 0).sum()), float(paused.sum()) / 3600
        yield "resolved", int((base > 0).sum()), float(base.sum()) / 3600

    def reopen_rules(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """Yield the resolution verdicts of the plain promise under each rule for reopened tickets."""
        yield from self._variants({rule: {"on_reopen": rule} for rule in ("continue", "count", "first")}).items()

    def _variants(self, changes: Mapping[str, Mapping[str, object]]) -> dict[str, pl.DataFrame]:
        """Judge the plain promise's resolution with other keys, once each."""
        commitments = [{**_PLAIN, "id": name, **change} for name, change in changes.items()]
        table, _ = self.judge(read_agreement({**_frame(), "commitments": commitments}).terms, self.imported)
        return {name: table.filter(pl.col("commitment") == name) for name in changes}


_PLAIN: Mapping[str, object] = {
    "measure": "resolution",
    "calendar": {"P1": "always", "P2": "always", "default": "office"},
    "within": {"P1": "8h", "P2": "24h", "P3": "40h", "P4": "80h"},
}


def _frame() -> dict[str, object]:
    """An agreement without promises."""
    return {
        "acuerdo": "1",
        "id": "incident-log-what-if",
        "type": "sla",
        "title": {"en": "What if"},
        "language": "en",
        "time_zone": "UTC",
        "parties": {"provider": {"id": "desk", "name": "Desk"}, "customer": {"id": "company", "name": "Company"}},
        "term": {"from": "2016-01-01"},
        "calendars": {"always": "24x7", "office": {"time_zone": "UTC", "week": {"mon-fri": ["08:00-18:00"]}}},
        "priorities": {"levels": list(PRIORITIES)},
    }


def _document(candidates: Sequence[Candidate]) -> dict[str, object]:
    """An agreement with a resolution clock for each candidate; it is about what they count, not what they promise."""
    commitments = [
        {
            "id": one.id,
            "measure": "resolution",
            "calendar": one.id,
            "within": "40h",
            "pauses_in": one.pauses_in,
            "on_reopen": "first",
        }
        for one in candidates
    ]
    return {
        **_frame(),
        "calendars": {one.id: one.calendar for one in candidates},
        "commitments": commitments,
    }


def ended(rows: pl.DataFrame) -> pl.DataFrame:
    """Return tickets that left Resolved or Closed for a state before it, by time."""
    state = pl.col("incident_state")
    real = rows.filter(state != "-100")
    back = ~state.is_in(_ENDED) & state.shift(1).over("number").is_in(_ENDED)
    return real.filter(back).select("number").unique()
