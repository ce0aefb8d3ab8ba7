"""Cases that can never match, priorities without a target, tickets without a calendar."""

from typing import TypeVar

from acuerdo.core.terms.agreement import Agreement, Commitment
from acuerdo.core.terms.conditions import Cases, Condition
from acuerdo.documents.checks.places import clocks_with_places, implies, levels_of, meets, row_places, values_of
from acuerdo.documents.findings import Severity
from acuerdo.documents.ground import Ground
from acuerdo.texts.nodes import Path

T = TypeVar("T")


def check_cases(terms: Agreement, ground: Ground) -> None:
    """Note what no ticket can meet, and what tickets do not find."""
    for commitment, shape, path in clocks_with_places(terms, ground):
        if not _reaches(commitment, path, ground):
            continue
        _check_rows(commitment.calendar, shape.calendar, commitment, (*path, "calendar"), ground)
        if commitment.within is not None:
            _check_rows(commitment.within, shape.within, commitment, (*path, "within"), ground)
            _check_targets(terms, commitment, (*path, "within"), ground)
        if commitment.at_least is not None:
            _check_rows(commitment.at_least, shape.at_least, commitment, (*path, "at_least"), ground)
        _check_calendars(commitment, (*path, "calendar"), ground)


def _reaches(commitment: Commitment, path: Path, ground: Ground) -> bool:
    """Say whether the exceptions leave some ticket; note those that take none."""
    exceptions = commitment.exceptions
    for number, exception in enumerate(exceptions):
        here = (*path, "except", number) if len(exceptions) > 1 else (*path, "except")
        if implies(commitment.applies_to, exception):
            ground.ledger.note(
                "never_applies",
                here,
                found="an exception of every ticket that the commitment applies to",
                expected="a commitment that some ticket meets",
            )
            return False
        if not meets(commitment.applies_to, exception):
            ground.ledger.note(
                "case_never_matches",
                here,
                found="an exception of tickets to which the commitment does not apply",
                expected="a case that some ticket can meet",
                hint="leave it out",
            )
    return True


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
        asked = {**dict(commitment.applies_to.fields), "priority": frozenset({level})}
        tickets = Condition(fields=tuple(sorted(asked.items())), opened_in=commitment.applies_to.opened_in)
        if not any(meets(tickets, row.when) for row in rows):
            ground.ledger.note(
                "priority_without_target",
                path,
                found=f"nothing for {level}",
                expected=f"a target for {level}, or `none`",
                hint=f"write {level}: none where nothing is promised, or leave {level} out of applies_to",
            )
        elif not any(implies(tickets, row.when) for row in rows):
            ground.ledger.note(
                "partial_target",
                path,
                found=f"targets for some tickets of {level} only",
                expected="a last case without a condition",
                hint="tickets that meet no case have no promise",
                severity=Severity.WARNING,
            )


def _check_calendars(commitment: Commitment, path: Path, ground: Ground) -> None:
    rows = commitment.calendar.rows
    if any(implies(commitment.applies_to, row.when) for row in rows):
        return
    if any(_covers_all(commitment, field, ground) for field in ("priority", "service")):
        return
    ground.ledger.note(
        "no_calendar_case",
        path,
        found="calendars for some tickets only",
        expected="a calendar for every ticket that the commitment applies to",
        hint="add `default:` or a last case without a condition; without `calendar:` every service needs its hours",
    )


def _covers_all(commitment: Commitment, field: str, ground: Ground) -> bool:
    """Say whether the calendars' cases name, by this field alone, every value that a ticket may have."""
    asked = values_of(commitment.applies_to, field) or frozenset(ground.fields[field])
    named = [
        dict(row.when.fields)[field]
        for row in commitment.calendar.rows
        if [name for name, _ in row.when.fields] == [field] and not row.when.opened_in
    ]
    return bool(asked) and asked <= frozenset[str]().union(*named)
