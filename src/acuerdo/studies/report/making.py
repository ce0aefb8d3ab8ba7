"""A report from files: the one way from an agreement and evidence to its figures, whoever asks."""

from hashlib import sha256
from pathlib import Path

from acuerdo.connectors.imported import Progress
from acuerdo.connectors.profile_files import own_file
from acuerdo.studies.answers import judge_case
from acuerdo.studies.frozen import read_frozen
from acuerdo.studies.inputs import Evidence, load_case
from acuerdo.studies.report.figures import Origin, make_report
from acuerdo.studies.report.model import ReportModel


def report_from(
    agreement: Path, evidence: Evidence, label: str | None, *, program: str = "", progress: Progress | None = None
) -> ReportModel:
    """Judge evidence by an agreement and make the report of a period (None: the last whole month).

    Raises what reading and judging raise, `FrozenRefused`, `PeriodRefused`, and `ReportPeriodRefused` for a period
    outside the data.
    """
    answer = judge_case(load_case(agreement, evidence, progress), progress)
    frozen = () if evidence.frozen is None else read_frozen(evidence.frozen)
    return make_report(answer, label, origin=_origin(agreement, evidence, program), frozen=frozen)


def _origin(agreement: Path, evidence: Evidence, program: str) -> Origin:
    exclusions, profile = evidence.exclusions, own_file(evidence.profile)
    return Origin(
        agreement_file=agreement.name,
        facts_files=tuple(path.name for path in evidence.facts),
        exclusions_file=None if exclusions is None else exclusions.name,
        exclusions_sha256=None if exclusions is None else sha256(exclusions.read_bytes()).hexdigest(),
        profile_file=None if profile is None else profile.name,
        profile_sha256=None if profile is None else sha256(profile.read_bytes()).hexdigest(),
        marks_file=None if evidence.marks is None else evidence.marks.name,
        frozen_file=None if evidence.frozen is None else evidence.frozen.name,
        program=program,
    )
