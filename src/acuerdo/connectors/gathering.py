"""All sheets of an import laid end to end, and the account that is kept of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict
from zoneinfo import ZoneInfo

import polars as pl

from acuerdo.connectors.cells import Setting, Words
from acuerdo.connectors.imported import Counts, ImportedFile, ImportReport, Progress
from acuerdo.connectors.limits import USUAL, Limits
from acuerdo.connectors.profile import NATIVE, OPENED_AT, Profile, Rows
from acuerdo.connectors.profile_files import load_profile, zone_of
from acuerdo.connectors.reading import read_sheets
from acuerdo.connectors.refusals import ImportRefused, RefusedRow, RowPlace, did_you_mean, refused_row
from acuerdo.connectors.sheets import Sheet, Wanted
from acuerdo.core.clock.facts import FACT_COLUMNS, STATE_FIELDS, TITLE
from acuerdo.core.clock.intake import FactRefused

KNOWN = frozenset(FACT_COLUMNS) | {OPENED_AT, TITLE}
ALWAYS = KNOWN - frozenset(STATE_FIELDS) - {TITLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The sheets of an import, and `table`, which lays them end to end: `place_of` tells whose a row of it is."""

    setting: Setting
    time_zone: str | None
    sheets: tuple[Sheet, ...]
    starts: tuple[int, ...]
    table: pl.DataFrame

    def place_of(self, index: int) -> tuple[Sheet, int]:
        """Return the sheet of a row, and its place in it."""
        number = max(place for place, start in enumerate(self.starts) if start <= index)
        return self.sheets[number], index - self.starts[number]

    def refusal(self, reason: FactRefused, index: int) -> RefusedRow:
        """Tell where a row was refused, in the file's own words."""
        sheet, place = self.place_of(index)
        profile = self.setting.profile
        column = profile.columns.get("ticket", "")
        cell = self.table[column][index] if column in self.table.columns else None
        return refused_row(
            reason,
            RowPlace(
                file=sheet.file,
                row=sheet.row_of(place),
                line=sheet.line_of(place),
                ticket=Words(profile).word("ticket", cell),
            ),
            names={**profile.columns, **{name: moment.column for name, moment in profile.moments.items()}},
        )


class ImportOptions(TypedDict, total=False):
    """What an import may be told beside its files and its profile.

    `time_zone` overrides the profile's zone. `own_events` and `own_fields` are what the agreement declares; a field
    without listed values takes any. `only` names the ticket's fields that matter, so that the others are not read;
    facts from snapshots and tickets then do not say by whom, and those from snapshots have no key.
    `extras` are columns of the file to keep as text. `titled` asks for the tickets' titles beside the facts, which are
    in columns alone: a column more. `progress` is told of long work.
    """

    time_zone: str | None
    own_events: frozenset[str]
    own_fields: Mapping[str, frozenset[str]] | None
    only: frozenset[str] | None
    extras: Sequence[str]
    titled: bool
    progress: Progress | None
    limits: Limits


Paths = Sequence[Path | str] | Path | str
ProfileChoice = Profile | str | Path | None


def gather(paths: Paths, profile: ProfileChoice, options: ImportOptions) -> Gathered:
    """Read the files of an import into one table of text. Raises `ImportRefused`."""
    files = [Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]
    fields = dict(options.get("own_fields") or {})
    chosen = _with_own(load_profile(profile), fields, options.get("extras", ()))
    lean = options.get("only")
    chosen = _narrowed(chosen, lean)
    zone = zone_of(chosen, options.get("time_zone"), str(files[0]) if files else "")
    _refuse_unknown_fields(chosen, fields)
    progress = options.get("progress")
    sheets: list[Sheet] = []
    for number, path in enumerate(files):
        if progress is not None:
            progress(str(path), number / len(files))
        sheets += read_sheets(path, chosen.file, _wanted(chosen, path), options.get("limits", USUAL))
    if chosen.id == NATIVE.id:
        chosen = _with_strangers(chosen, sheets)
    _refuse_absent_extras(chosen, sheets)
    starts = [0]
    for sheet in sheets:
        starts.append(starts[-1] + sheet.table.height)
    own_events = options.get("own_events", frozenset())
    return Gathered(
        setting=Setting(profile=chosen, zone=zone, own_events=own_events, own_fields=fields, keyed=lean is None),
        time_zone=zone.key if isinstance(zone, ZoneInfo) else None,
        sheets=tuple(sheets),
        starts=tuple(starts[:-1]) or (0,),
        table=pl.concat([sheet.table for sheet in sheets], how="diagonal_relaxed") if sheets else pl.DataFrame(),
    )


def _with_strangers(profile: Profile, sheets: Sequence[Sheet]) -> Profile:
    """Let columns that only some lines have reach the rows, which are then refused one by one."""
    names = {name: name for sheet in sheets for name in sheet.table.columns}
    return profile.model_copy(update={"columns": {**profile.columns, **names}})


