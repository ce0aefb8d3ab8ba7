"""Observations: measured values that are not about one ticket (availability, calls, surveys, backups)."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from acuerdo.connectors.instants import InstantReader
from acuerdo.connectors.limits import USUAL, Limits
from acuerdo.connectors.plain_tables import PlainRow, instant_reader, plain_rows, plain_sheets
from acuerdo.connectors.refusals import RefusedRow, RowPlace, refused_row
from acuerdo.core.clock.intake import LONGEST_TEXT, FactRefused

REQUIRED = ("metric", "at", "value")
OPTIONAL = ("n", "unit", "service", "asset", "key", "recorded_at", "queue", "answered_at", "ended_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One measured value. Instants are whole microseconds since 1970-01-01 UTC; `n` is how many the value sums up."""

    metric: str
    at_us: int
    value: Decimal
    n: int | None = None
    unit: str | None = None
    service: str | None = None
    asset: str | None = None
    key: str | None = None
    recorded_us: int | None = None
    queue: str | None = None
    answered_us: int | None = None
    ended_us: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedObservations:
    """The observations of a file, and the rows that are none."""

    observations: tuple[Observation, ...]
    refused: tuple[RefusedRow, ...]


def read_observations(
    path: Path | str, *, time_zone: str | None = None, limits: Limits = USUAL
) -> ImportedObservations:
    """Read a file of observations with the columns of `REQUIRED` and any of `OPTIONAL`. Raises `ImportRefused`."""
    reader = instant_reader(time_zone)
    found: list[Observation] = []
    refused: list[RefusedRow] = []
    for sheet in plain_sheets(path, REQUIRED, OPTIONAL, limits):
        refused += sheet.refused
        for row in plain_rows(sheet):
            try:
                found.append(_observation(row, reader))
            except FactRefused as reason:
                refused.append(
                    refused_row(reason, RowPlace(file=row.file, row=row.number, line=row.line, ticket=None), {})
                )
    return ImportedObservations(observations=tuple(found), refused=tuple(refused))


def _observation(row: PlainRow, reader: InstantReader) -> Observation:
    cells = row.cells
    for name in REQUIRED:
        if name not in cells:
            raise FactRefused("missing_value", column=name, found="", expected="a value in every row")
    for name, text in cells.items():
        if len(text) > LONGEST_TEXT:
            raise FactRefused("too_long", column=name, found=text, expected=f"at most {LONGEST_TEXT} characters")
    observation = Observation(
        metric=cells["metric"],
        at_us=reader.read(cells["at"], "at").us,
        value=_value(cells["value"]),
        n=_count(cells.get("n")),
        unit=cells.get("unit"),
        service=cells.get("service"),
        asset=cells.get("asset"),
        key=cells.get("key"),
        recorded_us=_instant(row, "recorded_at", reader),
        queue=cells.get("queue"),
        answered_us=_instant(row, "answered_at", reader),
        ended_us=_instant(row, "ended_at", reader),
    )
    _refuse_backwards(observation, row)
    return observation


def _refuse_backwards(observation: Observation, row: PlainRow) -> None:
    for name, us in (("answered_at", observation.answered_us), ("ended_at", observation.ended_us)):
        if us is not None and us < observation.at_us:
            raise FactRefused("bad_order", column=name, found=row.cells[name], expected=f"not before {row.cells['at']}")


def _instant(row: PlainRow, name: str, reader: InstantReader) -> int | None:
    return reader.read(row.cells[name], name).us if name in row.cells else None


def _value(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise FactRefused("bad_number", column="value", found=text, expected="a number with a decimal point")
    return value


def _count(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdigit():
        raise FactRefused("bad_number", column="n", found=text, expected="a whole number, 0 or more")
    return int(text)
