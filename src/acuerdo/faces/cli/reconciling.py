"""`acuerdo reconcile AGREEMENT FACTS --commitment ID`: what the help desk claims, held against our verdicts."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from acuerdo.connectors.claims import ClaimRow, claims_said, read_claims
from acuerdo.core.clock.verdict import Outcome, instant_text
from acuerdo.core.hours import to_datetime
from acuerdo.faces.cli.importing import CallRefused
from acuerdo.faces.cli.options import add_evidence, evidence_of, row_count
from acuerdo.faces.cli.outputs import plain_lines, show_table
from acuerdo.faces.cli.progress import progress_bar
from acuerdo.faces.cli.speaking import add_language
from acuerdo.studies.claims.assumptions import promise_of
from acuerdo.studies.claims.evidence import judged_by
from acuerdo.studies.claims.reconciling import reconcile
from acuerdo.studies.claims.shapes import Claim, Compared, Reconciliation, Threshold
from acuerdo.studies.claims.wording import DIFFERENCES, say_assumption
from acuerdo.studies.inputs import load_case
from acuerdo.studies.vocabulary import OUTCOMES
from acuerdo.studies.whole_file import faults_named
from acuerdo.words import Language, phrase, say_duration, say_percent, speak

_SHOWN = 40
_AGREED = phrase(
    "{agreed} of {n} claim says what the verdict says ({share}).",
    plural="{agreed} of {n} claims say what the verdicts say ({share}).",
)
_NO_CLOCK = phrase("No other clock says what is claimed more often than this promise does.")
_CLOCK = phrase("The clock that says what is claimed most often ({agreed} of {n}, {share}):")
_STEP = phrase("- {way}: from here on {agreed} agree")
_DIFFERENCES = phrase("Why claims and verdicts differ")
_TARGETS = phrase("The targets that fit what is claimed")
_LINES = phrase("Claims that differ")
_CAUSE = phrase("Cause", context="column: why a claim and a verdict differ")
_CLAIMS = phrase("Claims", context="column: how many")
_TICKET = phrase("Ticket", context="column")
_CLAIMED = phrase("Claimed", context="column: by the help desk")
_VERDICT = phrase("Verdict", context="column")
_IF = phrase("It would agree if", context="column")
_PRIORITY = phrase("Priority", context="column")
_OVER = phrase("Kept up to", context="column: the longest time that was kept")
_UNDER = phrase("Broken from", context="column: the shortest time that was not kept")
_FITTING = phrase("Agree", context="column: how many claims")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add_evidence(parser)
    add_language(parser)
    parser.add_argument("--commitment", required=True, help="the promise that the claims are about")
    parser.add_argument("--claims", type=Path, help="a file with the columns ticket, commitment, verdict, due")
    parser.add_argument("--column", help="or the column of the export that says whether the promise was kept")
    parser.add_argument("--search-hours", action="store_true", help="try every plain week as service hours, too")
    parser.add_argument("--json", action="store_true", help="every claim beside its verdict as JSON Lines")
    parser.add_argument("--rows", type=row_count, default=_SHOWN, help=f"differences shown (default {_SHOWN})")


def run(options: argparse.Namespace) -> int:
    """Hold claims against verdicts, and show where they differ and why."""
    if (options.claims is None) == (options.column is None):
        raise CallRefused("expected either --claims FILE or --column NAME")
    extras = () if options.column is None else (options.column,)
    with progress_bar() as tell:
        case = load_case(options.agreement, evidence_of(options, extras), tell)
        promise_of(case.terms, options.commitment)
        if options.claims is None:
            rows = claims_said(case.extras[options.column], str(options.facts[0]))
        else:
            rows = read_claims(options.claims, time_zone=options.time_zone)
        claims = _claims(rows, options.commitment)
        if not claims:
            raise CallRefused(f"found no claim about {options.commitment}, expected at least one")
        found = reconcile(case.terms, options.commitment, claims, judged_by(case), search_hours=options.search_hours)
    if options.json:
        with faults_named("standard output"):
            for line in found.lines:
                sys.stdout.write(json.dumps(_as_dict(line), ensure_ascii=False) + "\n")
        return 0
    _show(found, options.lang, options.rows)
    return 0 if found.agreed == len(found.lines) else 1


def _claims(rows: Iterable[ClaimRow], commitment: str) -> dict[str, Claim]:
    return {row.ticket: Claim(met=row.met, due_us=row.due_us) for row in rows if row.commitment in ("", commitment)}


def _show(found: Reconciliation, language: Language, rows: int) -> None:
    n = len(found.lines)
    _write(speak(language, _AGREED, n=n, agreed=found.agreed, share=say_percent(language, found.agreed / n, places=1)))
    if found.steps:
        share = say_percent(language, found.fitted / n, places=1)
        _write(speak(language, _CLOCK, n=n, agreed=found.fitted, share=share))
        for step in found.steps:
            _write(speak(language, _STEP, way=say_assumption(language, step.assumption), agreed=step.agreed))
    elif found.agreed < n:
        _write(speak(language, _NO_CLOCK))
    if found.thresholds:
        header = [speak(language, name) for name in (_PRIORITY, _OVER, _UNDER, _FITTING)]
        shown = [_threshold(one, language) for one in found.thresholds]
        show_table(speak(language, _TARGETS), header, shown, numbers=frozenset({1, 2, 3}))
    causes = Counter(cause for line in found.lines if (cause := line.cause) is not None)
    if causes:
        table = [[speak(language, DIFFERENCES[cause]), str(count)] for cause, count in causes.most_common()]
        header = [speak(language, _CAUSE), speak(language, _CLAIMS)]
        show_table(speak(language, _DIFFERENCES), header, table, numbers=frozenset({1}))
        differing = [line for line in found.lines if not line.agrees][:rows]
        header = [speak(language, name) for name in (_TICKET, _CLAIMED, _VERDICT, _IF)]
        show_table(speak(language, _LINES), header, [_line(line, language) for line in differing], numbers=frozenset())


def _write(line: str) -> None:
    sys.stdout.write(plain_lines(line) + "\n")


def _threshold(one: Threshold, language: Language) -> list[str]:
    bounds = [
        "" if us is None else say_duration(language, timedelta(microseconds=us)) for us in (one.over_us, one.under_us)
    ]
    return [one.priority, *bounds, f"{one.agreed}/{one.n}"]


def _line(line: Compared, language: Language) -> list[str]:
    ways = "; ".join(say_assumption(language, one) for one in line.causes[:2])
    verdict = "" if line.ours is None else speak(language, OUTCOMES[Outcome(line.ours.verdict)])
    return [line.ticket, _said(line.claim, language), verdict, ways]


def _said(claim: Claim, language: Language) -> str:
    word = {True: Outcome.MET, False: Outcome.BREACHED}.get(claim.met) if claim.met is not None else None
    due = "" if claim.due_us is None else instant_text(to_datetime(claim.due_us))
    return " ".join(part for part in ("" if word is None else speak(language, OUTCOMES[word]), due) if part)


def _as_dict(line: Compared) -> dict[str, object]:
    claim, ours = line.claim, line.ours
    claimed = {None: None, True: "met", False: "breached"}[claim.met]
    return {
        "ticket": line.ticket,
        "claimed": claimed,
        "claimed_due_at": None if claim.due_us is None else instant_text(to_datetime(claim.due_us)),
        "verdict": None if ours is None else ours.verdict,
        "due_at": None if ours is None or ours.due_us is None else instant_text(to_datetime(ours.due_us)),
        "agrees": line.agrees,
        "cause": line.cause,
        "assumptions": [one.name for one in line.causes],
        "explained": line.explained,
    }
