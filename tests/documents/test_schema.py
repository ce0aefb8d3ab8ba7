"""The JSON Schema says what the reader accepts."""

import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from acuerdo.documents import agreement_schema
from tests.documents.drafts import CLEAN, with_clock

ROOT = Path(__file__).parents[2]
WRITTEN = json.dumps(agreement_schema(), ensure_ascii=False, indent=2) + "\n"
VALIDATOR = Draft202012Validator(agreement_schema())
EXAMPLES = sorted((ROOT / "examples").glob("*/agreement.yaml"))


def read_number(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> object:
    """A whole number; what has a colon is a time, and a text."""
    return node.value if ":" in node.value else loader.construct_yaml_int(node)


class EditorLoader(yaml.SafeLoader):
    """Types scalars as editors do: numbers and booleans of YAML 1.2, dates and times as texts."""


EditorLoader.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":merge", ":bool"))]
    for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
EditorLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))
EditorLoader.add_constructor("tag:yaml.org,2002:int", read_number)


def errors(text: str) -> list[str]:
    tree = yaml.load(text, Loader=EditorLoader)  # noqa: S506  # a safe loader
    return [error.json_path for error in VALIDATOR.iter_errors(tree)]


def test_the_committed_schema_is_that_of_the_code() -> None:
    assert (ROOT / "schemas" / "agreement.schema.json").read_text(encoding="utf-8") == WRITTEN


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(agreement_schema())
    assert json.loads(WRITTEN) == agreement_schema()


@pytest.mark.parametrize("path", [ROOT / "examples" / "sample.yaml", *EXAMPLES], ids=lambda path: path.parent.name)
def test_the_examples_fit_the_schema(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.name == "sample.yaml" or "based_on" not in text:
        assert errors(text) == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (CLEAN + "extra: 1\n", "$"),
        (with_clock("within: 2d"), "$.commitments[0]"),
        (with_clock("within: 4h\nat_least: 95"), "$.commitments[0]"),
        (with_clock("within: 4h\nbinding: often"), "$.commitments[0]"),
        (CLEAN.replace("language: en", "language: de"), "$.language"),
        (CLEAN.replace("acuerdo: 1", "acuerdo: 2"), "$.acuerdo"),
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(text: str, path: str) -> None:
    assert set(errors(text)) == {path}


def test_a_clean_agreement_fits() -> None:
    assert errors(CLEAN) == []
