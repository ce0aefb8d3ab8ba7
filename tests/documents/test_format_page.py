"""The page on the format says what the code does."""

import ast
import re
from pathlib import Path

import pytest

from acuerdo.documents import Severity, check
from acuerdo.documents.shapes.agreement import AgreementShape
from acuerdo.documents.sources import read_source
from acuerdo.texts.nodes import make_plain

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "agreement-format.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
GROUND = """\
acuerdo: 1
id: a
title: A
language: en
time_zone: Europe/Madrid
parties: {provider: {id: a, name: A}, customer: {id: b, name: B}}
term: {from: 2026-01-01, to: 2026-12-31}
calendars:
  office: {week: {mon-fri: [09:00-17:00]}}
  nights: {week: {mon-fri: [22:00-06:00]}}
  always: 24x7
services: [{id: desk, name: Desk, calendar: office}, {id: erp, name: ERP}]
priorities: {levels: [P1, P2, P3]}
commitments: [{id: resolution, measure: resolution, calendar: office, within: 8h}]
"""


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.partition(":")[0] + str(len(block)))
def test_every_piece_of_the_page_is_an_agreement_without_errors(block: str) -> None:
    ground, piece = make_plain(read_source(GROUND).root), make_plain(read_source(block).root)
    assert isinstance(ground, dict)
    assert isinstance(piece, dict)
    errors = [str(one) for one in check({**ground, **piece}) if one.severity is Severity.ERROR]
    assert errors == []


def test_the_page_shows_every_section() -> None:
    shown = {key for block in BLOCKS for key in re.findall(r"^([a-z_]+):", block, flags=re.MULTILINE)}
    described = {key for key in AgreementShape.model_fields if f"`{key}" in PAGE}
    assert set(AgreementShape.model_fields) - shown - described == set()
    assert shown <= set(AgreementShape.model_fields)


def codes_of(module: ast.Module) -> set[str]:
    """The codes with which a module notes and refuses."""
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call) and node.args]
    named = {"note", "refuse", "ScalarRefused", "custom_error", "EditRefused"}
    first = [call.args[0] for call in calls if getattr(call.func, "attr", getattr(call.func, "id", "")) in named]
    third = [call.args[2] for call in calls if getattr(call.func, "attr", "") == "require" and len(call.args) > 2]
    return {node.value for node in (*first, *third) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_the_page_lists_every_code() -> None:
    files = sorted((ROOT / "src" / "acuerdo" / "documents").rglob("*.py"))
    codes = {code for file in files for code in codes_of(ast.parse(file.read_text(encoding="utf-8")))}
    assert len(codes) > 60
    assert {code for code in codes if f"`{code}`" not in PAGE} == set()
