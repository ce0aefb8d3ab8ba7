"""`acuerdo schema agreement|verdict`: the JSON Schema of what others may rely on."""

import argparse
import json
import sys

from acuerdo.documents import agreement_schema
from acuerdo.studies.verdict_schema import verdict_schema


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("what", choices=["agreement", "verdict"], nargs="?", default="agreement")


def run(options: argparse.Namespace) -> int:
    """Print a schema."""
    schema = verdict_schema() if options.what == "verdict" else agreement_schema()
    sys.stdout.write(json.dumps(schema, ensure_ascii=False, indent=2) + "\n")
    return 0
