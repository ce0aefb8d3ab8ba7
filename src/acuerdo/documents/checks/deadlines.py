"""What targets mean on their calendars: tried on many starts from the first day of the term on."""

from collections.abc import Mapping
from datetime import UTC, datetime

from acuerdo.core.terms.agreement import Agreement, Commitment
from acuerdo.documents.checks.places import clocks_with_places, fields_for, levels_of, meets, row_places
from acuerdo.documents.checks.trials import Promise, Trials
from acuerdo.documents.findings import Severity
from acuerdo.documents.ground import Ground
from acuerdo.documents.shapes.commitments import ClockShape
from acuerdo.texts.nodes import Path

_RESPONSES = ("first_response", "acknowledgement")
_SOLUTIONS = ("resolution", "workaround")
_MOST_COMPARISONS = 20_000


def check_deadlines(terms: Agreement, ground: Ground) -> None:
    """Note targets that cross no open time or never come due, and responses that are longer than their resolution."""
    clocks = list(clocks_with_places(terms, ground))
    trials = Trials(ground.shape.term.from_)
    for commitment, shape, path in clocks:
        _check_crossings(terms, commitment, shape, (*path, "within"), _Bench(ground, trials))
    responses = [(one, path) for one, _, path in clocks if one.measure.name in _RESPONSES]
    solutions = [one for one, _, _ in clocks if one.measure.name in _SOLUTIONS]
    bench = _Bench(ground, trials)
    for response, path in responses:
        for solution in solutions:
            if meets(response.applies_to, solution.applies_to):
                _compare(terms, response, solution, (*path, "within"), bench)
    if bench.comparisons_left < 0:
        ground.ledger.note(
            "too_many_to_compare",
            ("commitments",),
            found=f"{len(responses):,} responses and {len(solutions):,} resolutions",
            expected="so many that each response can be compared with each resolution",
            hint="the first ones were compared, the others not",
            severity=Severity.INFO,
        )


class _Bench:
    """Where findings go, and where promises are tried."""

    def __init__(self, ground: Ground, trials: Trials) -> None:
        self.ledger = ground.ledger
        self.trials = trials
        self.comparisons_left = _MOST_COMPARISONS


def _check_crossings(terms: Agreement, commitment: Commitment, shape: ClockShape, path: Path, bench: _Bench) -> None:
    if commitment.within is None:
        return
    names = dict.fromkeys(row.value for row in commitment.calendar.rows)
    calendars = [terms.calendars[name] for name in names if name in terms.calendars]
    for row, here in zip(commitment.within.rows, row_places(shape.within, commitment.within, path), strict=True):
        for calendar in calendars:
            _try(Promise(target=row.value, calendar=calendar, counting=commitment.day_counting), here, bench)


def _try(promise: Promise, path: Path, bench: _Bench) -> None:
    fault = bench.trials.fault(promise) if promise.has_due else None
    if fault is None:
        return
    start, due = fault
    name = promise.calendar.name
    if due is None:
        bench.ledger.note(
            "target_beyond_calendar",
            path,
            found=f"a target that calendar {name!r} does not reach",
            expected="a calendar that is open long enough",
        )
        return
    moment = datetime.fromtimestamp(start // 1_000_000, UTC)
    bench.ledger.note(
        "target_without_open_time",
        path,
        found=f"no open time of calendar {name!r} between {moment:%Y-%m-%d %H:%M} UTC and due",
        expected="a target that crosses open time from every start",
        hint="count working days (bd), end on a working day (day_counting: {roll: next_working_day}), or take "
        "a calendar that is always open",
    )


def _compare(terms: Agreement, response: Commitment, solution: Commitment, path: Path, bench: _Bench) -> None:
    if bench.comparisons_left < 0:
        return
    covered = set(levels_of(terms, solution)) or {("", None)}
    shared = [pair for pair in levels_of(terms, response) or [("", None)] if pair in covered]
    bench.comparisons_left -= len(shared)
    openings = bench.trials.openings(_hours_of(response, solution).intersection(terms.calendars), terms.calendars)
    for level, service in shared:
        fields = {**fields_for(solution, level, service), **fields_for(response, level, service)}
        what = f"{level} in {solution.id}" if level else solution.id
        found: list[list[bool]] = []
        for opened_in, starts in openings.items():
            first = _promise_for(terms, response, fields, opened_in)
            second = _promise_for(terms, solution, fields, opened_in)
            if first is not None and second is not None:
                found.append(bench.trials.later(first, second, starts))
        _note_later(found, (*path, level) if level else path, what, bench)


def _hours_of(*commitments: Commitment) -> frozenset[str]:
    """Name the calendars of which it matters whether they are open at the opening."""
    conditions = [one.applies_to for one in commitments]
    for one in commitments:
        conditions += [row.when for row in one.calendar.rows]
        conditions += [] if one.within is None else [row.when for row in one.within.rows]
    return frozenset[str]().union(*(condition.opened_in for condition in conditions))


def _promise_for(
    terms: Agreement, commitment: Commitment, fields: Mapping[str, str], opened_in: frozenset[str]
) -> Promise | None:
    if commitment.applies_to.opened_in and not commitment.applies_to.opened_in & opened_in:
        return None
    target = None if commitment.within is None else commitment.within.choose(fields, opened_in)
    name = commitment.calendar.choose(fields, opened_in)
    if target is None or name is None or name not in terms.calendars:
        return None
    return Promise(target=target, calendar=terms.calendars[name], counting=commitment.day_counting)


def _note_later(found: list[list[bool]], path: Path, what: str, bench: _Bench) -> None:
    """Note a response that is late: an error where it is so from every start with the same calendars open."""
    tried = [later for later in found if later]
    if not any(any(later) for later in tried):
        return
    bench.ledger.note(
        "response_longer_than_resolution",
        path,
        found=f"a response due after the resolution of {what}" + ("" if all(map(all, tried)) else ", from some starts"),
        expected="a response that is due before the resolution",
        severity=Severity.ERROR if any(map(all, tried)) else Severity.WARNING,
    )
