"""Verdicts in files say the same as verdicts in Python."""

import csv
import io
import json
from dataclasses import replace

import polars as pl
import pytest

from acuerdo.core.clock.verdict import VERDICT_FIELDS
from acuerdo.studies.judging import judge_facts
from acuerdo.studies.tables import VERDICT_SCHEMA, verdict_table
from acuerdo.studies.verdict_schema import verdict_schema
from acuerdo.studies.writing import write_verdicts
from tests.cast import agreement, history, resolution, us

FACTS = history("09:00:00.000250 opened P1", "10:00 changed pending", "11:00 changed open", "Tue 16:00 resolved")
VERDICTS = judge_facts(agreement(resolution("4h")), FACTS, as_of_us=us("2026-04-01 00:00")).verdicts


def _written(form: str, ticket: str = "T1") -> bytes:
    out = io.BytesIO()
    write_verdicts(verdict_table([replace(VERDICTS[0], ticket=ticket)]), out, form)
    return out.getvalue()


def test_a_json_line_equals_the_verdicts_own_line() -> None:
    [line] = _written("jsonl").decode().splitlines()
    assert json.loads(line) == VERDICTS[0].as_dict()


def test_the_line_has_the_names_of_the_contract_in_order_and_fits_its_schema() -> None:
    line = json.loads(_written("jsonl"))
    assert tuple(line) == VERDICT_FIELDS
    properties = verdict_schema()["properties"]
    assert isinstance(properties, dict)
    assert set(line) == set(properties)
    assert line["verdict"] in properties["verdict"]["enum"]


def test_csv_and_parquet_hold_the_same() -> None:
    [row] = csv.DictReader(io.StringIO(_written("csv").decode()))
    line = VERDICTS[0].as_dict()
    assert row["breached_at"] == line["breached_at"]
    assert float(row["consumed_s"]) == line["consumed_s"]
    table = pl.read_parquet(io.BytesIO(_written("parquet")))
    assert table.schema == VERDICT_SCHEMA
    assert table["started_at"][0] == VERDICTS[0].started_at


@pytest.mark.parametrize("ticket", ["=1+2", "=HYPERLINK(A1)", "+34 600", "-1+2", "@SUM(A1)", "\t=1", "-", "--5"])
def test_a_text_that_a_spreadsheet_would_calculate_is_a_text_in_csv_and_unchanged_elsewhere(ticket: str) -> None:
    [row] = csv.DictReader(io.StringIO(_written("csv", ticket).decode(), newline=""))
    assert row["ticket"] == f"'{ticket}"
    assert json.loads(_written("jsonl", ticket))["ticket"] == ticket
    assert pl.read_parquet(io.BytesIO(_written("parquet", ticket)))["ticket"].to_list() == [ticket]


@pytest.mark.parametrize("ticket", ["-5", "+5", "-1.5e-3", "INC-1", "1=1", "a@b.org", "", "'=1"])
def test_numbers_and_texts_that_are_no_formulas_stay_as_they_are_in_csv(ticket: str) -> None:
    [row] = csv.DictReader(io.StringIO(_written("csv", ticket).decode(), newline=""))
    assert row["ticket"] == ticket
