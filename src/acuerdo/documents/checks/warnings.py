"""Warnings that warn of nothing."""

from acuerdo.core.terms.agreement import Agreement, Commitment, WarningPoint
from acuerdo.core.terms.targets import Duration
from acuerdo.documents.checks.places import clocks_with_places
from acuerdo.documents.findings import Severity
from acuerdo.documents.ground import Ground
from acuerdo.texts.nodes import Path


def check_warnings(terms: Agreement, ground: Ground) -> None:
    """Note odd warnings, and provisions without a target to warn of."""
    for commitment, _, path in clocks_with_places(terms, ground):
        here = (*path, "warn_at")
        for number, point in enumerate(commitment.warn_at):
            odd = _odd(point, commitment.warn_at[:number], commitment)
            if odd:
                _note(ground, (*here, number), odd)
        shares = [point.share for point in commitment.warn_at if point.share is not None]
        if shares != sorted(shares):
            _note(ground, here, "shares that do not rise")
        if commitment.warn_at and commitment.within is None:
            _note(ground, here, "warnings without a target")


def _odd(point: WarningPoint, before: tuple[WarningPoint, ...], commitment: Commitment) -> str:
    if point in before:
        return "the same moment twice"
    if point.share is not None:
        return "" if 0 < point.share < 1 else "a warning at the very start or at due itself"
    targets = [row.value for row in commitment.within.rows] if commitment.within is not None else []
    durations = [target.us for target in targets if isinstance(target, Duration)]
    offset = point.offset_us or 0
    if durations and len(durations) == len(targets) and -offset >= max(durations):
        return "a moment before every clock has started"
    return ""


def _note(ground: Ground, path: Path, found: str) -> None:
    ground.ledger.note(
        "odd_warning",
        path,
        found=found,
        expected="moments between start and due, or after due, in rising order, each once",
        severity=Severity.WARNING,
    )
