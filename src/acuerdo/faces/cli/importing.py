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
from acuerdo.studies.simulate import write_facts


class CallRefused(ValueError):
    """Arguments that do not fit together; `code` is `bad_call`."""

    code = "bad_call"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
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
        return _suggest(options.files[0])
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
    if options.out is not None and not options.dry_run:
        say(f"{write_facts(rows_of(imported.facts), options.out)} facts written to {options.out}")
        for lost in _lost_marks(imported):
            say(f"{options.out} does not say that {lost}: judge the export itself, with its profile, to have it marked")
    sys.stdout.write("".join(line + "\n" for line in report_lines(imported)))
    return 1 if imported.refused else 0


def report_lines(imported: Imported) -> Iterator[str]:
    """Yield the account of an import: what came in, by which words, and every refused row with its reason."""
    counts = imported.counts
    for file in imported.files:
        yield f"{file.file}: {file.kind}, {file.rows:,} rows, {file.encoding or '-'}, sha256 {file.sha256}"
        if file.unused:
            yield f"  columns not read: {', '.join(file.unused)}"
    yield (
        f"{counts.rows:,} rows: {counts.facts:,} facts of {counts.tickets:,} tickets; {counts.unchanged:,} rows "
        f"changed nothing, {counts.ignored:,} ignored, {counts.duplicate:,} duplicates, {counts.refused:,} refused"
    )
    if imported.first_us is not None and imported.last_us is not None:
        zone = imported.time_zone or "-"
        yield f"from {_text(imported.first_us)} to {_text(imported.last_us)}; zone of the file: {zone}"
    yield from _remarks(imported)
    for name, words in (
        ("statuses", imported.statuses),
        ("priorities", imported.priorities),
        ("events", imported.events),
    ):
        if words:
            yield f"{name}: {_counted(words)}"
    for row in imported.refused:
        hint = f"; {row.hint}" if row.hint else ""
        yield (
            f"refused {row.file}, line {row.line}, ticket {row.ticket or '?'}: {row.code}: {row.column}: "
            f"found {row.found!r}, expected {row.expected}{hint}"
        )


def _lost_marks(imported: Imported) -> Iterator[str]:
    """Yield what verdicts on the export are marked with, and verdicts on facts written from it are not."""
    if imported.pauses_unknown:
        yield "pauses are unknown"
    if imported.refused:
        yield "rows were refused, and whose history is incomplete"


def _remarks(imported: Imported) -> Iterator[str]:
    counts = imported.counts
    remarks = {
        "times that a clock change made ambiguous (the earlier offset was taken)": counts.ambiguous_times,
        "times that a clock change skipped (the earlier offset was taken)": counts.skipped_times,
        "updates written before their ticket's opening (counted at the opening)": counts.before_opening,
        "rows whose status the profile ignores": counts.ignored_statuses,
        "tickets open again, whose old end was left": counts.stale_ends,
    }
    for what, count in remarks.items():
        if count:
            yield f"{count:,} {what}"
    if imported.pauses_unknown:
        yield "one row per ticket: pauses are unknown, consumed times are upper bounds"


def _counted(words: Mapping[str, int]) -> str:
    return ", ".join(f"{word} {count:,}" for word, count in sorted(words.items(), key=lambda item: -item[1]))


def _suggest(file: Path) -> int:
    suggestion = suggest_profile(file)
    sys.stdout.write(suggestion.text)
    for question in suggestion.open_questions:
        say(f"to decide: {question}")
    return 0


def _list_profiles() -> int:
    for profile in shipped_profiles():
        state = "verified on a live export" if profile.verified else "not verified on a live export"
        sys.stdout.write(f"{profile.id}: {profile.title} ({state})\n  {profile.source}\n")
    return 0


def _text(instant: int) -> str:
    return instant_text(to_datetime(instant))
