"""Instants read column by column: what is plain goes at once, the rest is read as the rows read it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

from acuerdo.connectors.cells import Words
from acuerdo.connectors.instants import ISO, PLAIN_TOKENS, InstantReader, compiled, offset_us
from acuerdo.core.clock.intake import EARLIEST_US, LATEST_US, FactRefused
from acuerdo.core.hours import to_datetime

DAY_US = 86_400_000_000
AMBIGUOUS, SKIPPED = 1, 2
_ODDITIES = {"": 0, "ambiguous": AMBIGUOUS, "skipped": SKIPPED}
_ISO_PLAIN = (
    (r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][0-9]Z$", "%Y-%m-%dT%H:%M:%SZ", True),
    (r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][0-9]\.[0-9]{1,6}Z$", "%Y-%m-%dT%H:%M:%S%.fZ", True),
    (r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-5][0-9]$", "%Y-%m-%d %H:%M:%S", False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instants:
    """A column of instants in microseconds. `given`: the cell says something; `bad`: it says no instant."""

    us: NDArray[np.int64]
    given: NDArray[np.bool_]
    bad: NDArray[np.bool_]
    oddity: NDArray[np.int8]


def read_instants(column: pl.Series, reader: InstantReader, words: Words, name: str) -> Instants:
    """Read a column of texts or of typed instants."""
    starts = column.ne_missing(column.shift(1)).to_numpy().copy()
    if len(starts):
        starts[0] = True
    found = _read(column.filter(pl.Series(starts, dtype=pl.Boolean)), reader, words, name)
    run = np.cumsum(starts) - 1
    return Instants(us=found.us[run], given=found.given[run], bad=found.bad[run], oddity=found.oddity[run])


def _read(values: pl.Series, reader: InstantReader, words: Words, name: str) -> Instants:
    given = values.is_not_null().to_numpy().copy()
    us = np.zeros(len(values), np.int64)
    oddity = np.zeros(len(values), np.int8)
    done = ~given
    for at_once, aware in _plain_readings(values, reader.formats):
        fresh = at_once.is_not_null().to_numpy() & ~done
        local = at_once.dt.epoch("us").fill_null(0).to_numpy()
        if aware:
            us[fresh] = local[fresh]
        elif reader.zone is not None:
            us[fresh], oddity[fresh] = placed(local[fresh], reader.zone)
        else:
            continue
        fresh &= (us >= EARLIEST_US) & (us < LATEST_US)
        done |= fresh
        if done.all():
            break
    bad = np.zeros(len(values), np.bool_)
    for place in np.flatnonzero(~done):
        value = values[int(place)]
        text = words.raw(value) if isinstance(value, str) else value
        if text is None:
            given[place] = False
            continue
        try:
            reading = reader.read(text, name)
        except FactRefused:
            bad[place] = True
            continue
        us[place], oddity[place] = reading.us, _ODDITIES[reading.oddity]
    us[~given | bad] = 0
    oddity[~given | bad] = 0
    return Instants(us=us, given=given, bad=bad, oddity=oddity)


def _plain_readings(values: pl.Series, formats: tuple[str, ...]) -> Iterator[tuple[pl.Series, bool]]:
    """Read the leading formats that need no rules of their own, one after another; stop at the first that does."""
    if isinstance(values.dtype, pl.Datetime):
        yield values.dt.replace_time_zone(None), values.dtype.time_zone is not None
        return
    for form in formats:
        if form == ISO:
            for guard, pattern, aware in _ISO_PLAIN:
                yield _parsed(values, guard, pattern), aware
        elif "%" in form and set(re.findall("%(.)", form)) <= PLAIN_TOKENS:
            guard = re.sub(r"\(\?P<.>", "(?:", compiled(form).pattern)
            yield _parsed(values, f"^{guard}$", form), False
        else:
            return


def _parsed(values: pl.Series, guard: str, form: str) -> pl.Series:
    matches = values.str.contains(guard).fill_null(value=False)
    if not matches.any():
        return pl.Series([None], dtype=pl.Datetime("us")).extend_constant(None, len(values)).head(len(values))
    kept = values if matches.all() else pl.select(pl.when(matches).then(values)).to_series()
    return kept.str.to_datetime(form, time_unit="us", strict=False)


def placed(local: NDArray[np.int64], zone: ZoneInfo) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """Place local readings (microseconds since a local 1970) in a zone; the earlier offset where there are two or none.

    Most days have one offset from end to end; only the readings of other days are looked up one by one.
    """
    fixed = zone.utcoffset(None)
    if fixed is not None:
        return local - fixed // timedelta(microseconds=1), np.zeros(len(local), np.int8)
    days, inverse = np.unique(local // DAY_US, return_inverse=True)
    offsets = np.zeros(len(days), np.int64)
    plain = np.zeros(len(days), np.bool_)
    for place, day in enumerate(days.tolist()):
        first = offset_us(zone, _naive(day * DAY_US))
        plain[place] = all(offset_us(zone, _naive(day * DAY_US + hour)) == first for hour in _HOURS) and not first[1]
        offsets[place] = first[0]
    oddity = np.zeros(len(local), np.int8)
    offset = offsets[inverse]
    for place in np.flatnonzero(~plain[inverse]).tolist():
        offset[place], kind = offset_us(zone, _naive(int(local[place])))
        oddity[place] = _ODDITIES[kind]
    return local - offset, oddity


_HOURS = (*range(0, DAY_US, DAY_US // 4), DAY_US - 1)


def _naive(local: int) -> datetime:
    return to_datetime(local).replace(tzinfo=None)
