"""`acuerdo import`: what an export would bring in and what would be refused, or a draft of a profile for it."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from acuerdo.connectors.fact_rows import rows_of
from acuerdo.connectors.imported import Imported
from acuerdo.connectors.importing import import_facts
from acuerdo.connectors.profile_files import shipped_profiles
from acuerdo.connectors.suggesting import suggest_profile
from acuerdo.core.clock.verdict import instant_text
from acuerdo.core.hours import to_datetime
from acuerdo.documents import read_agreement
from acuerdo.faces.cli.outputs import say
from acuerdo.faces.cli.progress import progress_bar
from acuerdo.faces.cli.refused_rows import say_refused
from acuerdo.faces.cli.refused_told import SHOWN
from acuerdo.faces.cli.speaking import add_language
from acuerdo.studies.simulate import write_facts
from acuerdo.words import Language, Phrase, phrase, say_number, speak

_FILE = phrase("{file}: {kind}, {rows}, {encoding}, sha256 {digest}")
_NOT_READ = phrase("columns not read: {columns}")
_ROWS = phrase("{n} row", plural="{n} rows")
_FACTS = phrase("{n} fact", plural="{n} facts")
_TICKETS = phrase("{n} ticket", plural="{n} tickets")
_COUNTS = phrase(
    "{rows}: {facts}, {tickets}; rows that changed nothing: {unchanged}, ignored: {ignored}, duplicates: {duplicates}, "
    "refused: {refused}"
)
_SPAN = phrase("from {since} to {until}; zone of the file: {zone}")
_AMBIGUOUS = phrase(
    "{n} time that a clock change made ambiguous (the earlier offset was taken)",
    plural="{n} times that a clock change made ambiguous (the earlier offset was taken)",
)
_SKIPPED = phrase(
    "{n} time that a clock change skipped (the earlier offset was taken)",
    plural="{n} times that a clock change skipped (the earlier offset was taken)",
)
_BEFORE_OPENING = phrase(
    "{n} update written before its ticket's opening (counted at the opening)",
    plural="{n} updates written before their ticket's opening (counted at the opening)",
)
_IGNORED_STATUS = phrase("{n} row whose status the profile ignores", plural="{n} rows whose status the profile ignores")
_STALE_END = phrase(
    "{n} ticket open again, whose old end was left", plural="{n} tickets open again, whose old end was left"
)
_NO_PAUSES = phrase("one row per ticket: pauses are unknown, consumed times are upper bounds")
_STATUSES = phrase("statuses: {counts}")
_PRIORITIES = phrase("priorities: {counts}")
_EVENTS = phrase("events: {counts}")
_WRITTEN = phrase("{n} fact written to {file}", plural="{n} facts written to {file}")
_LOST = phrase("{file} does not say that {what}: judge the export itself, with its profile, to have it marked")
_LOST_PAUSES = phrase("pauses are unknown")
_LOST_ROWS = phrase("rows were refused, and whose history is incomplete")
_MORE_REFUSED = phrase(
    "and {n} more refused row; --dry-run lists each", plural="and {n} more refused rows; --dry-run lists each"
)
_TO_DECIDE = phrase("to decide: {question}")


class CallRefused(ValueError):
    """Arguments that do not fit together; `code` is `bad_call`."""

    code = "bad_call"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add_language(parser)
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--profile", help="a shipped profile's name, or a file")
    parser.add_argument("--time-zone", help="the zone of times without an offset, like Europe/Madrid")
    parser.add_argument("--agreement", type=Path, help="whose own events and fields the facts may use")
    parser.add_argument("--dry-run", action="store_true", help="say what would come in and what would be refused")
    parser.add_argument("--out", type=Path, help="write the facts: .csv or .jsonl (also .gz), or .parquet")
    parser.add_argument("--suggest", action="store_true", help="draft a profile for the file, for a person to finish")
    parser.add_argument("--profiles", action="store_true", help="list the shipped profiles")


def run(options: argparse.Namespace) -> int:
    """Import, or say what importing would do."""
    if options.profiles:
        return _list_profiles()
    if not options.files:
        raise CallRefused("no file given, expected at least one export")
    if options.suggest:
        return _suggest(options.files[0], options.lang)
    if not options.dry_run and options.out is None:
        raise CallRefused("expected --dry-run, or --out FILE for the facts")
    terms = None if options.agreement is None else read_agreement(options.agreement).terms
    with progress_bar() as tell:
        imported = import_facts(
            options.files,
            options.profile,
            time_zone=options.time_zone,
            own_events=frozenset() if terms is None else terms.own_events,
            own_fields={} if terms is None else terms.own_fields,
            progress=tell,
        )
    language = options.lang
    if options.out is not None and not options.dry_run:
        count = write_facts(rows_of(imported.facts), options.out)
        say(speak(language, _WRITTEN, n=count, file=str(options.out)))
        for what in _lost_marks(imported):
            say(speak(language, _LOST, file=str(options.out), what=speak(language, what)))
    shown = None if options.dry_run else SHOWN
    sys.stdout.write("".join(line + "\n" for line in report_lines(imported, language, shown)))
    return 1 if imported.refused else 0


def report_lines(imported: Imported, language: Language = Language.EN, shown: int | None = None) -> Iterator[str]:
    """Yield the account of an import: what came in, by which words, and each refused row with its reason.

    Of the refused rows the first `shown`, and how many more there are; None for all.
    """
    for file in imported.files:
        rows, encoding = speak(language, _ROWS, n=file.rows), file.encoding or "-"
        yield speak(language, _FILE, file=file.file, kind=file.kind, rows=rows, encoding=encoding, digest=file.sha256)
        if file.unused:
            yield "  " + speak(language, _NOT_READ, columns=", ".join(file.unused))
    counts = imported.counts
    things = {
        "rows": speak(language, _ROWS, n=counts.rows),
        "facts": speak(language, _FACTS, n=counts.facts),
        "tickets": speak(language, _TICKETS, n=counts.tickets),
    }
    numbers = {
        "unchanged": counts.unchanged,
        "ignored": counts.ignored,
        "duplicates": counts.duplicate,
        "refused": counts.refused,
    }
    said = {name: say_number(language, number) for name, number in numbers.items()}
    yield speak(language, _COUNTS, **things, **said)
    if imported.first_us is not None and imported.last_us is not None:
        span = {"since": _text(imported.first_us), "until": _text(imported.last_us)}
        yield speak(language, _SPAN, **span, zone=imported.time_zone or "-")
    yield from _remarks(imported, language)
    for words, counted in (
        (_STATUSES, imported.statuses),
        (_PRIORITIES, imported.priorities),
        (_EVENTS, imported.events),
    ):
        if counted:
            yield speak(language, words, counts=_counted(counted, language))
    for row in imported.refused[:shown]:
        yield say_refused(row, row.file, language)
    if shown is not None and len(imported.refused) > shown:
        yield speak(language, _MORE_REFUSED, n=len(imported.refused) - shown)


def _lost_marks(imported: Imported) -> Iterator[Phrase]:
    """Yield what verdicts on the export are marked with, and verdicts on facts written from it are not."""
    if imported.pauses_unknown:
        yield _LOST_PAUSES
    if imported.refused:
        yield _LOST_ROWS


def _remarks(imported: Imported, language: Language) -> Iterator[str]:
    counts = imported.counts
    remarks = {
        _AMBIGUOUS: counts.ambiguous_times,
        _SKIPPED: counts.skipped_times,
        _BEFORE_OPENING: counts.before_opening,
        _IGNORED_STATUS: counts.ignored_statuses,
        _STALE_END: counts.stale_ends,
    }
    for words, count in remarks.items():
        if count:
            yield speak(language, words, n=count)
    if imported.pauses_unknown:
        yield speak(language, _NO_PAUSES)


def _counted(words: Mapping[str, int], language: Language) -> str:
    by_count = sorted(words.items(), key=lambda item: -item[1])
    return ", ".join(f"{word} {say_number(language, count)}" for word, count in by_count)


def _suggest(file: Path, language: Language) -> int:
    suggestion = suggest_profile(file, language=language)
    sys.stdout.write(suggestion.text)
    for question in suggestion.open_questions:
        say(speak(language, _TO_DECIDE, question=question))
    return 0


def _list_profiles() -> int:
    for profile in shipped_profiles():
        state = "verified on a live export" if profile.verified else "not verified on a live export"
        sys.stdout.write(f"{profile.id}: {profile.title} ({state})\n  {profile.source}\n")
    return 0


def _text(instant: int) -> str:
    return instant_text(to_datetime(instant))
