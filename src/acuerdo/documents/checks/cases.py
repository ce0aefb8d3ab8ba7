"""Cases that can never match, priorities without a target, tickets without a calendar."""

from typing import TypeVar

from acuerdo.core.terms.agreement import Agreement, Commitment
from acuerdo.core.terms.conditions import Cases
from acuerdo.documents.checks.places import clocks_with_places, implies, levels_of, meets, row_places, values_of
from acuerdo.documents.findings import Severity
from acuerdo.documents.ground import Ground
from acuerdo.documents.nodes import Path

T = TypeVar("T")


def check_cases(terms: Agreement, ground: Ground) -> None:
    """Note what no ticket can meet, and what tickets do not find."""
    for commitment, shape, path in clocks_with_places(terms, ground):
        _check_reach(commitment, path, ground)
        _check_rows(commitment.calendar, shape.calendar, commitment, (*path, "calendar"), ground)
        if commitment.within is not None:
            _check_rows(commitment.within, shape.within, commitment, (*path, "within"), ground)
            _check_targets(terms, commitment, (*path, "within"), ground)
        if commitment.at_least is not None:
            _check_rows(commitment.at_least, shape.at_least, commitment, (*path, "at_least"), ground)
        _check_calendars(commitment, shape.calendar is None, (*path, "calendar"), ground)


def _check_reach(commitment: Commitment, path: Path, ground: Ground) -> None:
    for number, exception in enumerate(commitment.exceptions):
        here = (*path, "except", number)
        if implies(commitment.applies_to, exception):
            ground.ledger.note(
                "never_applies",
                here,
                found="an exception of every ticket that the commitment applies to",
                expected="a commitment that some ticket meets",
            )
        elif not meets(commitment.applies_to, exception):
            ground.ledger.note(
                "case_never_matches",
                here,
                found="an exception of tickets to which the commitment does not apply",
                expected="a case that some ticket can meet",
                hint="leave it out",
            )


def _check_rows(cases: Cases[T], form: object, commitment: Commitment, path: Path, ground: Ground) -> None:
    if form is None:
        return
    for number, (row, here) in enumerate(zip(cases.rows, row_places(form, cases, path), strict=True)):
        before = next((at for at in range(number) if implies(row.when, cases.rows[at].when)), None)
        if before is not None:
            found = f"a case whose tickets case {before + 1} has taken already"
        elif not meets(commitment.applies_to, row.when):
            found = "a case of tickets to which the commitment does not apply"
        elif any(implies(row.when, exception) for exception in commitment.exceptions):
            found = "a case of tickets that the commitment excepts"
        else:
            continue
        ground.ledger.note(
            "case_never_matches",
            here,
            found=found,
            expected="a case that some ticket can meet",
            hint="the first case that matches decides: put the special ones first, and drop what is left over",
        )


def _check_targets(terms: Agreement, commitment: Commitment, path: Path, ground: Ground) -> None:
    rows = [] if commitment.within is None else commitment.within.rows
    for level in dict.fromkeys(level for level, _ in levels_of(terms, commitment)):
        able = [row for row in rows if level in (values_of(row.when, "priority") or {level})]
        whole = [
            row for row in able if {field for field, _ in row.when.fields} <= {"priority"} and not row.when.opened_in
        ]
        if not able:
            ground.ledger.note(
                "priority_without_target",
                path,
                found=f"nothing for {level}",
                expected=f"a target for {level}, or `none`",
                hint=f"write {level}: none where nothing is promised, or leave {level} out of applies_to",
            )
        elif not whole and not any(implies(commitment.applies_to, row.when) for row in able):
            ground.ledger.note(
                "partial_target",
                path,
                found=f"targets for some tickets of {level} only",
                expected="a last case without a condition",
                hint="tickets that meet no case have no promise",
                severity=Severity.WARNING,
            )


def _check_calendars(commitment: Commitment, is_inherited: bool, path: Path, ground: Ground) -> None:  # noqa: FBT001  # one of two ways
    rows = commitment.calendar.rows
    if any(implies(commitment.applies_to, row.when) for row in rows):
        return
    covered = set().union(*(values_of(row.when, "priority") or () for row in rows))
    if not is_inherited and set(ground.levels) and set(ground.levels) <= covered:
        return
    ground.ledger.note(
        "no_calendar_case",
        path,
        found="calendars for some tickets only",
        expected="a calendar for every ticket that the commitment applies to",
        hint="give the other services their hours, or name a calendar here"
        if is_inherited
        else "add `default:`, or a last case without a condition",
    )
