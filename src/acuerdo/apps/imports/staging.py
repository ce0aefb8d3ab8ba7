"""A file that was brought, read once: its facts ticket by ticket and its refused rows, ready to be recorded in parts.

It loads what reads tables, so only whoever carries an import imports it.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import polars as pl

from acuerdo.apps.imports.commands import read_profile
from acuerdo.apps.imports.models import Import
from acuerdo.apps.imports.shapes import ReadFile
from acuerdo.apps.imports.spool import FACTS, REFUSED, WORDS, folder_of, given_file
from acuerdo.apps.tickets.keeping import PERSONAL
from acuerdo.apps.tickets.shapes import LONGEST_NAME, RefusedTelling
from acuerdo.apps.tickets.sources import statuses_of
from acuerdo.connectors.columnwise import facts_table
from acuerdo.connectors.imported import ImportedTable, Progress
from acuerdo.connectors.profile import NATIVE, Profile, Rows, StatusTarget
from acuerdo.connectors.refusals import RefusedRow
from acuerdo.connectors.table_facts import facts_in
from acuerdo.core.chains.canonical import Json
from acuerdo.core.clock.facts import CLEARED, STATE_FIELDS, Event, Fact
from acuerdo.core.clock.intake import StatusMap
from acuerdo.core.terms.measures import Stage

SHOWN_REFUSED = 50
"""How many refused rows are shown before anything is recorded; all of them are kept afterwards."""
SHOWN_KINDS = 12
SHOWN_FACTS = 8
_GROUP_ROWS = 20_000
_MEANS: Mapping[str, str] = {Stage.OPEN: "open", Stage.WAITING: "on_hold"}
_SAID = [name for name in STATE_FIELDS if name not in PERSONAL]
_LONGEST_SAID = 100
"""How much of a field's value is shown before a file is recorded."""
_ENDS = (Event.RESOLVED, Event.CLOSED, Event.CANCELLED)
_ENDS_FROM = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """The events and fields that the agreements of a source's customers add to the known ones."""

    events: frozenset[str]
    fields: Mapping[str, frozenset[str]]


def stage_file(row: Import, own: OwnWords, progress: Progress) -> ReadFile:
    """Read the file of an import, keep its facts and its refused rows beside it, and say what is in it.

    Raises `ImportRefused` for a file that cannot be read at all, `FileNotFoundError` for one that is gone.
    """
    profile = profile_of(row)
    zone = row.time_zone or None
    found = facts_table(
        given_file(row.ident),
        profile,
        time_zone=zone,
        own_events=own.events,
        own_fields=own.fields,
        titled=True,
        progress=progress,
    )
    table = _by_ticket(_with_lasting_keys(found.table, profile))
    folder, means = folder_of(row.ident), _words_now(row)
    (folder / WORDS).write_text(json.dumps(means), "utf-8")
    table.write_parquet(folder / FACTS, row_group_size=_GROUP_ROWS)
    _refused_table(found.refused).write_parquet(folder / REFUSED)
    return ReadFile(
        rows=found.counts.rows,
        facts=table.height,
        tickets=table["ticket"].n_unique(),
        refused=len(found.refused),
        first_us=found.first_us,
        last_us=found.last_us,
        pauses_unknown=found.pauses_unknown,
        account=_account(found, table, means),
    )


def profile_of(row: Import) -> Profile:
    """Return the profile of an import; facts in our own columns may use the words of their source, too."""
    profile = read_profile(row.profile, row.own_profile)
    if profile.id != NATIVE.id:
        return profile
    own = {
        word: StatusTarget(means=_MEANS.get(stage, stage), reason=reason)
        for word, (stage, reason) in row.source.statuses.items()
    }
    return profile.model_copy(update={"statuses": own, "values": row.source.values})


def status_words(row: Import) -> StatusMap:
    """Return what the status words of an import mean: what they meant when it was read, as somebody saw it then."""
    said = json.loads((folder_of(row.ident) / WORDS).read_text("utf-8"))
    return {word: (Stage(stage), reason) for word, (stage, reason) in said.items()}


def _words_now(row: Import) -> StatusMap:
    profile = profile_of(row)
    return statuses_of(row.source) if profile.id == NATIVE.id else profile.status_map


def count_refused(row: Import) -> int:
    """Return how many rows of the file were refused."""
    return int(pl.scan_parquet(folder_of(row.ident) / REFUSED).select(pl.len()).collect().item())


def refused_part(row: Import, begin: int, most: int) -> list[RefusedTelling]:
    """Return refused rows of the file, from the given place on."""
    part = pl.scan_parquet(folder_of(row.ident) / REFUSED).slice(begin, most).collect()
    return [
        RefusedTelling(
            code=one["code"],
            column=one["column"],
            found=one["found"],
            expected=one["expected"],
            hint=one["hint"],
            ticket=one["ticket"],
            said={"file": row.name, "line": str(one["line"])},
        )
        for one in part.iter_rows(named=True)
    ]


def parts_of(row: Import, begin: int, most: int) -> Iterator[tuple[int, list[Fact]]]:
    """Yield the facts of an import from a place on, about `most` whole tickets' at a time, and where each part ends."""
    statuses = status_words(row)
    while begin < row.facts:
        frame = table_part(row, begin, most)
        begin += frame.height
        yield begin, list(facts_in(frame, statuses))


