"""`acuerdo report AGREEMENT FACTS...`: the service level report of a period, as a page, as a PDF, or both."""

import argparse
import sys
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from acuerdo.faces.cli.options import add_evidence, evidence_of
from acuerdo.faces.cli.progress import progress_bar
from acuerdo.faces.cli.speaking import add_language
from acuerdo.studies.report.composing import compose
from acuerdo.studies.report.html import render_html
from acuerdo.studies.report.making import report_from
from acuerdo.studies.report.pdf import render_pdf, require_pdf
from acuerdo.studies.whole_file import written_aside


class NothingToWrite(ValueError):
    """No file was named for the report; `code` is `nothing_to_write`."""

    code = "nothing_to_write"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add_evidence(parser)
    add_language(parser)
    parser.add_argument("--period", help="2016-04, 2016-Q2, 2016-H1 or 2016 (default: the last whole month)")
    parser.add_argument("--frozen", type=Path, help="a file of the periods that both sides froze, of the application")
    parser.add_argument("--html", type=Path, help="write the report as one page of HTML to this file")
    parser.add_argument("--pdf", type=Path, help="write the report as a PDF to this file")


def run(options: argparse.Namespace) -> int:
    """Judge, make the report of the period, and write it."""
    if options.html is None and options.pdf is None:
        raise NothingToWrite("name a file to write the report to: --html report.html, --pdf report.pdf, or both")
    if options.pdf is not None:
        require_pdf()
    with progress_bar() as tell:
        program = f"acuerdo {version('acuerdo')}"
        evidence = replace(evidence_of(options), frozen=options.frozen)
        model = report_from(options.agreement, evidence, options.period, program=program, progress=tell)
    page = compose(model, options.lang)
    if options.html is not None:
        with written_aside(options.html) as aside:
            aside.write_text(render_html(page), "utf-8")
    if options.pdf is not None:
        with written_aside(options.pdf) as aside:
            aside.write_bytes(render_pdf(page))
    files = [str(path) for path in (options.html, options.pdf) if path is not None]
    said = [f"{page.title} \N{MIDDLE DOT} {page.parties} \N{MIDDLE DOT} {page.subject}", page.answer, *files]
    sys.stdout.write("\n".join(said) + "\n")
    return 0
