"""The report of a period and the facts it rests on, as files: what the judge makes of the same files anywhere."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from acuerdo.studies.report.blocks import Page
from acuerdo.studies.report.refusals import NothingToReport
from acuerdo.studies.testimony import Testimony
from acuerdo.words import Language

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The date of every file in an archive: the same files make the same archive."""


def report_page(told: Testimony, label: str | None, language: Language, as_of_us: int) -> Page:
    """Make the report of a period out of what was gathered: by the files, in the way of `acuerdo report`.

    Raises `PeriodRefused`, `ReportPeriodRefused` and `NothingToReport`.
    """
    from acuerdo.studies.bundles import AGREEMENT, FACTS, evidence_in  # noqa: PLC0415 - reads tables: pages do not
    from acuerdo.studies.report.composing import compose  # noqa: PLC0415 - as above
    from acuerdo.studies.report.making import report_from  # noqa: PLC0415 - as above

    with _in_files(told) as folder:
        if not (folder / FACTS).stat().st_size:
            raise NothingToReport("no ticket that you may see is judged by this version")
        evidence = evidence_in(folder, as_of_us)
        program = f"acuerdo {version('acuerdo')}"
        return compose(report_from(folder / AGREEMENT, evidence, label, program=program), language)


def archive_of(told: Testimony) -> bytes:
    """Return the files that verdicts rest on as an archive; the same evidence gives the same bytes."""
    packed = io.BytesIO()
    with _in_files(told) as folder, ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.writestr(ZipInfo(path.name, _FIRST_DAY), path.read_bytes(), ZIP_DEFLATED)
    return packed.getvalue()


@contextmanager
def _in_files(told: Testimony) -> Iterator[Path]:
    from acuerdo.studies.bundles import write_bundle  # noqa: PLC0415 - as above

    with TemporaryDirectory(prefix="acuerdo-") as name:
        folder = Path(name)
        write_bundle(folder, told)
        yield folder
