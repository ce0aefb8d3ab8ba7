"""Writing down what was asked for, and how it ended: one fact each, inside the transaction of a flow."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError

from acuerdo.apps.agreements.models import Agreement
from acuerdo.apps.agreements.queries import find_agreement, may_negotiate
from acuerdo.apps.journal.commands import record
from acuerdo.apps.parties.roles import Permission
from acuerdo.apps.parties.viewers import NotAllowed, NotThere, Viewer
from acuerdo.apps.requirements.models import Requirement, Urgency

LONGEST_TEXT = 4_000
LONGEST_NAME = 200
LONGEST_PATH = 300
MOST = 500
"""How many requirements an agreement can have."""


class RequirementRefused(ValueError):  # a refusal is named by what is wrong, as everywhere in the product
    """Something that cannot be done to a requirement.

    `code` is stable: `no_requirement`, `long_requirement`, `many_requirements`, `one_end`, `requirement_decided`.
    """

    def __init__(self, code: str, found: str, expected: str) -> None:
        self.code = code
        super().__init__(f"{code}: found {found}, expected {expected}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asked for what, why, and how much it matters (`must`, `should`, `could`)."""

    by: str
    text: str
    why: str = ""
    urgency: str = "should"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a requirement ends: in a clause (a path of the document), or in a refusal with its reason; one of the two."""

    clause: str = ""
    refusal: str = ""


def write_requirement(viewer: Viewer, key: str, asked: Asked, at: datetime) -> str:
    """Keep a requirement and return its ident. Raises `NotThere`, `NotAllowed`, `RequirementRefused`."""
    agreement = _negotiable(viewer, key)
    if not asked.text.strip() or not asked.by.strip() or asked.urgency not in Urgency.values:
        raise RequirementRefused("no_requirement", "nothing", "who asked, what, and how much it matters")
    _require_short(asked.by, LONGEST_NAME)
    _require_short(asked.text, LONGEST_TEXT)
    _require_short(asked.why, LONGEST_TEXT)
    if Requirement.objects.filter(agreement=agreement).count() >= MOST:
        raise RequirementRefused("many_requirements", f"{MOST} already", f"at most {MOST}")
    row = Requirement.objects.create(
        agreement=agreement,
        asked_by=asked.by.strip(),
        text=asked.text.strip(),
        why=asked.why.strip(),
        urgency=asked.urgency,
        written_at=at,
        written_by_id=viewer.person,
    )
    _tell(viewer, agreement, row, "requirement_written", at)
    return str(row.ident)


def end_requirement(viewer: Viewer, key: str, ident: str, ending: Ending, at: datetime) -> None:
    """Let a requirement end in a clause or in a no. Raises `NotThere`, `NotAllowed`, `RequirementRefused`."""
    agreement = _negotiable(viewer, key)
    row = _locked(agreement, ident)
    clause, refusal = ending.clause.strip(), ending.refusal.strip()
    if bool(clause) == bool(refusal):
        raise RequirementRefused("one_end", "both or neither", "a clause or a written no")
    _require_short(clause, LONGEST_PATH)
    _require_short(refusal, LONGEST_TEXT)
    if row.decided_at is not None:
        raise RequirementRefused("requirement_decided", "one that has ended", "an open one")
    row.clause, row.refusal, row.decided_at, row.decided_by_id = clause, refusal, at, viewer.person
    row.save(update_fields=["clause", "refusal", "decided_at", "decided_by"])
    _tell(viewer, agreement, row, "requirement_met" if clause else "requirement_refused", at)


def reopen_requirement(viewer: Viewer, key: str, ident: str, at: datetime) -> None:
    """Open a requirement that had ended. Raises `NotThere`, `NotAllowed`."""
    agreement = _negotiable(viewer, key)
    row = _locked(agreement, ident)
    row.clause, row.refusal, row.decided_at, row.decided_by = "", "", None, None
    row.save(update_fields=["clause", "refusal", "decided_at", "decided_by"])
    _tell(viewer, agreement, row, "requirement_reopened", at)


def _negotiable(viewer: Viewer, key: str) -> Agreement:
    agreement = find_agreement(viewer, key)
    if not may_negotiate(viewer, agreement):
        raise NotAllowed(Permission.NEGOTIATE)
    return agreement


def _locked(agreement: Agreement, ident: str) -> Requirement:
    try:
        row = Requirement.objects.select_for_update().filter(agreement=agreement, ident=ident).first()
    except ValidationError:  # not an ident at all
        row = None
    if row is None:
        raise NotThere("requirement")
    return row


def _require_short(text: str, longest: int) -> None:
    if len(text) > longest:
        raise RequirementRefused("long_requirement", f"{len(text)} characters", f"at most {longest}")


def _tell(viewer: Viewer, agreement: Agreement, row: Requirement, kind: str, at: datetime) -> None:
    record(agreement.chain, at=at, actor=viewer.ident, kind=kind, body={"requirement": str(row.ident)})
