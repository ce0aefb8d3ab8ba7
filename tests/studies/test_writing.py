"""Verdicts in files say the same as verdicts in Python."""

import csv
import io
import json

import polars as pl

from acuerdo.core.clock.verdict import VERDICT_FIELDS
from acuerdo.studies.judging import judge_facts
from acuerdo.studies.tables import VERDICT_SCHEMA, verdict_table
from acuerdo.studies.verdict_schema import verdict_schema
from acuerdo.studies.writing import write_verdicts
from tests.cast import agreement, history, resolution, us

FACTS = history("09:00:00.000250 opened P1", "10:00 changed pending", "11:00 changed open", "Tue 16:00 resolved")
VERDICTS = judge_facts(agreement(resolution("4h")), FACTS, as_of_us=us("2026-04-01 00:00")).verdicts


def _written(form: str) -> bytes:
    out = io.BytesIO()
    write_verdicts(verdict_table(VERDICTS), out, form)
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
