"""`acuerdo explain AGREEMENT FACTS --ticket ID`: why these verdicts, span by span."""

import argparse
import json
import sys
from dataclasses import replace
from zoneinfo import ZoneInfo

from acuerdo.core.clock.derivation import DerivedSpan
from acuerdo.core.clock.verdict import Verdict, instant_text
from acuerdo.core.hours import to_datetime
from acuerdo.faces.cli.accounts import ticket_lines
from acuerdo.faces.cli.options import add_evidence, evidence_of
from acuerdo.faces.cli.outputs import plain_lines, say
from acuerdo.faces.cli.progress import progress_bar
from acuerdo.faces.cli.speaking import add_language
from acuerdo.studies.answers import judge_case
from acuerdo.studies.explain import explain
from acuerdo.studies.inputs import Case, load_case, only_tickets

UNUSABLE = 2
"""The exit code for a ticket that cannot be judged."""


class NoTicket(ValueError):
    """The facts do not know the ticket; `code` is `no_ticket`."""

    code = "no_ticket"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add_evidence(parser)
    add_language(parser)
    parser.add_argument("--ticket", required=True, help="the ticket to explain")
    parser.add_argument("--commitment", help="only this commitment")
    parser.add_argument("--json", action="store_true", help="the derivation as JSON, one verdict a line")


def run(options: argparse.Namespace) -> int:
    """Explain every clock of a ticket; what was refused of it is said too, and 2 is the code where nothing is left."""
    with progress_bar() as tell:
        case = only_tickets(load_case(options.agreement, evidence_of(options), tell), {options.ticket})
    refused = tuple(row for row in case.refused if row.ticket == options.ticket)
    if not case.facts and not refused:
        raise NoTicket(f"no fact is about ticket {options.ticket!r}; its number must be written as in the export")
    answer = judge_case(replace(case, refused=refused))
    judgement = answer.judgement
    verdicts = [verdict for verdict in judgement.verdicts if options.commitment in (None, verdict.commitment)]
    lines = _json_lines(verdicts) if options.json else map(plain_lines, _texts(case, verdicts, options))
    sys.stdout.write("".join(lines))
    for line in ticket_lines(answer, options.ticket, options.lang):
        say(line)
    return 0 if judgement.judged or judgement.not_yet_open else UNUSABLE


def _texts(case: Case, verdicts: list[Verdict], options: argparse.Namespace) -> list[str]:
    titles = {
        commitment.id: str(case.document.commitment_title(commitment.id, options.lang))
        for commitment in case.terms.commitments
    }
    measures = {
        verdict.measure: str(case.document.measure_title(verdict.measure, options.lang)) for verdict in verdicts
    }
    zone = ZoneInfo(case.terms.time_zone)
    texts = []
    for verdict in verdicts:
        lines = explain(verdict, options.lang, zone=zone, titles=titles, measures=measures, exclusions=case.exclusions)
        texts.append("\n".join(lines) + "\n\n")
    return texts


def _json_lines(verdicts: list[Verdict]) -> list[str]:
    return [
        json.dumps(
            {**verdict.as_dict(), "derivation": [_span(span) for span in verdict.derivation]}, ensure_ascii=False
        )
        + "\n"
        for verdict in verdicts
    ]


def _span(span: DerivedSpan) -> dict[str, str | float | None]:
    return {
        "from": instant_text(to_datetime(span.from_us)),
        "until": instant_text(to_datetime(span.until_us)),
        "seconds": span.length_us / 1_000_000,
        "class": str(span.kind),
        "cause": span.cause,
        "status": span.status,
    }
