import struct
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo, available_timezones

import pytest

from acuerdo.core import WorkingCalendar
from acuerdo.core.hours import to_us
from acuerdo.core.hours.zones import DAY, LAST_US, Zone, freeze_zone, read_zone, thaw_zone

# A database may carry zones that count leap seconds, or the machine's own: they are no zones to agree on.
NAMES = sorted(
    name for name in available_timezones() if not name.startswith(("posix", "right", "localtime", "Factory"))
)
HOUR = 3_600_000_000


def _changes(name: str) -> list[tuple[int, int]]:
    """Read from the database's own file when a zone changes its offset, up to where its rule for the future begins."""
    places = [Path(folder, name) for folder in TZPATH]
    installed = next((place for place in places if place.is_file()), None)
    data = (installed or files("tzdata").joinpath("zoneinfo", *name.split("/"))).read_bytes()
    first = struct.unpack(">6l", data[20:44])
    start = 44 + first[3] * 5 + first[4] * 6 + first[5] + first[2] * 8 + first[1] + first[0]
    _, _, _, times, types, _ = struct.unpack(">6l", data[start + 20 : start + 44])
    start += 44
    instants = struct.unpack(f">{times}q", data[start : start + 8 * times])
    kinds = data[start + 8 * times : start + 9 * times]
    table = start + 9 * times
    offsets = [struct.unpack(">l", data[table + 6 * i : table + 6 * i + 4])[0] for i in range(types)]
    found: list[tuple[int, int]] = []
    before: int | None = None
    for instant, kind in zip(instants, kinds, strict=True):
        if instant > 0 and offsets[kind] != before:
            found.append((instant * 1_000_000, offsets[kind] * 1_000_000))
        before = offsets[kind]
    return found


def test_every_zone_of_the_database_is_read_with_every_change_of_its_file() -> None:
    assert len(NAMES) > 400
    to_the_minute = ["America/St_Johns", "America/Goose_Bay", "Africa/Monrovia"]
    for name in [*NAMES[:: len(NAMES) // 40], *to_the_minute]:
        zone = read_zone(name)
        changes = list(zip(zone.starts_us, zone.offsets_us, strict=True))[1:]
        written = _changes(name)
        assert changes[: len(written)] == written, name


@pytest.mark.parametrize("name", NAMES[3 :: len(NAMES) // 15])
def test_a_zone_reads_as_the_database_does_to_the_end_of_the_century(name: str) -> None:
    zone, clock = read_zone(name), ZoneInfo(name)
    assert all(before != after for before, after in pairwise(zone.offsets_us))
    for day in range(0, 131 * 365, 17):
        instant = datetime(1970, 1, 1, 11, 7, tzinfo=UTC) + timedelta(days=day)
        local = instant.astimezone(clock).replace(tzinfo=UTC)
        assert zone.reading(to_us(instant)) == to_us(local)


def test_a_frozen_zone_is_the_same_and_needs_no_database() -> None:
    zone = read_zone("America/Havana")
    pairs = [(str(instant), str(offset)) for instant, offset in freeze_zone(zone)]
    assert thaw_zone("America/Havana", pairs) == zone
    assert thaw_zone("A/Zone-of-tomorrow", pairs).offsets_us == zone.offsets_us


def test_a_missing_reading_takes_the_offset_before_and_a_double_one_its_first_instant() -> None:
    madrid = read_zone("Europe/Madrid")
    for text in ("2026-03-29T02:30", "2026-10-25T02:30", "2026-06-01T02:30"):
        wall = datetime.fromisoformat(text)
        instant = wall.replace(tzinfo=ZoneInfo("Europe/Madrid")).astimezone(UTC)
        assert madrid.instant(to_us(wall.replace(tzinfo=UTC))) == to_us(instant)


def test_a_date_ends_with_its_last_instant_and_a_skipped_one_at_once() -> None:
    def midnight(text: str) -> int:
        return to_us(datetime.fromisoformat(text).replace(tzinfo=UTC))

    sao_paulo, apia = read_zone("America/Sao_Paulo"), read_zone("Pacific/Apia")
    assert sao_paulo.end_of_date(midnight("2018-02-17")) == midnight("2018-02-18") + 3 * HOUR
    assert sao_paulo.end_of_date(midnight("2018-11-03")) == midnight("2018-11-04") + 3 * HOUR
    assert apia.end_of_date(midnight("2011-12-30")) == apia.end_of_date(midnight("2011-12-29"))
    # At one minute past midnight the clock goes back to the evening before: that date has not ended with the first.
    st_johns = read_zone("America/St_Johns")
    assert st_johns.end_of_date(midnight("2010-11-06")) == midnight("2010-11-07") + 7 * HOUR // 2


STEPS = Zone(
    name="Steps",
    starts_us=(0, 100 * DAY, 200 * DAY, 300 * DAY),
    offsets_us=(HOUR, 3 * HOUR, 2 * HOUR, 5 * HOUR),
)


def test_every_missing_reading_takes_the_offset_before_its_own_transition() -> None:
    for transition, before, after in ((100 * DAY, HOUR, 3 * HOUR), (300 * DAY, 2 * HOUR, 5 * HOUR)):
        assert STEPS.instant(transition + before - 1) == transition - 1
        for missing in (transition + before, transition + after - HOUR, transition + after - 1):
            assert STEPS.instants(missing, missing + 1) == []
            assert STEPS.instant(missing) == missing - before
        assert STEPS.instant(transition + after) == transition


def test_before_1970_the_first_offset_is_read() -> None:
    assert STEPS.reading(-1) == HOUR - 1
    assert STEPS.reading(400 * DAY) == 400 * DAY + 5 * HOUR


def test_an_offset_of_a_whole_day_is_the_largest() -> None:
    assert thaw_zone("Far", [("1970-01-01T00:00:00Z", "-86400")]).offsets_us == (-DAY,)


def test_readings_before_and_after_the_known_years_keep_the_nearest_offset() -> None:
    lima = read_zone("America/Lima")
    assert lima.reading(-1) == -1 - 5 * HOUR
    assert lima.instants(-6 * HOUR, -4 * HOUR) == [(-HOUR, HOUR)]
    assert lima.instant(LAST_US) == LAST_US + 5 * HOUR


def test_a_whole_date_of_any_zone_that_reads_full_is_24_hours_by_its_clock() -> None:
    for name in ("Africa/Monrovia", "Asia/Kathmandu", "Pacific/Kwajalein", "Antarctica/Troll"):
        calendar = WorkingCalendar.from_spec({"time_zone": name, "week": "24x7"})
        assert calendar.always
        first, last = datetime(1971, 6, 1, tzinfo=UTC), datetime(1994, 6, 1, tzinfo=UTC)
        assert calendar.elapsed(first, last) == last - first
