"""Small tables that people write by hand beside the facts: rows as cleaned texts, with their lines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from acuerdo.connectors.instants import ISO, InstantReader
from acuerdo.connectors.limits import USUAL, Limits
from acuerdo.connectors.profile import FileShape
from acuerdo.connectors.reading import read_sheets
from acuerdo.connectors.sheets import Sheet, Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainRow:
    """One row: `cells` holds only what is given. `number` counts data rows from 1."""

    file: str
    number: int
    line: int
    cells: Mapping[str, str]


def plain_sheets(
    path: Path | str, required: tuple[str, ...], optional: tuple[str, ...], limits: Limits = USUAL
) -> list[Sheet]:
    """Read the sheets of a file with these columns and no others. Raises `ImportRefused`."""
    wanted = Wanted(required=required, optional=(*required, *optional), known_only=True, ticket="")
    return read_sheets(Path(path), FileShape(), wanted, limits)


def plain_rows(sheet: Sheet) -> Iterator[PlainRow]:
    """Go through the rows of a sheet as texts."""
    for index, cells in enumerate(sheet.table.iter_rows(named=True)):
        given = {name: text for name, value in cells.items() if value is not None and (text := str(value).strip())}
        yield PlainRow(file=sheet.file, number=sheet.row_of(index), line=sheet.line_of(index), cells=given)


def instant_reader(time_zone: str | None) -> InstantReader:
    """Return a reader of ISO 8601 instants; naive ones need the zone."""
    return InstantReader(formats=(ISO,), zone=None if time_zone is None else ZoneInfo(time_zone))