def _refuse_absent_extras(profile: Profile, sheets: Sequence[Sheet]) -> None:
    for name in profile.extras:
        for sheet in sheets:
            if name not in sheet.table.columns:
                known = ", ".join(sheet.table.columns[:20])
                raise ImportRefused(
                    "missing_column", file=sheet.file, found=f"no column {name}", expected=f"it beside {known}"
                )


def _with_own(profile: Profile, fields: Mapping[str, frozenset[str]], extras: Sequence[str]) -> Profile:
    changes: dict[str, object] = {}
    if profile.id == NATIVE.id:
        changes["columns"] = {**profile.columns, **{name: name for name in fields}}
    if extras:
        changes["extras"] = tuple(dict.fromkeys((*profile.extras, *extras)))
    return profile.model_copy(update=changes) if changes else profile


def _narrowed(profile: Profile, only: frozenset[str] | None) -> Profile:
    """Leave out the fields that nobody asks for; times, statuses and messages always stay."""
    if only is None or profile.id == NATIVE.id:
        return profile
    kept = only | (ALWAYS if profile.rows is Rows.EVENTS else ALWAYS - {"by"})
    return profile.model_copy(
        update={
            "columns": {name: column for name, column in profile.columns.items() if name in kept},
            "constants": {name: word for name, word in profile.constants.items() if name in kept},
        }
    )


def _refuse_unknown_fields(profile: Profile, fields: Mapping[str, frozenset[str]]) -> None:
    known = KNOWN | fields.keys()
    for name in (*profile.columns, *profile.constants):
        if name not in known:
            raise ImportRefused(
                "unknown_field",
                file=f"profile {profile.id}",
                found=name,
                expected="a column of facts, or a field that the agreement declares",
                hint=did_you_mean(name, sorted(known)) or "declare it under `fields:` in the agreement",
            )


def _wanted(profile: Profile, path: Path) -> Wanted:
    ticket = profile.columns["ticket"]
    if profile.id != NATIVE.id:
        needed = tuple(name for name in profile.wanted if name not in profile.optional)
        return Wanted(required=needed, optional=profile.optional, ticket=ticket)
    by_row = path.name.lower().endswith((".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.xz", ".ndjson.xz"))
    return Wanted(
        required=() if by_row else ("ticket", "at", "event"),
        optional=tuple(profile.columns.values()),
        every=by_row,
        known_only=not by_row,
        ticket=ticket,
    )


def report(
    gathered: Gathered,
    refused: Iterable[RefusedRow],
    counts: Mapping[str, int],
    span: tuple[int | None, int | None],
) -> ImportReport:
    """Close the account of an import; `counts` are those of `Counts` that the reading of rows knows."""
    setting, sheets = gathered.setting, gathered.sheets
    every = tuple(row for sheet in sheets for row in sheet.refused) + tuple(refused)
    order = {sheet.file: place for place, sheet in enumerate(sheets)}
    every = tuple(sorted(every, key=lambda row: (order[row.file], row.line, row.row)))
    words = Words(setting.profile)
    return ImportReport(
        profile=setting.profile,
        time_zone=gathered.time_zone,
        files=tuple(_file(sheet, setting.profile) for sheet in sheets),
        counts=Counts(
            rows=sum(sheet.read for sheet in sheets),
            blank=sum(sheet.blank for sheet in sheets),
            refused=len(every),
            **counts,
        ),
        refused=every,
        incomplete=frozenset(row.ticket for row in every if row.ticket is not None),
        pauses_unknown=setting.profile.rows is Rows.TICKETS,
        first_us=span[0],
        last_us=span[1],
        statuses=_word_counts(gathered, words, "status"),
        priorities=_word_counts(gathered, words, "priority"),
        events=_word_counts(gathered, words, "event"),
        extras={name: _last_words(gathered, words, name) for name in setting.profile.extras},
    )


def _file(sheet: Sheet, profile: Profile) -> ImportedFile:
    used = set(profile.wanted)
    return ImportedFile(
        file=sheet.file,
        kind=sheet.kind,
        sha256=sheet.sha256,
        size=sheet.size,
        rows=sheet.read,
        encoding=sheet.encoding,
        delimiter=sheet.delimiter,
        columns=sheet.columns,
        unused=tuple(name for name in sheet.columns if name not in used),
    )


def _word_counts(gathered: Gathered, words: Words, name: str) -> dict[str, int]:
    column = gathered.setting.profile.columns.get(name, "")
    if column not in gathered.table.columns:
        return {}
    found: Counter[str] = Counter()
    for cell, number in gathered.table[column].value_counts().iter_rows():
        word = words.raw(cell)
        if word is not None:
            found[word] += number
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _last_words(gathered: Gathered, words: Words, name: str) -> dict[str, str]:
    """Return the last value that each ticket has in an extra column, in the order of the rows."""
    found: dict[str, str] = {}
    tickets = gathered.table[gathered.setting.profile.columns["ticket"]]
    for ticket, cell in zip(tickets, gathered.table[name], strict=True):
        owner, word = words.word("ticket", ticket), words.raw(cell)
        if owner is not None and word is not None:
            found[owner] = word
    return found
