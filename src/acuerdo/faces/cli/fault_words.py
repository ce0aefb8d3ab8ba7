"""What a command refuses, in the language of the call."""

from acuerdo.connectors.saying import say_reason
from acuerdo.documents import DocumentRefused, say_line
from acuerdo.words import Language, phrase
from acuerdo.words.recognising import Recogniser

_CALLS = (
    phrase("no fact is about ticket {ticket}; its number must be written as in the export"),
    phrase("name a file to write the report to: --html report.html, --pdf report.pdf, or both"),
    phrase("{option}: found no known ending, expected one of {endings}, or --format with it"),
    phrase("{option}: found a file that this command reads or writes already, expected another file"),
    phrase("no file given, expected at least one export"),
    phrase("expected --dry-run, or --out FILE for the facts"),
    phrase("expected either --claims FILE or --column NAME"),
    phrase("found no claim about {commitment}, expected at least one"),
    phrase("no calendar {name} in {agreement}; it has {calendars}"),
    phrase("period {period}: expected 2026-04, 2026-Q2, 2026-H1 or 2026"),
    phrase(
        "period {period}: the facts reach from {first} to {last} and say nothing about it; name a period within them, "
        "or add the export of that time"
    ),
    phrase("last whole month"),
    phrase(
        "{period}: no ticket was open yet at the data cut-off, {instant}, and the facts say nothing about any period "
        "before it; name a later cut-off, or none for that of the last fact"
    ),
    phrase("{file}: unknown format; name the file with one of {endings}"),
    phrase(
        "the PDF needs the typesetter, which is not installed: run `pip install 'acuerdo[pdf]'`, or write the report "
        "with --html alone and print it"
    ),
    phrase(
        "the PDF cannot show {letters}: its fonts have no such letter; write the report with --html alone, which shows "
        "them, and print it"
    ),
)
"""What calls, periods and files to write are refused with; what files and rows are is said by the connectors."""


def say_fault(fault: ValueError, language: Language) -> str:
    """Say a refusal of a command; an agreement's is said finding by finding, as `acuerdo check` does.

    >>> say_fault(ValueError("no file given, expected at least one export"), Language.ES)
    'no se indicó ningún archivo, se esperaba al menos una exportación'
    """
    if isinstance(fault, DocumentRefused):
        return "\n".join(say_line(finding, language) for finding in fault.findings)
    text = str(fault)
    if language is Language.EN:
        return text
    said = Recogniser(_CALLS).say(text, language)
    return say_reason(text, language) if said == text else said
