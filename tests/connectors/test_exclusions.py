"""Exclusions and observations from files."""

from decimal import Decimal
from pathlib import Path

import pytest

from acuerdo.connectors.exclusions import read_exclusions
from acuerdo.connectors.observations import read_observations
from acuerdo.connectors.refusals import ImportRefused
from acuerdo.core.clock.exclusions import Exclusion, Scope
from tests.connectors.files import written

HEADER = "from,to,scope,commitments,reason,accepted_by,evidence,id,claimed_by,announced_at,disputed\n"
SPAN = "2026-03-02T22:00:00Z,2026-03-03T02:00:00Z"


def test_a_span_a_whole_ticket_and_a_dispute_are_read(tmp_path: Path) -> None:
    rows = (
        f"{SPAN},service:erp,resolution; first-response,announced maintenance,Eva,mail 7,m1,Ana,2026-02-20T09:00Z,no\n"
        ",,ticket:T1,,out of scope,,,,,,yes\n"
        f"{SPAN},agreement,,force majeure,Eva,,,,,\n"
    )
    first, second, third = read_exclusions(written(tmp_path, HEADER + rows))
    assert first == Exclusion(
        id="m1",
        scope=Scope.SERVICE,
        scope_id="erp",
        from_us=1_772_488_800_000_000,
        until_us=1_772_503_200_000_000,
        commitments=frozenset({"resolution", "first-response"}),
        reason="announced maintenance",
        claimed_by="Ana",
        accepted_by="Eva",
        evidence="mail 7",
        announced_us=1_771_578_000_000_000,
    )
    assert (second.id, second.whole_ticket, second.accepted, second.disputed) == ("row-2", True, False, True)
    assert (third.scope, third.accepted) == (Scope.AGREEMENT, True)


def test_naive_times_take_the_zone_of_the_setting(tmp_path: Path) -> None:
    path = written(tmp_path, "from,to,scope\n2026-03-02 22:00,2026-03-02 23:00,agreement\n")
    with pytest.raises(ImportRefused) as caught:
        read_exclusions(path)
    assert "offset" in caught.value.expected
    assert read_exclusions(path, time_zone="Europe/Madrid")[0].from_us == 1_772_485_200_000_000


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (f"{SPAN},,,,,,,,,", "no scope"),
        (f"{SPAN},tickets:T1,,,,,,,,", "tickets:T1"),
        (f"{SPAN},ticket:,,,,,,,,", "ticket:"),
        (f"{SPAN},agreement:x,,,,,,,,", "agreement:x"),
        (",,agreement,,,,,,,,", "without from and to"),
        ("2026-03-02T22:00:00Z,,ticket:T1,,,,,,,,", "only one of"),
        ("2026-03-02T22:00:00Z,2026-03-02T22:00:00Z,ticket:T1,,,,,,,,", "from 2026"),
        ("soon,2026-03-02T22:00:00Z,ticket:T1,,,,,,,,", "from soon"),
        (f"{SPAN},ticket:T1,,,,,,,,perhaps", "disputed perhaps"),
        (f"{SPAN},ticket:T1", "3 cells"),
    ],
)
def test_a_row_that_makes_no_sense_refuses_the_file_at_its_line(tmp_path: Path, row: str, found: str) -> None:
    path = written(tmp_path, f"{HEADER}{SPAN},ticket:T1,,,,,,,,\n{row}\n")
    with pytest.raises(ImportRefused) as caught:
        read_exclusions(path)
    assert (caught.value.code, caught.value.line) == ("bad_exclusion", 3)
    assert found in caught.value.found


def test_an_unknown_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as caught:
        read_exclusions(written(tmp_path, "scope,form,to\n"))
    assert (caught.value.code, caught.value.hint) == ("unknown_column", "did you mean from?")


MEASURED = "metric,at,value,n,unit,service,asset,key,recorded_at,queue,answered_at,ended_at\n"


def test_observations_are_read_exactly(tmp_path: Path) -> None:
    rows = (
        "availability,2026-03-01T00:00:00Z,99.90,720,%,erp,srv1,a1,2026-04-01T00:00:00Z,,,\n"
        "call,2026-03-02T09:00:00Z,1,,,,,,,desk,2026-03-02T09:00:20Z,2026-03-02T09:05:00Z\n"
    )
    first, second = read_observations(written(tmp_path, MEASURED + rows)).observations
    assert (first.value, str(first.value), first.n, first.unit) == (Decimal("99.90"), "99.90", 720, "%")
    assert (second.queue, second.answered_us, second.ended_us) == ("desk", 1_772_442_020_000_000, 1_772_442_300_000_000)


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (",2026-03-01T00:00:00Z,1,,,,,,,,,", "missing_value", "metric"),
        ("a,2026-03-01T00:00:00Z,many,,,,,,,,,", "bad_number", "value"),
        ("a,2026-03-01T00:00:00Z,NaN,,,,,,,,,", "bad_number", "value"),
        ("a,2026-03-01T00:00:00Z,1,-1,,,,,,,,", "bad_number", "n"),
        ("a,2026-03-01T00:00:00,1,,,,,,,,,", "naive_instant", "at"),
        ("a,2026-03-01T00:00:00Z,1,,,,,,,,2026-02-01T00:00:00Z,", "bad_order", "answered_at"),
        ("a" * 1_001 + ",2026-03-01T00:00:00Z,1,,,,,,,,,", "too_long", "metric"),
        ("a,2026-03-01T00:00:00Z", "wrong_width", ""),
    ],
)
def test_a_bad_observation_is_refused_by_itself(tmp_path: Path, row: str, code: str, column: str) -> None:
    good = "a,2026-03-01T00:00:00Z,1,,,,,,,,,"
    found = read_observations(written(tmp_path, f"{MEASURED}{good}\n{row}\n{good}\n"))
    assert len(found.observations) == 2
    assert [(refused.code, refused.column, refused.line) for refused in found.refused] == [(code, column, 3)]
