"""A case to judge: an agreement, the evidence for it, and the instant as of which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from acuerdo.connectors import ImportedFile, RefusedRow, import_facts, read_exclusions
from acuerdo.connectors.imported import Counts, Imported, Progress
from acuerdo.core.clock.exclusions import Exclusion
from acuerdo.core.clock.facts import Fact
from acuerdo.core.clock.verdict import Mark
from acuerdo.core.terms.agreement import Agreement
from acuerdo.documents import AgreementDocument, read_agreement

MOST_REFUSED = (1, 5)
"""The share of refused rows (1 of 5) above which a file is unusable."""


class TooManyRefused(ValueError):
    """More than a fifth of the rows was refused; `code` is `too_many_refused`."""

    code = "too_many_refused"


class NoFacts(ValueError):
    """The files hold no fact at all; `code` is `no_facts`."""

    code = "no_facts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where facts come from: files, settings, and the case's instant.

    `profile` names a shipped profile or a file. `as_of_us` None: the last fact's instant, or `now_us` where a fact lies
    beyond it. `known_at_us` cuts by what was recorded.
    """

    facts: tuple[Path, ...]
    now_us: int
    profile: str | None = None
    time_zone: str | None = None
    exclusions: Path | None = None
    as_of_us: int | None = None
    known_at_us: int | None = None
    extras: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything that a judgement is a function of, and an account of where it came from."""

    document: AgreementDocument
    facts: Sequence[Fact]
    exclusions: tuple[Exclusion, ...]
    as_of_us: int
    known_at_us: int | None
    marks: Mapping[str, tuple[Mark, ...]]
    refused: tuple[RefusedRow, ...]
    files: tuple[ImportedFile, ...]
    counts: Counts
    profile: str
    time_zone: str | None
    extras: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def terms(self) -> Agreement:
        """The agreement to judge by."""
        return self.document.terms


def load_case(agreement: Path, evidence: Evidence, progress: Progress | None = None) -> Case:
    """Read an agreement and the facts for it.

    Raises what readers of documents, facts and exclusions raise, `TooManyRefused` and `NoFacts`.
    """
    document = read_agreement(agreement)
    terms = document.terms
    imported = import_facts(
        evidence.facts,
        evidence.profile,
        time_zone=evidence.time_zone,
        own_events=terms.own_events,
        own_fields=terms.own_fields,
        extras=evidence.extras,
        progress=progress,
    )
    require_usable(imported)
    return Case(
        document=document,
        facts=imported.facts,
        exclusions=() if evidence.exclusions is None else tuple(read_exclusions(evidence.exclusions)),
        as_of_us=_as_of(evidence, imported),
        known_at_us=evidence.known_at_us,
        marks=_marks(imported),
        refused=imported.refused,
        files=imported.files,
        counts=imported.counts,
        profile=imported.profile.id,
        time_zone=imported.time_zone,
        extras=imported.extras,
    )


def require_usable(imported: Imported) -> None:
    """Refuse evidence of which more than a fifth was refused, or that says nothing."""
    refused, rows = len(imported.refused), imported.counts.rows
    if refused * MOST_REFUSED[1] > rows * MOST_REFUSED[0]:
        first = imported.refused[0]
        raise TooManyRefused(
            f"{refused} of {rows} rows were refused, more than a fifth; the first: {first.file}, line {first.line}, "
            f"{first.column}: found {first.found!r}, expected {first.expected}; {first.hint or 'see'} "
            "`acuerdo import --dry-run` for all of them"
        )
    if not imported.facts:
        names = ", ".join(file.file for file in imported.files)
        raise NoFacts(f"{names}: found no fact, expected at least one row; see `acuerdo import --dry-run`")


def _as_of(evidence: Evidence, imported: Imported) -> int:
    if evidence.as_of_us is not None:
        return evidence.as_of_us
    past = [fact.at_us for fact in imported.facts if fact.at_us <= evidence.now_us]
    return max(past, default=evidence.now_us)


def _marks(imported: Imported) -> dict[str, tuple[Mark, ...]]:
    """Return the marks that the import leaves on tickets."""
    marks: dict[str, tuple[Mark, ...]] = dict.fromkeys(imported.incomplete, (Mark.INCOMPLETE_HISTORY,))
    if not imported.pauses_unknown:
        return marks
    tickets = {fact.ticket for fact in imported.facts}
    return {ticket: (*marks.get(ticket, ()), Mark.PAUSES_UNKNOWN) for ticket in tickets}


def only_ticket(case: Case, ticket: str) -> Case:
    """Return the case with the facts of one ticket alone."""
    return replace(case, facts=[fact for fact in case.facts if fact.ticket == ticket])
