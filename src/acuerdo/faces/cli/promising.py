"""`acuerdo promise AGREEMENT FACTS`: whether each promise is realistic."""

import argparse
import sys

from acuerdo.faces.cli.options import add_evidence, evidence_of
from acuerdo.faces.cli.progress import progress_bar
from acuerdo.faces.cli.speaking import add_language
from acuerdo.studies.answers import judge_case
from acuerdo.studies.inputs import load_case
from acuerdo.studies.promise import SEED, promises
from acuerdo.studies.promise_words import say_promise
from acuerdo.words import phrase, speak

_NOTHING = phrase("No commitment promises a share of clocks.")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add_evidence(parser)
    add_language(parser)
    parser.add_argument("--seed", type=int, default=SEED, help=f"of the bootstrap (default {SEED})")
    parser.add_argument("--draws", type=int, default=10_000, help="of the bootstrap (default 10000)")


def run(options: argparse.Namespace) -> int:
    """Hold each promised share against its past, in words."""
    with progress_bar() as tell:
        case = load_case(options.agreement, evidence_of(options), tell)
        answer = judge_case(case, tell)
    count = 0
    for promise in promises(case.terms, answer.table, answer.attained, seed=options.seed, draws=options.draws):
        title = str(case.document.commitment_title(promise.commitment, options.lang))
        sys.stdout.write("\n".join(say_promise(promise, options.lang, title=title)) + "\n\n")
        count += 1
    if not count:
        sys.stdout.write(speak(options.lang, _NOTHING) + "\n")
    return 0
