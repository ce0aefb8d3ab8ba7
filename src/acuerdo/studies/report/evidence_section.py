"""What the report was computed from, and how anybody computes it again."""

import shlex
from pathlib import PurePath

from acuerdo.connectors.profile import NATIVE
from acuerdo.core.clock.verdict import instant_text
from acuerdo.core.hours import to_datetime
from acuerdo.studies.report.blocks import NOTHING, Block, Cell, Code, Column, Pairs, Section, Sentence, Table
from acuerdo.studies.report.model import Evidence, ReportModel
from acuerdo.studies.report.voice import Voice
from acuerdo.words import phrase, say_number

_TITLE = phrase("How to check this report")
_SAYS = phrase(
    "Whoever has these files gets the same verdicts, to the microsecond, with the command below. A different sha256 "
    "means a different file."
)
_FILES_CAPTION = phrase("Files with the facts")
_FILE = phrase("File", context="column")
_ROWS = phrase("Rows", context="column")
_FACTS = (
    phrase("Agreement, sha256 of its content"),
    phrase("File of exclusions"),
    phrase("Import profile"),
    phrase("Zone of times without an offset"),
    phrase("Data cut-off"),
    phrase("Known until"),
    phrase("Facts and tickets"),
    phrase("Version of the laws / engine"),
    phrase("Program"),
)
_COUNTS = phrase("{facts} facts about {tickets} tickets")
_EXPLAIN = phrase("Why a verdict is what it is, span by span:")
_REPORT = phrase("This report itself, the same to the last letter:")


def evidence_section(model: ReportModel, voice: Voice) -> Section:
    """Name files, hashes, settings and the commands that compute the same again."""
    evidence = model.evidence
    columns = (
        Column(voice.say(_FILE), share=1.4),
        Column(voice.say(_ROWS), numeric=True, share=0.6),
        Column("SHA-256", share=4.4),
    )
    rows = tuple(
        (Cell(_name(file.file), strong=True), Cell(say_number(voice.language, file.rows)), Cell(file.sha256))
        for file in evidence.files
    )
    blocks: tuple[Block, ...] = (
        Sentence(voice.say(_SAYS)),
        Table(caption=voice.say(_FILES_CAPTION), columns=columns, rows=rows),
        _settings(model, voice),
        Code(command("judge", evidence)),
        Sentence(voice.say(_EXPLAIN)),
        Code(command("explain", evidence) + " --ticket " + shlex.quote(_example(model)) + f" --lang {voice.language}"),
        Sentence(voice.say(_REPORT)),
        Code(_report(evidence) + f" --period {model.period.label} --lang {voice.language} --html report.html"),
    )
    return Section(anchor="evidence", title=voice.say(_TITLE), blocks=blocks)


def _settings(model: ReportModel, voice: Voice) -> Pairs:
    evidence = model.evidence
    exclusions = None
    if evidence.exclusions_file is not None:
        exclusions = f"{_name(evidence.exclusions_file)} {evidence.exclusions_sha256 or ''}".strip()
    counts = voice.say(_COUNTS, facts=evidence.counts.facts, tickets=evidence.counts.tickets)
    profile = evidence.profile
    if evidence.profile_file is not None:
        own = f"{_name(evidence.profile_file)} {evidence.profile_sha256 or ''}".strip()
        profile = f"{profile} \N{MIDDLE DOT} {own}"
    texts = (
        model.document.content_hash,
        exclusions,
        profile,
        evidence.time_zone,
        f"{voice.at(evidence.as_of_us)} \N{MIDDLE DOT} {_instant(evidence.as_of_us)}",
        None if evidence.known_at_us is None else voice.at(evidence.known_at_us),
        counts,
        evidence.engine,
        evidence.program or None,
    )
    return Pairs(tuple((voice.say(term), (text,)) for term, text in zip(_FACTS, texts, strict=True) if text))


def _example(model: ReportModel) -> str:
    lines = (*model.breaches.lines, *model.approached.lines)
    return lines[0].ticket if lines else NOTHING


def command(name: str, evidence: Evidence) -> str:
    """Return the command line that computes the verdicts again; files by name, wherever they lie.

    Words that a shell would take apart are quoted.
    """
    words = ["acuerdo", name, _name(evidence.agreement_file), *map(_name, evidence.facts_files)]
    if evidence.profile_file is not None:
        words += ["--profile", _name(evidence.profile_file)]
    elif evidence.profile != NATIVE.id:
        words += ["--profile", evidence.profile]
    if evidence.time_zone is not None:
        words += ["--time-zone", evidence.time_zone]
    if evidence.exclusions_file is not None:
        words += ["--exclusions", _name(evidence.exclusions_file)]
    if evidence.marks_file is not None:
        words += ["--marks", _name(evidence.marks_file)]
    words += ["--as-of", _instant(evidence.as_of_us)]
    if evidence.known_at_us is not None:
        words += ["--known-at", _instant(evidence.known_at_us)]
    return shlex.join(words)


def _report(evidence: Evidence) -> str:
    frozen = "" if evidence.frozen_file is None else f" --frozen {shlex.quote(_name(evidence.frozen_file))}"
    return command("report", evidence) + frozen


def _name(path: str) -> str:
    return PurePath(path).name


def _instant(us: int) -> str:
    return instant_text(to_datetime(us))
