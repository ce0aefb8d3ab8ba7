"""Whether everything that a document refers to is there, and everything with an id is there once."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from acuerdo.documents.ground import Ground
from acuerdo.documents.public_holidays import FIRST_YEAR, LAST_YEAR
from acuerdo.documents.shapes.agreement import AgreementShape
from acuerdo.documents.shapes.carried import CreditShape
from acuerdo.documents.shapes.commitments import ClockShape
from acuerdo.texts.nodes import Path

_MOST_NOTICE_DAYS = 3_660
_DAYS = {"m": 1 / 1_440, "h": 1 / 24, "bd": 1, "d": 1, "w": 7, "mo": 30, "y": 365}


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def check_references(ground: Ground) -> None:
    """Note ids that stand twice, names that nothing has, dates that are inverted, and limits that are missing."""
    shape = ground.shape
    for key, items in _sections(shape).items():
        _note_doubles(items, (key,), ground)
    for path, names in _commitment_names(shape):
        for name in names:
            ground.require(name, ground.commitments, "unknown_commitment", path)
    for path, name in _calendar_names(shape):
        ground.require_calendar(name, path)
    for path, name in _service_names(shape):
        ground.require(name, ground.services, "unknown_service", path)
    _check_escalations(shape, ground)
    _check_term(shape, ground)


def credits_of(shape: AgreementShape) -> tuple[CreditShape, ...]:
    """Give the credits, whichever form their section has."""
    return shape.credits if isinstance(shape.credits, tuple) else shape.credits.items


def _sections(shape: AgreementShape) -> dict[str, Sequence[_Named]]:
    return {
        "services": shape.services,
        "prerequisites": shape.prerequisites,
        "commitments": shape.commitments,
        "reports": shape.reports,
        "credits": credits_of(shape),
        "consequences": shape.consequences,
        "entitlements": shape.entitlements,
        "volumes": shape.volumes,
        "escalation": shape.escalation,
    }


def _note_doubles(items: Sequence[_Named], path: Path, ground: Ground) -> None:
    seen: set[str] = set()
    for number, item in enumerate(items):
        if item.id in seen:
            ground.ledger.note(
                "duplicate_id",
                (*path, number, "id"),
                found=f"{item.id!r} again",
                expected="every id once in its list",
                hint="rename one, or join the two",
            )
        seen.add(item.id)


def _commitment_names(shape: AgreementShape) -> Iterable[tuple[Path, Sequence[str]]]:
    for number, prerequisite in enumerate(shape.prerequisites):
        yield ("prerequisites", number, "excuses"), prerequisite.excuses
    items: Path = ("credits",) if isinstance(shape.credits, tuple) else ("credits", "items")
    for number, credit in enumerate(credits_of(shape)):
        yield (*items, number, "commitments"), credit.commitments
        yield (*items, number, "shares"), tuple(credit.shares)
    for number, consequence in enumerate(shape.consequences):
        yield ("consequences", number, "commitments"), consequence.commitments
    for number, escalation in enumerate(shape.escalation):
        yield ("escalation", number, "commitments"), escalation.commitments


def _calendar_names(shape: AgreementShape) -> Iterable[tuple[Path, str]]:
    named: list[tuple[Path, str | None]] = [
        *((("channels", number, "calendar"), one.calendar) for number, one in enumerate(shape.channels)),
        *((("services", number, "calendar"), one.calendar) for number, one in enumerate(shape.services)),
    ]
    if shape.maintenance is not None:
        windows = enumerate(shape.maintenance.windows)
        named += [(("maintenance", "windows", number, "calendar"), one.calendar) for number, one in windows]
    for number, one in enumerate(shape.commitments):
        calendar = getattr(one, "calendar", None)
        if isinstance(calendar, str) and one.kind not in ("clock", "ratio"):
            named.append((("commitments", number, "calendar"), calendar))
    return [(path, name) for path, name in named if name is not None]


def _service_names(shape: AgreementShape) -> Iterable[tuple[Path, str]]:
    for number, service in enumerate(shape.services):
        for name in service.depends_on:
            yield ("services", number, "depends_on"), name
    for number, one in enumerate(shape.commitments):
        own = getattr(one, "service", None)
        if isinstance(own, str):
            yield ("commitments", number, "service"), own


def _check_escalations(shape: AgreementShape, ground: Ground) -> None:
    known = [one.id for one in shape.escalation]
    for number, one in enumerate(shape.commitments):
        if isinstance(one, ClockShape) and one.escalation is not None:
            ground.require(one.escalation, known, "unknown_escalation", ("commitments", number, "escalation"))


def _check_term(shape: AgreementShape, ground: Ground) -> None:
    term = shape.term
    for key, day in (("from", term.from_), ("to", term.to)):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            ground.ledger.note(
                "term_beyond_years",
                ("term", key),
                found=day.isoformat(),
                expected=f"a year from {FIRST_YEAR} to {LAST_YEAR}",
                hint="leave `to` out where there is no end",
            )
    if term.notice is not None and _DAYS[term.notice.unit] * term.notice.count > _MOST_NOTICE_DAYS:
        ground.ledger.note(
            "term_beyond_years", ("term", "notice"), found=str(term.notice), expected="at most ten years"
        )
    if term.to is not None and term.to < term.from_:
        ground.ledger.note(
            "term_inverted",
            ("term", "to"),
            found=f"{term.to.isoformat()}, before {term.from_.isoformat()}",
            expected="an end on or after the beginning",
            hint="are the two dates the wrong way round?",
        )
