"""What an import says of itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from acuerdo.core.chains.canonical import Json


class Stand(StrEnum):
    """Where an import stands: its file is read, waits for a decision, is recorded, or came to an end."""

    READING = "reading"
    READ = "read"
    RECORDING = "recording"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"
    FORGOTTEN = "forgotten"


class Decision(StrEnum):
    """What somebody does with an import; to confirm one that was stopped lets it go on."""

    CONFIRM = "confirm"
    STOP = "stop"
    FORGET = "forget"


class ImportNotTaken(ValueError):
    """An import that cannot be begun or decided on so.

    `code` is `no_file`, `import_ending`, `import_too_big`, `many_imports`, `import_moved`, or one of `ImportRefused` of
    a profile or a time zone; `text` says more, in English, where there is more to say.
    """

    def __init__(self, code: str, text: str = "") -> None:
        self.code = code
        self.text = text
        super().__init__(text or code)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """What reading a file gave: facts that may be recorded, rows that were refused.

    Of the facts, `fresh` are new here, `there` were told before, and `clashing` would be refused.
    """

    rows: int = 0
    facts: int = 0
    tickets: int = 0
    refused: int = 0
    fresh: int = 0
    there: int = 0
    clashing: int = 0
    first_us: int | None = None
    last_us: int | None = None
    pauses_unknown: bool = False
    account: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLine:
    """A row of the file that is no fact: its line, whose it is (if it says so), and why."""

    line: int
    ticket: str
    code: str
    column: str
    found: str
    expected: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedKind:
    """How many rows were refused for one reason."""

    count: int
    code: str
    column: str
    expected: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFact:
    """A fact as it would come in, without the names of people; `said` are its fields."""

    ticket: str
    at: datetime
    event: str
    status: str
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusCount:
    """A status word of the file, on how many rows it stands, and what it means (empty: it was not understood)."""

    word: str
    count: int
    stage: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRecord:
    """An import: its file, how that is read, where it stands, and what came of it.

    `share` (0..1) is how much of what it does now is done. `position` counts the facts of the file that are dealt with
    for good: `recorded`, `duplicates`, `not_taken`.
    """

    ident: UUID
    source: str
    name: str
    size: int
    sha256: str
    profile: str
    time_zone: str
    begun_by: str
    begun_at: datetime
    ended_at: datetime | None
    stand: Stand
    share: float
    rows: int
    facts: int
    tickets: int
    refused: int
    fresh: int
    there: int
    clashing: int
    first_at: datetime | None
    last_at: datetime | None
    pauses_unknown: bool
    position: int
    recorded: int
    duplicates: int
    not_taken: int
    fault: str
    fault_text: str
    refused_lines: Sequence[RefusedLine]
    refused_kinds: Sequence[RefusedKind]
    sample: Sequence[SampleFact]
    unused: Sequence[str]
    statuses: Sequence[StatusCount]
    remarks: Mapping[str, int]
