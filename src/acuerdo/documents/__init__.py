"""Agreement documents: read, checked, shown, and changed without touching the rest."""

from acuerdo.documents.checking import Checked, check, examine, examine_level
from acuerdo.documents.completeness import Completeness, Point
from acuerdo.documents.document import AgreementDocument, LocalText
from acuerdo.documents.editing import edit
from acuerdo.documents.findings import DocumentRefused, Finding, Severity
from acuerdo.documents.level_documents import LevelDocument, put_under, read_level
from acuerdo.documents.levels import LevelDoor, basis_of, shipped_level, shipped_levels
from acuerdo.documents.reading import read_agreed, read_agreement
from acuerdo.documents.saying import say_line, say_severity, translate
from acuerdo.documents.schema import agreement_schema
from acuerdo.documents.sources import Written

__all__ = [
    "AgreementDocument",
    "Checked",
    "Completeness",
    "DocumentRefused",
    "Finding",
    "LevelDocument",
    "LevelDoor",
    "LocalText",
    "Point",
    "Severity",
    "Written",
    "agreement_schema",
    "basis_of",
    "check",
    "edit",
    "examine",
    "examine_level",
    "put_under",
    "read_agreed",
    "read_agreement",
    "read_level",
    "say_line",
    "say_severity",
    "shipped_level",
    "shipped_levels",
    "translate",
]
