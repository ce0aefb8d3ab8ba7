"""Checking an agreement before anyone signs it."""

from dataclasses import dataclass
from pathlib import Path

from acuerdo.documents.completeness import Completeness, score
from acuerdo.documents.document import AgreementDocument
from acuerdo.documents.findings import Finding, Severity
from acuerdo.documents.level_documents import find_in_level
from acuerdo.documents.levels import LevelDoor
from acuerdo.documents.reading import find_all
from acuerdo.documents.sources import Source
from acuerdo.words import Language, speak


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found; without a shape there is no completeness, with something against it no document."""

    source: str
    findings: tuple[Finding, ...]
    completeness: Completeness | None
    document: AgreementDocument | None

    @property
    def has_errors(self) -> bool:
        """Whether one of the findings is an error."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def strict_findings(self) -> tuple[Finding, ...]:
        """The findings, and one for each of the twenty points that is empty."""
        empty = () if self.completeness is None else self.completeness.empty
        points = (
            Finding(
                severity=Severity.WARNING,
                code="point_empty",
                path=point.name,
                file=self.source,
                found="nothing about: " + speak(Language.EN, point.title),
                expected="a section or a clause about it",
                hint=f"a clause named {point.name}, or `about: {point.name}`, also fills it",
            )
            for point in empty
        )
        return (*self.findings, *points)


def examine(source: Source, *, name: str = "agreement.yaml", level: LevelDoor | Path | None = None) -> Checked:
    """Check an agreement, and score how complete it is. Raises DocumentRefused where nothing can be read at all."""
    outcome = find_all(source, name=name, level=level)
    completeness = None if outcome.shape is None else score(outcome.shape)
    return Checked(
        source=outcome.source, findings=outcome.findings, completeness=completeness, document=outcome.document
    )


def examine_level(source: Source, *, name: str = "level.yaml", level: LevelDoor | Path | None = None) -> Checked:
    """Check a level: a part of an agreement, which has no completeness. Raises DocumentRefused as `examine` does."""
    outcome = find_in_level(source, name=name, level=level)
    return Checked(source=outcome.source, findings=outcome.findings, completeness=None, document=outcome.document)


def check(
    source: Source, *, strict: bool = False, name: str = "agreement.yaml", level: LevelDoor | Path | None = None
) -> list[Finding]:
    """Give the findings of an agreement, errors first; `strict` adds one for each of the twenty points that is empty.

    Raises DocumentRefused where nothing can be read at all.
    """
    checked = examine(source, name=name, level=level)
    return list(checked.strict_findings if strict else checked.findings)