def table_part(row: Import, begin: int, most: int) -> pl.DataFrame:
    """Return facts of an import from a place on, up to the last change of ticket among about `most` of them.

    A ticket with more facts than that comes in parts.
    """
    frame = pl.scan_parquet(folder_of(row.ident) / FACTS).slice(begin, most + 1).collect()
    if frame.height <= most:
        return frame
    names = frame["ticket"]
    last = names.ne_missing(names.shift(1)).slice(1).arg_true()
    return frame.head(int(last[-1]) + 1 if len(last) else most)


def _with_lasting_keys(table: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """Give facts keys by which the next export of the same tickets tells them again, wherever their row stands then.

    What snapshots and tickets get from an import is numbered by the row. A snapshot's content is its key; what a row of
    a whole ticket says once has the ticket and the event as its key, in an order that further events do not change.
    """
    if profile.rows is Rows.EVENTS:
        return table
    if profile.rows is Rows.SNAPSHOTS:
        return table.with_columns(pl.lit(None, dtype=pl.String).alias("key"))
    event = pl.col("event")
    ranks = {Event.OPENED.value: 0} | {name: place for place, name in enumerate(profile.moments, start=1)}
    ranks |= {name.value: _ENDS_FROM + place for place, name in enumerate(_ENDS)}
    ranks[Event.CHANGED.value] = _ENDS_FROM - 1
    return table.with_columns(
        pl.when(event != Event.CHANGED.value).then(pl.concat_str("ticket", "event", separator=":")).alias("key"),
        event.replace_strict(ranks, default=_ENDS_FROM - 1, return_dtype=pl.Int64).alias("seq"),
    )


def _by_ticket(table: pl.DataFrame) -> pl.DataFrame:
    """Put the facts of each ticket together, in the order of the file, tickets by their first fact."""
    runs = table["ticket"].rle_id()
    if not table.height or runs[-1] + 1 == table["ticket"].n_unique():
        return table
    placed = table.with_row_index("place").with_columns(pl.col("place").min().over("ticket").alias("first"))
    return placed.sort("first", "place").drop("first", "place")


def _refused_table(rows: tuple[RefusedRow, ...]) -> pl.DataFrame:
    schema = {"line": pl.Int64, **dict.fromkeys(("ticket", "code", "column", "found", "expected", "hint"), pl.String)}
    told = [(one.line, _ticket(one), one.code, one.column, one.found, one.expected, one.hint) for one in rows]
    return pl.DataFrame(told, schema=schema, orient="row")


def _ticket(one: RefusedRow) -> str:
    """Return whose a refused row is; a name that no ticket can have is nobody's."""
    name = (one.ticket or "").strip()
    return name if len(name) <= LONGEST_NAME else ""


def _account(found: ImportedTable, table: pl.DataFrame, means: StatusMap) -> dict[str, Json]:
    """Return what to show before anything is recorded; the names of people stay in the file."""
    counts = found.counts
    remarks = {
        "unchanged": counts.unchanged,
        "ignored": counts.ignored,
        "duplicate": counts.duplicate,
        "ambiguous_times": counts.ambiguous_times,
        "skipped_times": counts.skipped_times,
        "before_opening": counts.before_opening,
        "ignored_statuses": counts.ignored_statuses,
        "stale_ends": counts.stale_ends,
    }
    shown = _refused_table(found.refused[:SHOWN_REFUSED])
    unused = sorted({name for file in found.files for name in file.unused})
    return {
        "refused": list(shown.iter_rows(named=True)),
        "kinds": _kinds(found.refused),
        "sample": [_sample(one) for one in table.head(SHOWN_FACTS).iter_rows(named=True)],
        "unused": [name[:100] for name in unused[:100]],
        "statuses": [_status(word, count, means) for word, count in islice(found.statuses.items(), 50)],
        "remarks": {name: count for name, count in remarks.items() if count},
    }


def _kinds(rows: tuple[RefusedRow, ...]) -> list[dict[str, Json]]:
    """Count rows by why they were refused, the most frequent first."""
    counts = Counter((one.code, one.column, one.expected, one.hint) for one in rows)
    return [
        {"count": count, "code": code, "column": column, "expected": expected, "hint": hint}
        for (code, column, expected, hint), count in counts.most_common(SHOWN_KINDS)
    ]


def _status(word: str, count: int, means: StatusMap) -> dict[str, Json]:
    stage, reason = means.get(word, ("", None))
    return {"word": word[:100], "count": count, "stage": str(stage), "reason": reason or ""}


def _sample(cells: Mapping[str, object]) -> dict[str, Json]:
    said: dict[str, Json] = {
        name: str(cells[name])[:_LONGEST_SAID] for name in _SAID if cells[name] not in (None, CLEARED)
    }
    return {
        "ticket": str(cells["ticket"])[:LONGEST_NAME],
        "at_us": int(str(cells["at"])),
        "event": str(cells["event"]),
        "status": str(cells["status"] or ""),
        "said": said,
    }
