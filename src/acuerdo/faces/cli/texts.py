"""`acuerdo text AGREEMENT`: the agreement as readable text, as a page, as a PDF, or both; prints the content's hash."""

import argparse
import sys
from pathlib import Path

from acuerdo.documents import read_agreement
from acuerdo.faces.cli.outputs import plain_lines
from acuerdo.faces.cli.speaking import add_language
from acuerdo.studies.agreement_text import compose_agreement
from acuerdo.studies.report.html import render_html
from acuerdo.studies.report.pdf import render_pdf, require_pdf
from acuerdo.studies.whole_file import written_aside


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("agreement", type=Path, help="the agreement document (YAML or JSON)")
    add_language(parser)
    parser.add_argument("--html", type=Path, help="write the text as one page of HTML to this file")
    parser.add_argument("--pdf", type=Path, help="write the text as a PDF to this file")


def run(options: argparse.Namespace) -> int:
    """Write the text, and print title, parties and hash."""
    if options.pdf is not None:
        require_pdf()
    document = read_agreement(options.agreement)
    page = compose_agreement(document, options.lang)
    if options.html is not None:
        with written_aside(options.html) as aside:
            aside.write_text(render_html(page), "utf-8")
    if options.pdf is not None:
        with written_aside(options.pdf) as aside:
            aside.write_bytes(render_pdf(page))
    files = [str(path) for path in (options.html, options.pdf) if path is not None]
    said = [f"{page.parties} \N{MIDDLE DOT} {page.subject}", f"sha256:{document.content_hash}", *files]
    sys.stdout.write(plain_lines("\n".join(said)) + "\n")
    return 0
